"""Completing a case: what was missing, whatever door it comes through, and the link that leads to the form."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ventanilla.cases.acts.opening import NewFile, attach, file_facts, subject_of
from ventanilla.cases.acts.steps import Said, take_step
from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.evidence import PARTY
from ventanilla.cases.missing import missing_of
from ventanilla.cases.models import Case, CaseParty, Draft, Phase
from ventanilla.cases.notices import tell_parties, tell_responsible
from ventanilla.cases.policies import check_can_work, check_can_write, steps_open_to
from ventanilla.cases.representing import organisation_of
from ventanilla.catalogue.forms import labels_of
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack

SUPPLY = "supply_information"
ENGINE = "cases"


@transaction.atomic
def complete_case(
    *,
    case: Case,
    answers: Mapping[str, Any],
    files: Sequence[NewFile],
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Add a party's answers and files to her case; what she had answered otherwise is replaced, the rest stays.

    Where the case waits for her, it goes on. Raises Invalid where nothing is new, NotAllowed where the case is closed.
    """
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_write(case, by)
    before = dict(case.answers)
    changed = {code: value for code, value in answers.items() if before.get(code) != value}
    if not changed and not files:
        raise Invalid(_("There is nothing new to send: what you typed is in the case already."))
    told = _merge(work, changed)
    _carry_over(case, before, changed, at=at)
    entry = work.record(
        "case.completed",
        public=True,
        facts={"fields": sorted(changed), "files": file_facts(files)},
        detail={"answers": changed} if changed else None,
        rows=told,
    )
    attach(work, files, entry_seq=entry.seq)
    _tell(work, changed, len(files))
    return entry


@transaction.atomic
def send_completion_link(
    *,
    case: Case,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Mail each party her link to the form for what is missing. Raises Invalid where nobody can be reached by mail."""
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_work(case, by)
    lacking = missing_of(case, procedure=work.procedure)
    if not lacking:
        raise NotAllowed(
            _("Nothing is missing in the case. If you need something else, ask for it in words.")
        )
    entry = work.record(
        "completion.sent",
        public=True,
        facts={
            "fields": [item.code for item in lacking.fields],
            "requirements": [item.code for item in lacking.requirements],
        },
    )
    if not tell_parties(case, "completion_link", at=at):
        raise Invalid(
            _("No party of the case has an e-mail address: tell her by another way what is missing.")
        )
    return entry


def _merge(work: Work, changed: Mapping[str, Any]) -> list[Told]:
    """The answers, and what repeats them: subject, post, and the name of whoever opened the case, who is told of."""
    case = work.case
    case.answers = {**case.answers, **changed}
    case.post = str(case.answers.get("post") or "")[:20]
    if "subject" in changed:
        case.subject = subject_of(work.procedure, case.answers)
    told = []
    party = CaseParty.objects.filter(case=case, until=None).order_by("id").first()
    if party is not None and party.person_id == work.by.person_id:
        party.name = str(changed.get("full_name") or party.name)[:200]
        party.phone = str(changed.get("phone") or party.phone)[:40]
        party.save(update_fields=["name", "phone"])
        case.applicant_name = party.name
        _follow(work, party)
        told.append(PARTY.told(party))
    case.save(update_fields=["answers", "post", "subject", "applicant_name"])
    return told


def _follow(work: Work, party: CaseParty) -> None:
    """The party acts for whom her answers name now. A link proves no power: one for somebody else does not follow."""
    if work.procedure.represents is None:
        return
    answers = work.case.answers
    party.organisation = organisation_of(work.procedure, answers, by=work.by, at=work.at, via=work.via)
    if party.power is not None and party.power.organisation_id != party.organisation_id:
        party.power = None
    party.save(update_fields=["organisation", "power"])


def _carry_over(
    case: Case, before: Mapping[str, Any], changed: Mapping[str, Any], *, at: dt.datetime
) -> None:
    """Let forms that others have open on the case follow, where they had not changed the answer themselves."""
    for draft in Draft.objects.select_for_update().filter(completes=case, case=None).order_by("pk"):
        untouched = {
            code: value for code, value in changed.items() if draft.answers.get(code) == before.get(code)
        }
        if untouched:
            draft.answers, draft.updated_at = {**draft.answers, **untouched}, at
            draft.save(update_fields=["answers", "updated_at"])


def _tell(work: Work, changed: Mapping[str, Any], files: int) -> None:
    """Take up the case that waited for this; tell its officer either way."""
    case, words = work.case, _words(work, changed, files)
    waits = case.phase == Phase.WAITING_APPLICANT
    step = (
        next((item for item in steps_open_to(case, work.by) if item.code == SUPPLY), None) if waits else None
    )
    if step is not None and workflow_of(case).step(step.to).owner == ENGINE:
        take_step(case=case, step=SUPPLY, by=work.by, at=work.at, via=work.via, said=Said(form=words))
        return
    tell_responsible(case, "staff_new_message", at=work.at, message=words)


def _words(work: Work, changed: Mapping[str, Any], files: int) -> str:
    labels = [label.rstrip(".") for label in labels_of(work.procedure, changed.keys())]
    with translation.override(current_pack().language):
        parts = [_("Completed in the form: %(fields)s.") % {"fields": "; ".join(labels)}] if labels else []
        if files:
            counted = ngettext("%(count)s file was added.", "%(count)s files were added.", files)
            parts.append(counted % {"count": files})
    return "\n".join(parts)
