"""The application a WSGI server runs: ``ventanilla.config.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ventanilla.config.settings")
os.environ.setdefault("VENTANILLA_PROCESS", "web")
application = get_wsgi_application()
