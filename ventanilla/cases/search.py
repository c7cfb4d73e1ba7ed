"""Finding cases by words, numbers and aliases. Two queries, never a total (see the design's section on search)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from ventanilla.cases.aliases import normal
from ventanilla.cases.models import Case, CaseAlias
from ventanilla.cases.queries import as_staff, staff_units
from ventanilla.people.access import Actor, Permission

FOUND = 20
NEWEST = 2000

_NEWEST = """
SELECT s.case_id FROM (
  SELECT case_id, tsv FROM search WHERE %(all)s OR unit = ANY(%(units)s) ORDER BY case_id DESC LIMIT %(newest)s OFFSET 0
) s WHERE s.tsv @@ websearch_to_tsquery('ventanilla', %(text)s) ORDER BY s.case_id DESC LIMIT %(limit)s
"""
_ALL = """
WITH hits AS MATERIALIZED (
  SELECT case_id FROM search
  WHERE tsv @@ websearch_to_tsquery('ventanilla', %(text)s) AND (%(all)s OR (unit || '') = ANY(%(units)s))
) SELECT case_id FROM hits ORDER BY case_id DESC LIMIT %(limit)s
"""
_INDEX = """
WITH todo AS (
  DELETE FROM search_todo WHERE case_id IN (
    SELECT case_id FROM search_todo ORDER BY case_id FOR UPDATE SKIP LOCKED LIMIT %(limit)s
  ) RETURNING case_id
), words AS (
  SELECT c.id, c.unit, left(concat_ws(' ', c.number, c.subject, c.applicant_name,
    (SELECT string_agg(value #>> '{}', ' ') FROM jsonb_each(c.answers)),
    (SELECT string_agg(left(m.body, 4000), ' ') FROM message m WHERE m.case_id = c.id),
    (SELECT string_agg(a.name, ' ') FROM attachment a WHERE a.case_id = c.id),
    (SELECT string_agg(concat_ws(' ', p.name, p.email), ' ') FROM case_party p WHERE p.case_id = c.id)
  ), 100000) AS body FROM todo JOIN "case" c ON c.id = todo.case_id
)
INSERT INTO search (case_id, unit, tsv)
SELECT id, unit, strip(to_tsvector('ventanilla', body)) FROM words
ON CONFLICT (case_id) DO UPDATE SET unit = EXCLUDED.unit, tsv = EXCLUDED.tsv
"""


def find_cases(actor: Actor, text: str) -> tuple[Sequence[Case], bool]:
    """Up to 20 visible cases at the desk, newest first, and whether there are more.

    An exact number or alias comes first and at once; words are those the worker has indexed.
    """
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]
    if not text:
        return [], False
    exact = _exact(actor, text)
    ids = _by_words(actor, text)
    more = len(ids) > FOUND
    wanted = [*exact, *(pk for pk in ids[:FOUND] if pk not in exact)]
    found = as_staff(actor).filter(pk__in=wanted).select_related("officer").in_bulk()
    return [found[pk] for pk in wanted if pk in found], more


def names_one(found: Sequence[Case], text: str) -> bool:
    """Whether `text` is the whole number of the first of the cases `found`, or an alias that it alone has."""
    if not found:
        return False
    if found[0].number == text.upper():
        return True
    if not any(char.isdigit() for char in text):
        return False  # words: nothing is asked for them
    named = CaseAlias.objects.filter(value__in=[text, normal(text)]).values_list("case_id", flat=True)
    return list(named[:2]) == [found[0].pk]


def _exact(actor: Actor, text: str) -> list[int]:
    visible = as_staff(actor)
    numbers = list(visible.filter(number=text.upper()).values_list("pk", flat=True))
    aliased = CaseAlias.objects.filter(value__in=[text, normal(text)]).values("case_id")
    return numbers + list(visible.filter(pk__in=aliased).order_by("-pk").values_list("pk", flat=True)[:FOUND])


def _by_words(actor: Actor, text: str) -> list[int]:
    sees_all = actor.may(Permission.READ_ALL_CASES)
    parameters: dict[str, Any] = {
        "text": text,
        "all": sees_all,
        "units": sorted(staff_units(actor)),
        "newest": NEWEST,
        "limit": FOUND + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, parameters)
        ids = [row[0] for row in cursor.fetchall()]
        if len(ids) <= FOUND:
            cursor.execute(_ALL, parameters)
            ids = [row[0] for row in cursor.fetchall()]
    return ids


def index_pending(*, limit: int = 500) -> int:
    """Index cases whose words changed; returns how many. Several workers may run it at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INDEX, {"limit": limit})
        return int(cursor.rowcount)
