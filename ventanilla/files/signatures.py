"""The signatures that PDFs carry: read by a process apart with limits, kept by content, told as values."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

import ventanilla
from ventanilla.files.certificates import Certificate
from ventanilla.files.models import Blob, BlobSignature, Scan
from ventanilla.files.roots import root_files
from ventanilla.files.store import chunks_of, open_blob, path_of

logger = logging.getLogger(__name__)

PDF = "application/pdf"
MOST_BYTES = 150_000_000
MOST_SECONDS = 60
"""How long the reader may take by the clock; its own limit of computing time ends it sooner."""
_SIGNED_MARK = b"/ByteRange"
_FOR_THE_READER = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
"""What the process that reads a stranger's file needs to know of ours: no address and no secret."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `integrity`: whole, extended, broken, weak, unclear; `trust`: trusted, untrusted, "" where no roots are kept.

    `signed_at` is what the signer's computer said, None where it said nothing.
    """

    signer: str
    signed_at: dt.datetime | None
    integrity: str
    trust: str
    chain: tuple[str, ...] = ()
    certificate: Certificate | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is stored, and as the reader prints it."""
        return {
            "signer": self.signer,
            "signed_at": self.signed_at.isoformat() if self.signed_at else "",
            "integrity": self.integrity,
            "trust": self.trust,
            "chain": list(self.chain),
            "certificate": self.certificate.as_json() if self.certificate else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Signature:
        """What `as_json` made."""
        certificate = stored.get("certificate")
        return cls(
            signer=stored["signer"],
            signed_at=dt.datetime.fromisoformat(stored["signed_at"]) if stored["signed_at"] else None,
            integrity=stored["integrity"],
            trust=stored["trust"],
            chain=tuple(stored["chain"]),
            certificate=Certificate.from_json(certificate) if certificate else None,
        )


@dataclass(frozen=True, slots=True)
class Exam:
    """What an examination found. `fault` is the code of what kept it from seeing all, "" where nothing did."""

    signatures: tuple[Signature, ...] = ()
    fault: str = ""


def exam_of(blob: Blob) -> Exam:
    """What is kept of a content; an empty one where it carries no signature or was not examined yet."""
    row = getattr(blob, "signature", None)
    if row is None:
        return Exam()
    return Exam(tuple(Signature.from_json(stored) for stored in row.signatures), row.fault)


def examine(path: Path, *, moment: dt.datetime, roots: Path | None) -> Exam:
    """Read a PDF's signatures in a process apart. Never raises for what the file holds.

    `moment` is the one at which certificates must have been valid: when the file reached us.
    """
    if path.stat().st_size > MOST_BYTES:
        return Exam(fault="too_large")
    command = [sys.executable, "-m", "ventanilla.files.signature_reader", str(path), moment.isoformat()]
    environment = {name: os.environ[name] for name in _FOR_THE_READER if name in os.environ}
    environment["PYTHONPATH"] = str(Path(ventanilla.__file__).parents[1])
    try:
        done = subprocess.run(
            [*command, str(roots)] if roots else command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Exam(fault="timeout")
    if done.returncode:
        return Exam(fault="timeout" if done.returncode < 0 else "unreadable")
    found = json.loads(done.stdout)
    return Exam(tuple(Signature.from_json(stored) for stored in found["signatures"]), found["fault"])


def examine_pending(*, at: dt.datetime, limit: int = 20) -> int:
    """Examine the oldest PDFs nobody examined, then those read under other roots; returns how many. Safe to run twice at once."""
    roots, digest = _roots()
    done = 0
    for blob in _unexamined()[:limit]:
        try:
            exam = _exam(blob, roots) if _may_be_signed(blob) else Exam()
        except FileNotFoundError:
            logger.warning("%s: the PDF to be examined is not on the disk", blob.sha256)
            exam = Exam(fault="lost")
        keep(blob, exam, at=at, roots=digest)
        done += 1
    stale = BlobSignature.objects.filter(fault="").exclude(roots=digest).select_related("blob")
    for row in stale.order_by("examined_at")[: max(limit - done, 0)]:
        if path_of(row.blob.sha256).exists():
            keep(row.blob, _exam(row.blob, roots), at=at, roots=digest)
            done += 1
    return done


@transaction.atomic
def keep(blob: Blob, exam: Exam, *, at: dt.datetime, roots: str = "") -> None:
    """Write down what an examination found, in place of what an earlier one did. `roots` is the digest of those asked."""
    if exam.signatures or exam.fault:
        found = {"signatures": [item.as_json() for item in exam.signatures], "fault": exam.fault}
        BlobSignature.objects.update_or_create(
            blob=blob, defaults={**found, "roots": roots, "examined_at": at}
        )
    else:
        BlobSignature.objects.filter(blob=blob).delete()
    Blob.objects.filter(pk=blob.pk).update(examined_at=at)


def _unexamined() -> QuerySet[Blob]:
    safe = [Scan.CLEAN] if settings.SCAN == "required" else [Scan.CLEAN, Scan.UNSCANNED]
    waiting = Blob.objects.filter(type=PDF, examined_at=None, erased_at=None, scan__in=safe)
    return waiting.order_by("created_at")


def _exam(blob: Blob, roots: Path | None) -> Exam:
    return examine(path_of(blob.sha256), moment=blob.created_at, roots=roots)


def _may_be_signed(blob: Blob) -> bool:
    """A signature names the bytes it covers in plain sight: a file without that word need not be opened."""
    rest = b""
    with open_blob(blob) as content:
        for chunk in chunks_of(content):
            if _SIGNED_MARK in rest + chunk:
                return True
            rest = chunk[-len(_SIGNED_MARK) :]
    return False


def _roots() -> tuple[Path | None, str]:
    """The folder of the trusted roots and a digest of what it holds: other roots give other answers."""
    folder = settings.TRUST_DIR
    if folder is None:
        return None, ""
    digest = hashlib.sha256()
    for path in root_files(folder):
        digest.update(path.read_bytes())
    return folder, digest.hexdigest()
