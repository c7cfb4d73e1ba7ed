"""What a process of ours does before its own work."""

from __future__ import annotations

import os

import django

from ventanilla.catalogue import check_pack


def start_django(process: str) -> None:
    """Read the settings for this kind of process (web, worker, migrate, command) and load the rooms."""
    os.environ["VENTANILLA_PROCESS"] = process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ventanilla.config.settings")
    django.setup()


def pack_faults(pack: str) -> list[str]:
    """A line for each fault that keeps the pack from being served."""
    return [str(fault) for fault in check_pack(pack) if not fault.is_warning]
