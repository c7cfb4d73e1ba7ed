"""The product's own settings, with what a test run differs in."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# A server to test on, given by whoever starts the run; see databases.py. Processes of the run inherit an environment
# in which DATABASE_URL is overwritten below, so what was given is kept beside it.
GIVEN_DATABASE_URL = os.environ.setdefault("VENTANILLA_TEST_SERVER", os.environ.get("DATABASE_URL", ""))

# Each process of a run that goes side by side has its own files: one would mend what another has just damaged.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
_scratch = Path(tempfile.gettempdir()) / f"ventanilla-test-{os.getuid()}" / _worker

(_scratch / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing

os.environ.update(
    {
        "VENTANILLA_PROCESS": "command",
        # conftest.py connects to the test database when the first test asks for one.
        "DATABASE_URL": "postgresql://ventanilla_app@/not_connected",
        "SECRET_KEY": "not-a-secret-this-signs-nothing-but-the-test-run",
        "BASE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "SCAN": "off",
        "FILES_DIR": str(_scratch / "files"),
        "STATIC_DIR": str(_scratch / "static"),
        "DEMO": "on",
        "DEMO_MAILS": str(_scratch / "mails"),
    }
)
os.environ.setdefault("VENTANILLA_PACK", "sv")

from ventanilla.config.settings import *  # noqa: E402, F403  the environment has to stand first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DECREED_DAYS_KEPT_SECONDS = 3600.0  # how busy the machine is decides no number of queries
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The manifest needs collectstatic; tests/house checks it once.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
