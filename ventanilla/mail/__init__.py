"""What came in and what goes out by e-mail. Knows addresses, not cases."""
