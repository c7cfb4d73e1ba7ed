"""A database URL in Django's words."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

_PREPARED_AFTER = 3
_OWN_KEYS = {"dbname", "user", "password", "host", "port"}


def django_database(url: str, *, pooled: bool = False, prepared: bool = True) -> dict[str, Any]:
    """One entry of DATABASES for any URL libpq understands.

    ``prepared``: pages and mails send few statements, each thousands of times, so the server plans them once. Not for
    migrations, whose statements come once. ``pooled`` is for the web: connections that last are worth a factor of three,
    and the pool bounds them and drops those that a failover broke. A page that waits longer than its limits is cut off
    rather than left to pile up.
    """
    parameters = conninfo_to_dict(url)
    options: dict[str, Any] = {name: value for name, value in parameters.items() if name not in _OWN_KEYS}
    if prepared:
        options |= {"server_side_binding": True, "prepare_threshold": _PREPARED_AFTER}
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 6, "timeout": 10}
        options.setdefault("options", "-c statement_timeout=30s -c lock_timeout=10s")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": str(parameters.get("dbname") or "ventanilla"),
        "USER": str(parameters.get("user") or ""),
        "PASSWORD": str(parameters.get("password") or ""),
        "HOST": str(parameters.get("host") or ""),
        "PORT": str(parameters.get("port") or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
