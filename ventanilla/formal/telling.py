"""What the entries about terms say: a date that moved, a term that lapsed, what silence means. In the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ventanilla.journal.models import JournalEntry
from ventanilla.reference.current import current_pack, zone

MOVED, LAPSED, SILENCE = "term.moved", "term.lapsed", "term.silence"
KINDS = frozenset({MOVED, LAPSED, SILENCE})
_DATES: Mapping[str, Promise] = MappingProxyType(
    {
        "own": _("Term to answer"),
        "closing": _("Closes by itself"),
        "paper_copy": _("Paper copy available from"),
    }
)
_EFFECTS: Mapping[str, Promise] = MappingProxyType(
    {
        "none": _("Effect of silence: none"),
        "positive": _("Effect of silence: positive (the request counts as granted)"),
        "negative": _("Effect of silence: negative (the request counts as denied)"),
    }
)
_PLAIN: Mapping[str, Promise] = MappingProxyType(
    {
        "none": _(
            "That alone neither grants nor denies your request: the administration still has to decide it."
        ),
        "positive": _("By law that counts as if your request had been granted. Ask the unit for its proof."),
        "negative": _("By law you may take your request as denied, and appeal, or wait for the decision."),
    }
)


def title_of(entry: JournalEntry) -> str:
    """What happened, in one line."""
    facts = entry.facts
    if entry.kind == LAPSED:
        return gettext("Lapsed on %(day)s: %(term)s") % {
            "day": _day(facts.get("due_on")),
            "term": term_title(str(facts.get("code", ""))),
        }
    if entry.kind == SILENCE:
        return gettext("The legal term ended on %(day)s without a decision") % {
            "day": _day(facts.get("due_on"))
        }
    if not facts.get("day"):
        return gettext("The due date is known: the calendar of its year was published")
    words = (
        gettext("Dates counted anew: %(day)s is a business day after all")
        if facts.get("withdrawn")
        else gettext("Dates counted anew: %(day)s is no business day")
    )
    return words % {"day": _day(facts["day"])}


def body_of(entry: JournalEntry) -> str:
    """What stands below the line: each date that moved, or the effect of silence; "" for other entries."""
    if entry.kind == MOVED:
        return "\n".join([*map(_moved, entry.facts.get("moves", ())), _decree(entry.facts)]).strip()
    if entry.kind == SILENCE:
        return effect_of(entry)
    return "; ".join(entry.facts.get("basis", ())) if entry.kind == LAPSED else ""


def effect_of(entry: JournalEntry) -> str:
    """What the law makes of the silence, with its basis and whether that is confirmed."""
    facts = entry.facts
    parts = [str(_EFFECTS[str(facts.get("effect", "none"))]), *facts.get("basis", ())]
    if not facts.get("is_confirmed"):
        parts.append(gettext("to be confirmed"))
    return "; ".join(parts)


def is_over(entry: JournalEntry, due_at: dt.datetime | None) -> bool:
    """Whether an entry tells of the legal term that a case still has: a change of the calendar may have moved its end."""
    due_on = due_at.astimezone(zone()).date().isoformat() if due_at else ""
    return entry.kind == SILENCE and entry.facts.get("due_on") == due_on


def plain_effect_of(entry: JournalEntry) -> str:
    """The same to the applicant."""
    return str(_PLAIN[str(entry.facts.get("effect", "none"))])


def term_title(code: str) -> str:
    """What people call a date of a case."""
    if code in _DATES:
        return str(_DATES[code])
    rule = current_pack(get_language() or "es").formal.term(code)
    return str(rule.title) if rule else code


def _moved(move: Mapping[str, Any]) -> str:
    return f"{term_title(str(move['what']))}: {_day(move['old'])} → {_day(move['new'])}"


def _decree(facts: Mapping[str, Any]) -> str:
    return f"{facts['title']}. {facts['basis']}" if facts.get("day") else ""


def _day(text: object) -> str:
    return f"{dt.date.fromisoformat(str(text)):%d/%m/%Y}" if text else "—"
