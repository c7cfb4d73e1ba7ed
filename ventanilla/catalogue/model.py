"""The values of a pack: what its files may say, by the names that other rooms import.

This module holds procedures; `workflow` and `administration` hold the rest.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, PrivateAttr

from ventanilla.catalogue.administration import (
    Administration,
    Audience,
    CannedFile,
    CannedText,
    ComplaintRouting,
    Contacts,
    DayUnit,
    Duration,
    EmailLine,
    IdentifierUse,
    Law,
    LawsFile,
    MailBox,
    MailIdentity,
    Network,
    OperatorType,
    Outcome,
    OutcomesFile,
    PasswordRules,
    PeopleFile,
    PersonKind,
    PhoneLine,
    Post,
    PostHours,
    PostsFile,
    PowerKind,
    Privilege,
    RoutingFile,
    RoutingRule,
    Satisfaction,
    Settings,
    Silence,
    Text,
    TextFile,
    TextsFile,
    Theme,
    Unit,
    UnitsFile,
    Uploads,
)
from ventanilla.catalogue.values import (
    Certain,
    Citation,
    Citations,
    Code,
    Date,
    Email,
    FieldCode,
    IdentifierKind,
    PostCode,
    Prefix,
    Slug,
    Value,
    Words,
    lifted,
)
from ventanilla.catalogue.workflow import Phase, Step, Transition, TransitionRole, Workflow

SCHEMA_VERSION = 1

Clock = Literal["legal", "service"]
ChannelCode = Literal["online", "counter", "email", "phone"]
ProcedureKind = Literal["request", "incident", "consultation", "complaint"]
ProcedureState = Literal["open", "sheet_only"]
RequirementKind = Literal["file", "text", "table", "declaration"]
FieldType = Literal[
    "text", "textarea", "email", "phone", "date", "datetime", "choice", "choices", "confirm", "identifier",
    "number", "money", "file", "post", "country",
]  # fmt: skip
ChoiceSource = Literal["posts", "operator_types", "person_kinds"]

__all__ = [
    "SCHEMA_VERSION",
    "Administration",
    "Alternative",
    "Audience",
    "CannedFile",
    "CannedText",
    "Channel",
    "ChannelCode",
    "Choice",
    "ChoiceSource",
    "Clock",
    "ComplaintRouting",
    "Contacts",
    "DayUnit",
    "Duration",
    "EmailLine",
    "Fact",
    "Field",
    "FieldType",
    "Form",
    "Heading",
    "IdentifierUse",
    "Item",
    "Law",
    "LawsFile",
    "LegalBasis",
    "MailBox",
    "MailIdentity",
    "Network",
    "OperatorType",
    "Outcome",
    "OutcomesFile",
    "PasswordRules",
    "PeopleFile",
    "PersonKind",
    "Phase",
    "PhoneLine",
    "Post",
    "PostHours",
    "PostsFile",
    "PowerKind",
    "Privilege",
    "Procedure",
    "ProcedureFile",
    "ProcedureKind",
    "ProcedureState",
    "Representation",
    "Requirement",
    "RequirementKind",
    "RoutingFile",
    "RoutingRule",
    "Satisfaction",
    "Section",
    "Settings",
    "Sheet",
    "Silence",
    "Step",
    "Term",
    "Text",
    "TextFile",
    "TextsFile",
    "Theme",
    "Transition",
    "TransitionRole",
    "Unit",
    "UnitsFile",
    "Uploads",
    "Validity",
    "Workflow",
]

# ── procedures/<code>.yaml ───────────────────────────────────────────────────────────────────────


class Channel(Certain):
    code: ChannelCode
    text: Words | None = None
    basis: Citations = ()


ChannelOrCode = Annotated[
    Channel, BeforeValidator(lifted("code"), json_schema_input_type=ChannelCode | Channel)
]


class Item(Certain):
    text: Words
    basis: Citations = ()
    items: tuple[ItemOrText, ...] = ()


ItemOrText = Annotated[Item, BeforeValidator(lifted("text"), json_schema_input_type=Words | Item)]


class Heading(Certain):
    """One heading of the public sheet, with its own legal basis and certainty."""

    heading: Words
    text: Words | None = None
    basis: Citations = ()
    items: tuple[ItemOrText, ...] = ()


class LegalBasis(Value):
    law: Code
    article: Citation


class Fact(Certain):
    """A fact of the sheet in words, such as the response time or the cost."""

    text: Words
    basis: Citations = ()


FactOrText = Annotated[Fact, BeforeValidator(lifted("text"), json_schema_input_type=Words | Fact)]


class Alternative(Value):
    title: Words
    code: Code | None = None


AlternativeOrText = Annotated[
    Alternative, BeforeValidator(lifted("title"), json_schema_input_type=Words | Alternative)
]


class Validity(Certain):
    """For how long a document that was found good need not be presented again, where nobody says otherwise."""

    months: int
    basis: Citations = ()


class Requirement(Certain):
    """`reusable`: once found good it is on file and not asked for again while it has effect (`validity`).

    `belongs_to` says on whose file; what `proves` the power somebody acts by is on file only once that power was accepted.
    """

    code: Code
    title: Words
    text: Words | None = None
    kind: RequirementKind
    required: bool = True
    required_when: str | None = None
    one_of: tuple[AlternativeOrText, ...] = ()
    types: tuple[str, ...] = ()
    reusable: bool = False
    validity: Validity | None = None
    belongs_to: Literal["person", "organisation"] = "person"
    proves: tuple[Code, ...] = ()
    basis: Citations = ()


class Choice(Certain):
    code: PostCode
    title: Words


class Field(Certain):
    code: FieldCode
    label: Words
    help: Words | None = None
    type: FieldType
    required: bool = True
    required_when: str | None = None
    shown_when: str | None = None
    choices: tuple[Choice, ...] = ()
    choices_from: ChoiceSource | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_error: Words | None = None
    identifiers: tuple[IdentifierKind, ...] = ()
    not_future: bool = False
    autocomplete: str | None = None
    width: Literal["short", "medium", "full"] = "full"
    explain: Words | None = None


class Section(Value):
    code: Code
    title: Words
    help: Words | None = None
    fields: tuple[Field, ...]


class Form(Value):
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the form in reading order."""
        return tuple(field for section in self.sections for field in section.fields)


class TermSilence(Certain):
    """What the law makes of a legal term that ends undecided: nothing, a grant or a denial. It is written down, never done."""

    effect: Literal["none", "positive", "negative"] = "none"
    basis: Citations = ()


class Term(Certain):
    """The time to answer. `law` chooses the day-count of the calendar; None is the pack's default.

    `silence` is what its end without a decision means in law; where it is not said, nothing.
    """

    amount: int
    unit: DayUnit
    law: Code | None = None
    clock: Clock
    basis: Citations = ()
    silence: TermSilence | None = None


class RepresentedPerson(Value):
    """The questions on a natural person somebody acts for: her name and her identifier."""

    name: FieldCode
    identifier: FieldCode


class Representation(Value):
    """The questions that say for whom somebody acts: the organisation's name, its identifier, and in what capacity.

    `person` are those on a natural person, where somebody may act for one.
    """

    name: FieldCode
    identifier: FieldCode
    capacity: FieldCode
    person: RepresentedPerson | None = None


class Sheet(Value):
    """What a procedure and its file have in common; only the workflow is written as a code in the file."""

    code: Code
    slug: Slug
    title: Words
    short_title: Words
    summary: Words
    audiences: tuple[Code, ...]
    kind: ProcedureKind
    keywords: tuple[Words, ...] = ()
    state: ProcedureState
    case_prefix: Prefix | None = None
    unit: Code
    authorised_on: Date | None = None
    updated_on: Date
    owner_email: Email | None = None
    channels: tuple[ChannelOrCode, ...] = ()
    sheet: tuple[Heading, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    response_time: FactOrText | None = None
    cost: FactOrText | None = None
    requirements: tuple[Requirement, ...] = ()
    represents: Representation | None = None
    form: Form | None = None
    term: Term | None = None
    outcomes: tuple[Code, ...] = ()

    def requirement(self, code: str) -> Requirement:
        """The requirement named `code`; KeyError names what is missing."""
        for requirement in self.requirements:
            if requirement.code == code:
                return requirement
        raise KeyError(code)


class ProcedureFile(Sheet):
    """The content of `procedures/<code>.yaml`."""

    workflow: Code | None = None


class Procedure(Sheet):
    """A procedure with its workflow: all that a case keeps of the pack it was opened under."""

    workflow: Workflow | None = None
    _source: Procedure | None = PrivateAttr(default=None)

    @property
    def is_open(self) -> bool:
        """Whether the public can file it here (else only its sheet is published)."""
        return self.state == "open"

    def definition_body(self) -> str:
        """Canonical JSON of the Spanish definition: sorted keys, no spaces, defaults left out."""
        source = self._source or self
        body = source.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        document = {"schema": SCHEMA_VERSION, "procedure": body}
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal digest of `definition_body()`: the same in every language of the pack."""
        return hashlib.sha256(self.definition_body().encode()).hexdigest()

    def translating(self, source: Procedure) -> Procedure:
        """This procedure as a translation of `source`, whose definition it shares."""
        self._source = source
        return self
