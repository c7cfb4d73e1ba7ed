"""The files of a mail as uploads: which of them are a person's, and what the limits of the pack make of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ventanilla.cases.uploads import judge_files
from ventanilla.mime import Attachment, Mail

_NOBODYS = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "text/vcard",
        "text/x-vcard",
        "text/calendar",
    }
)
"""What mail programs add by themselves. It stays in the raw mail."""
LOGO_BYTES = 10_000
"""An image shown within the text that is no larger than this is a signature's logo, else a picture of something."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file of a mail in the shape in which doors hand files in."""

    name: str
    size: int
    file: BinaryIO


def enclosures_of(mail: Mail) -> list[Enclosure]:
    """The files that the person sent, in the order of the mail."""
    return [
        Enclosure(item.name, item.size, io.BytesIO(item.content))
        for item in mail.attachments
        if _is_sent(item)
    ]


def refused_of(enclosures: Sequence[Enclosure]) -> list[str]:
    """One text for each file that would be refused, without storing any."""
    return [f"{name}: {kind.reason}." for _, name, kind in judge_files(enclosures) if kind.reason]


def _is_sent(attachment: Attachment) -> bool:
    if attachment.type in _NOBODYS:
        return False
    return not attachment.is_inline or attachment.size > LOGO_BYTES
