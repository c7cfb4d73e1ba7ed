"""One door for the acts of any procedure."""
