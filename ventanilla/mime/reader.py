"""One message, read: the only door of this room."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ventanilla.mime import limits
from ventanilla.mime.addresses import read_addresses
from ventanilla.mime.bodies import BodyReader, Content, File
from ventanilla.mime.bounces import Report, read_bounce
from ventanilla.mime.calendar_text import calendar_text
from ventanilla.mime.charsets import storable
from ventanilla.mime.dates import read_date
from ventanilla.mime.faults import Repairs
from ventanilla.mime.feedback import read_feedback
from ventanilla.mime.headers import Headers, read_headers
from ventanilla.mime.lines import Line
from ventanilla.mime.machines import classify, stated_kind
from ventanilla.mime.model import Address, Attachment, AutoSubmitted, Bounce, FeedbackReport, Mail
from ventanilla.mime.names import file_name, message_name
from ventanilla.mime.replies import reply_text
from ventanilla.mime.sanitising import sanitise
from ventanilla.mime.threads import message_ids
from ventanilla.mime.tree import read_tree
from ventanilla.mime.words import header_text, plain

_KEPT = frozenset(
    (
        "authentication-results",
        "arc-authentication-results",
        "received-spf",
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "sender",
        "list-id",
        "list-unsubscribe",
        "precedence",
        "auto-submitted",
        "x-auto-response-suppress",
        "x-loop",
        "thread-topic",
        "thread-index",
        "x-mailer",
        "user-agent",
        "importance",
        "x-priority",
        "disposition-notification-to",
        "resent-message-id",
        "x-original-from",
        "x-spam-flag",
        "x-spam-status",
        "received",
    )
)
_MOST_KEPT = 60
_CONTENT_ID = re.compile(r"cid:([^\"'\s>]{1,300})", re.IGNORECASE)


def read(raw: bytes) -> Mail:
    """Read any bytes as one message (RFC 5322, RFC 2045-2049). Never raises; time and memory follow the size of `raw`.

    What cannot be true is repaired and named in `faults`; what exceeds the limits is left out and named there too.
    Beyond 128 MB only the beginning is read.
    """
    repairs = Repairs()
    if len(raw) > limits.WIRE_BYTES:
        repairs.note("message-too-big")
        raw = raw[: limits.WIRE_BYTES]
    root = read_tree(raw, repairs)
    content = BodyReader(raw, repairs).read(root)
    envelope = _envelope(root.headers, repairs)
    text = content.text or _calendar(content)
    own = (*envelope.to, *envelope.reply_to)
    report = Report(
        raw=raw, root=root, subject=envelope.subject, text=text, sender=envelope.sender, own=own,
        return_path=envelope.return_path,
    )  # fmt: skip
    feedback = read_feedback(report)
    bounce = None if feedback else read_bounce(report)
    attachments, html = _attachments(content)
    return Mail(
        from_=envelope.sender,
        to=envelope.to,
        cc=envelope.cc,
        reply_to=envelope.reply_to,
        subject=envelope.subject,
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
        references=envelope.references,
        date=read_date(root.headers.plain("date")),
        return_path=envelope.return_path,
        headers=_kept(root.headers),
        auto_submitted=_machine(root.headers, envelope, bounce, feedback),
        bounce=bounce,
        feedback_report=feedback,
        body_text=text,
        body_html=html,
        reply_text=_reply(content, envelope) if content.pieces else text,
        attachments=attachments,
        faults=repairs.codes,
    )


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What the header block says of who wrote to whom, about what, in answer to what."""

    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    return_path: str | None


def _envelope(headers: Headers, repairs: Repairs) -> _Envelope:
    return _Envelope(
        sender=_sender(headers, repairs),
        to=_addresses(headers, "to", repairs),
        cc=_addresses(headers, "cc", repairs),
        reply_to=_addresses(headers, "reply-to", repairs),
        subject=headers.text("subject")[:2_000],
        message_id=_first_id(headers, "message-id"),
        in_reply_to=_first_id(headers, "in-reply-to"),
        references=message_ids(headers.plain("references")),
        return_path=_return_path(headers),
    )


def _first_id(headers: Headers, name: str) -> str:
    return next(iter(message_ids(headers.plain(name))), "")


def _addresses(headers: Headers, name: str, repairs: Repairs) -> tuple[Address, ...]:
    """The addresses of every header of that name: broken programs write one for each recipient."""
    found = [address for raw in headers.raws(name) for address in read_addresses(plain(raw), repairs)]
    if len(found) > limits.ADDRESSES:
        repairs.note("too-many-addresses")
    return tuple(found[: limits.ADDRESSES])


def _sender(headers: Headers, repairs: Repairs) -> Address | None:
    """The author: the first of From that has an address; Sender where From names none."""
    authors = _addresses(headers, "from", repairs)
    whole = next((author for author in authors if "@" in author.address), None)
    if whole:
        return whole
    repairs.note("from-missing")
    senders = _addresses(headers, "sender", repairs)
    return next((sender for sender in senders if "@" in sender.address), authors[0] if authors else None)


def _return_path(headers: Headers) -> str | None:
    if "return-path" not in headers:
        return None
    text = headers.plain("return-path")
    found = read_addresses(text, Repairs())
    return found[0].address if found and "@" in found[0].address else ""


def _kept(headers: Headers) -> tuple[tuple[str, str], ...]:
    kept = [(name, raw) for name, raw in headers.fields if name in _KEPT][:_MOST_KEPT]
    return tuple((name, header_text(raw)[:2_000]) for name, raw in kept)


def _machine(
    headers: Headers, envelope: _Envelope, bounce: Bounce | None, feedback: FeedbackReport | None
) -> AutoSubmitted | None:
    """The kind of machine; reports are answers of machines (RFC 3834 5) where their headers say nothing."""
    if bounce:
        return stated_kind(headers) or "auto-replied"
    sender = envelope.sender
    kind = classify(
        headers,
        subject=envelope.subject,
        sender=sender,
        has_reply_to=any(
            not sender or one.address.lower() != sender.address.lower() for one in envelope.reply_to
        ),
        return_path=envelope.return_path,
    )
    return kind or ("auto-generated" if feedback else None)


def _calendar(content: Content) -> str:
    """What an invitation without any text says."""
    return next((calendar_text(file.content) for file in content.files if file.type == "text/calendar"), "")


def _reply(content: Content, envelope: _Envelope) -> str:
    plain = [line for piece in content.pieces for line in [*piece.text_lines, Line("")]]
    has_html = any(piece.html is not None for piece in content.pieces)
    html = [line for piece in content.pieces for line in [*piece.html_lines, Line("")]] if has_html else None
    answers = bool(envelope.in_reply_to or envelope.references)
    return reply_text(plain, html, subject=envelope.subject, answers=answers)


def _attachments(content: Content) -> tuple[tuple[Attachment, ...], str | None]:
    """The files, and the body as safe HTML; a file that the HTML shows by its Content-ID is inline."""
    source = content.html
    html = storable(sanitise(source)) if source is not None else None
    shown = {cid.lower() for cid in _CONTENT_ID.findall(html or "")}
    files = [_attachment(file, number, shown) for number, file in enumerate(content.files, 1)]
    return tuple(files), html


def _attachment(file: File, number: int, shown: set[str]) -> Attachment:
    name = file.name
    if not name and file.type == "message/rfc822":
        headers, _ = read_headers(file.content, 0, len(file.content), Repairs(), is_message=True)
        name = message_name(headers.text("subject"))
    content_id = storable(file.content_id)[:300]
    return Attachment(
        name=file_name(name, file.type, number),
        type=storable(file.type)[:150],
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        content_id=content_id,
        is_inline=bool(content_id) and content_id.lower() in shown,
    )
