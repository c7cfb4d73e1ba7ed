"""Files as they come through a door: what fits is stored, what does not is refused by name with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ventanilla.cases.acts.opening import NewFile
from ventanilla.files.kinds import Kind, look, refuse, safe_name
from ventanilla.files.store import chunks_of, store
from ventanilla.reference.current import current_pack


class Upload(Protocol):
    """What a door hands in: Django's `UploadedFile` is one."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    @property
    def file(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a set of files: those stored, and one text for each refused one."""

    files: tuple[NewFile, ...]
    refused: tuple[str, ...]


def take_files(
    uploads: Sequence[Upload],
    *,
    at: dt.datetime,
    requirement: str = "",
    types: Sequence[str] = (),
    held: int = 0,
    count: int = 0,
) -> Taken:
    """Store what fits under the pack's limits, in the order sent.

    `held` bytes in `count` files are there already; `types` narrows the extensions the pack admits.
    """
    taken: list[NewFile] = []
    refused: list[str] = []
    for upload, name, kind in judge_files(uploads, types=types, held=held, count=count):
        if kind.reason:
            refused.append(f"{name}: {kind.reason}.")
            continue
        blob = store(chunks_of(upload.file), media_type=kind.media_type, at=at)
        taken.append(NewFile(blob=blob, name=name, requirement=requirement))
    return Taken(tuple(taken), tuple(refused))


def judge_files(
    uploads: Sequence[Upload], *, types: Sequence[str] = (), held: int = 0, count: int = 0
) -> Iterator[tuple[Upload, str, Kind]]:
    """Each file with its safe name and what it is, or why it is refused; stores nothing. See `take_files`."""
    limits = current_pack().uploads
    for upload in uploads:
        name = safe_name(upload.name or "")
        size = upload.size or 0
        excess = _over_limit(held + size, count + 1)
        kind = refuse(excess) if excess else look(upload.file, name, types or limits.types)
        if not kind.reason:
            held, count = held + size, count + 1
        yield upload, name, kind


def _over_limit(size: int, count: int) -> str:
    limits = current_pack().uploads
    if count > limits.max_files:
        return f"se admiten {limits.max_files} archivos por envío; envíe este en otro mensaje"
    if size > limits.total_bytes:
        return (
            f"con este archivo se superan los {limits.total_mb} MB por envío; "
            "envíelo aparte, en otro mensaje del mismo caso"
        )
    return ""
