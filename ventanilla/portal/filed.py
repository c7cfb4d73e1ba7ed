"""*Mis documentos*: what a person has on file, and what those have that she may act for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ventanilla.cases.on_file import OnFile
from ventanilla.files.store import may_open
from ventanilla.people.access import Actor
from ventanilla.people.models import Organisation, Power, VaultDocument
from ventanilla.people.powers import accepted_powers, why_ended
from ventanilla.people.vault import is_in_effect, visible_to
from ventanilla.ui.context import current_pack


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document on file; `url` is "" while it may not be opened."""

    title: str
    name: str
    url: str
    presented_at: dt.datetime
    case_number: str
    valid_until: dt.date | None
    is_usable: bool


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A power as its holder reads it; `ended` says why it no longer counts."""

    kind: str
    scope: str
    since: dt.date
    until: dt.date | None
    inscription: str
    ended: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A file: the visitor's own (`name` ""), or that of whom she may act for with the powers she has."""

    name: str
    is_natural: bool
    identifier: str
    powers: tuple[PowerRow, ...]
    documents: tuple[DocumentRow, ...]


def holdings_of(actor: Actor, *, today: dt.date) -> tuple[Holding, ...]:
    """The visitor's own file first, then that of each organisation or person she has or had a power from.

    Where no power of hers is in force she reads that it ended, and no document.
    """
    documents = list(visible_to(actor, on=today).order_by("-presented_at", "-id"))
    powers: dict[Organisation, list[Power]] = {}
    for power in accepted_powers(actor.person_id):
        powers.setdefault(power.organisation, []).append(power)
    own = Holding(
        "", False, "", (), _rows((item for item in documents if item.organisation_id is None), today)
    )
    theirs = [
        Holding(
            name=organisation.name,
            is_natural=organisation.is_natural,
            identifier=organisation.identifier,
            powers=tuple(_power(power, today) for power in held),
            documents=_rows((item for item in documents if item.organisation_id == organisation.pk), today),
        )
        for organisation, held in powers.items()
    ]
    return (own, *theirs)


def power_choices(powers: Sequence[Power]) -> list[dict[str, str]]:
    """Each power as an option of the radios, and that of acting for nobody on file; none where there is no power."""
    if not powers:
        return []
    options = [{"value": str(power.pk), "label": _whom(power), "hint": _said(power)} for power in powers]
    return [*options, {"value": "", "label": _("Myself, or somebody who is not on this list"), "hint": ""}]


def on_file_words(filed: OnFile) -> str:
    """What a form says of a document on file: that it serves, or why it is asked for again."""
    document = filed.document
    told = {
        "presented": f"{timezone.localtime(document.presented_at):%d/%m/%Y}",
        "number": document.case_number,
        "until": f"{document.valid_until:%d/%m/%Y}" if document.valid_until else "",
    }
    if filed.why:
        return _(
            "The power proved by the one you presented on %(presented)s in case %(number)s is no longer in force: "
            "%(why)s. Attach one in force."
        ) % (told | {"why": filed.why})
    if not filed.is_usable:
        return (
            _(
                "The one you presented on %(presented)s in case %(number)s had effect until %(until)s: "
                "attach one in force."
            )
            % told
        )
    held = (
        _("We have it already: presented on %(presented)s in case %(number)s, valid until %(until)s.")
        if document.valid_until
        else _("We have it already: presented on %(presented)s in case %(number)s.")
    )
    return " ".join((held % told, _("We will use that one; attach another only to replace it.")))


def _rows(documents: Iterable[VaultDocument], today: dt.date) -> tuple[DocumentRow, ...]:
    return tuple(
        DocumentRow(
            title=_title(item),
            name=item.name,
            url=reverse("portal:vault_file", args=[item.pk]) if may_open(item.blob) else "",
            presented_at=item.presented_at,
            case_number=item.case_number,
            valid_until=item.valid_until,
            is_usable=is_in_effect(item, today),
        )
        for item in documents
    )


def _title(document: VaultDocument) -> str:
    """What the pack calls it in the reader's language, else what it was called when it was presented."""
    procedure = current_pack().procedures.get(document.procedure)
    requirements = procedure.requirements if procedure else ()
    known = (str(item.title) for item in requirements if item.code == document.requirement)
    return next(known, document.title)


def _power(power: Power, today: dt.date) -> PowerRow:
    return PowerRow(
        kind=_kind(power),
        scope=scope_words(power),
        since=power.since,
        until=power.until,
        inscription=power.inscription,
        ended=why_ended(power, today),
    )


def scope_words(power: Power) -> str:
    """The procedures a power covers."""
    if not power.procedures:
        return _("All procedures")
    known = current_pack().procedures
    return "; ".join(str(known[code].short_title) if code in known else code for code in power.procedures)


def _kind(power: Power) -> str:
    pack = current_pack()
    kind = pack.power_kinds.get(power.kind)
    return str(kind.title) if kind else power.kind


def _whom(power: Power) -> str:
    principal = power.organisation
    return (
        _("%(name)s (natural person)") % {"name": principal.name} if principal.is_natural else principal.name
    )


def _said(power: Power) -> str:
    if power.until is None:
        return _kind(power)
    return _("%(kind)s, until %(day)s") % {"kind": _kind(power), "day": f"{power.until:%d/%m/%Y}"}
