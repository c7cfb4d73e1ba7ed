"""A small population for the demonstration: people with accounts, and what they have brought to the desk."""

from __future__ import annotations
