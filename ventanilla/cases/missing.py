"""What a case still lacks: derived from its definition, its answers and its files, never stored."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db.models import Q

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Attachment, Case
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.forms import Missing, missing
from ventanilla.catalogue.model import Procedure

logger = logging.getLogger(__name__)


def missing_of(
    case: Case, *, procedure: Procedure | None = None, presented: Collection[str] | None = None
) -> Missing:
    """The compulsory questions without an answer, and the compulsory requirements without a file.

    `procedure` is the case's own in the reader's language, `presented` the codes of `presented_in`, where the caller
    has them. A condition that cannot be evaluated is a fault of the pack: nothing is then asked of the applicant.
    """
    held = presented_in(case) if presented is None else presented
    try:
        return missing(procedure or procedure_of(case), case.answers, held, {"channel": case.channel})
    except ConditionFault:
        logger.exception("%s: what is missing could not be told", case.number)
        return Missing()


def presented_in(case: Case) -> frozenset[str]:
    """The codes of the requirements and questions for which the case has a file, or one of its kind merged into it."""
    within = Q(case=case) | Q(case__merged_into=case, case__procedure=case.procedure)
    codes = Attachment.objects.filter(within).exclude(requirement="")
    return frozenset(codes.values_list("requirement", flat=True))
