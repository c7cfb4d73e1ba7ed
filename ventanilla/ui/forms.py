"""A form of the catalogue as a Django form: `form_for` for its questions, `documents_form` for its papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ventanilla.catalogue import Pack
from ventanilla.catalogue.conditions import FactValue
from ventanilla.catalogue.forms import applicable_requirements, is_required
from ventanilla.catalogue.model import Procedure, Requirement
from ventanilla.ui.questions import Kept, Questions, budget_of, rules_of
from ventanilla.ui.uploads import Files, FilesAnswer

SHOWN = "shown_fields"
REFRESH = "refresh"
OTHERS = "_others"
"""The question for files that no requirement asks for; no code of a pack begins so."""
_UNANSWERED: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form with its fields that are shown now; watched if other questions depend on them."""

    code: str
    title: str
    help: str
    fields: tuple[forms.BoundField, ...]
    is_watched: bool


class CatalogueForm(forms.Form):
    """The questions of a procedure that its answers so far call for.

    A question called for by an answer just given is asked, not reproached: it has no error of its own, and one
    line says that there are more questions. `is_refresh` is true where the person only wants those shown
    (the button named `refresh`, or htmx): the form is then bound, keeps all that was typed, and has no errors.
    """

    use_required_attribute = False

    def __init__(self, questions: Questions, data: Any, files: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data=data, files=files, initial=dict(initial), auto_id="id_%s")
        self.questions = questions
        self.is_refresh = self.is_bound and REFRESH in self.data
        self.order = [field.code for field in questions.visible]
        self.asked = {field.code: questions.field(field) for field in questions.visible}
        self.fields.update(self.asked)
        if not self.is_bound:
            self.initial = {code: field.shown(self.initial.get(code)) for code, field in self.asked.items()}

    @property
    def sections(self) -> tuple[FormSection, ...]:
        """The parts that have something to ask, in reading order."""
        shown = set(self.order)
        parts = (
            (section, tuple(self[field.code] for field in section.fields if field.code in shown))
            for section in self.questions.sections
        )
        return tuple(
            FormSection(section.code, section.title, section.help or "", bound, self._is_watched(bound))
            for section, bound in parts
            if bound
        )

    @property
    def new_codes(self) -> list[str]:
        """Questions the answers of this sending call for that the page sent did not show."""
        if not self.is_bound or SHOWN not in self.data:
            return []
        asked = set(str(self.data.get(SHOWN)).split())
        return [code for code in self.order if code not in asked]

    @property
    def new_anchor(self) -> str:
        """Where the first question that was not yet shown stands, for the error summary."""
        fresh = self.new_codes
        return f"#field-{fresh[0]}" if fresh else ""

    @property
    def watched(self) -> frozenset[str]:
        """The questions on whose answer others depend."""
        return self.questions.watched

    @property
    def file_codes(self) -> list[str]:
        """The questions answered with files."""
        return [code for code, field in self.asked.items() if isinstance(field, FilesAnswer)]

    @property
    def shown_name(self) -> str:
        """Name of the hidden control that says which questions the page showed."""
        return SHOWN

    def _is_watched(self, fields: tuple[forms.BoundField, ...]) -> bool:
        return any(bound.name in self.watched for bound in fields)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_refresh:
            self.errors.clear()
        elif self.is_bound:
            self._ask_new_questions()

    def _ask_new_questions(self) -> None:
        """Questions this page had not shown are asked in one line, not reproached one by one."""
        unanswered = [code for code in self.new_codes if not self.questions.raw.get(code)]
        for code in unanswered:
            self.errors.pop(code, None)
        if unanswered:
            self.add_error(None, _more_questions(len(unanswered)))

    def is_valid(self) -> bool:
        return not self.is_refresh and super().is_valid()

    def answers(self) -> dict[str, Any]:
        """What was answered, ready to be stored as JSON: visible questions only, files apart.

        Questions outside the `sections` asked for keep the answer they had. Empty answers are left out.
        """
        own = {code: self.cleaned_data.get(code) for code in self.order if code not in self.file_codes}
        merged = {**self.questions.others, **own}
        return {code: merged[code] for code in self.questions.codes if merged.get(code) not in _UNANSWERED}

    def draft_answers(self) -> dict[str, Any]:
        """What was typed, right or wrong, so that a draft loses nothing."""
        typed = {code: value for code, value in self.questions.raw.items() if code not in self.file_codes}
        merged = {**self.questions.others, **typed, **{k: v for k, v in self._cleaned().items() if v}}
        return {code: merged[code] for code in self.questions.codes if merged.get(code) not in _UNANSWERED}

    def accepted_files(self) -> dict[str, Files]:
        """The files that fit, by question, even where the form has errors."""
        self.errors  # noqa: B018  cleaning is what sorts the files
        return _accepted(self.asked)

    def warnings(self) -> dict[str, str]:
        """Doubts that refuse nothing (an identifier that does not agree), by question."""
        found = {code: getattr(field, "warning", "") for code, field in self.asked.items()}
        return {code: text for code, text in found.items() if text}

    def _cleaned(self) -> dict[str, Any]:
        self.errors  # noqa: B018  cleaned_data exists only after cleaning
        return {code: value for code, value in self.cleaned_data.items() if code not in self.file_codes}


def form_for(
    procedure: Procedure,
    *,
    pack: Pack,
    now: datetime,
    data: Any = None,
    files: Any = None,
    answers: Mapping[str, Any] | None = None,
    facts: Mapping[str, FactValue] | None = None,
    kept: Kept | None = None,
    sections: Collection[str] | None = None,
) -> CatalogueForm:
    """The form of `procedure`.

    `pack` and `procedure` are in the reader's language; `now` is aware (what "not in the future" means).
    `data` and `files` are what was sent (request.POST and FILES); `answers` are those stored before and fill an
    unbound form; `facts` are what the case knows beside its answers (channel, person_kind ...); `kept` the files
    uploaded before; `sections` the codes of the parts asked on this page (all where None).
    Raises ConditionFault where a condition of the pack cannot be evaluated.
    """
    held = answers or {}
    questions = Questions(
        procedure,
        pack,
        now,
        answers=held,
        data=data,
        files=files,
        extra=facts or {},
        kept=kept or {},
        only=sections,
    )
    return CatalogueForm(questions, data, files, held)


class DocumentsForm(forms.Form):
    """The papers a procedure asks for, one question each; `accepted_files` has those that fit."""

    use_required_attribute = False

    def accepted_files(self) -> dict[str, Files]:
        """The files that fit, by requirement, even where others were refused."""
        self.errors  # noqa: B018  cleaning is what sorts the files
        return _accepted(self.fields)


def documents_form(
    procedure: Procedure,
    *,
    pack: Pack,
    facts: Mapping[str, FactValue],
    data: Any = None,
    files: Any = None,
    kept: Kept | None = None,
    presented: Collection[str] = (),
    on_file: Mapping[str, Mapping[str, str]] | None = None,
    with_others: bool = False,
) -> DocumentsForm:
    """A form with a question for each requirement of kind `file` that `facts` (catalogue.forms.facts) call for.

    Those `presented` before are not compulsory; `on_file` has the words (`text`) about documents on file, and where each
    can be read (`name`, `url`), by requirement; `with_others` adds the question OTHERS, for files of no requirement.
    """
    form = DocumentsForm(data=data, files=files)
    held = kept or {}
    budget = budget_of(pack, held)
    for item in applicable_requirements(procedure, facts):
        if item.kind == "file":
            is_held = item.code in presented
            filed = (on_file or {}).get(item.code)
            form.fields[item.code] = FilesAnswer(
                label=item.title,
                help_text=_papers_help(item, filed, is_held=is_held),
                on_file=filed,
                required=is_required(item, facts) and not is_held,
                sourced=None if item.is_confirmed else item,
                rules=rules_of(pack, item.types),
                budget=budget,
                kept=held.get(item.code, ()),
            )
    if with_others:
        form.fields[OTHERS] = FilesAnswer(
            label=_("Other documents"), required=False, rules=rules_of(pack), budget=budget
        )
    return form


def _papers_help(item: Requirement, filed: Mapping[str, str] | None, *, is_held: bool) -> str:
    if filed is not None:
        return filed["text"]
    return _("We have it already: attach it only to add to it.") if is_held else item.text or ""


def _accepted(fields: Mapping[str, forms.Field]) -> dict[str, Files]:
    asked = ((code, field) for code, field in fields.items() if isinstance(field, FilesAnswer))
    return {code: field.accepted for code, field in asked if field.accepted}


def _more_questions(count: int) -> str:
    text = ngettext(
        "Your answers call for %(count)s more question: answer it and continue.",
        "Your answers call for %(count)s more questions: answer them and continue.",
        count,
    )
    return text % {"count": count}
