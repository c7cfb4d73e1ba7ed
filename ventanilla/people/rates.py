"""How often may somebody do something? One upsert on an unlogged table."""

from __future__ import annotations

import datetime as dt

from django.db import connection

_HIT = """
INSERT INTO rate (key, window_start, hits) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
  hits = CASE WHEN rate.window_start <= %(since)s THEN 1 ELSE rate.hits + 1 END,
  window_start = CASE WHEN rate.window_start <= %(since)s THEN %(at)s ELSE rate.window_start END
RETURNING hits
"""


def hit(key: str, *, limit: int, window: dt.timedelta, at: dt.datetime) -> bool:
    """Count one more of `key` and say whether it is still within `limit` per `window`."""
    with connection.cursor() as cursor:
        cursor.execute(_HIT, {"key": key[:160], "at": at, "since": at - window})
        row = cursor.fetchone()
    return bool(row and row[0] <= limit)


def seen(key: str, *, window: dt.timedelta, at: dt.datetime) -> int:
    """How often `key` was counted in the present window, without counting one more."""
    with connection.cursor() as cursor:
        query = "SELECT hits FROM rate WHERE key = %s AND window_start > %s"
        cursor.execute(query, [key[:160], at - window])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def forget_hits(*, at: dt.datetime) -> int:
    """Forget counts older than a day, longer than any window: their keys are addresses. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rate WHERE window_start < %s", [at - dt.timedelta(days=1)])
        return int(cursor.rowcount)
