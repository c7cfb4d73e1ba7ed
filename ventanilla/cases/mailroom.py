"""Held and failed mail in the hands of staff: who sees it, and what she may do with it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import attach, file_facts
from ventanilla.cases.acts.work import begin
from ventanilla.cases.enclosures import enclosures_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, Message
from ventanilla.cases.notices import remember_mail_id
from ventanilla.cases.policies import check_can_work
from ventanilla.cases.queries import as_staff, staff_units
from ventanilla.cases.uploads import take_files
from ventanilla.files.store import open_blob
from ventanilla.journal.acts import append, lock_streams, open_stream
from ventanilla.journal.models import JournalEntry, JournalStream
from ventanilla.mail.incoming import retry_mail, settle_mail
from ventanilla.mail.models import InboundState, MailInbound
from ventanilla.mime import Mail, read
from ventanilla.people.access import Actor, Permission
from ventanilla.reference.current import current_pack

MAIL_STREAM = "mail"
WAITING = (InboundState.HELD, InboundState.FAILED)


def mail_for(actor: Actor) -> QuerySet[MailInbound]:
    """The held and failed mail an actor may read: of cases she works, of boxes of her units; all of it as auditor."""
    waiting = MailInbound.objects.filter(state__in=WAITING).select_related("blob").order_by("-id")
    if actor.may(Permission.READ_ALL_CASES):
        return waiting
    hers = as_staff(actor).filter(number=OuterRef("ref"))
    return waiting.filter(Q(Exists(hers)) | Q(ref="", box__in=_boxes_of(actor)))


def raw_of(inbound: MailInbound) -> bytes:
    """The bytes as they came. Raises FileNotFoundError where they are lost."""
    with open_blob(inbound.blob) as content:
        return content.read()


@transaction.atomic
def file_by_hand(*, inbound: MailInbound, case: Case, by: Actor, at: dt.datetime) -> JournalEntry:
    """Put a held or failed mail into a case of the officer's unit, on her word, as a message its parties read."""
    _check_may_decide(by)
    work = begin(case, by=by, at=at, via="desk")
    check_can_work(case, by)
    inbound = _locked(inbound)
    mail = read(raw_of(inbound))
    taken = take_files(enclosures_of(mail), at=at)
    entry = work.record(
        "message.received",
        public=True,
        facts={"files": file_facts(taken.files), "mail": inbound.pk},
        detail={"text": mail.reply_text, "sender": inbound.sender},
    )
    message = Message.objects.create(
        case=work.case,
        entry=entry.seq,
        at=at,
        kind="message",
        direction="in",
        channel="email",
        author_name=_author(mail)[:200],
        body=mail.reply_text.strip() or mail.body_text.strip() or _("(an e-mail without text)"),
        audience=Message.Audience.APPLICANT,
        inbound=inbound,
    )
    attach(work, taken.files, entry_seq=entry.seq, message=message)
    remember_mail_id(case, inbound.message_id)
    settle_mail(inbound, state=InboundState.FILED, reason=f"archivado por {by.name}", ref=case.number, at=at)
    return entry


@transaction.atomic
def refuse_by_hand(*, inbound: MailInbound, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let a held or failed mail go, with the reason written down. Its bytes stay."""
    _check_may_decide(by)
    if not reason.strip():
        raise Invalid(_("Reason: write why the e-mail is not filed."), field="reason")
    inbound = _locked(inbound)
    _journal("mail.refused", inbound, by=by, at=at, detail={"reason": reason.strip()})
    text = f"{by.name}: {reason.strip()}"
    settle_mail(inbound, state=InboundState.REJECTED, reason=text, ref=inbound.ref, at=at)


@transaction.atomic
def retry_by_hand(*, inbound: MailInbound, by: Actor, at: dt.datetime) -> None:
    """Have a held or failed mail filed again by the rules, as they and the case stand now."""
    _check_may_decide(by)
    inbound = _locked(inbound)
    _journal("mail.retried", inbound, by=by, at=at)
    retry_mail(inbound, at=at)


def _locked(inbound: MailInbound) -> MailInbound:
    rows = MailInbound.objects.select_for_update(of=("self",)).select_related("blob")
    locked = rows.filter(pk=inbound.pk, state__in=WAITING).first()
    if locked is None:
        raise NotAllowed(_("Somebody else has decided on this e-mail already."))
    return locked


def _check_may_decide(by: Actor) -> None:
    if not by.may(Permission.WORK_CASES):
        raise NotAllowed(_("Only the staff of a unit decides what becomes of an e-mail."))


def _boxes_of(actor: Actor) -> list[str]:
    """The boxes whose mail comes to the actor's units; the registration box is the business of the desk's own."""
    pack, units = current_pack(), staff_units(actor)
    by_code = {box.code: box.unit or "" for box in pack.mail.boxes}
    for box in pack.mail.boxes:
        procedure = pack.procedures.get(box.procedure or "")
        if not by_code[box.code] and procedure is not None:
            by_code[box.code] = procedure.unit
    first = next((unit for unit in by_code.values() if unit), "")
    return [code for code, unit in by_code.items() if (unit or first) in units]


def _author(mail: Mail) -> str:
    if mail.from_ is None:
        return _("(sender unknown)")
    return f"{mail.from_.name} <{mail.from_.address}>" if mail.from_.name else mail.from_.address


def _journal(
    kind: str, inbound: MailInbound, *, by: Actor, at: dt.datetime, detail: dict[str, str] | None = None
) -> None:
    stream = JournalStream.objects.filter(subject=MAIL_STREAM).first() or open_stream(MAIL_STREAM)
    append(
        lock_streams([stream.pk])[stream.pk],
        kind=kind,
        actor=by.reference,
        via="desk",
        at=at,
        facts={"mail": inbound.pk, "sha256": inbound.blob_id},
        detail=detail,
    )
