"""The command table and its commands."""
