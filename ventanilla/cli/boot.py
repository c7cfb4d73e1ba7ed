"""Sets Django up when imported: commands that read the database import this module before any room."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ventanilla.config.settings")
django.setup()
