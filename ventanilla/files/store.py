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

from ventanilla.files.models import Blob, Scan

CHUNK = 1 << 16


def path_of(sha256: str) -> Path:
    """Where the content lies."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def store(chunks: Iterable[bytes], *, media_type: str, at: dt.datetime) -> Blob:
    """Write the content to disk, synced, and return its row. The same content twice is one row."""
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
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(target)
        _sync_folder(target.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    scan = Scan.PENDING if settings.SCAN == "required" else Scan.UNSCANNED
    blob, _ = Blob.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "type": media_type, "scan": scan, "created_at": at}
    )
    return blob


def open_blob(blob: Blob) -> BinaryIO:
    """The content, for reading. Raises FileNotFoundError where it was erased or lost."""
    return path_of(blob.sha256).open("rb")


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
