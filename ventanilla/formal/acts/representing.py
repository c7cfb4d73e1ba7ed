"""Whether somebody acts for another: a document accepted as her power, one on file used, one revoked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.evidence import PARTY
from ventanilla.cases.models import OPEN, Attachment, Case, CaseParty
from ventanilla.cases.policies import check_can_work
from ventanilla.cases.representing import POWER_ENDED, named_in
from ventanilla.formal.evidence import VERDICT
from ventanilla.formal.keeping import Kept, keep_what_is_met, representative_of
from ventanilla.formal.models import RequirementState
from ventanilla.journal.acts import lock_streams
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry
from ventanilla.people import powers
from ventanilla.people.access import Actor
from ventanilla.people.models import Organisation, Person, Power
from ventanilla.people.powers import Document, PowerRefused, PowerTerms
from ventanilla.reference.current import zone


@transaction.atomic
def accept_presented_power(
    *,
    case: Case,
    attachment: Attachment | None,
    terms: PowerTerms,
    name: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Accept a document of the case as the power by which its party acts; the requirement it proves is then met.

    `name` is what the document calls whom she acts for. Raises Invalid with the field that is wrong.
    """
    work = _begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    party, organisation, person = _party(work)
    named = named_in(work.procedure, work.case.answers)
    organisation.is_natural = named.is_natural if named else organisation.is_natural
    _check(work, attachment, terms, name, covering=case.procedure)
    paper = Document(attachment.blob if attachment else None, case.number)
    try:
        stated = powers.state_power(
            organisation=organisation, person=person, terms=terms, document=paper, by=by, at=at, via=via
        )
        power = powers.accept_power(
            power=stated, name=name, is_natural=organisation.is_natural, by=by, at=at, via=via
        )
    except PowerRefused as refusal:
        raise Invalid(refusal.text, field=refusal.field) from refusal
    party.power = power
    party.save(update_fields=["power"])
    _clear(work.case)
    met = _meet(work, attachment, terms)
    kept = keep_what_is_met(case, by=by, at=at)
    return _record(work, "power.accepted", power, kept=kept, rows=[PARTY.told(party), *met])


@transaction.atomic
def use_power(
    *,
    case: Case,
    power: Power,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Say that the party of a case acts by a power she has on file: one that came by mail or to the counter.

    Raises NotAllowed where the power is not hers for whom the case names, does not cover the procedure or is not in force.
    """
    work = _begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    party, organisation, person = _party(work)
    today = at.astimezone(zone()).date()
    is_hers = power.organisation_id == organisation.pk and power.person_id == person.pk
    if not (is_hers and powers.is_in_force(power, today) and powers.covers(power, case.procedure)):
        raise NotAllowed(
            _("Power: choose one in force of whoever presented the case, that covers this procedure.")
        )
    party.power = power
    party.save(update_fields=["power"])
    _clear(work.case)
    kept = keep_what_is_met(case, by=by, at=at)
    return _record(work, "power.used", power, kept=kept, rows=[PARTY.told(party)])


@transaction.atomic
def revoke_presented_power(
    *,
    case: Case,
    power: Power,
    reason: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """End a power given by whom the case names; every open case in which somebody acts by it is marked.

    Raises Invalid without a reason.
    """
    affected = Case.objects.filter(OPEN, parties__power=power, parties__until=None).distinct()
    work = _begin(case, by=by, at=at, via=via, seen=seen, key=key, others=affected)
    if work.done is not None:
        return work.done
    if power.organisation_id != _party(work)[1].pk:
        raise NotAllowed(_("Power: choose one given by whom this case was presented for."))
    try:
        powers.revoke_power(power=power, reason=reason, by=by, at=at, via=via)
    except PowerRefused as refusal:
        raise Invalid(refusal.text, field=refusal.field) from refusal
    marked = [one.pk for one in affected]
    Case.objects.filter(pk__in=marked, needs_attention="").update(needs_attention=POWER_ENDED)
    return _record(work, "power.revoked", power, reason=reason.strip())


def _begin(
    case: Case,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None,
    key: uuid.UUID | None,
    others: Iterable[Case] = (),
) -> Work:
    """Lock the streams of the cases and of the organisation at once, in id order; then begin as every act does."""
    party = representative_of(case)
    streams = {case.stream_id, *(one.stream_id for one in others)}
    if party is not None and party.organisation is not None:
        streams.add(party.organisation.stream_id)
    lock_streams(streams)
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is None:
        check_can_work(case, by)
    return work


def _party(work: Work) -> tuple[CaseParty, Organisation, Person]:
    party = representative_of(work.case)
    if party is None or party.organisation is None or party.person is None:
        raise NotAllowed(_("Nobody acts for another in this case."))
    return party, party.organisation, party.person


def _check(work: Work, attachment: Attachment | None, terms: PowerTerms, name: str, *, covering: str) -> None:
    admitted = {code for item in work.procedure.requirements for code in item.proves}
    if terms.kind not in admitted:
        raise Invalid(_("Kind of power: choose one that the procedure admits."), field="kind")
    if attachment is None or attachment.case_id != work.case.pk:
        raise Invalid(_("Document: choose the file of this case that proves the power."), field="attachment")
    _check_is_another(work)
    if not name.strip():
        raise Invalid(_("Whom she represents: write the name as the document has it."), field="name")
    if terms.procedures and covering not in terms.procedures:
        raise Invalid(
            _("Procedures: the power has to cover the procedure of this case, or it proves nothing in it."),
            field="procedures",
        )
    today = work.at.astimezone(zone()).date()
    if terms.until is not None and terms.until < today:
        raise Invalid(
            _("Until: the power ended before today. Ask for one in force in the remedy notice."),
            field="until",
        )
    if terms.since > today:
        raise Invalid(_("Since: the power has not begun yet. Correct the date."), field="since")


def _check_is_another(work: Work) -> None:
    """A request gives the person represented and whoever signs identifiers of their own."""
    asks, answers = work.procedure.represents, work.case.answers
    named = named_in(work.procedure, answers)
    if named is None or asks is None or asks.person is None or not named.is_natural:
        return
    fields = work.procedure.form.fields if work.procedure.form else ()
    others = [field.code for field in fields if field.identifiers and field.code != asks.person.identifier]
    if any(
        powers.canonical_of(named.kind, str(answers.get(code) or "")) == named.identifier for code in others
    ):
        raise Invalid(
            _(
                "Whom she represents: the request gives her identifier for whoever signs too. Ask for the right one in "
                "the remedy notice."
            ),
            field="name",
        )


def _meet(work: Work, attachment: Attachment | None, terms: PowerTerms) -> list[Told]:
    """The requirement that the document proves is met until the power ends; a loose file is filed under it."""
    items = [item for item in work.procedure.requirements if terms.kind in item.proves]
    if attachment is None or not items:
        return []
    own = next((item for item in items if item.code == attachment.requirement), items[0])
    if not attachment.requirement:
        attachment.requirement = own.code
        attachment.save(update_fields=["requirement"])
    state, _is_new = RequirementState.objects.update_or_create(
        case=work.case,
        code=own.code,
        defaults={
            "state": RequirementState.State.MET,
            "reason": "",
            "attachment": attachment,
            "valid_until": terms.until,
            "by_id": work.by.known_id,
            "at": work.at,
        },
    )
    return [VERDICT.told(state)]


def _clear(case: Case) -> None:
    if case.needs_attention == POWER_ENDED:
        case.needs_attention = ""
        case.save(update_fields=["needs_attention"])


def _record(
    work: Work,
    kind: str,
    power: Power,
    *,
    kept: Kept | None = None,
    reason: str = "",
    rows: Sequence[Told] = (),
) -> JournalEntry:
    return work.record(
        kind,
        public=True,
        facts={
            "power": power.pk,
            "power_kind": power.kind,
            "organisation": power.organisation_id,
            "person": power.person_id,
        }
        | (kept.facts if kept else {}),
        detail={"reason": reason} if reason else None,
        rows=[*rows, *(kept.rows if kept else ())],
    )
