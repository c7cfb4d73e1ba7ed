from __future__ import annotations

from django.apps import AppConfig


class FormalConfig(AppConfig):
    name = "ventanilla.formal"
    label = "formal"
    default_auto_field = "django.db.models.BigAutoField"
