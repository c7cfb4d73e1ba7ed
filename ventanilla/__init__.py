"""Ventanilla, the service desk of customs administrations."""

__version__ = "0.1.0"
