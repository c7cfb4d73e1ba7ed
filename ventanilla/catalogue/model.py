"""The values a pack is made of, as frozen models: what the files of `packs/<code>/` may say.

Codes are English, texts are Spanish; `Words` are translated by the overlays `<file>.en.yaml`. A field
typed `Sourced...` may be written plain (confirmed) or as `{value, status, source}`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PrivateAttr
from pydantic import Field as Key

from ventanilla.catalogue.values import (
    Certain,
    Citation,
    Citations,
    Code,
    Colour,
    Date,
    Email,
    FieldCode,
    IdentifierKind,
    PostCode,
    Prefix,
    ProperName,
    Slug,
    SourcedEmail,
    SourcedPhone,
    SourcedText,
    SourcedUrl,
    SourcedWords,
    Value,
    Words,
    lifted,
)

SCHEMA_VERSION = 1

Phase = Literal["received", "in_review", "waiting_applicant", "decided", "closed"]
TransitionRole = Literal["applicant", "officer", "head", "system"]
DayUnit = Literal["business_days", "calendar_days"]
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
Privilege = Literal["night", "same_day", "monthly_account"]


# ── pack.yaml ────────────────────────────────────────────────────────────────────────────────────


class Administration(Value):
    name: Words
    short_name: ProperName
    parent: Words | None = None


class Theme(Value):
    """Colours of the pack; each is checked for a contrast of 4.5:1 where text stands on it."""

    primary: Colour
    primary_dark: Colour
    accent: Colour
    tint: Colour


class PasswordRules(Value):
    min_length: int
    upper: int = 0
    lower: int = 0
    digit: int = 0
    special: int = 0
    special_examples: str = ""


class Uploads(Value):
    """Limits of the files of one sending. `total_mb` counts 1 048 576 bytes each."""

    total_mb: int
    max_files: int
    types: tuple[str, ...]

    @property
    def total_bytes(self) -> int:
        return self.total_mb * 1_048_576


class Duration(Certain):
    amount: int
    unit: DayUnit


class Satisfaction(Value):
    """After an answer: silence closes after `close_after`; dissatisfaction opens a new case or reopens."""

    close_after: Duration
    dissatisfied: Literal["new_case", "reopen"]


class MailIdentity(Value):
    from_name: ProperName
    from_address: Email


class Audience(Certain):
    code: Code
    title: Words
    summary: Words | None = None


class Settings(Value):
    """The content of `pack.yaml`."""

    code: Code
    title: Words
    country: Words
    administration: Administration
    zone: str
    languages: tuple[Literal["es", "en"], ...]
    currency: str
    phone_region: str
    theme: Theme
    account_required_to_send: bool = False
    case_number: str
    case_prefix: Prefix
    password: PasswordRules
    uploads: Uploads
    satisfaction: Satisfaction
    working_hours: SourcedText
    mail: MailIdentity
    audiences: tuple[Audience, ...] = ()


# ── contacts.yaml, units.yaml, posts.yaml, people.yaml, laws.yaml ────────────────────────────────


class PhoneLine(Value):
    label: Words
    number: SourcedPhone


class EmailLine(Value):
    label: Words
    address: SourcedEmail


class Network(Value):
    label: ProperName
    url: SourcedUrl | None = None


class Contacts(Value):
    address: SourcedWords
    switchboard: SourcedPhone | None = None
    phones: tuple[PhoneLine, ...] = ()
    whatsapp: SourcedPhone | None = None
    emails: tuple[EmailLine, ...] = ()
    networks: tuple[Network, ...] = ()
    website: SourcedUrl | None = None
    hours: SourcedWords


class Unit(Certain):
    code: Code
    title: Words
    parent: Code | None = None
    hours: SourcedText | None = None
    email: SourcedEmail | None = None
    receives: tuple[Code, ...] = ()


class UnitsFile(Value):
    units: tuple[Unit, ...]


class PostHours(Certain):
    """Ordinary hours of a post, in force from `since` to `until` (both inclusive, None = open)."""

    value: str
    since: Date | None = None
    until: Date | None = None
    closes: tuple[Code, ...] = ()


def _one_post_hours(raw: Any) -> Any:
    return (raw,) if isinstance(raw, Mapping) else raw


class Post(Certain):
    """A customs office. Without `hours` it has no published timetable and nothing may be assumed."""

    code: PostCode
    title: Words
    alternate: Words | None = None
    family: Words | None = None
    municipality: ProperName | None = None
    note: Words | None = None
    hours: Annotated[tuple[PostHours, ...] | None, BeforeValidator(_one_post_hours)] = None
    privileges: tuple[Privilege, ...] = ()


class PostsFile(Value):
    posts: tuple[Post, ...]


class PersonKind(Certain):
    code: Code
    title: Words


class OperatorType(Certain):
    code: Code
    title: Words


class IdentifierUse(Value):
    """An identifier the forms of the pack may ask, and the kinds of person that have it."""

    kind: IdentifierKind
    title: Words
    for_: tuple[Code, ...] = Key(alias="for")


class PeopleFile(Value):
    person_kinds: tuple[PersonKind, ...]
    operator_types: tuple[OperatorType, ...] = ()
    identifiers: tuple[IdentifierUse, ...] = ()


class Law(Certain):
    code: Code
    title: Words
    short: ProperName


class LawsFile(Value):
    laws: tuple[Law, ...]


# ── texts.yaml, routing.yaml, outcomes.yaml, canned.yaml ─────────────────────────────────────────


class TextFile(Value):
    subject: Words
    body: Words


class Text(TextFile):
    """A message to people. `{placeholders}` are filled with `ventanilla.catalogue.texts.fill`."""

    code: Code


class TextsFile(Value):
    texts: dict[Code, TextFile]
    screens: dict[Code, Words] = Key(default_factory=dict)


class RoutingRule(Certain):
    """`when` is CEL over the facts of the case; the first rule that holds names the unit."""

    when: str
    unit: Code


class RoutingFile(Value):
    rules: tuple[RoutingRule, ...] = ()


class Outcome(Certain):
    code: Code
    title: Words
    positive: bool = True


class OutcomesFile(Value):
    outcomes: tuple[Outcome, ...]


class CannedText(Certain):
    """A text an officer may insert into an answer; without `procedures` it is offered everywhere."""

    code: Code
    title: Words
    body: Words
    procedures: tuple[Code, ...] = ()


class CannedFile(Value):
    canned: tuple[CannedText, ...] = ()


# ── workflows/<code>.yaml ────────────────────────────────────────────────────────────────────────


class Step(Value):
    code: Code
    title: Words
    phase: Phase
    owner: str = "cases"


class Transition(Value):
    """An allowed change of step. `journal` is the kind of journal entry, `tells` the text sent."""

    code: Code
    title: Words
    from_: tuple[Code, ...] = Key(alias="from")
    to: Code
    by: tuple[TransitionRole, ...]
    tells: Code | None = None
    journal: Code


class Workflow(Value):
    code: Code
    title: Words
    initial: Code
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]

    def step(self, code: str) -> Step:
        """The step named `code`; KeyError names what is missing."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def transition(self, code: str) -> Transition:
        """The transition named `code`; KeyError names what is missing."""
        for transition in self.transitions:
            if transition.code == code:
                return transition
        raise KeyError(code)

    def allowed(self, step: str, role: str) -> tuple[Transition, ...]:
        """The transitions that `role` may take from `step`, in the order of the file."""
        return tuple(item for item in self.transitions if step in item.from_ and role in item.by)


# ── procedures/<code>.yaml ───────────────────────────────────────────────────────────────────────


class Channel(Certain):
    code: ChannelCode
    text: Words | None = None
    basis: Citations = ()


ChannelOrCode = Annotated[Channel, BeforeValidator(lifted("code"))]


class Item(Certain):
    text: Words
    basis: Citations = ()
    items: tuple[ItemOrText, ...] = ()


ItemOrText = Annotated[Item, BeforeValidator(lifted("text"))]


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


FactOrText = Annotated[Fact, BeforeValidator(lifted("text"))]


class Alternative(Value):
    title: Words
    code: Code | None = None


class Requirement(Certain):
    code: Code
    title: Words
    text: Words | None = None
    kind: RequirementKind
    required: bool = True
    required_when: str | None = None
    one_of: tuple[Annotated[Alternative, BeforeValidator(lifted("title"))], ...] = ()
    types: tuple[str, ...] = ()
    reusable: bool = False
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


class Term(Certain):
    """The time to answer. `law` chooses the day-count of the calendar; None is the pack's default."""

    amount: int
    unit: DayUnit
    law: Code | None = None
    clock: Clock
    basis: Citations = ()


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

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of `definition_body()`: the same in every language of the pack."""
        return hashlib.sha256(self.definition_body().encode()).hexdigest()

    def translated(self, **texts: Any) -> Procedure:
        """This procedure with other texts (an overlay's) and the same definition."""
        copy = self.model_copy(update=texts)
        copy._source = self._source or self
        return copy
