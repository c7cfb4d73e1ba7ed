"""What can go wrong with a cluster of our own."""

from __future__ import annotations


class PostgresFault(Exception):
    """The cluster cannot be made or started; the text says why and what to do."""


class OtherVersion(PostgresFault):
    """The data were written by another major version."""
