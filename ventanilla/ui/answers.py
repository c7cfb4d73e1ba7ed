"""Stored answers as people read them: to check before sending, and on the pages of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ventanilla.catalogue import Pack
from ventanilla.catalogue.conditions import FactValue
from ventanilla.catalogue.forms import visible_fields
from ventanilla.catalogue.model import Field, Procedure
from ventanilla.ui.figures import money
from ventanilla.ui.options import options_of


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question with its answer in words (a text, or several); `href` is where it is changed."""

    label: str
    value: str | tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A part of the form with its rows, as the summary-list component takes them."""

    code: str
    title: str
    rows: tuple[AnswerRow, ...]


def answered_sections(
    procedure: Procedure,
    answers: Mapping[str, Any],
    *,
    pack: Pack,
    facts: Mapping[str, FactValue] | None = None,
    change_url: str = "",
) -> tuple[AnsweredSection, ...]:
    """The questions that `answers` call for, each with its answer; files apart, for they are listed on their own.

    With `change_url` each row links to its question in the form at that address.
    """
    shown = {field.code for field in visible_fields(procedure, answers, facts)}
    sections = procedure.form.sections if procedure.form else ()
    parts = (
        AnsweredSection(
            section.code,
            section.title,
            tuple(
                AnswerRow(
                    field.label, in_words(field, answers.get(field.code), pack), _address(change_url, field)
                )
                for field in section.fields
                if field.code in shown and field.type != "file"
            ),
        )
        for section in sections
    )
    return tuple(part for part in parts if part.rows)


def in_words(field: Field, answer: Any, pack: Pack) -> str | tuple[str, ...]:
    """The answer as text: titles instead of codes, dates and amounts as they are read, "" if unanswered."""
    if field.type == "confirm":
        return _("Yes") if answer else _("No")
    if answer in (None, "", []):
        return ""
    if field.type in {"choice", "post", "country"}:
        return dict(options_of(field, pack)).get(str(answer), str(answer))
    if field.type == "choices":
        titles = dict(options_of(field, pack))
        return tuple(titles.get(str(code), str(code)) for code in answer)
    if field.type == "date":
        return date_format(date.fromisoformat(str(answer)), "DATE_FORMAT")
    if field.type == "datetime":
        moment = datetime.fromisoformat(str(answer))
        return f"{date_format(moment, 'DATE_FORMAT')}, {moment:%H:%M}"
    if field.type == "money":
        return money(Decimal(str(answer)), pack)
    return str(answer)


def _address(change_url: str, field: Field) -> str:
    """Groups of options have their first one as the anchor."""
    if not change_url:
        return ""
    return f"{change_url}#field-{field.code}"
