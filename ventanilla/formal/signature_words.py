"""What is said of a file's signatures, in the language of who reads: at the desk, in the dossier, to the public."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ventanilla.files.certificates import Certificate
from ventanilla.files.models import Blob
from ventanilla.files.signatures import Exam, Signature, exam_of
from ventanilla.reference.current import zone


@dataclass(frozen=True, slots=True)
class SignatureNote:
    """One line beside a file, and the icon before it. `is_bad`: nobody should rely on the signature without a closer look."""

    text: str
    is_bad: bool
    icon: str


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """The certificate of a signature, and what is known of both."""

    certificate: Certificate
    integrity: str
    trust: str
    is_bad: bool


def rows_of(blob: Blob | None) -> tuple[SignatureRow, ...]:
    """The signatures of a content that can be read; none where there is no content."""
    return tuple(
        SignatureRow(item.certificate, integrity_words(item), trust_words(item), is_doubtful(item))
        for item in (exam_of(blob).signatures if blob else ())
        if item.certificate is not None
    )


def notes_on(blob: Blob) -> tuple[SignatureNote, ...]:
    """A line for each signature of a content, and one for what kept them from being read. None for most files."""
    exam = exam_of(blob)
    notes = tuple(_note(item) for item in exam.signatures)
    return (*notes, SignatureNote(fault_words(exam), True, "warning")) if exam.fault else notes


def _note(signature: Signature) -> SignatureNote:
    is_bad = is_doubtful(signature)
    icon = "warning" if is_bad else "verified_user" if signature.trust == "trusted" else "info"
    return SignatureNote(sentence_on(signature), is_bad, icon)


def sentence_on(signature: Signature) -> str:
    """«Firmado por … el …; íntegro; certificado de …, no verificado contra raíces de confianza»."""
    if signature.certificate is None:
        return _("It carries a signature that cannot be read: do not rely on it.")
    names = {"name": signature.signer, "moment": _moment(signature)}
    who = _("Signed by %(name)s on %(moment)s") if names["moment"] else _("Signed by %(name)s")
    return "; ".join((who % names, integrity_words(signature), trust_words(signature))) + "."


def is_doubtful(signature: Signature) -> bool:
    """Whether the signature does not say what people take it to say."""
    return signature.integrity != "whole" or signature.trust == "untrusted"


def integrity_words(signature: Signature) -> str:
    """Whether what was signed is still what is there."""
    return {
        "whole": _("intact"),
        "extended": _("the document went on being changed after the signature"),
        "broken": _("the document was changed after it was signed: the signature does not hold"),
        "weak": _("it was signed with an algorithm that is no longer safe: it proves nothing"),
    }.get(signature.integrity, _("its integrity cannot be told"))


def trust_words(signature: Signature) -> str:
    """Whose word stands for the certificate, and whether that was checked."""
    issuer = {"issuer": signature.certificate.issuer if signature.certificate else ""}
    if signature.trust == "trusted":
        return _("certificate of %(issuer)s, verified against trusted roots") % issuer
    if signature.trust == "untrusted":
        return (
            _("certificate of %(issuer)s, which leads to no trusted root or was not in force on that day")
            % issuer
        )
    return _("certificate of %(issuer)s, not verified against trusted roots") % issuer


def fault_words(exam: Exam) -> str:
    """Why the signatures could not be read, or not all of them."""
    reasons = {
        "too_large": _("the file is too large"),
        "timeout": _("it asked for more time than is given to a file"),
        "memory": _("it asked for more memory than is given to a file"),
        "encrypted": _("the PDF is protected with a password"),
        "too_many": _("it carries more signatures than are read"),
        "lost": _("the file is not on the disk"),
    }
    reason = reasons.get(exam.fault, _("the PDF is damaged"))
    return _("The signatures could not all be examined: %(reason)s.") % {"reason": reason}


def _moment(signature: Signature) -> str:
    if signature.signed_at is None:
        return ""
    return f"{signature.signed_at.astimezone(zone()):%d/%m/%Y %H:%M}"
