"""Sets Django up for a worker when imported, before any room is."""

from __future__ import annotations

from ventanilla.operations.processes import start_django

start_django("worker")
