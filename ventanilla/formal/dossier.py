"""The dossier (*expediente*) of a case: all that was presented, sent and signed in it, in order, with its files.

It is read from the journal and nothing is stored for it. What a party gets is what she reads in the portal; staff get
all but the internal notes, which a head may ask for.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import PurePosixPath

from django.utils.translation import override

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Attachment, Case, CaseParty, Message
from ventanilla.cases.queries import Timeline, timeline
from ventanilla.files.models import Blob, Scan
from ventanilla.files.store import digest_of, may_open
from ventanilla.formal.dossier_words import PROOFS, kind_of, medium_of, proof_of, signature_of, text_of_proof
from ventanilla.formal.models import ActState, FormalAct, Notification
from ventanilla.formal.receipts import PRESENTED
from ventanilla.formal.signature_words import notes_on
from ventanilla.journal.models import JournalAnchorLeaf, JournalEntry, JournalStream
from ventanilla.reference.current import current_pack, unit_title
from ventanilla.ui.answers import AnswerRow, answered_sections

MOST_BYTES = 200_000_000
"""Files of a case beyond this are not made into one document while somebody waits."""
_NAME_LENGTH = 80


class Scope(StrEnum):
    """For whom a dossier is made, and so what it holds."""

    PARTY = "party"
    STAFF = "staff"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A file of the dossier. `fault` says in words why its content cannot be handed out, "" where it can; `signatures`
    are those it carries, a sentence each.
    """

    n: int
    name: str
    blob: Blob
    fault: str
    is_internal: bool
    signatures: tuple[str, ...] = ()

    @property
    def member(self) -> str:
        """Its name in the ZIP: one that no system stumbles over, and unique."""
        folder = "interno/archivos" if self.is_internal else "archivos"
        return f"{folder}/{self.n:03}-{safe_name(self.name)}"


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One document: what an entry of the journal presented, sent or signed. `under` is the merged case it came under."""

    n: int
    entry: JournalEntry
    kind: str
    at: dt.datetime
    who: str
    medium: str
    text: str
    is_internal: bool
    files: tuple[DossierFile, ...]
    under: str

    @property
    def member(self) -> str:
        """Its text in the ZIP."""
        return f"{'interno/' if self.is_internal else ''}mensajes/{self.n:03}.txt"


@dataclass(frozen=True, slots=True)
class Dossier:
    """The documents of a case with those of the cases merged into it; the first stream is the case's own."""

    case: Case
    scope: Scope
    items: tuple[DossierItem, ...]
    streams: tuple[JournalStream, ...]
    anchor: JournalAnchorLeaf | None
    acts: tuple[FormalAct, ...]

    @property
    def files(self) -> tuple[DossierFile, ...]:
        """All files, in the order of their items."""
        return tuple(file for item in self.items for file in item.files)

    @property
    def is_too_large(self) -> bool:
        """Whether its files are more than one document may hold."""
        return sum(file.blob.size for file in self.files) > MOST_BYTES


def dossier_of(case: Case, scope: Scope) -> Dossier:
    """The dossier of a case. Every file is read once to see that it is still what the journal says."""
    with override("es"):
        told = timeline(case, for_staff=scope != Scope.PARTY)
        cases = [case, *told.merged]
        acts = tuple(
            FormalAct.objects.filter(case__in=cases, state=ActState.SIGNED)
            .select_related("signed_by")
            .order_by("id")
        )
        items = _Reader(told, scope, acts).items()
    ids = [one.stream_id for one in cases]
    streams = {stream.pk: stream for stream in JournalStream.objects.filter(pk__in=ids)}
    anchors = JournalAnchorLeaf.objects.filter(stream=case.stream_id).select_related("anchor")
    return Dossier(
        case=case,
        scope=scope,
        items=items,
        streams=tuple(streams[pk] for pk in ids),
        anchor=anchors.order_by("-seq").first(),
        acts=acts,
    )


def safe_name(name: str) -> str:
    """A sender's name of a file in plain letters, its ending kept."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-. ") or "archivo"
    path = PurePosixPath(plain)
    return path.stem[: _NAME_LENGTH - len(path.suffix[:10])].rstrip("-.") + path.suffix[:10]


class _Reader:
    """Makes the items of a timeline, numbering documents and files as they come."""

    def __init__(self, told: Timeline, scope: Scope, acts: Iterable[FormalAct]) -> None:
        self.told, self.scope = told, scope
        self.messages = {(message.case_id, message.entry): message for message in told.messages}
        self.acts = {(act.case_id, act.entry): act for act in acts}
        self.proofs = self._proofs() if self.acts else {}
        self.attached: dict[tuple[int, int], list[Attachment]] = {}
        for attachment in told.attachments:
            self.attached.setdefault((attachment.case_id, attachment.entry), []).append(attachment)
        cases = [told.case, *told.merged]
        parties = CaseParty.objects.filter(case__in=cases, person__isnull=False).order_by("id")
        self.parties = {f"person:{party.person_id}": party.name for party in parties}
        self.files = count(1)

    def _proofs(self) -> Mapping[int, list[str]]:
        rows = Notification.objects.filter(act__in=list(self.acts.values())).select_related(
            "party", "outgoing"
        )
        proofs: dict[int, list[str]] = {}
        for row in rows.order_by("id"):
            line = proof_of(row, with_address=self.scope != Scope.PARTY)
            proofs.setdefault(row.act_id, []).append(line)
        return proofs

    def items(self) -> tuple[DossierItem, ...]:
        """The documents in order."""
        shown = [entry for entry in self.told.entries if self._is_document(entry)]
        return tuple(self._item(n, entry) for n, entry in enumerate(shown, start=1))

    def _is_document(self, entry: JournalEntry) -> bool:
        place = (self.told.case_of(entry).pk, entry.seq)
        message = self.messages.get(place)
        if message is not None and _is_internal(message):
            return self.scope == Scope.INTERNAL
        return message is not None or place in self.attached or entry.kind in PRESENTED | PROOFS

    def _item(self, n: int, entry: JournalEntry) -> DossierItem:
        owner = self.told.case_of(entry)
        place = (owner.pk, entry.seq)
        message, act = self.messages.get(place), self.acts.get(place)
        is_internal = message is not None and _is_internal(message)
        return DossierItem(
            n=n,
            entry=entry,
            kind=kind_of(entry, procedure_of(owner)),
            at=entry.effective_at,
            who=self._who(owner, entry, message),
            medium=medium_of(entry.via) if entry.kind in PRESENTED else "",
            text=self._text(owner, entry, message, act),
            is_internal=is_internal,
            files=tuple(self._file(held, is_internal) for held in self.attached.get(place, ())),
            under="" if owner.pk == self.told.case.pk else owner.number,
        )

    def _who(self, owner: Case, entry: JournalEntry, message: Message | None) -> str:
        if message is not None and message.author_name:
            return message.author_name
        if entry.kind == "case.opened":
            return owner.applicant_name
        return self.parties.get(entry.actor) or unit_title(owner.unit)

    def _text(self, owner: Case, entry: JournalEntry, message: Message | None, act: FormalAct | None) -> str:
        parts = [_answers(owner)] if entry.kind == "case.opened" else []
        parts += [message.body] if message is not None else []
        parts += [text_of_proof(entry)] if entry.kind in PROOFS else []
        if act is not None:
            parts += [signature_of(act), "\n".join(self.proofs.get(act.pk, ()))]
        return "\n\n".join(part.strip() for part in parts if part.strip())

    def _file(self, held: Attachment, is_internal: bool) -> DossierFile:
        return DossierFile(
            n=next(self.files),
            name=held.name,
            blob=held.blob,
            fault=_fault_of(held.blob),
            is_internal=is_internal,
            signatures=tuple(note.text for note in notes_on(held.blob)),
        )


def _is_internal(message: Message) -> bool:
    return message.audience == Message.Audience.INTERNAL


def _answers(case: Case) -> str:
    """What was filled in, question by question."""
    sections = answered_sections(
        procedure_of(case), case.answers, pack=current_pack(), facts={"channel": case.channel}
    )
    return "\n\n".join(
        "\n".join([section.title.upper(), *(_answer(row) for row in section.rows if row.value)])
        for section in sections
    )


def _answer(row: AnswerRow) -> str:
    value = row.value if isinstance(row.value, str) else "; ".join(row.value)
    return f"{row.label} {value}" if row.label.endswith(("?", ".")) else f"{row.label}: {value}"


def _fault_of(blob: Blob) -> str:
    if blob.erased_at is not None:
        return "su contenido fue borrado"
    if not may_open(blob):
        return (
            "se le encontró un virus y no se entrega"
            if blob.scan == Scan.INFECTED
            else "todavía no se ha revisado que no tenga virus"
        )
    try:
        digest = digest_of(blob)
    except OSError:
        return "no se encuentra en el archivo de la administración"
    return "" if digest == blob.sha256 else "su contenido no coincide con su huella"
