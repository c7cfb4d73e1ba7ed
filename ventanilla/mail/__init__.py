"""What goes out by e-mail, and later what came in. Knows addresses, not cases."""
