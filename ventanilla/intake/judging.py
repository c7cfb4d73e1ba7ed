"""What is to be done with a mail, and why. Reads only: a dry run ends here."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from ventanilla.cases.merged import living
from ventanilla.cases.models import Case, CaseParty, Phase
from ventanilla.intake.letters import Letter
from ventanilla.intake.machines import is_bulk, is_deaf, why_machine
from ventanilla.intake.senders import is_doubtful, party_of
from ventanilla.intake.threads import Thread, thread_of
from ventanilla.people.rates import seen

Action = Literal["created", "appended", "held", "ignored", "rejected"]
Work = Literal["nothing", "open", "append", "copy", "register", "bounce"]

DAY = dt.timedelta(days=1)
ANSWERS_PER_DAY = 10
CASES_PER_DAY = 50

_FILED_BEFORE = """
SELECT ref FROM mail_inbound WHERE message_id = %s AND message_id <> '' AND state = 'filed' AND sender = %s AND ref <> ''
AND id <> %s ORDER BY id LIMIT 1
"""
ADDRESS_LENGTH = 254
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")

THREADS = {
    "token": "la dirección a la que respondió",
    "reference": "el correo al que responde",
    "number": "el número del asunto",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a mail. `work` is what filing does; `case` and `party` where it belongs to a case."""

    action: Action
    work: Work
    reason: str
    case: Case | None = None
    party: CaseParty | None = None


def judge(letter: Letter, *, at: dt.datetime, this: int = 0) -> Judgement:
    """What to do with a letter that came at a moment; `this` is the id of its own row, (0 where it has none)."""
    if letter.mail.bounce is not None:
        return Judgement("ignored", "bounce", "aviso del servidor de correo sobre una entrega")
    machine = why_machine(letter)
    if machine:
        return Judgement("ignored", "nothing", machine)
    thread = thread_of(letter)
    if thread is None and is_bulk(letter):
        return Judgement("ignored", "nothing", "correo de una lista o enviado en masa")
    if not letter.sender:
        return _held("no dice de qué dirección viene")
    if not _ADDRESS.fullmatch(letter.sender) or len(letter.sender) > ADDRESS_LENGTH:
        return _held(f"«{letter.sender[:80]}» no es una dirección a la que se pueda responder")
    if is_deaf(letter):
        return _held(f"nadie lee lo que se responde a {letter.sender}")
    copied = _original(letter, this)
    if copied is not None:
        party = party_of(living(copied), letter.sender)
        return Judgement("appended", "copy", "otra copia del mismo correo", copied, party)
    if thread is not None:
        return _threaded(letter, thread)
    return _new(letter, at)


def answers_left(address: str, *, at: dt.datetime) -> bool:
    """Whether one more automatic answer may go to an address today, without counting it."""
    return seen(answer_key(address), window=DAY, at=at) < ANSWERS_PER_DAY


def answer_key(address: str) -> str:
    """Under what automatic answers to an address are counted."""
    return f"auto-answer:{address}"


def case_key(address: str) -> str:
    """Under what the cases that an address opens by mail are counted."""
    return f"mail-case:{address}"


def _threaded(letter: Letter, thread: Thread) -> Judgement:
    case = thread.case
    party = party_of(case, letter.sender)
    if party is None:
        text = f"nombra el caso {case.number} ({THREADS[thread.by]}) y {letter.sender} no tiene parte en él"
        return _held(text, case)
    if is_doubtful(letter.auth_results):
        return _held(
            f"dice venir de quien tiene parte en el caso {case.number}, y el servidor que lo recibió lo pone en duda",
            case,
        )
    if case.phase == Phase.CLOSED:
        return _held(f"el caso {case.number} está cerrado: decida si abre otro vinculado a él", case)
    if party.person_id is None:
        return _held(f"{letter.sender} tiene parte en el caso {case.number} y no tiene usuario", case)
    return Judgement("appended", "append", f"por {THREADS[thread.by]}", case, party)


def _new(letter: Letter, at: dt.datetime) -> Judgement:
    if letter.box.purpose == "registration":
        return Judgement("created", "register", "pide su registro")
    if seen(case_key(letter.sender), window=DAY, at=at) >= CASES_PER_DAY:
        return _held(f"{letter.sender} ya abrió {CASES_PER_DAY} casos por correo en un día")
    return Judgement("created", "open", "correo nuevo")


def _original(letter: Letter, this: int) -> Case | None:
    """The case in which a mail with the same Message-ID from the same sender was filed before."""
    if not letter.message_id:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FILED_BEFORE, [letter.message_id, letter.sender, this])
        row = cursor.fetchone()
    return Case.objects.filter(number=row[0]).first() if row else None


def _held(reason: str, case: Case | None = None) -> Judgement:
    return Judgement("held", "nothing", reason, case)
