"""Queues: keyset-paged walks of the partial indexes over open cases, unit by unit.

The SQL is put together from this module's own constants; what comes from outside travels as parameters.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from ventanilla.cases.queries import PAGE, Page, QueueRow, QueueView, staff_units
from ventanilla.people.access import Actor, Permission

_COLUMNS = """c.id, c.number, c.subject, c.applicant_name, c.procedure, c.unit, c.phase, c.step,
  coalesce(p.name, '') AS officer_name, c.opened_at, c.due_at, c.closed_at, c.needs_attention"""


@dataclass(frozen=True, slots=True)
class _Walk:
    """How a view is read: which cases, in which order, and by which scope (unit or officer) the index begins."""

    where: str
    key: str
    descending: bool = False
    by_officer: bool = False
    incoming: bool = False


LONGEST_CURSOR = 200
_DUE = "coalesce(c.due_at, 'infinity'::timestamptz)"
_OPEN = "c.phase <> 'closed'"
_UNSEEN = """ AND (c.unit = ANY(%(own)s) OR NOT EXISTS (
  SELECT FROM complaint_about a WHERE a.case_id = c.id AND a.unit = ANY(%(own)s)))"""
_WALKS = {
    QueueView.MINE: _Walk(
        f"{_OPEN} AND c.officer_id = %(person)s AND c.unit = ANY(%(units)s) AND c.phase <> 'decided'",
        _DUE,
        by_officer=True,
    ),
    QueueView.UNASSIGNED: _Walk(f"{_OPEN} AND c.officer_id IS NULL AND c.unit = u.unit", "c.opened_at"),
    QueueView.UNIT: _Walk(f"{_OPEN} AND c.unit = u.unit AND c.phase <> 'decided'", _DUE),
    QueueView.WAITING: _Walk(f"{_OPEN} AND c.unit = u.unit AND c.phase = 'waiting_applicant'", _DUE),
    QueueView.DECIDED: _Walk(f"{_OPEN} AND c.unit = u.unit AND c.phase = 'decided'", _DUE),
    QueueView.INCOMING: _Walk(
        f"{_OPEN} AND t.to_unit = u.unit AND t.settled_at IS NULL", _DUE, incoming=True
    ),
    QueueView.CLOSED: _Walk(
        "c.phase = 'closed' AND c.merged_into_id IS NULL AND c.unit = u.unit", "c.closed_at", descending=True
    ),
}


class BadCursor(ValueError):
    """The page mark in the address is not one of ours."""


def queue_page(actor: Actor, view: QueueView, *, after: str = "", before: str = "", unit: str = "") -> Page:
    """One page of a view over the actor's units (or over `unit`, if it is one of them).

    Raises BadCursor. Auditors have no queue: they search.
    """
    units = sorted(staff_units(actor))
    if unit:
        units = [unit] if unit in units else []
    if not units:
        return Page((), "", "")
    backwards = bool(before)
    own = sorted(actor.units(Permission.WORK_CASES))
    walk = _guarded(_WALKS[view], units, own)
    rows = _read(walk, units, actor.person_id, own, cursor=before or after, backwards=backwards)
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    if backwards:
        rows.reverse()
    shown = tuple(rows)
    has_next = more if not backwards else bool(before)
    has_previous = bool(after) if not backwards else more
    return Page(
        shown,
        shown[-1].cursor if shown and has_next else "",
        shown[0].cursor if shown and has_previous else "",
    )


def counts(actor: Actor, *, unit: str = "", cap: int = 1000) -> dict[str, int]:
    """How many cases each view holds (of `unit` alone, if it is one of the actor's), up to `cap`, shown as 999+."""
    units = [code for code in sorted(staff_units(actor)) if unit in ("", code)]
    own = sorted(actor.units(Permission.WORK_CASES))
    walks = {view: _guarded(walk, units, own) for view, walk in _WALKS.items()}
    parts = [
        f"SELECT '{view}' AS view, count(*) FROM ({_select(walks[view], '1', limit=False)} LIMIT %(cap)s) x"
        for view in QueueView
        if view != QueueView.CLOSED
    ]
    with connection.cursor() as cursor:
        parameters = {"units": units, "person": actor.person_id, "own": own, "cap": cap}
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {str(view): int(number) for view, number in cursor.fetchall()}


def _guarded(walk: _Walk, units: list[str], own: list[str]) -> _Walk:
    """A walk without complaints about the units the actor serves herself, where she sees others too (see `as_staff`)."""
    return replace(walk, where=walk.where + _UNSEEN) if walk.incoming or set(units) - set(own) else walk


def _select(
    walk: _Walk, columns: str, *, limit: bool = True, condition: str = "", direction: str = "ASC"
) -> str:
    transfer = "JOIN transfer t ON t.case_id = c.id" if walk.incoming else ""
    officer = "LEFT JOIN person p ON p.id = c.officer_id" if limit else ""
    order = f"ORDER BY {walk.key} {direction}, c.id {direction} LIMIT %(limit)s" if limit else ""
    inner = f'SELECT {columns} FROM "case" c {transfer} {officer} WHERE {walk.where} {condition} {order}'
    if walk.by_officer:
        return f"({inner})" if limit else inner
    return f"SELECT x.* FROM unnest(%(units)s::text[]) AS u(unit) CROSS JOIN LATERAL ({inner}) x"


def _read(
    walk: _Walk, units: list[str], person: int | None, own: list[str], *, cursor: str, backwards: bool
) -> list[QueueRow]:
    descending = walk.descending != backwards
    direction, comparison = ("DESC", "<") if descending else ("ASC", ">")
    parameters: dict[str, Any] = {"units": units, "person": person, "own": own, "limit": PAGE + 1}
    condition = ""
    if cursor:
        parameters["key"], parameters["id"] = _decode(cursor)
        condition = f"AND ({walk.key}, c.id) {comparison} (%(key)s::timestamptz, %(id)s)"
    columns = f"{_COLUMNS}, {walk.key} AS sort_key, {walk.key}::text AS sort_text"
    inner = _select(walk, columns, condition=condition, direction=direction)
    order = f"ORDER BY sort_key {direction}, id {direction} LIMIT %(limit)s"
    outer = f"SELECT {_OUTER}, sort_text FROM ({inner}) q {order}"
    with connection.cursor() as sql:
        sql.execute(outer, parameters)
        return [_row(row) for row in sql.fetchall()]


_OUTER = """id, number, subject, applicant_name, procedure, unit, phase, step, officer_name, opened_at,
  due_at, closed_at, needs_attention"""


def _row(values: tuple[Any, ...]) -> QueueRow:
    identity, *fields, sort_text = values
    return QueueRow(*(*fields, _encode(sort_text, identity)))


def _encode(key: str, identity: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, identity]).encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[str, int]:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise BadCursor(cursor[:80])
        padded = cursor + "=" * (-len(cursor) % 4)
        key, identity = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if key != "infinity":
            key = dt.datetime.fromisoformat(key).astimezone(dt.UTC).isoformat()
        if type(identity) is not int or not 0 <= identity < 2**63:
            raise BadCursor(cursor[:80])
    except (ValueError, TypeError, OverflowError) as error:
        raise BadCursor(cursor[:80]) from error
    return key, identity
