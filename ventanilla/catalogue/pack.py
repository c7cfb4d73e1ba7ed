"""A pack: everything an administration says of itself, its procedures, its calendar and its texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ventanilla.catalogue.model import (
    CannedText,
    Contacts,
    IdentifierUse,
    Law,
    OperatorType,
    Outcome,
    PersonKind,
    Post,
    Procedure,
    RoutingRule,
    Settings,
    Text,
    Unit,
    Workflow,
)


class Pack(Settings):
    """A pack that was read and has no fault. Mappings are by code, in the order of the files."""

    folder: Path
    language: str
    contacts: Contacts
    units: Mapping[str, Unit]
    posts: Mapping[str, Post]
    person_kinds: Mapping[str, PersonKind]
    operator_types: Mapping[str, OperatorType]
    identifiers: Mapping[str, IdentifierUse]
    laws: Mapping[str, Law]
    texts: Mapping[str, Text]
    screens: Mapping[str, str]
    routing: tuple[RoutingRule, ...]
    outcomes: Mapping[str, Outcome]
    canned: tuple[CannedText, ...]
    workflows: Mapping[str, Workflow]
    procedures: Mapping[str, Procedure]
