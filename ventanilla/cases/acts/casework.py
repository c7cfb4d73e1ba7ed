"""What staff do around the steps: messages, notes, assignment, transfer, links."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import NewFile, attach, file_facts
from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.evidence import LINK, TRANSFER
from ventanilla.cases.models import Case, CaseLink, Message, Phase, Transfer
from ventanilla.cases.notices import heads_of, serves, tell_officer, tell_parties, tell_responsible
from ventanilla.cases.policies import (
    check_can_assign,
    check_can_offer,
    check_can_settle,
    check_can_work,
    check_can_write,
    roles_in,
)
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailInbound
from ventanilla.people.access import Actor
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.current import zone


@transaction.atomic
def write_message(
    *,
    case: Case,
    text: str,
    files: Sequence[NewFile] = (),
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
    inbound: MailInbound | None = None,
) -> JournalEntry:
    """Say something without moving the case: the applicant to the desk, or staff to the applicant (by mail too).

    `inbound` is the mail that said it.
    """
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    from_staff = "officer" in roles_in(case, by)
    if from_staff:
        check_can_work(case, by)
    else:
        check_can_write(case, by)
    if not text.strip() and not files:
        raise Invalid(_("Message: write what you want to say or attach a file."), field="text")
    kind = "message.sent" if from_staff else "message.received"
    entry = work.record(kind, public=True, facts={"files": file_facts(files)}, detail={"text": text})
    direction = "out" if from_staff else "in"
    message = _message(work, entry, kind="message", text=text, direction=direction, inbound=inbound)
    attach(work, files, entry_seq=entry.seq, message=message)
    if from_staff:
        sent = tell_parties(case, "message", at=at, message=text.strip())
        message.outgoing = sent[0] if sent else None
        message.save(update_fields=["outgoing"])
    else:
        tell_responsible(case, "staff_new_message", at=at, message=text.strip())
    return entry


@transaction.atomic
def add_note(
    *, case: Case, text: str, by: Actor, at: dt.datetime, via: str, key: uuid.UUID | None = None
) -> JournalEntry:
    """Write down something for colleagues only. Never stale: a note overwrites nothing."""
    work = begin(case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    check_can_work(case, by)
    if not text.strip():
        raise Invalid(_("Note: write the text of the note."), field="text")
    entry = work.record("note.added", detail={"text": text})
    _message(work, entry, kind="note", text=text, direction="out", audience=Message.Audience.INTERNAL)
    return entry


@transaction.atomic
def assign_case(
    *,
    case: Case,
    person_id: int | None,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Make somebody responsible for a case, or nobody (`None`)."""
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_assign(case, by, person_id)
    officer = None if person_id is None else _officer_of(case.unit, person_id, at)
    case.officer = officer
    case.save(update_fields=["officer"])
    entry = work.record("case.assigned", facts={"officer": f"person:{person_id}" if person_id else None})
    if officer is not None and officer.pk != by.person_id:
        tell_officer(case, officer, "staff_assigned", at=at)
    return entry


@transaction.atomic
def offer_transfer(
    *,
    case: Case,
    to_unit: str,
    reason: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Offer the case to another unit; it stays here until that unit accepts."""
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_work(case, by)
    check_can_offer(case, to_unit)
    if not reason.strip():
        raise Invalid(_("Reason: tell the unit why the case is theirs."), field="reason")
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                case=case,
                from_unit=case.unit,
                to_unit=to_unit,
                reason=reason.strip(),
                by_id=by.known_id,
                at=at,
            )
    except IntegrityError as error:
        raise NotAllowed(_("The case already waits for another unit to accept its transfer.")) from error
    entry = work.record(
        "transfer.offered",
        facts={"from": case.unit, "to": to_unit},
        detail={"reason": reason},
        rows=[TRANSFER.told(transfer)],
    )
    for head in heads_of(transfer.to_unit, at):
        tell_officer(case, head, "staff_transfer", at=at, message=reason.strip())
    return entry


@transaction.atomic
def settle_transfer(
    *,
    case: Case,
    is_accepted: bool,
    reason: str = "",
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Accept the case into the unit it was offered to, or return it with a reason."""
    work = begin(case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    transfer = Transfer.objects.filter(case=case, settled_at=None).first()
    if transfer is None:
        raise NotAllowed(
            _("The case has no transfer to settle: somebody else accepted or returned it already.")
        )
    check_can_settle(transfer, by)
    if is_accepted and case.phase == Phase.CLOSED:
        raise NotAllowed(_("Case %(number)s is closed: it takes no more changes.") % {"number": case.number})
    if not is_accepted and not reason.strip():
        raise Invalid(_("Reason: say why the case is returned."), field="reason")
    transfer.settled_by_id, transfer.settled_at, transfer.is_accepted = by.person_id, at, is_accepted
    transfer.save(update_fields=["settled_by", "settled_at", "is_accepted"])
    if is_accepted:
        case.unit, case.officer = transfer.to_unit, None
        case.save(update_fields=["unit", "officer"])
        tell_parties(case, "transfer", at=at)
    return work.record(
        "transfer.accepted" if is_accepted else "transfer.returned",
        public=is_accepted,
        facts={"from": transfer.from_unit, "to": transfer.to_unit},
        detail={"reason": reason} if reason else None,
        rows=[TRANSFER.told(transfer)],
    )


@transaction.atomic
def link_cases(
    *, case: Case, other: Case, by: Actor, at: dt.datetime, via: str, key: uuid.UUID | None = None
) -> JournalEntry:
    """Say that two cases belong together. `other` must be visible to the actor: the door sees to it."""
    work = begin(case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    check_can_work(case, by)
    if other.pk == case.pk:
        raise Invalid(_("Case: write the number of another case."), field="number")
    linked = CaseLink.objects.filter(first__in=[case, other], second__in=[case, other])
    if linked.exists():
        raise Invalid(_("Case: %(number)s is linked already.") % {"number": other.number}, field="number")
    link = CaseLink.objects.create(first=case, second=other, kind="related")
    return work.record("case.linked", facts={"other": other.number}, rows=[LINK.told(link)])


def officers_of(unit: str, at: dt.datetime) -> list[Person]:
    """Who can be made responsible for a case of the unit on that day."""
    day = at.astimezone(zone()).date()
    current = Membership.objects.filter(unit=unit, role__in=[Role.OFFICER, Role.HEAD], since__lte=day)
    current = current.exclude(until__lte=day)
    return list(
        Person.objects.filter(id__in=current.values("person_id"), is_active=True).order_by("name", "id")
    )


def _officer_of(unit: str, person_id: int, at: dt.datetime) -> Person:
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is not None and serves(person, unit, at):
        return person
    raise Invalid(_("Officer: choose somebody who serves today in the unit of the case."), field="officer")


def _message(
    work: Work,
    entry: JournalEntry,
    *,
    kind: str,
    text: str,
    direction: str,
    audience: str = Message.Audience.APPLICANT,
    inbound: MailInbound | None = None,
) -> Message:
    return Message.objects.create(
        case=work.case,
        entry=entry.seq,
        at=work.at,
        kind=kind,
        direction=direction,
        channel=work.via,
        author_id=work.by.person_id,
        author_name=work.by.name,
        body=text.strip(),
        audience=audience,
        inbound=inbound,
    )
