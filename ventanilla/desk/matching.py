"""Cases that are one matter on a case's page: those that may be, and where a merged one went."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.cases.acts import merge_cases
from ventanilla.cases.duplicates import by_age, same_matter
from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Case
from ventanilla.cases.queries import OtherCase
from ventanilla.catalogue import Pack
from ventanilla.desk.access import opens_at_desk
from ventanilla.desk.forms import ActForm, MergeForm
from ventanilla.desk.rows import RelatedRow, related_rows
from ventanilla.people.access import Actor


@dataclass(frozen=True, slots=True)
class SameMatterRow:
    """A case that may be the same matter; `form` merges it with the page's one, None where the reader may not."""

    number: str
    url: str
    subject: str
    opened_at: dt.datetime
    form: MergeForm | None
    submit: str


@dataclass(frozen=True, slots=True)
class MergedInto:
    """Where a merged case went: `url` is "" where the reader does not see it; `form` undoes it for who may."""

    number: str
    url: str
    at: dt.datetime | None
    form: ActForm | None


@dataclass(frozen=True, slots=True)
class Matches:
    """What a page shows of merging: cases that may be the same, those read here, and where this one is read."""

    same: tuple[SameMatterRow, ...]
    merged: tuple[RelatedRow, ...]
    merged_into: MergedInto | None


def matches_of(
    case: Case,
    actor: Actor,
    pack: Pack,
    *,
    merged: Iterable[Case],
    others: Iterable[OtherCase],
    works: bool,
) -> Matches:
    """All of it for a reader, from the applicant's `others`; only who `works` the case gets the buttons."""
    return Matches(
        same=_same_matter_rows(case, others, actor, may_merge=works),
        merged=_merged_rows(merged, actor, pack),
        merged_into=_merged_into(case, actor, may_undo=works),
    )


def _same_matter_rows(
    case: Case, others: Iterable[OtherCase], actor: Actor, *, may_merge: bool
) -> tuple[SameMatterRow, ...]:
    """The suggestions for a case."""
    return tuple(
        SameMatterRow(
            number=other.number,
            url=reverse("desk:case", args=[other.number]),
            subject=other.subject,
            opened_at=other.opened_at,
            form=MergeForm(code=f"same-{other.number}", seen=case.stream.seq) if may_merge else None,
            submit=_("Merge it into this case")
            if by_age(case, other)[0] is other
            else _("Merge this case into it"),
        )
        for other in same_matter(case, others, actor)
    )


def _merged_rows(cases: Iterable[Case], actor: Actor, pack: Pack) -> tuple[RelatedRow, ...]:
    """The cases that are read in the page's one."""
    words = _("Merged into this one")
    return tuple(replace(row, step=words) for row in related_rows(cases, actor, pack))


def _merged_into(case: Case, actor: Actor, *, may_undo: bool) -> MergedInto | None:
    """The panel of a merged case; None for any other."""
    into = case.merged_into
    if into is None:
        return None
    return MergedInto(
        number=into.number,
        url=reverse("desk:case", args=[into.number]) if opens_at_desk(actor, into) else "",
        at=case.closed_at,
        form=ActForm(code="separation", seen=case.stream.seq) if may_undo else None,
    )


def merge_by_age(
    case: Case,
    other: Case | None,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None,
    key: uuid.UUID | None,
) -> None:
    """Merge the newer of two cases into the older; `seen` is of `case`, whose page it was asked on. Raises ActRefused."""
    if other is None:
        raise Invalid(_("Case: you see none with that number; check it."), field="number")
    newer, older = by_age(case, other)
    page = {"seen": seen} if newer is case else {"seen_into": seen}
    merge_cases(case=newer, into=older, by=by, at=at, via=via, key=key, **page)
