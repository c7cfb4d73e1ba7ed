"""The numbers by which other systems know a case: written one way, each of one case."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Case, CaseAlias
from ventanilla.reference.current import current_pack

LONGEST = 80
"""What the column holds."""


@dataclass(frozen=True, slots=True)
class Alias:
    """An outside number: `scheme` is a code of the pack's `outside_numbers`."""

    scheme: str
    value: str


class AliasTaken(Invalid):
    """Another case has the number; `case` is that one."""

    def __init__(self, text: str, case: Case) -> None:
        super().__init__(text, field="alias")
        self.case = case


def normal(value: str) -> str:
    """A number as it is kept and looked for: in capitals, without the spaces people put into it."""
    return "".join(value.split()).upper()


def alias_of(scheme: str, value: str) -> Alias | None:
    """What was typed as an outside number; None where nothing was. Raises Invalid, which names the rule."""
    written = normal(value)
    if not written:
        return None
    kind = current_pack().doors.outside_number(scheme)
    if kind is None:
        raise Invalid(_("Outside number: choose which system gave it."), field="scheme")
    is_whole = re.fullmatch(kind.pattern, written) is not None and any(char.isdigit() for char in written)
    if not is_whole or len(written) > LONGEST:
        raise Invalid(
            _("%(title)s: “%(value)s” is not written like one. %(help)s")
            % {"title": kind.title, "value": written[:80], "help": kind.help or ""},
            field="alias",
        )
    return Alias(scheme, written)


def check_alias(alias: Alias, *, case: Case | None = None) -> None:
    """Raises AliasTaken where another case has the number, as its alias or as its own."""
    found = CaseAlias.objects.filter(scheme=alias.scheme, value=alias.value).select_related("case").first()
    other = found.case if found else Case.objects.filter(number=alias.value).first()
    if other is not None and (case is None or other.pk != case.pk):
        raise AliasTaken(
            _("Outside number: %(value)s belongs to case %(number)s already. Check it, or go to that case.")
            % {"value": alias.value, "number": other.number},
            other,
        )


def add_alias(case: Case, alias: Alias) -> CaseAlias:
    """Let a case be found by an outside number; the caller's entry tells it. Raises AliasTaken."""
    check_alias(alias, case=case)
    try:
        with transaction.atomic():
            return CaseAlias.objects.create(case=case, scheme=alias.scheme, value=alias.value)
    except IntegrityError:  # somebody registered the same number between the question and the answer
        check_alias(alias, case=case)
        raise


def aliases_of(case: Case) -> tuple[tuple[str, str], ...]:
    """The outside numbers of a case: what the pack calls each, and the number."""
    kinds = {item.code: item.title for item in current_pack().doors.outside_numbers}
    rows = CaseAlias.objects.filter(case=case).order_by("id").values_list("scheme", "value")
    return tuple((str(kinds.get(scheme, scheme)), value) for scheme, value in rows)
