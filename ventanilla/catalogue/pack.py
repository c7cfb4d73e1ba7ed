"""A pack: everything an administration says of itself, its procedures, its calendar and its texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from ventanilla.catalogue.calendars import CalendarBook, CalendarFile
from ventanilla.catalogue.conditions import FactValue, holds
from ventanilla.catalogue.formal import FormalFile
from ventanilla.catalogue.forms import routing_types
from ventanilla.catalogue.model import (
    CannedFile,
    CannedText,
    Contacts,
    IdentifierUse,
    Law,
    LawsFile,
    OperatorType,
    Outcome,
    OutcomesFile,
    PeopleFile,
    PersonKind,
    Post,
    PostsFile,
    PowerKind,
    Procedure,
    ProcedureFile,
    RoutingFile,
    RoutingRule,
    Settings,
    Text,
    TextsFile,
    Unit,
    UnitsFile,
    Workflow,
)
from ventanilla.catalogue.parts import (
    CALENDAR,
    CANNED,
    CONTACTS,
    FORMAL,
    LAWS,
    OUTCOMES,
    PACK,
    PEOPLE,
    POSTS,
    PROCEDURES,
    RATES,
    ROUTING,
    TEXTS,
    UNITS,
    WORKFLOWS,
    Parts,
)  # fmt: skip
from ventanilla.catalogue.rates import RatesFile
from ventanilla.rules.annexes.rates import RateTable
from ventanilla.rules.calendars import BusinessCalendar, Closure


class Pack(Settings):
    """A pack that was read and has no fault. Mappings are by code, in the order of the files.

    Built by `assemble`; beside the content of `pack.yaml` it holds that of every other file.
    """

    parts: Parts
    language: str
    contacts: Contacts
    units: Mapping[str, Unit]
    posts: Mapping[str, Post]
    person_kinds: Mapping[str, PersonKind]
    operator_types: Mapping[str, OperatorType]
    identifiers: Mapping[str, IdentifierUse]
    power_kinds: Mapping[str, PowerKind]
    laws: Mapping[str, Law]
    texts: Mapping[str, Text]
    screens: Mapping[str, str]
    routing: tuple[RoutingRule, ...]
    outcomes: Mapping[str, Outcome]
    canned: tuple[CannedText, ...]
    workflows: Mapping[str, Workflow]
    procedures: Mapping[str, Procedure]
    formal: FormalFile
    calendars: CalendarBook
    rates: RateTable

    @property
    def folder(self) -> Path:
        """Where the pack lies."""
        return self.parts.folder

    @property
    def timezone(self) -> ZoneInfo:
        """The zone of the administration."""
        return ZoneInfo(self.zone)

    def calendar(
        self, post: str | None = None, law: str | None = None, decreed: Sequence[Closure] = ()
    ) -> BusinessCalendar:
        """The business days of `post` as `law` counts them (see `CalendarBook.calendar`). Raises UnknownCode."""
        return self.calendars.calendar(post, law, decreed)

    def text(self, code: str, language: str | None = None) -> Text:
        """The message `code` in `language` (the pack's own if None). KeyError names what is missing."""
        return self.localized(language or self.language).texts[code]

    def route(self, procedure: str, facts: Mapping[str, FactValue]) -> str:
        """The unit that takes a new case of `procedure`: the first rule that holds, else the procedure's unit.

        Raises KeyError for an unknown procedure, ConditionFault for a rule that cannot be evaluated.
        """
        unit = self.procedures[procedure].unit
        types = routing_types(self.procedures.values())
        known = {**facts, "procedure": procedure}
        return next((rule.unit for rule in self.routing if holds(rule.when, known, types)), unit)

    def procedure_at(self, slug: str) -> Procedure | None:
        """The procedure whose address is `slug`, or None."""
        return next((item for item in self.procedures.values() if item.slug == slug), None)

    def canned_for(self, procedure: str) -> tuple[CannedText, ...]:
        """The texts an officer may insert into an answer to a case of `procedure`."""
        return tuple(item for item in self.canned if not item.procedures or procedure in item.procedures)

    def localized(self, language: str) -> Pack:
        """The pack in `language`, if it is one of its languages; what has no translation stays Spanish.

        Definitions keep their hash.
        """
        known = language if language in self.languages else "es"
        return self if known == self.language else assemble(self.parts, known)


@lru_cache(maxsize=32)
def assemble(parts: Parts, language: str) -> Pack:
    """The pack made of `parts`, which have no fault, in `language`."""
    settings = parts.required(PACK, Settings, language)
    people = parts.required(PEOPLE, PeopleFile, language)
    texts = parts.required(TEXTS, TextsFile, language)
    posts = _by_code(parts.required(POSTS, PostsFile, language).posts)
    workflows = _by_code(
        parts.required(document.file, Workflow, language)
        for document, _ in parts.folder_values(WORKFLOWS, Workflow)
    )
    return Pack.model_construct(
        **dict(settings),
        parts=parts,
        language=language,
        contacts=parts.required(CONTACTS, Contacts, language),
        units=_by_code(parts.required(UNITS, UnitsFile, language).units),
        posts=posts,
        person_kinds=_by_code(people.person_kinds),
        operator_types=_by_code(people.operator_types),
        identifiers=_by_code(people.identifiers, "kind"),
        power_kinds=_by_code(people.power_kinds),
        laws=_by_code(parts.required(LAWS, LawsFile, language).laws),
        texts=_by_code(
            Text(code=code, subject=text.subject, body=text.body) for code, text in texts.texts.items()
        ),
        screens=MappingProxyType(texts.screens),
        routing=parts.required(ROUTING, RoutingFile, language).rules,
        outcomes=_by_code(parts.required(OUTCOMES, OutcomesFile, language).outcomes),
        canned=parts.required(CANNED, CannedFile, language).canned,
        workflows=workflows,
        procedures=_by_code(_procedures(parts, language, workflows)),
        formal=parts.required(FORMAL, FormalFile, language),
        calendars=CalendarBook(parts.required(CALENDAR, CalendarFile, language), posts, language),
        rates=parts.required(RATES, RatesFile, language).table(settings.currency, language),
    )


def with_workflow(file: ProcedureFile, workflows: Mapping[str, Workflow]) -> Procedure:
    """The procedure of `file`, carrying the workflow it names."""
    named = {**dict(file), "workflow": workflows[file.workflow] if file.workflow else None}
    return Procedure.model_construct(file.model_fields_set, **named)


def _procedures(parts: Parts, language: str, workflows: Mapping[str, Workflow]) -> Iterable[Procedure]:
    for document, file in parts.folder_values(PROCEDURES, ProcedureFile):
        spanish = with_workflow(file, assemble(parts, "es").workflows if language != "es" else workflows)
        if language == "es":
            yield spanish
        else:
            local = with_workflow(parts.required(document.file, ProcedureFile, language), workflows)
            yield local.translating(spanish)


def _by_code(values: Iterable[Any], key: str = "code") -> Mapping[str, Any]:
    return MappingProxyType({getattr(value, key): value for value in values})
