"""`pack.yaml`, `contacts.yaml`, `units.yaml`, `posts.yaml`, `people.yaml`: the administration itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ventanilla.catalogue.administration import (
    IdentifierUse,
    MailBox,
    MailIdentity,
    PasswordRules,
    PeopleFile,
    Post,
    PostsFile,
    Settings,
    Theme,
    UnitsFile,
    Uploads,
)  # fmt: skip
from ventanilla.catalogue.checks.known import Known, duplicates, unknown, unknowns
from ventanilla.catalogue.faults import Fault
from ventanilla.catalogue.parts import PACK, PEOPLE, POSTS, UNITS, Parts
from ventanilla.catalogue.source import Document, Steps
from ventanilla.rules.hours import UnreadableHours, WeeklyHours
from ventanilla.rules.identifiers import KINDS
from ventanilla.rules.numbering import pattern_faults

MIN_CONTRAST = 4.5
LONGEST_SILENCE_HOURS = 720
TEXT_ON_ACCENT = "#1b1b1b"
FILE_TYPES = frozenset(
    {
        "pdf",
        "png",
        "jpg",
        "jpeg",
        "tif",
        "tiff",
        "docx",
        "xlsx",
        "pptx",
        "odt",
        "ods",
        "odp",
        "csv",
        "txt",
        "xml",
        "zip",
    }
)
"""The kinds of file that the product can recognise by their content."""


def check_settings(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `pack.yaml`."""
    settings, document = parts.value(PACK, Settings), parts.document(PACK)
    if settings is None:
        return
    yield from _theme(document, settings.theme)
    yield from _password(document, settings.password)
    yield from _uploads(document, settings.uploads)
    yield from _identity(document, settings)
    yield from check_hours(document, ("working_hours",), settings.working_hours.value)
    yield from duplicates(document, ("audiences",), settings.audiences)
    yield from _mail(document, settings.mail, known)
    for text in pattern_faults(settings.case_number):
        yield document.fault(("case_number",), "case-number", text)
    if not 1 <= settings.satisfaction.close_after.amount <= 90:
        steps: Steps = ("satisfaction", "close_after", "amount")
        yield document.fault(steps, "satisfaction-term", f"«{settings.satisfaction.close_after.amount}» días")
    if not 1 <= settings.completion_link.days <= 90:
        yield document.fault(
            ("completion_link", "days"), "completion-link-days", f"«{settings.completion_link.days}» días"
        )


def check_units(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `units.yaml`."""
    file, document = parts.value(UNITS, UnitsFile), parts.document(UNITS)
    if file is None:
        return
    yield from duplicates(document, ("units",), file.units)
    parents = {unit.code: unit.parent for unit in file.units}
    for index, unit in enumerate(file.units):
        steps: Steps = ("units", index)
        yield from unknown(
            document, (*steps, "parent"), unit.parent, known.units, ("unknown-unit", "la unidad")
        )
        yield from unknowns(
            document,
            (*steps, "receives"),
            unit.receives,
            known.procedures,
            ("unknown-procedure", "el trámite"),
        )
        if unit.hours:
            yield from check_hours(document, (*steps, "hours"), unit.hours.value)
        if _is_own_ancestor(unit.code, parents):
            yield document.fault((*steps, "parent"), "unit-cycle", f"«{unit.code}» depende de sí misma")


def check_posts(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `posts.yaml`."""
    file, document = parts.value(POSTS, PostsFile), parts.document(POSTS)
    if file is None:
        return
    yield from duplicates(document, ("posts",), file.posts)
    for index, post in enumerate(file.posts):
        yield from _post_hours(document, ("posts", index, "hours"), post, known)


def check_people(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults of `people.yaml`."""
    file, document = parts.value(PEOPLE, PeopleFile), parts.document(PEOPLE)
    if file is None:
        return
    yield from duplicates(document, ("person_kinds",), file.person_kinds)
    yield from duplicates(document, ("operator_types",), file.operator_types)
    yield from duplicates(document, ("identifiers",), file.identifiers, "kind")
    yield from duplicates(document, ("power_kinds",), file.power_kinds)
    for index, use in enumerate(file.identifiers):
        yield from _identifier(document, ("identifiers", index), use, known)


def check_hours(document: Document, steps: Steps, text: str) -> Iterator[Fault]:
    """A fault if `text` is no timetable."""
    try:
        WeeklyHours.parse(text)
    except UnreadableHours as error:
        yield document.fault(steps, "hours", str(error))


def _identifier(document: Document, steps: Steps, use: IdentifierUse, known: Known) -> Iterator[Fault]:
    naming = ("unknown-identifier", "el tipo de documento")
    yield from unknown(document, (*steps, "kind"), use.kind, dict.fromkeys(KINDS), naming)
    yield from unknowns(
        document,
        (*steps, "for"),
        use.for_,
        known.person_kinds,
        ("unknown-person-kind", "la clase de persona"),
    )


def _post_hours(document: Document, steps: Steps, post: Post, known: Known) -> Iterator[Fault]:
    for index, hours in enumerate(post.hours or ()):
        place = (*steps, index) if (*steps, index) in document.lines else steps
        yield from check_hours(document, (*place, "value"), hours.value)
        yield from unknowns(
            document,
            (*place, "closes"),
            hours.closes,
            known.closure_classes,
            ("unknown-class", "la clase de día"),
        )
        if hours.since and hours.until and hours.until < hours.since:
            yield document.fault((*place, "until"), "dates-order", "until es anterior a since")


def _theme(document: Document, theme: Theme) -> Iterator[Fault]:
    pairs = (
        ("primary", "#ffffff", theme.primary, "el texto blanco sobre primary"),
        ("primary_dark", "#ffffff", theme.primary_dark, "el texto blanco sobre primary_dark"),
        ("tint", theme.primary_dark, theme.tint, "primary_dark sobre tint"),
        ("tint", theme.primary, theme.tint, "primary sobre tint"),
        ("accent", TEXT_ON_ACCENT, theme.accent, "el texto oscuro sobre accent"),
    )
    for key, text, ground, words in pairs:
        ratio = contrast(text, ground)
        if ratio < MIN_CONTRAST:
            yield document.fault(("theme", key), "contrast", f"{words} tiene un contraste de {ratio:.1f}:1")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb` by WCAG 2: from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _password(document: Document, rules: PasswordRules) -> Iterator[Fault]:
    kinds = {name: getattr(rules, name) for name in ("upper", "lower", "digit", "special")}
    if not 8 <= rules.min_length <= 64:
        yield document.fault(
            ("password", "min_length"), "password-policy", f"longitud mínima {rules.min_length}"
        )
    for name, amount in kinds.items():
        if amount < 0:
            yield document.fault(("password", name), "password-policy", f"{name} es negativo")
    if sum(kinds.values()) > rules.min_length:
        yield document.fault(
            ("password",), "password-policy", "pide más caracteres de cada clase que en total"
        )
    if any(character.isalnum() for character in rules.special_examples):
        steps: Steps = ("password", "special_examples")
        yield document.fault(
            steps, "password-policy", f"«{rules.special_examples}» no son caracteres especiales"
        )


def _uploads(document: Document, uploads: Uploads) -> Iterator[Fault]:
    for key, least, most in (("total_mb", 1, 100), ("max_files", 1, 100)):
        amount = getattr(uploads, key)
        if not least <= amount <= most:
            yield document.fault(
                ("uploads", key), "upload-limits", f"{key}: {amount} no está entre {least} y {most}"
            )
    if not uploads.types:
        yield document.fault(("uploads", "types"), "upload-limits", "no se admite ningún tipo de archivo")
    yield from duplicates(document, ("uploads", "types"), uploads.types)
    naming = ("unknown-file-type", "el tipo de archivo")
    yield from unknowns(document, ("uploads", "types"), uploads.types, dict.fromkeys(FILE_TYPES), naming)


def _mail(document: Document, mail: MailIdentity, known: Known) -> Iterator[Fault]:
    yield from duplicates(document, ("mail", "boxes"), mail.boxes)
    yield from duplicates(document, ("mail", "boxes"), mail.boxes, "address", "duplicate-address")
    for index, box in enumerate(mail.boxes):
        yield from _mail_box(document, ("mail", "boxes", index), box, known)
    if mail.boxes and mail.from_address not in {
        box.address for box in mail.boxes if box.purpose != "registration"
    }:
        yield document.fault(
            ("mail", "from_address"),
            "mail-box",
            f"nadie lee las respuestas que lleguen a {mail.from_address}",
        )


def _mail_box(document: Document, steps: Steps, box: MailBox, known: Known) -> Iterator[Fault]:
    """What the purpose of a box needs: a procedure to open, a unit to work the cases."""
    naming = ("unknown-procedure", "el trámite")
    yield from unknown(document, (*steps, "procedure"), box.procedure, known.procedures, naming)
    yield from unknown(document, (*steps, "unit"), box.unit, known.units, ("unknown-unit", "la unidad"))
    if "+" in box.address:
        yield document.fault((*steps, "address"), "mail-box", f"«{box.address}» lleva un signo +")
    if box.purpose != "registration" and box.procedure is None:
        yield document.fault(steps, "mail-box", f"el buzón «{box.code}» no dice qué trámite abre")
    if box.purpose == "unit" and box.unit is None:
        yield document.fault(steps, "mail-box", f"el buzón «{box.code}» no dice de qué unidad es")
    if box.silent_after is not None and not 1 <= box.silent_after.amount <= LONGEST_SILENCE_HOURS:
        silence = f"silent_after: {box.silent_after.amount} no está entre 1 y {LONGEST_SILENCE_HOURS} horas"
        yield document.fault((*steps, "silent_after", "amount"), "mailbox-silence", silence)
    procedure = (known.procedures or {}).get(box.procedure or "")
    if procedure is not None and procedure.state != "open":
        yield document.fault(
            (*steps, "procedure"), "mail-box", f"el trámite «{box.procedure}» no tiene formulario"
        )


def _identity(document: Document, settings: Settings) -> Iterator[Fault]:
    try:
        ZoneInfo(settings.zone)
    except (KeyError, ValueError, OSError):
        yield document.fault(("zone",), "zone", f"la zona horaria «{settings.zone}» no existe")
    if "es" not in settings.languages:
        yield document.fault(("languages",), "languages", "falta el español")
    yield from duplicates(document, ("languages",), settings.languages)
    if not re.fullmatch("[A-Z]{3}", settings.currency):
        yield document.fault(("currency",), "currency", f"«{settings.currency}» no es una moneda")
    if not re.fullmatch("[A-Z]{2}", settings.phone_region):
        yield document.fault(("phone_region",), "phone-region", f"«{settings.phone_region}» no es un país")


def _is_own_ancestor(code: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    parent = parents.get(code)
    while parent is not None and parent not in seen:
        if parent == code:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False
