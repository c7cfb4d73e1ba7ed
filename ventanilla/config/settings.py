"""The one settings file: everything an installation may vary comes from the environment.

A wrong environment stops the start here, with one line for each fault.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from ventanilla.catalogue.reading import UnknownPack, pack_folder
from ventanilla.config.database import django_database
from ventanilla.config.environment import Environment, EnvironmentFault, read_environment


def _read() -> tuple[Environment, str]:
    """The checked environment and the zone of its pack; ends the process where either is wrong."""
    try:
        environment = read_environment(os.environ)
        content = yaml.safe_load((pack_folder(environment.pack) / "pack.yaml").read_text("utf-8"))
    except EnvironmentFault as fault:
        lines = fault.lines
    except UnknownPack as fault:
        lines = (f"VENTANILLA_PACK: {fault}",)
    else:
        return environment, str(content.get("zone") or "UTC")
    raise SystemExit("ventanilla cannot start:\n" + "\n".join(f"  {line}" for line in lines))


ENVIRONMENT, TIME_ZONE = _read()
BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
DEMO_MAILS = ENVIRONMENT.demo_mails
VENTANILLA_PACK = ENVIRONMENT.pack
BASE_URL = ENVIRONMENT.base_url
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SCAN = ENVIRONMENT.scan
CLAMD_ADDRESS = ENVIRONMENT.clamd_address
SOLVENCY_URL = ENVIRONMENT.solvency_url
SOLVENCY_TOKEN = ENVIRONMENT.solvency_token
FILES_DIR = ENVIRONMENT.files_dir
SIGNING_DIR = ENVIRONMENT.signing_dir
TRUST_DIR = ENVIRONMENT.trust_dir
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies

INSTALLED_APPS = [
    # Rooms before libraries: our templates stand in for allauth's.
    "ventanilla.ui",
    "ventanilla.journal",
    "ventanilla.files",
    "ventanilla.reference",
    "ventanilla.people",
    "ventanilla.mail",
    "ventanilla.cases",
    "ventanilla.formal",
    "ventanilla.bonds",
    "ventanilla.procedures",
    "ventanilla.portal",
    "ventanilla.desk",
    "ventanilla.intake",
    "ventanilla.operations",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ventanilla.config.middleware.content_security_policy",
    "ventanilla.config.middleware.no_null_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ventanilla.config.middleware.chosen_language",
    "ventanilla.config.middleware.bounded_bodies",
    "ventanilla.config.middleware.no_null_characters",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ventanilla.people.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ventanilla.config.urls"
WSGI_APPLICATION = "ventanilla.config.wsgi.application"

_TEMPLATE_LOADERS: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _TEMPLATE_LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ventanilla.ui.templatetags.ventanilla",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ventanilla.ui.context.page",
                "ventanilla.reference.context.attending",
                "ventanilla.portal.context.staff_link",
            ],
        },
    }
]

# How old what a page knows of decreed days may be; what writes a date reads them anew.
DECREED_DAYS_KEPT_SECONDS = 2.0

# A component sees its parameters and what every page has, nothing of its caller.
COTTON_ISOLATE_BY_DEFAULT = True
CSRF_FAILURE_VIEW = "ventanilla.ui.views.csrf_failure"

_IS_OWNER = ENVIRONMENT.process == "migrate"
DATABASES = {
    "default": django_database(
        ENVIRONMENT.database_owner_url if _IS_OWNER else ENVIRONMENT.database_url,
        pooled=ENVIRONMENT.process == "web",
        prepared=not _IS_OWNER,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by every process: allauth keeps its limits here. When it is full some are forgotten, so it has room.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ventanilla_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

AUTH_USER_MODEL = "people.Person"
ACCOUNT_ADAPTER = "ventanilla.portal.account_adapter.Adapter"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/entrar/"
LOGIN_REDIRECT_URL = "/casos/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# Who signs up in order to send a form goes on where she was, in the session that signed up and in no other.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_LOGOUT_ON_GET = False
# Of a password that changed; the adapter sends what the pack has a text for.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# The session ends with the browser, at the latest after SESSION_COOKIE_AGE: brokers share computers.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "ventanilla.portal.accounts.SignInForm",
    "signup": "ventanilla.portal.accounts.SignUpForm",
    "reset_password": "ventanilla.portal.accounts.ResetForm",
    "reset_password_from_key": "ventanilla.portal.accounts.NewPasswordForm",
    "change_password": "ventanilla.portal.accounts.ChangePasswordForm",
    "set_password": "ventanilla.portal.accounts.SetPasswordForm",
    "reauthenticate": "ventanilla.portal.accounts.ReauthenticateForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.is_https else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SMTP = ENVIRONMENT.smtp
SMTP_URL = SMTP.url
MAILBOXES = dict(ENVIRONMENT.mailboxes)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = SMTP.host, SMTP.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP.user, SMTP.password
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP.starttls, SMTP.tls
EMAIL_TIMEOUT = 20

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "ui" / "locale"]
LANGUAGE_COOKIE_NAME = "idioma"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.static_dir
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# One submission may carry 25 MB of files, which stream to disk; the rest of a form is text.
LARGEST_REQUEST = 100 * 1024 * 1024  # room enough to say by name which file is too much
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

SESSION_COOKIE_NAME = "__Host-sesion" if ENVIRONMENT.is_https else "sesion"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = ENVIRONMENT.is_https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}
