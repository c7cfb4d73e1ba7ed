"""Reads the signatures of one PDF. A process of its own: what a hostile file does to it ends with it.

`python -m ventanilla.files.signature_reader FILE MOMENT [FOLDER]` prints JSON: `fault`, a code or "", and `signatures`.
MOMENT (ISO) is when certificates must have been valid, FOLDER holds the trusted roots. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ventanilla.files.certificates import Certificate, plain, within_reason
from ventanilla.files.roots import root_files

MOST_SIGNATURES = 20
MOST_SECONDS = 20
MOST_BYTES = 1_000_000_000
_LONGEST_CHAIN = 10
_WEAK = {"md2", "md4", "md5", "sha1"}
_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def main() -> None:
    """Print what one file's signatures say. Any fault becomes a code; only the limits of the process end it."""
    for limit, most in ((resource.RLIMIT_AS, MOST_BYTES), (resource.RLIMIT_CPU, MOST_SECONDS)):
        resource.setrlimit(limit, (most, most))
    path, moment, *folder = sys.argv[1:]
    try:
        with Path(path).open("rb") as source:
            roots = roots_in(Path(folder[0])) if folder else None
            found = read_signatures(source, dt.datetime.fromisoformat(moment), roots)
    except MemoryError:
        found = {"fault": "memory", "signatures": []}
    except Exception:
        found = {"fault": "unreadable", "signatures": []}
    sys.stdout.write(json.dumps(found))


def roots_in(folder: Path) -> list[asn1.Certificate]:
    """The certificates of a folder's PEM and DER files."""
    return [root for path in root_files(folder) for root in load_certs_from_pemder_data(path.read_bytes())]


def read_signatures(
    source: BinaryIO, moment: dt.datetime, roots: Sequence[asn1.Certificate] | None
) -> dict[str, Any]:
    """Every signature that the file carries, up to MOST_SIGNATURES. `roots` is None where trust is not asked for."""
    reader = PdfFileReader(source, strict=False)
    if reader.encrypted:
        return {"fault": "encrypted", "signatures": []}
    fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MOST_SIGNATURES + 1))
    found = [_read(reader, name, field, moment, roots) for name, _, field in fields[:MOST_SIGNATURES]]
    return {"fault": "too_many" if len(fields) > MOST_SIGNATURES else "", "signatures": found}


def _read(
    reader: PdfFileReader,
    name: str,
    field: Any,
    moment: dt.datetime,
    roots: Sequence[asn1.Certificate] | None,
) -> dict[str, Any]:
    """One signature; what cannot be read of it is "unclear"."""
    unclear = {"signer": "", "signed_at": "", "integrity": "unclear", "trust": "", "chain": []}
    try:
        signature = EmbeddedPdfSignature(reader, field.get_object(), name)
        context = ValidationContext(
            trust_roots=roots or [], moment=moment, allow_fetching=False, revocation_mode="soft-fail"
        )
        status = validate_pdf_signature(signature, context, key_usage_settings=_SIGNING)
        certificate = Certificate.of(x509.load_der_x509_certificate(status.signing_cert.dump()))
        reported = status.signer_reported_dt
        return {
            "signer": certificate.subject,
            "signed_at": within_reason(reported).isoformat() if reported else "",
            "integrity": integrity_of(status),
            "trust": "" if roots is None else "trusted" if status.trusted else "untrusted",
            "chain": _chain(status.signing_cert, signature.other_embedded_certs),
            "certificate": certificate.as_json(),
        }
    except MemoryError:
        raise
    except Exception:
        return unclear


def integrity_of(status: PdfSignatureStatus) -> str:
    """`whole`: nothing but further signatures came after it; `extended`: other content did; `broken`: what was signed changed.

    `weak`: its digest is one that can be made to fit another document.
    """
    if not (status.intact and status.valid):
        return "broken"
    if status.md_algorithm in _WEAK:
        return "weak"
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "whole"
    level = status.modification_level
    if level is None or status.coverage == SignatureCoverageLevel.UNCLEAR:
        return "extended"
    return "whole" if level <= ModificationLevel.FORM_FILLING else "extended"


def _chain(leaf: asn1.Certificate, others: Sequence[asn1.Certificate]) -> list[str]:
    """Who vouches for whom, from the signer's issuer up, as far as the file carries it."""
    names: list[str] = []
    current = leaf
    while len(names) < _LONGEST_CHAIN and current.subject != current.issuer:
        above = next((other for other in others if other.subject == current.issuer), None)
        names.append(plain(current.issuer.human_friendly))
        if above is None:
            break
        current = above
    return names


if __name__ == "__main__":
    main()
