"""How a party's form or files come into the case they complete: from the draft her link opens, or directly."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.completing import complete_case
from ventanilla.cases.acts.opening import NewFile
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.links import Over, why_over
from ventanilla.cases.models import Case, CaseParty, Draft
from ventanilla.cases.uploads import Taken, Upload, take_files
from ventanilla.people.access import ANONYMOUS, Actor, actor_of
from ventanilla.people.models import Person
from ventanilla.people.rates import hit
from ventanilla.reference.current import zone

KEPT_FOR = dt.timedelta(days=30)
SENDINGS = 20
"""How often somebody may add to one case through a link within the window: a link needs no sign-in."""
WINDOW = dt.timedelta(hours=1)
VIA = "portal"


def start_completion(party: CaseParty, *, at: dt.datetime) -> Draft:
    """The form that completes a party's case, with what the case knows: the one she has open, else a new one."""
    case = party.case
    draft, is_new = Draft.objects.get_or_create(
        completes=case,
        person=party.person,
        case=None,
        defaults={
            "token": secrets.token_urlsafe(24),
            "definition_id": case.definition_id,
            "answers": case.answers,
            "created_at": at,
            "updated_at": at,
            "expires_at": at + KEPT_FOR,
        },
    )
    if not is_new and draft.expires_at <= at:
        draft.expires_at = at + KEPT_FOR
        draft.save(update_fields=["expires_at"])
    return draft


def why_draft_over(draft: Draft) -> Over | None:
    """Why a form can no longer complete its case; None where it can."""
    case = draft.completes
    if case is None:
        return None
    parts = CaseParty.objects.filter(case=case, until=None)
    is_party = draft.person_id is not None and parts.filter(person_id=draft.person_id).exists()
    return why_over(case, is_party=is_party)


def complete_from_draft(draft: Draft, files: Sequence[NewFile], *, at: dt.datetime) -> Case:
    """Bring a checked form into the case it completes, in the name of the party it belongs to."""
    case = draft.completes
    if case is None:
        raise LookupError(f"{draft.pk}: completes no case")
    by = _acting(draft.person, at)
    _check_rate(case, by, at)
    complete_case(case=case, answers=draft.answers, files=files, by=by, at=at, via=VIA, key=draft.key)
    return case


@transaction.atomic
def add_documents(
    party: CaseParty, uploads: Mapping[str, Sequence[Upload]], *, at: dt.datetime, key: uuid.UUID
) -> Taken:
    """Add files to a party's case, by the requirement they are for ("" for none); what does not fit is named.

    The limits are those of one sending. Raises ActRefused; with no file that fits nothing is done.
    """
    files: list[NewFile] = []
    refused: list[str] = []
    by = _acting(party.person, at)
    _check_rate(party.case, by, at)
    for requirement, chosen in uploads.items():
        types = _types(party.case, requirement)
        held = sum(file.blob.size for file in files)
        taken = take_files(chosen, at=at, requirement=requirement, types=types, held=held, count=len(files))
        files += taken.files
        refused += taken.refused
    if files:
        complete_case(case=party.case, answers={}, files=files, by=by, at=at, via=VIA, key=key)
    return Taken(tuple(files), tuple(refused))


def _acting(person: Person | None, at: dt.datetime) -> Actor:
    """The party as an actor: her link is the proof, whoever is signed in."""
    return ANONYMOUS if person is None else actor_of(person, on=at.astimezone(zone()).date())


def _check_rate(case: Case, by: Actor, at: dt.datetime) -> None:
    if not hit(f"complete:{case.pk}:{by.person_id}", limit=SENDINGS, window=WINDOW, at=at):
        raise NotAllowed(
            _("The case was added to many times in the last hour. Wait an hour, or answer our e-mail.")
        )


def _types(case: Case, requirement: str) -> tuple[str, ...]:
    items = procedure_of(case).requirements
    return next((item.types for item in items if item.code == requirement), ())
