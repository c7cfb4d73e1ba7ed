"""What a file really is, and whether a pack admits it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import filetype
from django.utils.translation import gettext as _

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "csv": "text/csv",
    "txt": "text/plain",
}
_OOXML = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_ODF = {"odt", "ods"}
_TEXT = {"csv", "txt"}
_MAX_MEMBERS = 10_000
_MEMBER_MARK = b"PK\x01\x02"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError)
_MAX_RATIO = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """The finding on one file: its extension and media type, or `reason` why it is refused (then both are "")."""

    extension: str
    media_type: str
    reason: str = ""


def refuse(reason: str) -> Kind:
    """A file that is not taken, with the reason people see."""
    return Kind("", "", reason)


def look(source: BinaryIO, name: str, admitted: Sequence[str]) -> Kind:
    """Compare name and content with the admitted extensions. Never raises for odd content.

    `source` is a seekable binary file; its position afterwards is the start.
    """
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    allowed = ", ".join(dict.fromkeys(admitted))
    if extension not in admitted or extension not in MEDIA_TYPES:
        return refuse(
            _("this type of file is not admitted; send one of these: %(types)s") % {"types": allowed}
        )
    head = source.read(8192)
    source.seek(0)
    if not head:
        return refuse(_("the file is empty; save it again and attach it once more"))
    if extension in _TEXT:
        matches = b"\0" not in head
    elif extension in _OOXML or extension in _ODF or extension == "zip":
        matches = _is_archive(source, extension)
        source.seek(0)
    else:
        found = filetype.guess(head)
        matches = found is not None and found.mime == MEDIA_TYPES[extension]
    if not matches:
        return refuse(
            _("the content is not that of a .%(extension)s file; save it again in that format")
            % {"extension": extension}
        )
    return Kind(extension, MEDIA_TYPES[extension])


def _is_archive(source: BinaryIO, extension: str) -> bool:
    if _has_too_many_members(source):
        return False
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            packed = sum(member.compress_size for member in members)
            unpacked = sum(member.file_size for member in members)
            if len(members) > _MAX_MEMBERS or unpacked > max(packed, 1) * _MAX_RATIO:
                return False
            if extension in _OOXML:
                return _OOXML[extension] in names
            if extension in _ODF:
                return _says(archive, MEDIA_TYPES[extension])
            return True
    except (*_UNREADABLE, KeyError, OSError, NotImplementedError, RuntimeError, ValueError):
        return False


def _has_too_many_members(source: BinaryIO) -> bool:
    """Counted before the archive is opened: opening one with half a million members costs hundreds of megabytes."""
    source.seek(0)
    count, rest = 0, b""
    while chunk := source.read(1 << 16):
        block = rest + chunk
        count += block.count(_MEMBER_MARK)
        rest = block[-len(_MEMBER_MARK) + 1 :]
    source.seek(0)
    return count > _MAX_MEMBERS


def _says(archive: zipfile.ZipFile, media_type: str) -> bool:
    """Whether the member `mimetype` holds these words and no more; never unpacks what else it may hold."""
    member = archive.getinfo("mimetype")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return False
    with archive.open(member) as content:
        return content.read(len(media_type) + 1) == media_type.encode()


def safe_name(name: str) -> str:
    """The sender's file name without folders, control characters or excess: for showing and downloading."""
    base = Path(name.replace("\\", "/")).name
    clean = "".join(char for char in base if char.isprintable()).strip(". ") or "archivo"
    if len(clean) <= 120:
        return clean
    suffix = Path(clean).suffix[:12]
    return clean[: 120 - len(suffix)] + suffix
