"""Signing: the draft becomes an act with a number and a PDF, the case takes its step, the parties are notified."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts import NewFile, Said, take_step
from ventanilla.cases.acts.work import begin
from ventanilla.cases.errors import NotAllowed
from ventanilla.files.models import Blob
from ventanilla.files.signatures import PDF, Exam, keep
from ventanilla.files.store import store
from ventanilla.formal.acts.notifying import notify_parties
from ventanilla.formal.documents import act_pdf, title_of
from ventanilla.formal.entry_facts import facts_of_act
from ventanilla.formal.models import ActKind, ActState, FormalAct
from ventanilla.formal.policies import STEPS, check_can_sign
from ventanilla.formal.sealing import (
    Seal,
    Sealing,
    load_signer,
    open_seal,
    seal_file,
    seal_pdf,
    signature_by,
)
from ventanilla.formal.series import new_code, next_in_series
from ventanilla.formal.terms import begin_term
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.people.models import Person
from ventanilla.reference.current import current_pack, unit_title, zone


@transaction.atomic
def sign_act(
    *,
    act: FormalAct,
    by: Actor,
    at: dt.datetime,
    via: str,
    passphrase: str = "",
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Sign a draft: number, PDF, step and notification in one transaction; the clock stops or ends at `at`.

    Where a certificate is kept for the actor, `passphrase` opens it and the PDF carries its signature.
    Raises NotAllowed where the actor drafted it, does not lead the unit, or the case went on meanwhile, and Invalid
    (field `passphrase`) where the certificate does not open or cannot serve.
    """
    work = begin(act.case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    draft = FormalAct.objects.select_for_update().filter(pk=act.pk, state=ActState.DRAFT).first()
    if draft is None:
        raise NotAllowed(_("The act is signed already, or its draft was thrown away. Load the page again."))
    draft.case = work.case
    draft.on_delegation = check_can_sign(draft, by, at=at.astimezone(zone()))
    seal = _seal_of(by, passphrase, at)
    _number(draft, by, at)
    pdf = _fixed(draft, by, at, seal)
    entry = take_step(
        case=work.case,
        step=STEPS[ActKind(draft.kind)],
        by=by,
        at=at,
        via=via,
        said=_said(draft, seal),
        key=key,
        owner="formal",
    )
    draft.entry, draft.state = entry.seq, ActState.SIGNED
    draft.save()
    terms = begin_term(case=work.case, code="notify", at=at, act=draft)
    told = notify_parties(draft, pdf=pdf, at=at)
    work = begin(work.case, by=by, at=at, via=via)
    work.record("act.sent", facts={"act": draft.number}, rows=[*terms, *told])
    return entry


def _seal_of(by: Actor, passphrase: str, at: dt.datetime) -> Seal | None:
    """The actor's certificate, opened; None where none is kept for her. Before the number is taken, which others wait for."""
    person = Person.objects.get(pk=by.known_id)
    path = seal_file(person)
    if path is None:
        return None
    seal = open_seal(path, passphrase, person=person, at=at)
    load_signer()
    return seal


def _fixed(act: FormalAct, by: Actor, at: dt.datetime, seal: Seal | None) -> bytes:
    """Make the PDF, signed where there is a certificate, and keep it with what is known of its signature."""
    pdf = act_pdf(act, signer=by.name, certificate=seal.certificate if seal else None)
    if seal is not None:
        place = str(current_pack().contacts.address)
        pdf = seal_pdf(pdf, seal, Sealing(name=by.name, reason=title_of(act), place=place, at=at))
    act.blob = store([pdf], media_type=PDF, at=at)
    keep(act.blob, Exam((signature_by(seal, at=at),) if seal else ()), at=at)
    return pdf


def _said(act: FormalAct, seal: Seal | None) -> Said:
    certificate = seal.certificate.fingerprint if seal else ""
    return Said(
        text=_summary(act),
        outcome=act.outcome,
        files=[NewFile(blob=_blob(act), name=f"{act.number}.pdf")],
        facts={"act": facts_of_act(act, certificate=certificate)},
    )


def _blob(act: FormalAct) -> Blob:
    if act.blob is None:
        raise LookupError(f"{act.number} has no document")
    return act.blob


def _number(act: FormalAct, by: Actor, at: dt.datetime) -> None:
    pack, year = current_pack(), at.astimezone(zone()).year
    unit = pack.units.get(act.unit)
    act.year, act.n = year, next_in_series(act.kind, act.unit, year)
    pattern: str = getattr(pack.formal.numbers, act.kind)
    act.number = pattern.format(unit=unit.abbreviation if unit else act.unit.upper(), year=year, n=act.n)
    act.code, act.signed_by_id, act.signed_at = new_code(), by.known_id, at
    act.signed_as = (
        _("by delegation, for the head of %(unit)s") if act.on_delegation else _("head of %(unit)s")
    ) % {"unit": unit_title(act.unit)}


def _summary(act: FormalAct) -> str:
    """What the timeline says of the act; the PDF says all of it."""
    if act.kind == ActKind.RESOLUTION:
        return f"{title_of(act)}\n\n{act.body['decision']}"
    points = "\n".join(f"{item.n}. {item.defect}" for item in act.items.all())
    return f"{title_of(act)}\n\n{points}"
