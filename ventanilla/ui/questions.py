"""Which questions a procedure asks, given what was answered, and each as a form field of its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from ventanilla.catalogue import Pack
from ventanilla.catalogue.conditions import FactValue, compiled
from ventanilla.catalogue.forms import facts, is_required, visible_fields
from ventanilla.catalogue.model import Field, Procedure
from ventanilla.ui import fields as kinds
from ventanilla.ui.options import options_of
from ventanilla.ui.uploads import Budget, FileRules, FilesAnswer

_RADIOS_UP_TO = 7

Kept = Mapping[str, Sequence[Mapping[str, Any]]]
"""Files already uploaded: code of the question or requirement → mappings with name, size, and what file-list shows."""


def budget_of(pack: Pack, kept: Kept) -> Budget:
    """What the pack's limits of one sending leave beside the files kept."""
    every = [file for held in kept.values() for file in held]
    return Budget(pack, every)


def rules_of(pack: Pack, types: Sequence[str] = ()) -> FileRules:
    """The pack's limits, with the types one question admits (the pack's where it names none)."""
    limits = pack.uploads
    return FileRules(tuple(types) or limits.types, limits.total_mb, limits.max_files)


class Questions:
    """Which questions of a procedure are asked, given what was answered, and each as a form field."""

    def __init__(
        self,
        procedure: Procedure,
        pack: Pack,
        now: datetime,
        *,
        answers: Mapping[str, Any],
        data: Mapping[str, Any] | None,
        files: Mapping[str, Any] | None,
        extra: Mapping[str, FactValue],
        kept: Kept,
        only: Collection[str] | None,
    ) -> None:
        self.pack = pack
        self.now = now.astimezone(pack.timezone)
        self.kept = kept
        every = procedure.form.sections if procedure.form else ()
        self.sections = tuple(section for section in every if only is None or section.code in only)
        asked = [field for section in self.sections for field in section.fields]
        self.codes = [field.code for section in every for field in section.fields]
        self.raw = _raw(asked, data, files, kept) if data is not None else {}
        own = {field.code for field in asked}
        self.others = {code: value for code, value in answers.items() if code not in own}
        known = {**self.others, **self.raw} if data is not None else {**answers, **_held(asked, kept)}
        self.facts = facts(procedure, known, extra)
        shown = {field.code for field in visible_fields(procedure, known, extra)}
        self.visible = [field for field in asked if field.code in shown]
        self.watched = frozenset(
            name
            for section in every
            for field in section.fields
            for condition in (field.shown_when, field.required_when)
            if condition
            for name in compiled(condition)[0].variables
        )
        self.budget = budget_of(pack, kept)

    def field(self, field: Field) -> kinds.Answer:
        """The question as a form field of its kind, required if it must be answered given the facts."""
        words = {
            "label": field.label,
            "help_text": field.help or "",
            "required": is_required(field, self.facts),
            "explain": field.explain or "",
            "width": field.width,
            "sourced": None if field.is_confirmed else field,
        }
        answer = _BUILDERS[field.type](self, field, words)
        if field.autocomplete:
            answer.widget.attrs["autocomplete"] = field.autocomplete
        return answer


def _raw(
    asked: Sequence[Field], data: Mapping[str, Any], files: Mapping[str, Any] | None, kept: Kept
) -> dict[str, Any]:
    """What was typed, unchecked, in the shape answers are stored in: enough for conditions and drafts."""
    raw: dict[str, Any] = {}
    for field in asked:
        if field.type == "choices":
            raw[field.code] = _several(data, field.code)
        elif field.type == "confirm":
            raw[field.code] = bool(data.get(field.code))
        elif field.type == "file":
            raw[field.code] = bool(kept.get(field.code) or (files or {}).get(field.code))
        else:
            raw[field.code] = _storable(data.get(field.code)).strip()
    return raw


def _held(asked: Sequence[Field], kept: Kept) -> dict[str, bool]:
    return {field.code: bool(kept.get(field.code)) for field in asked if field.type == "file"}


def _several(data: Mapping[str, Any], code: str) -> list[str]:
    values = data.getlist(code) if hasattr(data, "getlist") else data.get(code) or []
    return [_storable(value) for value in values]


def _storable(value: Any) -> str:
    """Text without the one character that the database refuses: a draft keeps the rest of what was typed."""
    return str(value or "").replace("\0", "")


def _text(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    own: dict[str, Any] = {"pattern": field.pattern, "pattern_error": field.pattern_error or ""}
    if field.type == "textarea":
        return kinds.TextareaAnswer(limit=field.max_length or kinds.TEXTAREA_LIMIT, **own, **words)
    return kinds.TextAnswer(limit=field.max_length or kinds.TEXT_LIMIT, **own, **words)


def _email(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    return kinds.EmailAnswer(limit=min(field.max_length or 254, 254), **words)


def _phone(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    return kinds.PhoneAnswer(region=questions.pack.phone_region, limit=field.max_length or 64, **words)


def _identifier(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    known = questions.pack.identifiers
    names = {kind: known[kind].title if kind in known else field.label for kind in field.identifiers}
    return kinds.IdentifierAnswer(kinds=names, limit=field.max_length or 64, **words)


def _number(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    return kinds.MoneyAnswer(**words) if field.type == "money" else kinds.NumberAnswer(**words)


def _date(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    return kinds.DateAnswer(latest=questions.now.date() if field.not_future else None, **words)


def _datetime(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    latest = questions.now if field.not_future else None
    return kinds.DatetimeAnswer(zone=questions.pack.timezone, latest=latest, **words)


def _choice(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    options = options_of(field, questions.pack)
    if field.type == "choices":
        return kinds.ChoicesAnswer(options=options, **words)
    return kinds.ChoiceAnswer(options=options, as_list=len(options) > _RADIOS_UP_TO, **words)


def _confirm(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    return kinds.ConfirmAnswer(**words)


def _file(questions: Questions, field: Field, words: dict[str, Any]) -> kinds.Answer:
    kept = questions.kept.get(field.code, ())
    return FilesAnswer(rules=rules_of(questions.pack), budget=questions.budget, kept=kept, **words)


_BUILDERS: Mapping[str, Callable[[Questions, Field, dict[str, Any]], kinds.Answer]] = {
    "text": _text,
    "textarea": _text,
    "email": _email,
    "phone": _phone,
    "identifier": _identifier,
    "number": _number,
    "money": _number,
    "date": _date,
    "datetime": _datetime,
    "choice": _choice,
    "choices": _choice,
    "post": _choice,
    "country": _choice,
    "confirm": _confirm,
    "file": _file,
}
