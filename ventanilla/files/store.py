"""Content-addressed storage on the filesystem: a file's name is its sha256, never what the sender called it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Greatest

from ventanilla.files.models import Blob, Scan

CHUNK = 1 << 16
_JUST_STORED = dt.timedelta(hours=1)
_NEW_ROW = """
INSERT INTO blob (sha256, size, type, scan, scanned_with, created_at) VALUES (%s, %s, %s, %s, '', %s)
ON CONFLICT (sha256) DO NOTHING
"""


def path_of(sha256: str) -> Path:
    """Where the content lies."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def store(chunks: Iterable[bytes], *, media_type: str, at: dt.datetime) -> Blob:
    """Write the content to disk, synced, and return its row. The same content twice is one row.

    The row comes first and is marked as just stored: `erase` takes only what nobody has stored for a while.
    """
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".in-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        blob = _row(digest.hexdigest(), size, media_type, at)
        target = path_of(blob.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(target)
        _sync_folder(target.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return blob


def _row(sha256: str, size: int, media_type: str, at: dt.datetime) -> Blob:
    scan = Scan.PENDING if settings.SCAN == "required" else Scan.UNSCANNED
    new = Blob(sha256=sha256, size=size, type=media_type, scan=scan, scanned_with="", created_at=at)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEW_ROW, [sha256, size, media_type, scan, at])
            if cursor.rowcount:
                return new
        blob = Blob.objects.filter(pk=sha256).first()
        if blob is None:
            continue
        if blob.created_at > at - _JUST_STORED:
            return blob
        if Blob.objects.filter(pk=sha256).update(created_at=Greatest("created_at", Value(at))):
            return blob


def erase(sha256: str, *, unless: Q, stored_before: dt.datetime) -> bool:
    """Forget a content that nobody stored since `stored_before` and of which `unless` does not hold.

    Its row is locked while its file goes, so that storing the same content meanwhile waits and writes it anew.
    """
    with transaction.atomic():
        rows = Blob.objects.select_for_update(skip_locked=True, of=("self",))
        blob = rows.filter(~unless, pk=sha256, created_at__lt=stored_before).first()
        if blob is None:
            return False
        blob.delete()
        path_of(sha256).unlink(missing_ok=True)
    return True


def open_blob(blob: Blob) -> BinaryIO:
    """The content, for reading. Raises FileNotFoundError where it was erased or lost."""
    return path_of(blob.sha256).open("rb")


def digest_of(blob: Blob) -> str:
    """The SHA-256 of the content as it lies there now. Raises OSError where it was erased or lost."""
    digest = hashlib.sha256()
    with open_blob(blob) as content:
        for chunk in chunks_of(content):
            digest.update(chunk)
    return digest.hexdigest()


def chunks_of(source: BinaryIO) -> Iterable[bytes]:
    """A readable file in chunks."""
    while chunk := source.read(CHUNK):
        yield chunk


def may_open(blob: Blob) -> bool:
    """The one predicate on whether a content may be handed out."""
    if blob.erased_at is not None:
        return False
    return blob.scan == Scan.CLEAN or (blob.scan == Scan.UNSCANNED and settings.SCAN == "off")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
