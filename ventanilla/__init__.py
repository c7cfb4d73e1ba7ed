"""Ventanilla, the service desk of customs administrations."""
