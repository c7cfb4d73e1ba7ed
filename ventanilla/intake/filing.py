"""Filing one mail: judged, carried out and settled in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from ventanilla.cases.acts import Applicant, NewFile, Said, open_case, write_message
from ventanilla.cases.by_mail import answers_by_mail, name_by_mail
from ventanilla.cases.enclosures import enclosures_of, refused_of
from ventanilla.cases.merged import living
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.notices import remember_mail_id, tell_party
from ventanilla.cases.policies import steps_open_to
from ventanilla.cases.uploads import take_files
from ventanilla.files.store import path_of
from ventanilla.intake.bounces import record_report
from ventanilla.intake.boxes import box_named
from ventanilla.intake.copies import says_the_same
from ventanilla.intake.judging import (
    ANSWERS_PER_DAY,
    CASES_PER_DAY,
    DAY,
    Action,
    Judgement,
    answer_key,
    answers_left,
    case_key,
    judge,
)
from ventanilla.intake.letters import Letter, address_letter
from ventanilla.intake.registering import register_sender
from ventanilla.mail.incoming import settle_mail
from ventanilla.mail.models import InboundState, MailInbound
from ventanilla.mime import Mail, read
from ventanilla.people.access import ANONYMOUS, Actor, actor_of
from ventanilla.people.rates import hit
from ventanilla.procedures.acts import perform
from ventanilla.reference.current import current_pack, zone

SUPPLY = "supply_information"
STATES: dict[Action, InboundState] = {
    "created": InboundState.FILED,
    "appended": InboundState.FILED,
    "held": InboundState.HELD,
    "ignored": InboundState.IGNORED,
    "rejected": InboundState.REJECTED,
}
NO_MESSAGE = "no es un mensaje de correo"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a mail, as `mail ingest` prints it. `case` is a number; held mail names the case it may be of."""

    action: Action
    case: str | None
    reason: str
    auto_reply: bool

    def as_json(self) -> dict[str, Any]:
        """The object of `mail ingest`."""
        return asdict(self)


def file_mail(inbound: MailInbound, *, at: dt.datetime) -> Filed:
    """File a mail whose row the caller's transaction has locked, and settle the row.

    Raises what reading or an act raises; the caller rolls back.
    """
    with path_of(inbound.blob_id).open("rb") as content:
        mail = read(content.read())
    letter = letter_of(inbound, mail)
    if is_no_message(mail):
        return _settle(inbound, letter, Filed("rejected", None, NO_MESSAGE, auto_reply=False), at=at)
    _lock_message_id(letter)
    filed = _carry_out(letter, judge(letter, at=at, this=inbound.pk), inbound, at)
    return _settle(inbound, letter, filed, at=at)


def foresee(letter: Letter, *, at: dt.datetime) -> Filed:
    """What filing a mail would do, without doing it. A case that would be opened has no number yet."""
    if is_no_message(letter.mail):
        return Filed("rejected", None, NO_MESSAGE, auto_reply=False)
    judgement = judge(letter, at=at)
    answers = judgement.work in ("open", "register") or (
        judgement.work == "append" and bool(refused_of(enclosures_of(letter.mail)))
    )
    auto_reply = answers and answers_left(letter.sender, at=at)
    number = judgement.case.number if judgement.case else None
    return Filed(judgement.action, number, judgement.reason, auto_reply)


def letter_of(inbound: MailInbound, mail: Mail) -> Letter:
    """A stored mail with its envelope."""
    return address_letter(
        mail,
        box=box_named(inbound.box),
        envelope_from=inbound.envelope_from,
        recipients=tuple(inbound.recipients.split()),
    )


def is_no_message(mail: Mail) -> bool:
    """Whether the bytes hold nothing that a person could have sent: neither sender nor words nor files."""
    return mail.from_ is None and not (mail.subject or mail.body_text.strip() or mail.attachments or mail.to)


def _carry_out(letter: Letter, judgement: Judgement, inbound: MailInbound, at: dt.datetime) -> Filed:
    if judgement.work == "open":
        return _open(letter, at)
    if judgement.work == "register":
        is_new, told = register_sender(letter, may_tell=_may_answer(letter, at), at=at)
        action: Action = "created" if is_new else "ignored"
        return Filed(action, None, "registro de usuario" if is_new else "ya tiene usuario", told)
    if judgement.work == "bounce":
        case, reason = record_report(letter, at=at)
        return Filed("ignored", case.number if case else None, reason, auto_reply=False)
    if judgement.case is None or judgement.work == "nothing":
        number = judgement.case.number if judgement.case else None
        return Filed(judgement.action, number, judgement.reason, auto_reply=False)
    if judgement.work == "copy" and says_the_same(letter, judgement.case, this=inbound.pk):
        return Filed("appended", judgement.case.number, judgement.reason, auto_reply=False)
    return _append(letter, judgement, inbound, at)


def _open(letter: Letter, at: dt.datetime) -> Filed:
    """A case of the box's procedure; its sender gets an account, and a receipt unless she had many today."""
    hit(case_key(letter.sender), limit=CASES_PER_DAY, window=DAY, at=at)
    told = _may_answer(letter, at)
    procedure = current_pack().procedures[letter.box.procedure or ""]
    enclosures = enclosures_of(letter.mail)
    taken = take_files(enclosures, at=at)
    answers = answers_by_mail(
        procedure, name=letter.sender_name, email=letter.sender, subject=letter.subject, text=letter.text
    )
    case = open_case(
        procedure=procedure,
        applicant=Applicant(name=letter.sender_name or name_by_mail(letter.sender), email=letter.sender),
        answers=answers,
        files=taken.files,
        by=ANONYMOUS,
        at=at,
        channel="email",
        unit=letter.box.unit or "",
        receipt="receipt_by_email" if told else "",
        mail_id=letter.message_id,
        words="" if "description" in answers else letter.text,
    )
    if taken.refused and told:
        _tell_refused(case, letter, taken.refused, at)
    return Filed("created", case.number, "correo nuevo", auto_reply=told)


def _append(letter: Letter, judgement: Judgement, inbound: MailInbound, at: dt.datetime) -> Filed:
    """What a party wrote, in her case: as the information she was asked for where the case waits for it."""
    case, party = judgement.case and living(judgement.case), judgement.party
    if case is None or party is None or party.person is None:
        return Filed("held", case.number if case else None, judgement.reason, auto_reply=False)
    by = actor_of(party.person, on=at.astimezone(zone()).date())
    taken = take_files(enclosures_of(letter.mail), at=at)
    text = letter.text or ("" if taken.files else "(correo sin texto)")
    _say(case, text, taken.files, by=by, at=at, inbound=inbound)
    remember_mail_id(case, letter.message_id)
    told = bool(taken.refused) and _may_answer(letter, at)
    if told:
        tell_party(case, party, "attachments_refused", at=at, message=_lines(taken.refused))
    reason = (
        f"{judgement.reason}; se rechazó: {' '.join(taken.refused)}" if taken.refused else judgement.reason
    )
    return Filed("appended", case.number, reason, auto_reply=told)


def _say(
    case: Case, text: str, files: tuple[NewFile, ...], *, by: Actor, at: dt.datetime, inbound: MailInbound
) -> None:
    is_awaited = case.phase == Phase.WAITING_APPLICANT
    if is_awaited and any(step.code == SUPPLY for step in steps_open_to(case, by)):
        said = Said(text=text, files=files, inbound=inbound)
        perform(case=case, step=SUPPLY, by=by, at=at, via="email", said=said)
    else:
        write_message(case=case, text=text, files=files, by=by, at=at, via="email", inbound=inbound)


def _tell_refused(case: Case, letter: Letter, refused: tuple[str, ...], at: dt.datetime) -> None:
    for party in case.parties.filter(email=letter.sender, until=None):
        tell_party(case, party, "attachments_refused", at=at, message=_lines(refused))


def _lines(refused: tuple[str, ...]) -> str:
    return "\n".join(f"- {text}" for text in refused)


def _may_answer(letter: Letter, at: dt.datetime) -> bool:
    return hit(answer_key(letter.sender), limit=ANSWERS_PER_DAY, window=DAY, at=at)


def _settle(inbound: MailInbound, letter: Letter, filed: Filed, *, at: dt.datetime) -> Filed:
    settle_mail(
        inbound,
        state=STATES[filed.action],
        reason=filed.reason,
        ref=filed.case or "",
        heading=letter.heading(),
        at=at,
    )
    return filed


def _lock_message_id(letter: Letter) -> None:
    """Two copies of one mail are filed one after the other."""
    if letter.message_id:
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"mid:{letter.message_id}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
