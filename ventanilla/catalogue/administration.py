"""What an administration says of itself, as frozen models: every file of a pack but its procedures.

Codes are English, texts are Spanish; `Words` are translated by the overlays `<file>.en.yaml`. A field typed
`Sourced...` may be written plain (confirmed) or as `{value, status, source}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic import Field as Key

from ventanilla.catalogue.values import (
    Certain,
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
    SourcedEmail,
    SourcedPhone,
    SourcedText,
    SourcedUrl,
    SourcedWords,
    Value,
    Words,
)

DayUnit = Literal["business_days", "calendar_days"]
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


class Silence(Certain):
    """How long a mailbox may be without mail: hours of the clock, or of the administration's attention."""

    amount: int
    unit: Literal["hours", "business_hours"]


class LinkLife(Certain):
    """For how many days after it was sent a link to complete a case may be opened."""

    days: int


class MailBox(Value):
    """A mailbox of the desk: `requests` opens cases of `procedure`, `unit` opens them for one unit, `registration` registers.

    After `silent_after` without mail its administrators are told; without it nobody expects mail at any pace.
    """

    code: Code
    address: Email
    purpose: Literal["requests", "registration", "unit"]
    procedure: Code | None = None
    unit: Code | None = None
    silent_after: Silence | None = None


class MailIdentity(Value):
    from_name: ProperName
    from_address: Email
    boxes: tuple[MailBox, ...] = ()


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
    completion_link: LinkLife
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
    short: ProperName | None = None

    @property
    def abbreviation(self) -> str:
        """How the unit is written in the numbers of its acts."""
        return self.short or self.code.upper()


class UnitsFile(Value):
    units: tuple[Unit, ...] = ()


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
    hours: Annotated[
        tuple[PostHours, ...] | None,
        BeforeValidator(_one_post_hours, json_schema_input_type=PostHours | tuple[PostHours, ...] | None),
    ] = None
    privileges: tuple[Privilege, ...] = ()


class PostsFile(Value):
    posts: tuple[Post, ...] = ()


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


Principal = Literal["organisation", "person"]


class PowerKind(Certain):
    """By what somebody acts for another. `capacity` is the answer to the form's question on it.

    `inscribed`: it counts only with the number of its entry in a public register. `principals`: for whom it may be.
    """

    code: Code
    title: Words
    capacity: PostCode
    inscribed: bool = False
    principals: tuple[Principal, ...] = Key(("organisation", "person"), min_length=1)
    basis: Citations = ()


class PeopleFile(Value):
    person_kinds: tuple[PersonKind, ...]
    operator_types: tuple[OperatorType, ...] = ()
    identifiers: tuple[IdentifierUse, ...] = ()
    power_kinds: tuple[PowerKind, ...] = ()


class Law(Certain):
    code: Code
    title: Words
    short: ProperName


class LawsFile(Value):
    laws: tuple[Law, ...] = ()


# ── texts.yaml, routing.yaml, outcomes.yaml, canned.yaml ─────────────────────────────────────────


class TextFile(Value):
    subject: Words
    body: Words


class Text(TextFile):
    """A message to people. `{placeholders}` are filled with `ventanilla.catalogue.texts.fill`."""

    code: Code


class TextsFile(Value):
    texts: dict[Code, TextFile] = Key(default_factory=dict)
    screens: dict[Code, Words] = Key(default_factory=dict)


class RoutingRule(Certain):
    """`when` is CEL over the facts of the case; the first rule that holds names the unit."""

    when: str
    unit: Code


class ComplaintRouting(Certain):
    """Who takes a complaint: `unit`, or `alternate` where the complaint is about that one.

    `case` is the field with the number of the case complained of, `about` the one whose choice names a unit by `units`;
    `with_case` are the answers that a complaint about a case begins with.
    """

    unit: Code
    alternate: Code
    case: FieldCode | None = None
    about: FieldCode | None = None
    units: dict[str, Code] = Key(default_factory=dict)
    with_case: dict[FieldCode, str] = Key(default_factory=dict)


class RoutingFile(Value):
    rules: tuple[RoutingRule, ...] = ()
    complaints: ComplaintRouting | None = None


class Outcome(Certain):
    code: Code
    title: Words
    positive: bool = True


class OutcomesFile(Value):
    outcomes: tuple[Outcome, ...] = ()


class CannedText(Certain):
    """A text an officer may insert into an answer; without `procedures` it is offered everywhere."""

    code: Code
    title: Words
    body: Words
    procedures: tuple[Code, ...] = ()


class CannedFile(Value):
    canned: tuple[CannedText, ...] = ()
