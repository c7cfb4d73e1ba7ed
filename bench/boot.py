"""Sets Django up with the tests' settings when imported: measurements run on the tests' databases."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
