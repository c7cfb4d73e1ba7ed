"""What the public may know of a document by its code: that it exists, when and by whom, never what it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ventanilla.files.store import digest_of
from ventanilla.formal.models import ActKind, ActState, FormalAct
from ventanilla.formal.receipts import Receipt, find_receipt
from ventanilla.formal.signature_words import SignatureRow, rows_of
from ventanilla.formal.verification import faults_of_act
from ventanilla.journal.models import JournalEntry
from ventanilla.journal.verification import verify_stream
from ventanilla.reference.current import unit_title, zone

CODE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Verified:
    """A document that exists. `hashes` are the SHA-256 of the document itself or of the files it names.

    `signatures` are those inside the document, by the certificates they were made with.
    """

    kind: str
    number: str
    case_number: str
    unit: str
    at: dt.datetime
    signed_by: str
    hashes: tuple[str, ...]
    signatures: tuple[SignatureRow, ...] = ()


def verify_code(code: str) -> Verified | None:
    """The document that a code stands for; None where there is none, or where its record no longer holds."""
    code = code.strip()
    if not code or len(code) > CODE_LENGTH:
        return None
    receipt = find_receipt(code)
    return _of_receipt(receipt) if receipt else _of_act(code)


def _of_receipt(receipt: Receipt) -> Verified:
    return Verified(
        kind="receipt",
        number=f"{receipt.case.number}/{receipt.entry.seq}",
        case_number=receipt.case.number,
        unit=unit_title(str(receipt.entry.facts.get("unit") or receipt.case.unit)),
        at=receipt.presented_at,
        signed_by="",
        hashes=tuple(file.sha256 for file in receipt.files),
    )


def _of_act(code: str) -> Verified | None:
    act = (
        FormalAct.objects.select_related("case__stream", "signed_by", "blob__signature")
        .filter(code=code.upper().replace(" ", ""), state=ActState.SIGNED)
        .first()
    )
    if act is None or act.signed_at is None or act.signed_by is None or not _holds(act):
        return None
    return Verified(
        kind=ActKind(act.kind).value,
        number=act.number,
        case_number=act.case.number,
        unit=unit_title(act.unit),
        at=act.signed_at.astimezone(zone()),
        signed_by=f"{act.signed_by}, {act.signed_as}" if act.signed_as else str(act.signed_by),
        hashes=(act.blob_id,) if act.blob_id else (),
        signatures=rows_of(act.blob),
    )


def _holds(act: FormalAct) -> bool:
    """Whether the act is what the journal says was signed, the journal itself holds, and the PDF is the one it names."""
    entry = JournalEntry.objects.filter(stream_id=act.case.stream_id, seq=act.entry or 0).first()
    if faults_of_act(act, entry) or verify_stream(act.case.stream) or act.blob is None:
        return False
    try:
        return digest_of(act.blob) == act.blob.sha256
    except OSError:
        return False
