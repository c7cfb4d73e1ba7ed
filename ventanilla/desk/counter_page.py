"""The pages of the counter, ready to print."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.cases.aliases import Alias, AliasTaken, alias_of, check_alias
from ventanilla.cases.counter import check_presented, counter_drafts, counter_procedures
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import ActRefused, Invalid
from ventanilla.cases.models import Draft
from ventanilla.cases.queries import as_staff
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.counter_forms import AsideForm
from ventanilla.desk.forms import say_refusal
from ventanilla.formal.paper import qr_svg
from ventanilla.formal.receipts import Receipt, spoken_deferral, spoken_moment
from ventanilla.people.access import Actor
from ventanilla.procedures.drafting import kept_files, papers_of, procedure_shown, questions_of
from ventanilla.reference.current import unit_title
from ventanilla.ui.context import current_pack
from ventanilla.ui.figures import size
from ventanilla.ui.forms import CatalogueForm, DocumentsForm

LISTED = 10


@dataclass(frozen=True, slots=True)
class Begun:
    """A form of the counter that waits, or what came of one: `number` is "" while it waits."""

    title: str
    who: str
    at: dt.datetime
    url: str
    number: str


@dataclass(frozen=True, slots=True)
class Counter:
    """What may be presented, what the officer has begun, and what she registered of late."""

    procedures: tuple[Procedure, ...]
    waiting: tuple[Begun, ...]
    registered: tuple[Begun, ...]


def counter_of(actor: Actor, *, now: dt.datetime) -> Counter:
    """The counter as an officer finds it."""
    mine = counter_drafts(actor)
    waiting = mine.filter(case=None, expires_at__gt=now)[:LISTED]
    registered = mine.filter(case__isnull=False)[:LISTED]
    shown = current_pack()
    return Counter(
        procedures=tuple(shown.procedures[item.code] for item in counter_procedures()),
        waiting=tuple(_begun(draft, "desk:counter_form") for draft in waiting),
        registered=tuple(_begun(draft, "desk:counter_receipt") for draft in registered),
    )


def _begun(draft: Draft, name: str) -> Begun:
    return Begun(
        title=procedure_shown(draft.definition_id).short_title,
        who=str(draft.answers.get("full_name") or ""),
        at=draft.updated_at,
        url=reverse(name, args=[draft.token]),
        number=draft.case.number if draft.case else "",
    )


def counter_questions(draft: Draft, request: Any = None) -> CatalogueForm:
    """The procedure's form as every door has it; files not brought along are no obstacle here."""
    form = questions_of(draft, kept_files(draft), request)
    for code in form.file_codes:
        form.fields[code].required = False
    return form


def counter_papers(draft: Draft, request: Any = None) -> DocumentsForm:
    """The papers the answers call for, none of them an obstacle, and any others."""
    return papers_of(draft, kept_files(draft), request, is_lenient=True)


def aside_form(draft: Draft, *, now: dt.datetime, data: Any = None) -> AsideForm:
    """What stands beside the answers: bound to what was sent, or with what was kept."""
    return AsideForm(data, pack=current_pack(), now=now, typed=draft.aside)


@dataclass(frozen=True, slots=True)
class Aside:
    """What the officer gave beside the answers, checked."""

    presented_at: dt.datetime
    alias: Alias | None


def aside_of(form: AsideForm, *, now: dt.datetime) -> Aside | None:
    """The values of a form; None where something is wrong, which the form then says.

    An outside number that another case has is refused by name; `form.taken` is that case.
    """
    if not form.is_valid():
        return None
    cleaned: Mapping[str, Any] = form.cleaned_data
    try:
        presented_at = dt.datetime.fromisoformat(cleaned["presented_at"])
        check_presented(presented_at, at=now)
        alias = alias_of(cleaned.get("scheme", ""), cleaned.get("alias", ""))
        if alias is not None:
            check_alias(alias)
    except ActRefused as refusal:
        say_refusal(form, refusal)
        return None
    return Aside(presented_at, alias)


def errors_of(form: CatalogueForm, aside: AsideForm) -> list[tuple[str, str]]:
    """What is to be corrected in both, each with the place of its question; none of a form that was not sent."""
    found = [
        (f"#counter-{name}" if name in aside.fields else "", str(text))
        for name, texts in aside.errors.items()
        for text in texts
    ]
    return found + [
        (f"#field-{name}" if name in form.fields else form.new_anchor, str(text))
        for name, texts in form.errors.items()
        for text in texts
    ]


def taken_by(form: AsideForm, actor: Actor) -> Mapping[str, str] | None:
    """The case that has the number typed, with its address where the officer may open it; None where nobody has it."""
    try:
        alias = alias_of(form.data.get("scheme", ""), form.data.get("alias", ""))
        if alias is not None:
            check_alias(alias)
    except AliasTaken as refusal:
        is_open = as_staff(actor).filter(pk=refusal.case.pk).exists()
        return {
            "number": refusal.case.number,
            "url": reverse("desk:case", args=[refusal.case.number]) if is_open else "",
            "unit": unit_title(refusal.case.unit),
        }
    except Invalid:
        return None
    return None


def not_presented(draft: Draft) -> list[str]:
    """The compulsory papers for which there is no file yet."""
    kept = kept_files(draft)
    wanted = papers_of(draft, kept).fields
    return [str(field.label) for code, field in wanted.items() if field.required and not kept.get(code)]


def receipt_context(receipt: Receipt, actor: Actor) -> dict[str, Any]:
    """What the printed receipt says: the same as the PDF."""
    case, is_mine = receipt.case, as_staff(actor).filter(pk=receipt.case.pk).exists()
    rows = [
        *receipt.aliases,
        (_("Procedure"), str(procedure_of(case).title)),
        (_("Presented by"), case.applicant_name),
        (_("Medium"), receipt.medium),
        (_("Place"), receipt.place),
        (_("Day and hour of presentation"), spoken_moment(receipt.presented_at)),
        (
            _("Registered in the system"),
            spoken_moment(receipt.registered_at) if receipt.registered_at else "",
        ),
        (_("Attended from"), spoken_deferral(receipt)),
        (_("Unit that receives it"), unit_title(str(receipt.entry.facts.get("unit") or case.unit))),
        (_("Received by"), receipt.received_by),
    ]
    return {
        "case": case,
        "receipt": receipt,
        "rows": [(name, value) for name, value in rows if value],
        "files": [
            {"name": file.name, "sha256": file.sha256, "size": size(file.size, current_pack())}
            for file in receipt.files
        ],
        "qr": _as_data(qr_svg(receipt.url)),
        "barcode": _as_data(receipt.barcode),
        "case_url": reverse("desk:case", args=[case.number]) if is_mine else "",
    }


def _as_data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
