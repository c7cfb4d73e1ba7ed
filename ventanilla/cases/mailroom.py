"""Held and failed mail in the hands of staff: who sees it, and what she may do with it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import Applicant, attach, file_facts, open_case
from ventanilla.cases.acts.work import begin
from ventanilla.cases.by_mail import answers_by_mail, name_by_mail
from ventanilla.cases.enclosures import enclosures_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, Message
from ventanilla.cases.notices import remember_mail_id
from ventanilla.cases.policies import check_can_work
from ventanilla.cases.queries import as_staff, staff_units
from ventanilla.cases.uploads import take_files
from ventanilla.catalogue.model import Procedure
from ventanilla.files.store import open_blob
from ventanilla.journal.acts import append, locked_stream
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.incoming import retry_mail, settle_mail, storable
from ventanilla.mail.models import InboundState, MailInbound
from ventanilla.mail.rendering import UnusableAddress, ascii_address
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


def boxes_for(actor: Actor) -> list[str]:
    """The boxes whose state an actor sees: those of her units, or all for whoever runs or audits the desk."""
    if actor.may(Permission.READ_ALL_CASES) or actor.may(Permission.MANAGE_STAFF):
        return [box.code for box in current_pack().mail.boxes]
    return _boxes_of(actor)


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
    text = mail.reply_text.strip() or mail.body_text.strip() or _("(an e-mail without text)")
    entry = work.record(
        "message.received",
        public=True,
        facts={"files": file_facts(taken.files), "mail": inbound.pk},
        detail={"text": text, "sender": inbound.sender},
    )
    message = Message.objects.create(
        case=work.case,
        entry=entry.seq,
        at=at,
        kind="message",
        direction="in",
        channel="email",
        author_name=_author(mail)[:200],
        body=text,
        audience=Message.Audience.APPLICANT,
        inbound=inbound,
    )
    attach(work, taken.files, entry_seq=entry.seq, message=message)
    remember_mail_id(case, inbound.message_id)
    settle_mail(inbound, state=InboundState.FILED, reason=f"archivado por {by.name}", ref=case.number, at=at)
    return entry


@transaction.atomic
def open_by_hand(*, inbound: MailInbound, parent: Case | None = None, by: Actor, at: dt.datetime) -> Case:
    """Open a case from a held or failed mail on the officer's word, its sender as the applicant, who gets the receipt.

    `parent` is a case the new one follows (a closed one, as a rule): the door sees to it that the officer sees it.
    """
    _check_may_decide(by)
    inbound = _locked(inbound)
    mail = read(raw_of(inbound))
    sender = _sender(mail)
    procedure, unit = _opens(inbound.box)
    text = mail.reply_text.strip() or mail.body_text.strip()
    name = mail.from_.name.strip() if mail.from_ else ""
    taken = take_files(enclosures_of(mail), at=at)
    answers = answers_by_mail(
        procedure, name=name, email=sender, subject=inbound.subject, text=storable(text)
    )
    case = open_case(
        procedure=procedure,
        applicant=Applicant(name=name or name_by_mail(sender), email=sender),
        answers=answers,
        files=taken.files,
        by=by,
        at=at,
        channel="email",
        parent=parent,
        unit=unit,
        receipt="receipt_by_email",
        mail_id=inbound.message_id,
        words="" if "description" in answers else storable(text),
    )
    _journal("mail.opened", inbound, by=by, at=at, facts={"case": case.number})
    settle_mail(
        inbound, state=InboundState.FILED, reason=f"caso abierto por {by.name}", ref=case.number, at=at
    )
    return case


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


def _sender(mail: Mail) -> str:
    address = storable(mail.from_.address.strip().lower()) if mail.from_ else ""
    try:
        ascii_address(address)
        validate_email(address)
    except (UnusableAddress, ValidationError) as error:
        raise Invalid(
            _(
                "Sender: the e-mail does not come from an address that can be written to. Put it into a case, or refuse it."
            )
        ) from error
    return address


def _opens(code: str) -> tuple[Procedure, str]:
    """What a box opens and for which unit ("" where the pack's routing decides); the first such box for any other."""
    pack = current_pack()
    opening = [box for box in pack.mail.boxes if box.procedure in pack.procedures]
    box = next((box for box in opening if box.code == code), opening[0] if opening else None)
    if box is None:
        raise NotAllowed(_("No mailbox of the pack opens cases: this e-mail can only be put into one."))
    return pack.procedures[box.procedure or ""], box.unit or ""


def _author(mail: Mail) -> str:
    if mail.from_ is None:
        return _("(sender unknown)")
    return f"{mail.from_.name} <{mail.from_.address}>" if mail.from_.name else mail.from_.address


def _journal(
    kind: str,
    inbound: MailInbound,
    *,
    by: Actor,
    at: dt.datetime,
    detail: dict[str, str] | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    append(
        locked_stream(MAIL_STREAM),
        kind=kind,
        actor=by.reference,
        via="desk",
        at=at,
        facts={"mail": inbound.pk, "sha256": inbound.blob_id, **(facts or {})},
        detail=detail,
    )
