"""Running it: PostgreSQL, the demo, health, grants."""
