"""A certification authority of our own, its certificates, and PDFs signed with them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from ventanilla.files.certificates import Certificate
from ventanilla.formal.sealing import Seal, Sealing, seal_pdf

PHRASE = "una frase larga y secreta"
SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
UNTIL = dt.datetime(2098, 12, 31, 12, tzinfo=dt.UTC)


def _key(size: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, signs: bool = True, issues: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not issues,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True, slots=True)
class Authority:
    """A root with its key. It issues whatever a test asks for."""

    name: str
    key: rsa.RSAPrivateKey
    root: x509.Certificate

    @classmethod
    def make(cls, name: str = "Autoridad de pruebas") -> Authority:
        key = _key()
        builder = _begun(name, key.public_key(), issuer=name, since=SINCE, until=UNTIL)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs=False, issues=True), critical=True)
        return cls(name, key, builder.sign(key, hashes.SHA256()))

    def issue(
        self,
        subject: str,
        *,
        since: dt.datetime = SINCE,
        until: dt.datetime = UNTIL,
        email: str = "",
        signs: bool = True,
        size: int = 2048,
        asks_at: str = "",
    ) -> pkcs12.PKCS12KeyAndCertificates:
        """A certificate with its key. `asks_at`: where its revocation could be asked after."""
        key = _key(size)
        builder = _begun(subject, key.public_key(), issuer=self.name, since=since, until=until)
        builder = builder.add_extension(_usage(signs=signs), critical=True)
        if email:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False
            )
        if asks_at:
            place = x509.UniformResourceIdentifier(asks_at)
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
            builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
            point = x509.DistributionPoint([place], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        return pkcs12.PKCS12KeyAndCertificates(
            key,
            pkcs12.PKCS12Certificate(builder.sign(self.key, hashes.SHA256()), None),
            [pkcs12.PKCS12Certificate(self.root, None)],
        )

    def trust(self, folder: Path) -> Path:
        """A folder that holds the root."""
        folder.mkdir(exist_ok=True)
        pem = self.root.public_bytes(serialization.Encoding.PEM)
        (folder / "raiz.pem").write_bytes(pem)
        return folder


def _begun(
    subject: str, key: rsa.RSAPublicKey, *, issuer: str, since: dt.datetime, until: dt.datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer))
    builder = builder.public_key(key).serial_number(x509.random_serial_number())
    return builder.not_valid_before(since).not_valid_after(until)


def write_p12(path: Path, material: pkcs12.PKCS12KeyAndCertificates, phrase: str = PHRASE) -> Path:
    """The certificate as an administrator gets it."""
    assert isinstance(material.key, rsa.RSAPrivateKey)
    assert material.cert is not None
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"firma",
            material.key,
            material.cert.certificate,
            [other.certificate for other in material.additional_certs],
            serialization.BestAvailableEncryption(phrase.encode()),
        )
    )
    path.chmod(0o600)
    return path


def a_pdf(pages: int = 1) -> bytes:
    """A small PDF."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def signed_pdf(
    material: pkcs12.PKCS12KeyAndCertificates, *, at: dt.datetime, pdf: bytes | None = None
) -> bytes:
    """A PDF that somebody signed."""
    assert material.cert is not None
    seal = Seal(material, Certificate.of(material.cert.certificate))
    said = Sealing(name="", reason="Prueba", place="San Salvador", at=at)
    return seal_pdf(pdf or a_pdf(), seal, said)
