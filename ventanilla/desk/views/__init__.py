"""The desk's views, by subject."""
