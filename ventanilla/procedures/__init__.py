"""One door for acts of any procedure, and what wakes them when their time comes."""
