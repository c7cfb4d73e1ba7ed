"""Files as they come through a door: what fits is stored, what does not is refused by name with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import NewFile
from ventanilla.cases.models import Attachment, DraftFile
from ventanilla.files.kinds import Kind, look, refuse, safe_name
from ventanilla.files.models import Blob
from ventanilla.files.store import chunks_of, erase, store
from ventanilla.mail.models import MailInbound
from ventanilla.people.models import Power, VaultDocument
from ventanilla.reference.current import current_pack

UNUSED_FOR = dt.timedelta(days=1)


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


def erase_unused(*, at: dt.datetime) -> int:
    """Erase contents that no draft, no case, no incoming mail and no file of somebody holds: files of forgotten drafts, taken out, or never sent.

    Returns how many. What was stored within the last day is left: its form may be on its way.
    """
    of_it = {"blob": OuterRef("pk")}
    held = (
        Q(Exists(DraftFile.objects.filter(**of_it)))
        | Q(Exists(Attachment.objects.filter(**of_it)))
        | Q(Exists(MailInbound.objects.filter(**of_it)))
        | Q(Exists(VaultDocument.objects.filter(**of_it)))
        | Q(Exists(Power.objects.filter(**of_it)))
    )
    before = at - UNUSED_FOR
    unused = Blob.objects.filter(~held, created_at__lt=before).values_list("pk", flat=True)
    return sum(erase(sha256, unless=held, stored_before=before) for sha256 in list(unused))


def _over_limit(size: int, count: int) -> str:
    limits = current_pack().uploads
    if count > limits.max_files:
        return _("%(count)s files are admitted in one sending; send this one in another message") % {
            "count": limits.max_files
        }
    if size > limits.total_bytes:
        return _(
            "with this file the %(size)s MB of one sending are exceeded; send it apart, in another message of the same case"
        ) % {"size": limits.total_mb}
    return ""
