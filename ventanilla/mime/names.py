"""File names that can be shown, stored and offered for download: never a path, never empty."""

from __future__ import annotations

import re
import unicodedata

from ventanilla.mime import limits
from ventanilla.mime.words import one_line

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)")
_EXTENSIONS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/rtf": "rtf",
    "application/xml": "xml",
    "application/json": "json",
    "application/ms-tnef": "dat",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "application/pgp-keys": "asc",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
    "application/ics": "ics",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tif",
    "image/bmp": "bmp",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/svg+xml": "svg",
    "message/rfc822": "eml",
    "message/global": "eml",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/xml": "xml",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "text/directory": "vcf",
    "text/rfc822-headers": "txt",
    "video/mp4": "mp4",
}


def file_name(written: str, type_: str, number: int) -> str:
    """The name for the `number`-th attachment of media type `type_`, from what its headers say.

    Only what stands behind the last slash of either kind stays; a name of which nothing stays becomes
    ``adjunto-<number>`` with the extension of its type. At most 150 characters, the extension kept.
    """
    name = unicodedata.normalize("NFC", one_line(written)).replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    name = _FORBIDDEN.sub("", name).strip().strip(".").strip() if name.strip(". ") else ""
    if not name:
        return f"adjunto-{number}.{_EXTENSIONS.get(type_, 'bin')}"
    if _RESERVED.match(name):
        name = f"_{name}"
    return shortened(name)


def message_name(subject: str) -> str:
    """The name of a message that is attached to another: its subject, which has no slashes then."""
    words = _FORBIDDEN.sub(" ", re.sub(r"[/\\]+", "-", subject))
    return shortened(f"{' '.join(words.split()).strip('. ') or 'mensaje'}.eml")


def shortened(name: str) -> str:
    """`name` in at most 150 characters, its extension kept."""
    if len(name) <= limits.NAME_CHARACTERS:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[: limits.NAME_CHARACTERS]
    return f"{stem[: limits.NAME_CHARACTERS - len(extension) - 1].rstrip()}.{extension}"
