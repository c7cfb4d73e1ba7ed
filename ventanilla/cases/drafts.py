"""Forms on their way: saved as they are, refused by name where a file is too much, sent once."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import Applicant, NewFile, open_case
from ventanilla.cases.completing import complete_from_draft
from ventanilla.cases.definitions import procedure_by_sha, store_definition
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.missing import presented_in
from ventanilla.cases.models import Case, Draft, DraftFile
from ventanilla.cases.on_file import files_from, on_file_for
from ventanilla.cases.representing import acting_in, check_power
from ventanilla.cases.uploads import Upload, take_files
from ventanilla.catalogue.conditions import FactValue
from ventanilla.catalogue.forms import PRESENTED, applicable_requirements, facts, required_requirements
from ventanilla.catalogue.model import Procedure
from ventanilla.journal.acts import lock_streams
from ventanilla.people.access import Actor
from ventanilla.people.models import Person
from ventanilla.people.rates import hit
from ventanilla.reference.current import current_pack, zone

COUNTER = "counter"
KEPT_FOR = dt.timedelta(days=30)
ANONYMOUS_PER_ADDRESS = 5
ANONYMOUS_PER_SOURCE = 30
SIGNED_IN_PER_ADDRESS = 20
"""For an address that is not the account's own: a broker may have many matters of one client."""
RATE_WINDOW = dt.timedelta(hours=1)


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """The drafts an actor may open: her own, those nobody owns, and those that complete a case (the token is the key).

    What an officer fills in at the counter is not among them: it stays at the desk.
    """
    open_to_her = Q(person=None) | Q(person_id=actor.person_id) | Q(completes__isnull=False)
    return (
        Draft.objects.filter(open_to_her)
        .exclude(channel=COUNTER)
        .select_related("definition", "completes__stream")
    )


def start_draft(
    *,
    procedure: Procedure,
    by: Actor,
    at: dt.datetime,
    answers: Mapping[str, Any] | None = None,
    channel: str = "online",
) -> Draft:
    """A new draft of an open procedure, which came through a door."""
    return Draft.objects.create(
        token=secrets.token_urlsafe(24),
        definition_id=store_definition(procedure, at=at),
        person_id=by.person_id,
        channel=channel,
        answers=dict(answers or {}),
        created_at=at,
        updated_at=at,
        expires_at=at + KEPT_FOR,
    )


def save_answers(draft: Draft, answers: Mapping[str, Any], *, is_checked: bool, at: dt.datetime) -> None:
    """Keep what was typed, whether or not it is right; `is_checked` says that the form found no fault."""
    _check_unsent(draft)
    draft.answers, draft.is_checked = dict(answers), is_checked
    draft.updated_at, draft.expires_at = at, at + KEPT_FOR
    draft.save(update_fields=["answers", "is_checked", "updated_at", "expires_at"])


def procedure_of_draft(draft: Draft) -> Procedure:
    """The procedure the draft was started under."""
    return procedure_by_sha(draft.definition_id)


@transaction.atomic
def add_files(
    draft: Draft, uploads: Sequence[Upload], *, requirement: str, at: dt.datetime
) -> tuple[str, ...]:
    """Attach files to a draft; returns one text for each file that was refused, and keeps the rest."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _check_unsent(draft)
    held = DraftFile.objects.filter(draft=draft).aggregate(total=Sum("blob__size"))["total"] or 0
    count = DraftFile.objects.filter(draft=draft).count()
    types = next(
        (item.types for item in procedure_of_draft(draft).requirements if item.code == requirement), ()
    )
    taken = take_files(uploads, held=held, count=count, types=types, at=at)
    DraftFile.objects.bulk_create(
        [
            DraftFile(draft=draft, blob=file.blob, name=file.name, requirement=requirement)
            for file in taken.files
        ],
        ignore_conflicts=True,
    )
    return taken.refused


@transaction.atomic
def replace_file(
    draft: Draft, upload: Upload, *, requirement: str, instead_of: int | None, at: dt.datetime
) -> tuple[str, ...]:
    """Attach a file in the place of the file `instead_of`, and of any of its own name, for the same requirement.

    Returns why it was refused: then nothing changed.
    """
    Draft.objects.select_for_update().get(pk=draft.pk)
    former = DraftFile.objects.filter(draft=draft, requirement=requirement)
    former.filter(Q(pk=instead_of) | Q(name=upload.name)).delete()
    refused = add_files(draft, [upload], requirement=requirement, at=at)
    if refused:
        transaction.set_rollback(True)
    return refused


def remove_file(draft: Draft, file_id: int) -> None:
    """Take a file out of a draft."""
    _check_unsent(draft)
    DraftFile.objects.filter(draft=draft, pk=file_id).delete()


def missing_requirements(draft: Draft, *, held: Collection[str] = ()) -> list[str]:
    """One text for each required document the draft lacks; `held` are the requirements met by what is on file."""
    procedure = procedure_of_draft(draft)
    present = set(DraftFile.objects.filter(draft=draft).values_list("requirement", flat=True))
    present |= presented_before(draft) | frozenset(held)
    known = facts(procedure, draft.answers, facts_of(draft))
    return [
        _("%(document)s: this document is still to be attached.") % {"document": requirement.title}
        for requirement in required_requirements(procedure, known)
        if requirement.kind in PRESENTED and requirement.code not in present
    ]


@transaction.atomic
def send_draft(draft: Draft, *, by: Actor, at: dt.datetime, source: str, key: uuid.UUID) -> Case:
    """Open the case of a checked draft, or complete the one it completes.

    Sent twice (double click, back button, two tabs) it is the same case, and done once. `source` is the sender's network address, for the limits on people who are not signed in.
    """
    if draft.completes is not None:
        lock_streams(
            [draft.completes.stream_id]
        )  # before the draft: completing a case writes to others' drafts
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.case is not None:
        return draft.case
    if key != draft.key:
        raise Invalid(_("This page no longer belongs to the request. Check it again and send it."))
    files = files_of(draft)
    files += _from_file(draft, files, at=at)
    missing = missing_requirements(draft, held=[file.requirement for file in files])
    if not draft.is_checked or missing:
        raise Invalid(" ".join(missing) or _("The request has data to correct. Check it before sending."))
    if draft.completes is not None:
        draft.case = complete_from_draft(draft, files, at=at)
    else:
        draft.case = _open(draft, files, by=by, at=at, source=source)
    draft.save(update_fields=["case"])
    return draft.case


def files_of(draft: Draft) -> list[NewFile]:
    """The files of a draft, as a case takes them."""
    return [
        NewFile(blob=file.blob, name=file.name, requirement=file.requirement)
        for file in DraftFile.objects.filter(draft=draft).select_related("blob").order_by("id")
    ]


@transaction.atomic
def prune_drafts(*, at: dt.datetime) -> int:
    """Forget drafts whose time is over; returns how many. One that is being sent at this moment stays."""
    over = Draft.objects.select_for_update(skip_locked=True).filter(expires_at__lt=at, case=None)
    tokens = list(over.values_list("pk", flat=True))
    Draft.objects.filter(pk__in=tokens).delete()
    return len(tokens)


def facts_of(draft: Draft) -> dict[str, FactValue]:
    """What a draft's questions know beside its answers: the channel its case came through, or has now."""
    return {"channel": draft.completes.channel if draft.completes else draft.channel}


def presented_before(draft: Draft) -> frozenset[str]:
    """The requirements for which the case a draft completes has a file already."""
    return presented_in(draft.completes) if draft.completes else frozenset()


def _from_file(draft: Draft, files: Sequence[NewFile], *, at: dt.datetime) -> list[NewFile]:
    """What is on file for the papers the answers call for and nothing was attached for.

    Raises Invalid where the sender acts by a power that ended, and brings no other.
    """
    if draft.person_id is None or draft.completes_id is not None:
        return []
    procedure, day = procedure_of_draft(draft), at.astimezone(zone()).date()
    attached = {file.requirement for file in files}
    acting = acting_in(procedure, draft.answers, person_id=draft.person_id, on=day)
    check_power(acting, procedure, draft.answers, attached, on=day)
    asked = applicable_requirements(procedure, facts(procedure, draft.answers, facts_of(draft)))
    wanted = [item.code for item in asked if item.code not in attached]
    return files_from(on_file_for(draft, on=day), wanted)


def _open(draft: Draft, files: Sequence[NewFile], *, by: Actor, at: dt.datetime, source: str) -> Case:
    _check_account(by)
    applicant = _applicant(draft, by)
    if by.person_id is None:
        _check_rate(applicant.email, source, at)
    elif applicant.email != by.email:
        _check_rate_of_address(applicant.email, at)
    return open_case(
        procedure=procedure_of_draft(draft),
        applicant=applicant,
        answers=draft.answers,
        files=files,
        by=by,
        at=at,
        channel=draft.channel,
        key=draft.key,
    )


def _applicant(draft: Draft, by: Actor) -> Applicant:
    answers = draft.answers
    person = Person.objects.get(pk=by.person_id) if by.person_id is not None else None
    return Applicant(
        name=str(answers.get("full_name") or (person and person.name) or ""),
        email=str(answers.get("email") or (person and person.email) or "").strip().lower(),
        phone=str(answers.get("phone") or ""),
        person=person,
    )


def _check_account(by: Actor) -> None:
    if by.person_id is None and current_pack().account_required_to_send:
        raise NotAllowed(_("To send this request sign in or sign up; your draft is kept."))


def _check_rate(email: str, source: str, at: dt.datetime) -> None:
    allowed = hit(f"send:{email}", limit=ANONYMOUS_PER_ADDRESS, window=RATE_WINDOW, at=at)
    allowed = hit(f"send-from:{source}", limit=ANONYMOUS_PER_SOURCE, window=RATE_WINDOW, at=at) and allowed
    if not allowed:
        raise NotAllowed(
            _(
                "Many requests were sent with this e-mail address or from this connection in the last hour. Sign in to send it now, or wait an hour; your draft is kept."
            )
        )


def _check_rate_of_address(email: str, at: dt.datetime) -> None:
    """An account does not make the desk's receipts a weapon against somebody else's mailbox."""
    if not hit(f"send-for:{email}", limit=SIGNED_IN_PER_ADDRESS, window=RATE_WINDOW, at=at):
        raise NotAllowed(
            _(
                "Many requests were sent with the address %(email)s in the last hour. Write that of your account, or wait an hour; your draft is kept."
            )
            % {"email": email}
        )


def _check_unsent(draft: Draft) -> None:
    if draft.case_id is not None:
        raise NotAllowed(_("This request was sent already; add what is missing on the page of the case."))
