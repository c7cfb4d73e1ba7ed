"""The certificate of whoever signs: a PKCS#12 file in SIGNING_DIR, opened by a pass phrase that is typed and forgotten.

Nothing of the key is kept: it lives as long as the act that signs. See docs/signatures.md.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from ventanilla.cases.errors import Invalid
from ventanilla.files.certificates import Certificate, name_of
from ventanilla.files.signatures import Signature

if TYPE_CHECKING:
    from ventanilla.people.models import Person

FIELD = "passphrase"
LONGEST_PHRASE = 200
_LARGEST = 100_000
_SMALLEST_RSA = 2048
_FILE_NAME = re.compile(r"(?!\d+$)[A-Za-z0-9_-][A-Za-z0-9._@+-]*")
"""User names that name a file; one of figures alone would be taken for the number of another person."""


@dataclass(frozen=True, slots=True)
class Seal:
    """An opened certificate with its key, and what is worth knowing of it."""

    material: pkcs12.PKCS12KeyAndCertificates
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a signature says beside the certificate, and when it is made."""

    name: str
    reason: str
    place: str
    at: dt.datetime


def seal_file(person: Person) -> Path | None:
    """Where the person's certificate lies: `<user name>.p12` or `<number of the person>.p12`; None where she has none."""
    folder = settings.SIGNING_DIR
    if folder is None:
        return None
    names = [str(person.pk)]
    if _FILE_NAME.fullmatch(person.username):
        names.insert(0, person.username)
    return next((path for name in names if (path := folder / f"{name}.p12").is_file()), None)


def open_seal(path: Path, passphrase: str, *, person: Person, at: dt.datetime) -> Seal:
    """Open the file and see that the certificate is hers and in force at `at`. Raises Invalid on the field of the phrase."""
    if not passphrase:
        raise _refusal(_("Pass phrase: write it. It opens the certificate that is kept for you."))
    material = _unlocked(path, passphrase)
    certificate, key = material.cert, material.key
    if certificate is None or key is None:
        raise _refusal(
            _(
                "Pass phrase: the file it opens holds no key with its certificate. Ask the administrator to replace it."
            )
        )
    _check_owner(certificate.certificate, person)
    facts = Certificate.of(certificate.certificate)
    _check_in_force(facts, at)
    _check_signs(certificate.certificate, key)
    return Seal(material, facts)


def seal_pdf(pdf: bytes, seal: Seal, sealing: Sealing) -> bytes:
    """The PDF with a PAdES signature added after its last byte: what was there before stays as it was."""
    signed: bytes = _pades().sign(
        pdf, seal.material, name=sealing.name, reason=sealing.reason, place=sealing.place, at=sealing.at
    )
    return signed


def load_signer() -> None:
    """Load what signs, which takes seconds the first time: before the act locks its series."""
    _pades()


def signature_by(seal: Seal, *, at: dt.datetime) -> Signature:
    """What is known of a signature at once, by whoever made it."""
    return Signature(
        signer=seal.certificate.subject,
        signed_at=at,
        integrity="whole",
        trust="",
        chain=(seal.certificate.issuer,),
        certificate=seal.certificate,
    )


@cache
def _pades() -> ModuleType:
    return importlib.import_module("ventanilla.formal.pades")


def _refusal(text: str) -> Invalid:
    return Invalid(text, field=FIELD)


def _unlocked(path: Path, passphrase: str) -> pkcs12.PKCS12KeyAndCertificates:
    try:
        with path.open("rb") as source:
            content = source.read(_LARGEST)
    except OSError:
        raise _refusal(
            _(
                "Pass phrase: the file that is kept for you cannot be read. Ask the administrator to see to it."
            )
        ) from None
    try:
        return pkcs12.load_pkcs12(content, passphrase.encode())
    except (ValueError, TypeError):
        raise _refusal(
            _(
                "Pass phrase: it does not open the certificate that is kept for you. Write it again; "
                "if it is right, ask the administrator to replace the file."
            )
        ) from None


def _check_owner(certificate: x509.Certificate, person: Person) -> None:
    """The certificate names her by e-mail, or where it carries none, by name."""
    addresses = _addresses(certificate)
    is_hers = (
        person.email.casefold() in addresses
        if addresses
        else _spelt(name_of(certificate.subject)) == _spelt(person.name) != ""
    )
    if not is_hers:
        raise _refusal(
            _(
                "Pass phrase: the certificate it opens is that of %(subject)s, not yours. Ask the administrator to keep yours for you."
            )
            % {"subject": name_of(certificate.subject)}
        )


def _check_in_force(certificate: Certificate, at: dt.datetime) -> None:
    if at >= certificate.until:
        raise _refusal(
            _(
                "Pass phrase: the certificate it opens expired on %(day)s. Ask the administrator to replace it with one in force."
            )
            % {"day": f"{certificate.until:%d/%m/%Y}"}
        )
    if at < certificate.since:
        raise _refusal(
            _(
                "Pass phrase: the certificate it opens is valid only from %(day)s. Sign then, or ask the administrator for one in force."
            )
            % {"day": f"{certificate.since:%d/%m/%Y}"}
        )


def _check_signs(certificate: x509.Certificate, key: object) -> None:
    """Keys others can still break, or that were issued for something else, are worth nothing under an act."""
    is_strong = isinstance(key, ec.EllipticCurvePrivateKey) or (
        isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _SMALLEST_RSA
    )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        may_sign = usage.digital_signature or usage.content_commitment
    except x509.ExtensionNotFound:
        may_sign = True
    if not (is_strong and may_sign):
        raise _refusal(
            _(
                "Pass phrase: the certificate it opens is not one for signing (RSA of 2048 bits or more, or "
                "elliptic curve, with the use of digital signature). Ask the administrator to replace it."
            )
        )


def _addresses(certificate: x509.Certificate) -> frozenset[str]:
    found = [str(item.value) for item in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        pass
    else:
        found += names.get_values_for_type(x509.RFC822Name)
    return frozenset(address.casefold() for address in found)


def _spelt(name: str) -> str:
    """A name without what certificates and registers spell differently: accents, capitals, spaces."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(plain.casefold().split())
