from __future__ import annotations

from django.apps import AppConfig


class BondsConfig(AppConfig):
    name = "ventanilla.bonds"
    label = "bonds"
    default_auto_field = "django.db.models.BigAutoField"
