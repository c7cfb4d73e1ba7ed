"""What is worth knowing of a certificate, in words and dates. Without Django: the reader of signatures is a process apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

_LONGEST = 200
_FIRST, _LAST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 30, tzinfo=dt.UTC)
_NAMING = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose it is, whose word stands for it, and from when until when. `fingerprint` is the SHA-256 of all of it."""

    subject: str
    issuer: str
    serial: str
    since: dt.datetime
    until: dt.datetime
    fingerprint: str

    @classmethod
    def of(cls, certificate: x509.Certificate) -> Certificate:
        """The facts of a certificate. Raises ValueError where it is malformed."""
        return cls(
            subject=name_of(certificate.subject),
            issuer=name_of(certificate.issuer),
            serial=f"{certificate.serial_number:X}",
            since=within_reason(certificate.not_valid_before_utc),
            until=within_reason(certificate.not_valid_after_utc),
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Certificate:
        """What `as_json` made."""
        moments = {name: dt.datetime.fromisoformat(stored[name]) for name in ("since", "until")}
        return cls(**{**stored, **moments})

    def as_json(self) -> dict[str, str]:
        """As it is stored."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "serial": self.serial,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "fingerprint": self.fingerprint,
        }


def within_reason(moment: dt.datetime) -> dt.datetime:
    """A stranger's moment as one that every zone of the world can tell: “for ever” ends a day early."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(known, _FIRST), _LAST)


def name_of(name: x509.Name) -> str:
    """What people call somebody: the common name, else the organisation, else all of the name."""
    for kind in _NAMING:
        found = name.get_attributes_for_oid(kind)
        if found:
            return plain(str(found[0].value))
    return plain(name.rfc4514_string())


def plain(text: str) -> str:
    """A stranger's words on one line: printable, and not longer than anybody's name."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:_LONGEST]
