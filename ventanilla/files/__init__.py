"""Bytes that people send: stored once by content, scanned, never trusted by their name."""
