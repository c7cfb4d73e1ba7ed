"""The receipt (*constancia*) of everything presented: number, place, medium, day and hour, files with their hashes.

Nothing is stored for it: an entry of the case's journal is what it proves, and the entry's hash is its code. LPA
articles 95 and 96: every office keeps a register with hour and date, and gives a receipt for every document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from ventanilla.cases.aliases import aliases_of
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.notices import absolute
from ventanilla.formal.paper import Paper, make_pdf
from ventanilla.journal.models import JournalEntry
from ventanilla.journal.verification import verify_stream
from ventanilla.people.models import Person
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import current_pack, unit_title, zone
from ventanilla.rules.attention import attention
from ventanilla.rules.code128 import code128_svg
from ventanilla.rules.hours import WeeklyHours

PRESENTED = frozenset({"case.opened", "case.completed", "message.received", "step.information_supplied"})
"""The kinds of entry by which somebody presents something."""

COUNTER = "counter"
A_MINUTE = dt.timedelta(minutes=1)
_CODE = re.compile(r"(?P<number>[A-Z0-9-]{1,40})\.(?P<seq>[0-9]{1,9})\.(?P<hash>[0-9a-f]{20})")
MEDIA = {
    "online": "Portal en línea",
    "portal": "Portal en línea",
    "email": "Correo electrónico",
    "counter": "Ventanilla, en persona",
    "phone": "Teléfono",
    "desk": "Registrado por la mesa",
}
"""How something came in, as a paper says it."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it was received. `name` is the sender's; the public sees the hash alone."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was presented by one entry of a case. `counts_from` is when the desk next opened, if it was closed then.

    At the counter: `received_by` says who received it, `aliases` are the outside numbers, and `registered_at` when it
    was registered, where that was later.
    """

    case: Case
    entry: JournalEntry
    presented_at: dt.datetime
    counts_from: dt.datetime | None
    medium: str
    place: str
    files: tuple[ReceivedFile, ...]
    received_by: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    registered_at: dt.datetime | None = None

    @property
    def is_of_counter(self) -> bool:
        """Whether it was handed in at the counter."""
        return self.entry.via == COUNTER

    @property
    def barcode(self) -> str:
        """The case number as bars, an SVG image: for what was handed in at the counter."""
        return code128_svg(self.case.number) if self.is_of_counter else ""

    @property
    def code(self) -> str:
        """What it is verified by: the case, the entry and the beginning of its hash."""
        return f"{self.case.number}.{self.entry.seq}.{self.entry.hash[:20]}"

    @property
    def url(self) -> str:
        """Where anybody verifies it."""
        return absolute(reverse("portal:verification", args=[self.code]))


def receipt_of(case: Case, seq: int) -> Receipt | None:
    """The receipt of what entry `seq` presented; None where that entry presents nothing."""
    entry = JournalEntry.objects.filter(stream_id=case.stream_id, seq=seq, kind__in=PRESENTED).first()
    if entry is None:
        return None
    files = Attachment.objects.filter(case=case, entry=seq).select_related("blob").order_by("id")
    return Receipt(
        case=case,
        entry=entry,
        presented_at=entry.effective_at.astimezone(zone()),
        counts_from=_counts_from(case, entry.effective_at),
        medium=MEDIA.get(entry.via, entry.via),
        place=_place(case, entry.via),
        files=tuple(ReceivedFile(file.name, file.blob.size, file.blob_id) for file in files),
        **(_at_counter(case, entry) if entry.via == COUNTER else {}),
    )


def _at_counter(case: Case, entry: JournalEntry) -> dict[str, Any]:
    reference = entry.actor.removeprefix("person:")
    officer = Person.objects.filter(pk=reference).first() if reference.isdecimal() else None
    is_later = entry.recorded_at - entry.effective_at >= A_MINUTE
    return {
        "received_by": str(officer or ""),
        "aliases": aliases_of(case),
        "registered_at": entry.recorded_at.astimezone(zone()) if is_later else None,
    }


def receipts_of(entries: Sequence[JournalEntry]) -> frozenset[int]:
    """The numbers of those entries that have a receipt."""
    return frozenset(entry.seq for entry in entries if entry.kind in PRESENTED)


def find_receipt(code: str) -> Receipt | None:
    """The receipt a code names, if the case's journal still says what it said; None where anything differs."""
    named = _CODE.fullmatch(code.strip())
    if named is None:
        return None
    case = Case.objects.select_related("stream").filter(number=named["number"]).first()
    receipt = receipt_of(case, int(named["seq"])) if case else None
    if receipt is None or not receipt.entry.hash.startswith(named["hash"]):
        return None
    return None if verify_stream(receipt.case.stream) else receipt


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt on paper, in Spanish. Raises PaperFault."""
    return make_pdf(receipt_paper(receipt))


def receipt_paper(receipt: Receipt) -> Paper:
    """What stands on a receipt."""
    pack, case = current_pack(), receipt.case
    data = {
        "sentence": (
            "La administración hace constar que recibió lo que aquí se detalla, en el día y a la hora que se indican."
        ),
        "facts": [
            ["Número de caso", case.number],
            *([title, value] for title, value in receipt.aliases),
            ["Asiento del expediente", str(receipt.entry.seq)],
            ["Trámite", str(procedure_of(case).title)],
            ["Presentado por", case.applicant_name],
            ["Medio", receipt.medium],
            ["Lugar", receipt.place],
            ["Día y hora de presentación", spoken_moment(receipt.presented_at)],
            [
                "Registrado en el sistema",
                spoken_moment(receipt.registered_at) if receipt.registered_at else "",
            ],
            ["Se atiende desde", spoken_deferral(receipt)],
            ["Recibido por", receipt.received_by],
            ["Unidad que lo recibe", unit_title(str(receipt.entry.facts.get("unit") or case.unit))],
            ["Huella del expediente", _grouped(case.stream.head)],
        ],
        "files": [
            {"name": file.name, "sha256": file.sha256, "size": kilobytes(file.size)} for file in receipt.files
        ],
        "code": receipt.code,
        "barcode": receipt.barcode,
        "note": "Abra esta dirección o lea el código para comprobar que la administración lo recibió así.",
    }
    return Paper(
        "receipt", data, pack=pack, title=f"Constancia de presentación {case.number}", url=receipt.url
    )


def spoken_moment(moment: dt.datetime) -> str:
    """A day and hour as a document says it: «lunes 9 de marzo de 2026, a las 10:05:30»."""
    with override("es"):
        day = date_format(moment, r"l j \d\e F \d\e Y")
    return f"{day}, a las {moment:%H:%M:%S}"


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def spoken_deferral(receipt: Receipt) -> str:
    """From when what came outside hours is attended, in words; "" where it came within them."""
    if receipt.counts_from is None:
        return ""
    return f"{spoken_moment(receipt.counts_from)} (se presentó fuera del horario de atención)"


def _counts_from(case: Case, moment: dt.datetime) -> dt.datetime | None:
    pack = current_pack()
    unit = pack.units.get(case.unit)
    hours = WeeklyHours.parse(str((unit.hours if unit else None) or pack.working_hours))
    return attention(moment.astimezone(zone()), hours, calendar()).next_at


def _place(case: Case, via: str) -> str:
    pack = current_pack()
    if via in ("counter", "desk", "phone"):
        return f"{unit_title(case.unit)}. {pack.contacts.address}"
    if via == "email":
        return str(pack.mail.from_address)
    return settings.BASE_URL


def kilobytes(size: int) -> str:
    """A size as a document says it."""
    return f"{max(1, round(size / 1024)):,} kB".replace(",", " ")
