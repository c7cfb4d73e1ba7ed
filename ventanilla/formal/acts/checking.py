"""The completeness check: a verdict on each requirement, with the reason where it is not met or does not apply."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.policies import check_can_work
from ventanilla.catalogue.model import Requirement
from ventanilla.formal.evidence import VERDICT
from ventanilla.formal.keeping import keep_what_is_met
from ventanilla.formal.models import RequirementState
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.reference.current import zone

State = RequirementState.State
NEEDS_REASON = frozenset({State.UNMET, State.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an officer found of one requirement. `reason` is what the applicant reads where it is not met.

    `valid_until` is the last day of what was found met, None without an end.
    """

    code: str
    state: str
    reason: str = ""
    valid_until: dt.date | None = None


@transaction.atomic
def check_requirements(
    *,
    case: Case,
    verdicts: Mapping[str, Verdict],
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down the verdicts, by requirement; those not named stay as they were.

    What is found met and may be used again goes on file, and what no longer is comes off it. Raises Invalid with the requirement's code as field where a reason is missing or met without any document.
    """
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    check_can_work(case, by)
    known = {item.code: item for item in procedure_of(case).requirements}
    attached = dict(Attachment.objects.filter(case=case).order_by("id").values_list("requirement", "pk"))
    for code, verdict in verdicts.items():
        if code not in known:
            raise Invalid(_("Requirement: choose one of the procedure."), field=code)
        _check(known[code], verdict, is_attached=code in attached, today=at.astimezone(zone()).date())
    told = [_written(work, verdict, attached.get(code)) for code, verdict in verdicts.items()]
    kept = keep_what_is_met(case, by=by, at=at)
    return work.record(
        "requirements.checked",
        facts={"states": {code: verdict.state for code, verdict in verdicts.items()}} | kept.facts,
        detail={"reasons": {code: verdict.reason for code, verdict in verdicts.items() if verdict.reason}},
        rows=[*told, *kept.rows],
    )


def _written(work: Work, verdict: Verdict, attachment_id: int | None) -> Told:
    state, _is_new = RequirementState.objects.update_or_create(
        case=work.case,
        code=verdict.code,
        defaults={
            "state": verdict.state,
            "reason": verdict.reason.strip() if verdict.state in NEEDS_REASON else "",
            "attachment_id": attachment_id,
            "valid_until": verdict.valid_until if verdict.state == State.MET else None,
            "by_id": work.by.known_id,
            "at": work.at,
        },
    )
    return VERDICT.told(state)


def _check(requirement: Requirement, verdict: Verdict, *, is_attached: bool, today: dt.date) -> None:
    if verdict.state not in State.values:
        raise Invalid(
            _("%(title)s: say whether it is met, not met, does not apply or is on file.")
            % {"title": requirement.title},
            field=requirement.code,
        )
    if verdict.state in NEEDS_REASON and not verdict.reason.strip():
        raise Invalid(
            _("%(title)s: write why; the applicant reads it.") % {"title": requirement.title},
            field=requirement.code,
        )
    if verdict.state == State.MET and requirement.kind == "file" and not is_attached:
        raise Invalid(
            _(
                "%(title)s: no document of the case is filed under it. Mark it as on file if it was presented before, or as not met."
            )
            % {"title": requirement.title},
            field=requirement.code,
        )
    if verdict.state == State.MET and verdict.valid_until is not None and verdict.valid_until < today:
        raise Invalid(
            _("%(title)s: its effect ended before today. Mark it as not met, or correct the date.")
            % {"title": requirement.title},
            field=requirement.code,
        )
