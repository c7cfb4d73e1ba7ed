"""Opening a case, whatever door it came through."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from ventanilla.cases.acts.work import Work
from ventanilla.cases.aliases import Alias, add_alias
from ventanilla.cases.clock import due_moment
from ventanilla.cases.complaints import NOTHING, About, about_of, is_complaint, note_about
from ventanilla.cases.definitions import store_definition
from ventanilla.cases.evidence import ALIAS, LINK, PARTY
from ventanilla.cases.models import Attachment, Case, CaseLink, CaseParty, Message
from ventanilla.cases.notices import remember_mail_id, tell_party
from ventanilla.cases.representing import Acting, acting_in, organisation_of
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.forms import facts as facts_of
from ventanilla.catalogue.model import Procedure, Workflow
from ventanilla.files.models import Blob
from ventanilla.journal.acts import open_stream
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.people.acts import person_for_address
from ventanilla.people.models import Person, VaultDocument
from ventanilla.reference.current import current_pack, zone
from ventanilla.rules.numbering import case_number

logger = logging.getLogger(__name__)
FROM_OUTSIDE = frozenset({"email", "counter", "phone"})
"""The doors by which staff register what somebody outside brought: such a case is not an internal one."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks. `person` is known where she is signed in; else she is found or made by `email`, where there is one."""

    name: str
    email: str
    phone: str = ""
    person: Person | None = None
    details: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A stored content with the name its sender gave it, for a requirement or in general; `vault` where it was on file."""

    blob: Blob
    name: str
    requirement: str = ""
    vault: VaultDocument | None = None


@transaction.atomic
def open_case(
    *,
    procedure: Procedure,
    applicant: Applicant,
    answers: Mapping[str, Any],
    files: Sequence[NewFile],
    by: Actor,
    at: dt.datetime,
    channel: str,
    key: uuid.UUID | None = None,
    parent: Case | None = None,
    unit: str = "",
    receipt: str = "receipt",
    mail_id: str = "",
    presented_at: dt.datetime | None = None,
    alias: Alias | None = None,
    words: str = "",
) -> Case:
    """Open a case with its number, party, files, due moment and receipt. Twice with one `key` is once.

    `presented_at` is when it was presented, where that was before `at`; `alias` an outside number. `unit` takes it past
    the pack's routing, complaints apart; `receipt` names the text that tells the number ("" tells nobody); `mail_id`
    is the Message-ID of the mail that opens it, `words` what was said that no answer holds: the first message. A beyond-calendar due date leaves the case without one rather than
    losing it; the case page says so.
    """
    if key is not None:
        _lock_key(key)
        done = JournalEntry.objects.filter(key=key).first()
        if done is not None:
            return Case.objects.get(stream_id=done.stream_id)
    about = _about(procedure, answers, channel)
    opening = _Opening(procedure, applicant, answers, by, at, channel, parent, unit, presented_at or at)
    case = _insert(opening, about)
    told = [ALIAS.told(add_alias(case, alias))] if alias is not None else []
    told += note_about(case, about)
    if parent is not None:
        told.append(LINK.told(CaseLink.objects.create(first=parent, second=case, kind="follow_up")))
    remember_mail_id(case, mail_id)
    party = _add_party(
        case, applicant, for_whom(procedure, applicant, answers, by=by, at=at, via=channel), at
    )
    work = Work(case=case, stream=case.stream, by=by, at=at, via=channel, key=key)
    _record_opening(work, party, files, about, words=words, told=told)
    if party.email and receipt:
        tell_party(case, party, receipt, at=at)
    return case


def attach(
    work: Work, files: Sequence[NewFile], *, entry_seq: int, message: Message | None = None
) -> list[Attachment]:
    """Link stored contents to a case; the caller's entry names each sha256."""
    return Attachment.objects.bulk_create(
        [
            Attachment(
                case=work.case,
                message=message,
                blob=file.blob,
                name=file.name,
                requirement=file.requirement,
                vault=file.vault,
                entry=entry_seq,
                added_at=work.at,
            )
            for file in files
        ]
    )


def file_facts(files: Sequence[NewFile]) -> list[dict[str, Any]]:
    """What an entry says of files: no names, which may be personal."""
    return [
        {"sha256": file.blob.sha256, "size": file.blob.size, "requirement": file.requirement}
        | ({"vault": file.vault.pk} if file.vault else {})
        for file in files
    ]


def subject_of(procedure: Procedure, answers: Mapping[str, Any]) -> str:
    """What a case is called in lists: its subject on one line, else the procedure's name."""
    text = str(answers.get("subject") or procedure.short_title)
    return " ".join(text.split())[:300]


def for_whom(
    procedure: Procedure,
    applicant: Applicant,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
) -> Acting:
    """The organisation a request is made for, made where it is new. Only who sends it signed in acts by a power."""
    organisation = organisation_of(procedure, answers, by=by, at=at, via=via)
    is_herself = applicant.person is not None and applicant.person.pk == by.person_id
    if organisation is None or not is_herself:
        return Acting(organisation)
    day = at.astimezone(zone()).date()
    return acting_in(procedure, answers, person_id=by.person_id, on=day)


def _add_party(case: Case, applicant: Applicant, acting: Acting, at: dt.datetime) -> CaseParty:
    name, phone = applicant.name[:200], applicant.phone[:40]
    person = applicant.person
    if person is None and applicant.email:
        person, _ = person_for_address(applicant.email, name=name, phone=phone, **(applicant.details or {}))
    return CaseParty.objects.create(
        case=case,
        person=person,
        name=name or (str(person)[:200] if person else ""),
        organisation=acting.organisation,
        power=acting.power,
        email=applicant.email or (person.email if person else ""),
        phone=phone,
        not_me_token=secrets.token_urlsafe(24),
        since=at,
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a new case's row is made of."""

    procedure: Procedure
    applicant: Applicant
    answers: Mapping[str, Any]
    by: Actor
    at: dt.datetime
    channel: str
    parent: Case | None
    unit: str
    presented_at: dt.datetime


def _insert(opening: _Opening, about: About) -> Case:
    procedure, answers = opening.procedure, opening.answers
    workflow = _workflow(procedure)
    number = _number(procedure, opening.at)
    is_routed = bool(opening.unit) and not is_complaint(procedure)
    routed, attention = (opening.unit, "") if is_routed else _unit(procedure, answers, opening.channel, about)
    step = workflow.step(workflow.initial)
    return Case.objects.create(
        number=number,
        stream=open_stream(f"case:{number}"),
        definition_id=store_definition(procedure, at=opening.at),
        procedure=procedure.code,
        unit=routed,
        needs_attention=attention,
        post=str(answers.get("post") or ""),
        phase=step.phase,
        step=step.code,
        channel=opening.channel,
        is_internal=opening.by.is_staff and opening.channel not in FROM_OUTSIDE,
        parent=opening.parent,
        subject=subject_of(procedure, answers),
        applicant_name=opening.applicant.name[:200],
        answers=dict(answers),
        opened_at=opening.presented_at,
        due_at=due_moment(
            procedure.term, [("start", opening.presented_at)], post=str(answers.get("post") or "")
        ),
    )


def _about(procedure: Procedure, answers: Mapping[str, Any], channel: str) -> About:
    """What a complaint is about; a fault of the pack loses none."""
    if not is_complaint(procedure):
        return NOTHING
    try:
        return about_of(procedure, answers, facts_of(procedure, answers, {"channel": channel}))
    except ConditionFault:
        return NOTHING


def _unit(procedure: Procedure, answers: Mapping[str, Any], channel: str, about: About) -> tuple[str, str]:
    """The unit that takes the case. A fault of the routing loses no request: the procedure's own unit is told of it."""
    try:
        known = facts_of(procedure, answers, {"channel": channel})
        return current_pack().route(procedure.code, known, about.units), ""
    except (ConditionFault, KeyError):
        logger.exception("%s: no rule of routing could be followed", procedure.code)
        return procedure.unit, "routing"


def _record_opening(
    work: Work,
    party: CaseParty,
    files: Sequence[NewFile],
    about: About,
    *,
    words: str,
    told: Sequence[Told],
) -> None:
    case = work.case
    entry = work.record(
        "case.opened",
        clock="start",
        public=True,
        on_behalf_of=f"person:{party.person_id}" if party.person_id else "",
        effective_at=case.opened_at,
        facts={
            "number": case.number,
            "procedure": case.procedure,
            "definition": case.definition_id,
            "unit": case.unit,
            "step": case.step,
            "parent": case.parent.number if case.parent else None,
            "files": file_facts(files),
            **({"about": sorted(about.units)} if about.units else {}),
        }
        | ({"organisation": party.organisation_id, "power": party.power_id} if party.organisation_id else {}),
        detail={"answers": case.answers, "name": party.name, "email": party.email}
        | ({"text": words} if words else {}),
        rows=[PARTY.told(party), *told],
    )
    attach(work, files, entry_seq=entry.seq)
    if words:
        _first_message(work, party, entry, words)


def _first_message(work: Work, party: CaseParty, entry: JournalEntry, words: str) -> None:
    """What was said with the request, in the name of whose it is."""
    is_herself = work.by.person_id is not None and work.by.person_id == party.person_id
    Message.objects.create(
        case=work.case,
        entry=entry.seq,
        at=work.at,
        kind="message",
        direction="in",
        channel=work.via,
        author_id=work.by.person_id if is_herself else None,
        author_name=work.case.applicant_name,
        body=words.strip(),
        audience=Message.Audience.APPLICANT,
    )


def _workflow(procedure: Procedure) -> Workflow:
    if procedure.workflow is None:
        raise LookupError(f"{procedure.code}: the procedure is not open")
    return procedure.workflow


def _number(procedure: Procedure, at: dt.datetime) -> str:
    pack = current_pack()
    return case_number(
        pack.case_number,
        prefix=procedure.case_prefix or pack.case_prefix,
        year=at.astimezone(zone()).year,
        seq=_next_number(),
    )


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number_seq')")
        return int(cursor.fetchone()[0])


def _lock_key(key: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
