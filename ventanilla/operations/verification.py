"""Everything `ventanilla verify` looks at: the journal, the files against their hashes, every record against the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from ventanilla.bonds import evidence as bonds
from ventanilla.cases import evidence as cases
from ventanilla.cases.models import Attachment, Case
from ventanilla.cases.verification import verify_definitions, verify_messages
from ventanilla.files.models import Blob
from ventanilla.files.store import digest_of
from ventanilla.formal import evidence as formal
from ventanilla.formal.verification import verify_formal
from ventanilla.journal.comparing import verify_rows
from ventanilla.journal.models import JournalEntry, JournalStream
from ventanilla.journal.verification import Finding, verify_anchors, verify_details, verify_streams
from ventanilla.mail.incoming import reconciliation
from ventanilla.mail.models import InboundState, MailInbound
from ventanilla.people import evidence as people
from ventanilla.procedures import evidence as procedures

EVIDENCE = (
    *people.EVIDENCE,
    *cases.EVIDENCE,
    *formal.EVIDENCE,
    *bonds.EVIDENCE,
    *procedures.EVIDENCE,
)
"""The tables whose rows are compared with what the journal told of them."""


def verify_all() -> Iterator[Finding]:
    """Every finding, the journal's first."""
    yield from verify_streams()
    yield from verify_details()
    yield from verify_anchors()
    yield from verify_cases()
    yield from verify_attachments()
    yield from verify_files()
    yield from verify_definitions()
    yield from verify_messages()
    yield from verify_formal()
    yield from verify_rows(EVIDENCE)
    yield from verify_mail()


def verify_cases() -> Iterator[Finding]:
    """Every case has its stream's first entry, and every stream of a case its case."""
    opened = set(JournalEntry.objects.filter(kind="case.opened").values_list("stream__subject", flat=True))
    cases = {f"case:{number}" for number in Case.objects.values_list("number", flat=True).iterator()}
    for subject in sorted(cases - opened):
        yield Finding("unopened", subject, 1, "el caso no tiene asiento de apertura")
    streams = set(JournalStream.objects.filter(subject__startswith="case:").values_list("subject", flat=True))
    for subject in sorted(streams - cases):
        yield Finding("case_removed", subject, None, "el historial existe y el caso no")


def verify_attachments() -> Iterator[Finding]:
    """Every file linked to a case is one its journal names, for the requirement it names, and the reverse.

    One that came for no requirement may have been filed under one since.
    """
    place = ("case__stream_id", "case__stream__subject", "entry")
    linked: dict[tuple[int, int], list[tuple[str, str]]] = {}
    subjects: dict[int, str] = {}
    rows = Attachment.objects.values_list(*place, "blob_id", "requirement")
    for stream_id, subject, seq, sha256, requirement in rows.iterator():
        linked.setdefault((stream_id, seq), []).append((sha256, requirement))
        subjects[stream_id] = subject
    entries = JournalEntry.objects.filter(facts__has_key="files").select_related("stream")
    for entry in entries.iterator():
        named = [(file["sha256"], file["requirement"]) for file in entry.facts["files"]]
        found = linked.pop((entry.stream_id, entry.seq), [])
        is_same = sorted(sha256 for sha256, _ in named) == sorted(sha256 for sha256, _ in found)
        if not is_same or any(file not in found for file in named if file[1]):
            text = f"los archivos del asiento {entry.seq} no son los que el asiento nombra"
            yield Finding("files_differ", entry.stream.subject, entry.seq, text)
    for stream_id, seq in linked:
        yield Finding(
            "files_foreign", subjects[stream_id], seq, f"ningún asiento nombra los archivos del {seq}"
        )


def verify_files() -> Iterator[Finding]:
    """Every content on disk is what its name says."""
    for blob in Blob.objects.filter(erased_at=None).order_by("sha256").iterator():
        text = _fault_of(blob)
        if text:
            used = Attachment.objects.filter(blob=blob).select_related("case__stream").order_by("id").first()
            subject = used.case.stream.subject if used else f"file:{blob.sha256}"
            yield Finding("file", subject, None, f"{used.name if used else blob.sha256}: {text}")


def verify_mail() -> Iterator[Finding]:
    """Every mail is where its row says: none is without its state, and a filed one has the case it names."""
    counts = reconciliation(
        since=dt.datetime.min.replace(tzinfo=dt.UTC), until=dt.datetime.max.replace(tzinfo=dt.UTC)
    )
    total = counts.pop("total")
    if total != sum(counts.values()):
        yield Finding(
            "mail_uneven", "mail", None, f"se recibieron {total} correos y constan {sum(counts.values())}"
        )
    numbers = Case.objects.filter(number=OuterRef("ref"))
    lost = MailInbound.objects.filter(state=InboundState.FILED).exclude(ref="").exclude(Exists(numbers))
    for inbound in lost.order_by("id").iterator():
        text = f"el correo {inbound.message_id or inbound.pk} consta en el caso {inbound.ref}, que no existe"
        yield Finding("mail_lost", f"mail:{inbound.pk}", None, text)


def _fault_of(blob: Blob) -> str:
    try:
        digest = digest_of(blob)
    except OSError:
        return "el archivo no está en el disco"
    return "" if digest == blob.sha256 else "el contenido del archivo fue cambiado"
