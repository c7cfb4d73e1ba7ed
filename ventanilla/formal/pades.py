"""A PAdES signature (B-B) on a PDF, as an incremental update. Loaded when the first act is signed: the library is large."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD_NAME = "Firma"
DIGEST = "sha256"


def sign(
    pdf: bytes, material: PKCS12KeyAndCertificates, *, name: str, reason: str, place: str, at: dt.datetime
) -> bytes:
    """The PDF with a signature that covers all of it. Its field has no look of its own, as PDF/A allows: the page says who signed."""
    if material.cert is None or material.key is None:
        raise ValueError("a signature needs a certificate with its key")
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    chain.register_multiple(
        translate_pyca_cryptography_cert_to_asn1(other.certificate) for other in material.additional_certs
    )
    signer = SimpleSigner(
        signing_cert=translate_pyca_cryptography_cert_to_asn1(material.cert.certificate),
        signing_key=translate_pyca_cryptography_key_to_asn1(material.key),
        cert_registry=chain,
    )
    said = PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm=DIGEST,
        name=name,
        reason=reason,
        location=place,
        subfilter=SigSeedSubFilter.PADES,
    )
    out = io.BytesIO()
    signing = _Signer(said, signer=signer, at=at)
    signed = signing.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    with ThreadPoolExecutor(
        max_workers=1
    ) as thread:  # who calls may have an event loop, where `run` is refused
        thread.submit(asyncio.run, signed).result()
    return out.getvalue()


class _Signer(PdfSigner):
    """Says the moment of the act, not that of this computer when it came to it."""

    def __init__(self, said: PdfSignatureMetadata, *, signer: SimpleSigner, at: dt.datetime) -> None:
        super().__init__(said, signer=signer)
        self.at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session
