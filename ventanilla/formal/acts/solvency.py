"""Tax solvency: what the tax system answered, or the paper that proved it. Who is not shown there is told so once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.cases.acts.work import Work, begin
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.notices import tell_parties
from ventanilla.cases.policies import check_can_work
from ventanilla.catalogue.formal import SolvencyRule
from ventanilla.formal.evidence import SOLVENCY
from ventanilla.formal.models import SolvencyCheck
from ventanilla.formal.solvency import Answer, rule_for
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor

Result = SolvencyCheck.Result
NOT_SHOWN = (Result.NOT_REFLECTED, Result.NO_ANSWER)


@transaction.atomic
def record_solvency(
    *,
    case: Case,
    answer: Answer,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down what the tax system answered. Where it shows nothing, the applicant is told that paper will do, once."""
    work = begin(case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    _rule(work)
    checks = SolvencyCheck.objects.filter(case=work.case)
    is_told = answer.result in NOT_SHOWN and not checks.filter(result__in=NOT_SHOWN).exists()
    check = SolvencyCheck.objects.create(
        case=work.case,
        at=at,
        by_id=by.known_id,
        result=answer.result,
        reference=answer.reference,
        valid_until=answer.valid_until,
        text=answer.text,
    )
    entry = work.record(
        f"solvency.{answer.result}",
        public=is_told,
        facts={"valid_until": answer.valid_until.isoformat()} if answer.valid_until else {},
        detail={"reference": answer.reference} if answer.reference else None,
        rows=[SOLVENCY.told(check)],
    )
    if is_told:
        tell_parties(work.case, "solvency_not_reflected", at=at)
    return entry


@transaction.atomic
def prove_solvency_on_paper(
    *,
    case: Case,
    text: str = "",
    attachment: Attachment | None = None,
    valid_until: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down the paper that proves the tax status: a file of the case, or one shown at the counter, described.

    The file is filed under the pack's requirement for it unless it stands under another.
    """
    work = begin(case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    rule, described = _rule(work), text.strip()
    _check_paper(work, attachment, described)
    _file_paper(rule, attachment)
    check = SolvencyCheck.objects.create(
        case=work.case,
        at=at,
        by_id=by.known_id,
        result=Result.PROVED_ON_PAPER,
        valid_until=valid_until,
        text=described,
        attachment=attachment,
    )
    return work.record(
        f"solvency.{Result.PROVED_ON_PAPER}",
        public=True,
        facts={"file": attachment.blob_id} if attachment else {},
        detail={"reason": described} if described else None,
        rows=[SOLVENCY.told(check)],
    )


def _rule(work: Work) -> SolvencyRule:
    """The pack's rule, for who may work the case. Raises NotAllowed where the procedure asks no solvency."""
    check_can_work(work.case, work.by)
    rule = rule_for(work.case)
    if rule is None:
        raise NotAllowed(_("This procedure does not ask that the applicant be solvent."))
    return rule


def _check_paper(work: Work, attachment: Attachment | None, described: str) -> None:
    if attachment is None and not described:
        raise Invalid(
            _(
                "Document: choose the file that proves it, or describe what was shown at the counter: kind, number and date."
            ),
            field="text",
        )
    if attachment is not None and attachment.case_id != work.case.pk:
        raise Invalid(_("File: choose one of this case."), field="attachment")


def _file_paper(rule: SolvencyRule, attachment: Attachment | None) -> None:
    """What came without a requirement is filed under the one it meets."""
    if attachment is not None and not attachment.requirement:
        attachment.requirement = rule.paper
        attachment.save(update_fields=["requirement"])
