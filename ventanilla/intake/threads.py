"""Which case a mail belongs to. Never by subject text alone, never by sender alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from ventanilla.cases.merged import living
from ventanilla.cases.models import Case, CaseMailId
from ventanilla.intake.boxes import tokens_in
from ventanilla.intake.letters import Letter
from ventanilla.intake.senders import party_of
from ventanilla.mail.models import MailOutgoing

_WORD = re.compile(r"[^\s\[\](){}<>,;:#\"'«»“”]+")
_MAX_WORDS = 60
_NAMED = """
SELECT id, 0 AS alias FROM "case" WHERE number = ANY(%(numbers)s)
UNION ALL SELECT case_id, id FROM case_alias WHERE value = ANY(%(values)s) ORDER BY alias
"""


@dataclass(frozen=True, slots=True)
class Thread:
    """The case a mail names, and by what: a token it was sent to, a mail it answers, a number in its subject."""

    case: Case
    by: Literal["token", "reference", "number"]


def thread_of(letter: Letter) -> Thread | None:
    """The case a mail belongs to: token, then what it answers, then a number or alias in the subject.

    What names a merged case belongs to the one it was merged into.
    """
    return _by_token(letter) or _by_reference(letter) or _by_subject(letter)


def _by_token(letter: Letter) -> Thread | None:
    tokens = tokens_in(letter.recipients)
    if not tokens:
        return None
    refs = dict(MailOutgoing.objects.filter(reply_token__in=tokens).values_list("reply_token", "ref"))
    numbers = [refs[token] for token in tokens if refs.get(token)]
    case = Case.objects.filter(number__in=numbers[:1]).first()
    return Thread(living(case), "token") if case else None


def _by_reference(letter: Letter) -> Thread | None:
    ids = letter.known_ids
    if not ids:
        return None
    known = dict(CaseMailId.objects.filter(message_id__in=ids).values_list("message_id", "case_id"))
    first = next((known[item] for item in ids if item in known), None)
    return None if first is None else Thread(living(Case.objects.get(pk=first)), "reference")


def _by_subject(letter: Letter) -> Thread | None:
    """A number or alias whose case the sender has a part in; else the first one named, which makes an officer look.

    Only what is the number or alias of a case names one: other digits in a subject name nothing.
    """
    words = [word.strip(".!?¡¿-_") for word in _WORD.findall(letter.subject)[:_MAX_WORDS]]
    candidates = [word for word in words if any(char.isdigit() for char in word) and len(word) <= 80]
    if not candidates:
        return None
    upper = [word.upper() for word in candidates]
    with connection.cursor() as cursor:  # most subjects name none: asked once, and no case is read for that
        cursor.execute(_NAMED, {"numbers": upper, "values": [*candidates, *upper]})
        found = cursor.fetchall()
    cases = Case.objects.in_bulk([pk for pk, _ in found]) if found else {}
    numbered = {cases[pk].number: cases[pk] for pk, alias in found if not alias}
    named = [living(numbered[number]) for number in upper if number in numbered]
    named += [living(cases[pk]) for pk, alias in found if alias]
    for case in named:
        if party_of(case, letter.sender) is not None:
            return Thread(case, "number")
    return Thread(named[0], "number") if named else None
