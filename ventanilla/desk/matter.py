"""What was asked: the applicant's own words first, the short answers beside them, the whole form behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ventanilla.cases.missing import missing_of
from ventanilla.cases.models import Case, Phase
from ventanilla.catalogue import Pack
from ventanilla.catalogue.conditions import ConditionFault
from ventanilla.catalogue.forms import PRESENTED, Missing, applicable_requirements, facts, fields
from ventanilla.catalogue.model import Field, Procedure, Requirement
from ventanilla.desk.history import STORY, FileRow
from ventanilla.ui.answers import AnsweredSection, answered_sections, in_words

ADDRESS = "email"
"""The well-known field that marks the section about who asks."""
SHOWN_ELSEWHERE = frozenset({STORY, "subject", "full_name", ADDRESS, "phone"})

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A requirement, or a question answered with files, with what came for it."""

    title: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """`story` in the applicant's words; `answers` and `person` short answers; `sections` the whole form.

    `missing` is what the case lacks while it can still be asked for.
    """

    story: str
    answers: Facts
    person: Facts
    sections: tuple[AnsweredSection, ...]
    papers: tuple[Paper, ...]
    other_files: tuple[FileRow, ...]
    missing: Missing


def matter_of(case: Case, procedure: Procedure, pack: Pack, files: Mapping[str, Sequence[FileRow]]) -> Matter:
    """The request of a case; `files` are its attachments by requirement."""
    known = {"channel": case.channel}
    papers = _papers(case, procedure, files)
    return Matter(
        story=str(case.answers.get(STORY) or ""),
        answers=_short_answers(case, _section_with(procedure, STORY), pack),
        person=_short_answers(case, _section_with(procedure, ADDRESS), pack),
        sections=answered_sections(procedure, case.answers, pack=pack, facts=known),
        papers=papers,
        other_files=tuple(files.get("", ())),
        missing=_missing(case, procedure, files),
    )


def _missing(case: Case, procedure: Procedure, files: Mapping[str, Sequence[FileRow]]) -> Missing:
    if case.phase in (Phase.DECIDED, Phase.CLOSED):
        return Missing()
    return missing_of(case, procedure=procedure, presented=files)


def _section_with(procedure: Procedure, code: str) -> tuple[Field, ...]:
    sections = procedure.form.sections if procedure.form else ()
    return next(
        (section.fields for section in sections if any(field.code == code for field in section.fields)), ()
    )


def _short_answers(case: Case, asked: Sequence[Field], pack: Pack) -> Facts:
    shown = (
        (field.label, in_words(field, case.answers[field.code], pack))
        for field in asked
        if field.code in case.answers
        and field.code not in SHOWN_ELSEWHERE
        and field.type not in ("file", "confirm")
    )
    return tuple(
        (label, ", ".join(value) if isinstance(value, tuple) else value) for label, value in shown if value
    )


def _papers(case: Case, procedure: Procedure, files: Mapping[str, Sequence[FileRow]]) -> tuple[Paper, ...]:
    known = facts(procedure, case.answers, {"channel": case.channel})
    wanted = [item for item in _applicable(procedure, known) if item.kind in PRESENTED]
    papers = [Paper(item.title, tuple(files.get(item.code, ()))) for item in wanted]
    asked = [field for field in fields(procedure) if field.type == "file" and files.get(field.code)]
    papers += [Paper(field.label, tuple(files[field.code])) for field in asked]
    named = {"", *(item.code for item in wanted), *(field.code for field in asked)}
    titles = {item.code: item.title for item in procedure.requirements}
    papers += [
        Paper(titles.get(code, code), tuple(rows)) for code, rows in files.items() if code not in named
    ]
    return tuple(paper for paper in papers if paper.files)


def _applicable(procedure: Procedure, known: Mapping[str, object]) -> tuple[Requirement, ...]:
    """All of them where a condition of the pack cannot be evaluated: nothing is hidden for a fault of the pack."""
    try:
        return applicable_requirements(procedure, known)  # type: ignore[arg-type]
    except ConditionFault:
        return procedure.requirements
