"""Everything in one: a database, the web, the worker, and a mail server that keeps what it is sent."""

from __future__ import annotations
