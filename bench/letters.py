"""Mails as a measurement needs them: thousands, made in memory, each with the case it belongs to where it answers one."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate

from ventanilla.mail.models import MailOutgoing

DESK = "servicios.dga@mh.gob.sv"
PDF_BYTES = 200_000
PDF_EVERY = 5
"""One mail in so many carries a PDF: 20 %."""
WAYS = ("token", "reference", "number")
_PARAGRAPH = (
    "Buenas tardes. Escribo por la fianza de la tienda libre que operamos: se nos venció el plazo de renovación y "
    "quisiéramos saber qué documentos hacen falta, dónde se presentan y cuánto tarda la resolución."
)


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a mail, who sends it, and the number of the case it answers ("" for a new one)."""

    raw: bytes
    sender: str
    answers: str = ""


def new_mails(count: int, *, run: str) -> Iterator[Written]:
    """Mails of people the desk does not know yet, the dearest kind: each gets an account, a case and a receipt."""
    for number in range(count):
        sender = f"{run}.{number}@example.com"
        headers = {
            "To": DESK,
            "Subject": f"Consulta sobre la fianza {number % 40}",
            "Message-ID": f"<{run}-{number}@example.com>",
        }
        yield Written(_mail(headers, sender, _PARAGRAPH, _pdf(run, number)), sender)


def replies(receipts: list[MailOutgoing], *, run: str) -> Iterator[Written]:
    """An answer to each receipt, by turns by its token, by References and by the number in the subject alone.

    Those by token and by References name another case in their subject, as people who copy an old mail do.
    """
    for number, receipt in enumerate(receipts):
        way, other = WAYS[number % len(WAYS)], receipts[(number + 1) % len(receipts)].ref
        headers = {
            "To": receipt.envelope_from if way == "token" else DESK,
            "Subject": f"RE: Caso {receipt.ref if way == 'number' else other}",
            "Message-ID": f"<{run}-{number}@example.com>",
        }
        if way == "reference":
            headers |= {"In-Reply-To": receipt.message_id, "References": f"<otro@x.y> {receipt.message_id}"}
        text = (
            f"Adjunto lo que faltaba ({number}).\n\nEl lunes, la Mesa escribió:\n> Recibimos su solicitud\n"
        )
        raw = _mail(headers, receipt.recipient, text, _pdf(run, number))
        yield Written(raw, receipt.recipient, receipt.ref)


def _pdf(run: str, number: int) -> bytes | None:
    """Other bytes each time: a content that is there already would cost no storing."""
    if number % PDF_EVERY:
        return None
    dice = random.Random(f"{run}{number}")  # noqa: S311  believable, not secret
    return b"%PDF-1.4\n" + dice.randbytes(PDF_BYTES - 16) + b"\n%%EOF\n"


def _mail(headers: dict[str, str], sender: str, text: str, pdf: bytes | None) -> bytes:
    head = {"From": f"Ana Rivas <{sender}>", **headers, "Date": formatdate(), "MIME-Version": "1.0"}
    plain = (
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + text.replace("\n", "\r\n")
    )
    if pdf is None:
        return ("".join(f"{name}: {value}\r\n" for name, value in head.items()) + plain + "\r\n").encode()
    head["Content-Type"] = 'multipart/mixed; boundary="=_limite"'
    file = (
        b'Content-Type: application/pdf; name="poder.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="poder.pdf"\r\n\r\n'
    ) + base64.encodebytes(pdf).replace(b"\n", b"\r\n")
    top = "".join(f"{name}: {value}\r\n" for name, value in head.items()) + "\r\n"
    return (
        top.encode() + b"--=_limite\r\n" + plain.encode() + b"\r\n--=_limite\r\n" + file + b"--=_limite--\r\n"
    )
