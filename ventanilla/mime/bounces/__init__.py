"""Delivery reports: which messages are one, and what became of each recipient (RFC 3464, RFC 6522, and prose)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ventanilla.mime.bounces.dsn import clean_address, status_recipients
from ventanilla.mime.bounces.narrative import told_recipients
from ventanilla.mime.bounces.statuses import infer_status
from ventanilla.mime.faults import Repairs
from ventanilla.mime.headers import Headers, read_headers
from ventanilla.mime.model import Address, Bounce, Recipient
from ventanilla.mime.threads import message_ids
from ventanilla.mime.transfer import undo
from ventanilla.mime.tree import Part, read_tree

__all__ = ["Report", "find_parts", "original_message_id", "read_bounce"]

_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status", "message/x-delivery-status"}
_RETURNED_TYPES = {
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
}
_DAEMON = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|maildaemon|postmaster|mdaemon|mail[._-]delivery[._-](?:system|subsystem)|mailadmin|mail-?system"
    r"|microsoftexchange[0-9a-f]{10,40}|ndr|bounce[sd]?|noreply|no-reply|imss|administrator|[a-z0-9._-]{0,40}(?:anti-?_?virus|smtp|mail_service|gateway)[a-z0-9._-]{0,40}(?=@)|.?system.?administrator)(?![a-z])",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[ -]?deliver|mailer.?daemon|postmaster|mail administrator|delivery subsystem|microsoft (?:outlook|exchange)"
    r"|sistema de (?:entrega de correo|correo)|subsistema de entrega|mail system|mailserver",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|not (?:be |been )?delivered|non[- ]?deliver|delivery (?:failure|status|problem|report|notification|has failed|error|delay)|delivery.{0,40}fail"
    r"|failure notice|mail (?:delivery )?fail|returned mail|returned to sender|returning (?:message )?to sender|mail system error|could not (?:be )?(?:deliver|send)"
    r"|message (?:delivery )?(?:failure|delayed|could not)|mail could not|warning: (?:message|could not)|delayed mail|processing error|rejected mail|not listed in"
    r"|no se (?:puede|pudo|ha podido) entregar|no entregad|no se entreg|imposible entregar|error de entrega|fallo (?:en|de) (?:la )?entrega|entrega (?:fallida|retrasada)"
    r"|notificaci[oó]n (?:del|de) estado de (?:la )?entrega|correo (?:devuelto|rechazado)|mensaje (?:devuelto|no entregado|rechazado)|retraso en la entrega"
    r"|n[ãa]o (?:foi )?(?:entregue|poss[íi]vel entregar)|n[ãa]o [ée] poss[íi]vel entregar|falha na entrega|entrega com falha|notifica[çc][ãa]o de status de entrega"
    r"|user unknown|mailbox full|buz[oó]n lleno|unzustellbar|non remis",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"\s*(?:re|fwd?|rv|enc|aw|tr|res|r)\s*:", re.IGNORECASE)
_BODY = re.compile(
    r"could ?n[o']t (?:be )?deliver|able to deliver|not (?:be |been )?delivered|was(?:n't| not) delivered|unable to deliver|undeliverable|did not reach|has failed to these"
    r"|delivery (?:to|has|of|status|failed|problems)|failed permanently|fatal errors|returned to (?:sender|you)|permanent (?:fatal )?error|could not be sent"
    r"|transcript of session|qmail-send|mail delivery software|following address|was automatically rejected|no se (?:pudo|ha podido) entregar|no se ha entregado"
    r"|no pudo ser entregad|n[ãa]o (?:foi|p[ôo]de ser) entregue|unknown user|invalid final delivery|mailbox is full|failed address|no such user|error-for:"
    r"|encountered (?:delivery|an error)|no se entreg[oó]|not yet been delivered",
    re.IGNORECASE,
)
_MOST_WRAPPED = 3


class Report:
    """What a message offers to those who look for a report in it."""

    __slots__ = ("headers", "own", "raw", "return_path", "root", "sender", "subject", "text")

    def __init__(
        self,
        *,
        raw: bytes,
        root: Part,
        subject: str,
        text: str,
        sender: Address | None,
        own: Sequence[Address],
        return_path: str | None,
    ) -> None:
        self.raw, self.root, self.headers = raw, root, root.headers
        self.subject, self.text, self.sender, self.own, self.return_path = (
            subject,
            text,
            sender,
            own,
            return_path,
        )

    def data(self, part: Part) -> bytes:
        """The decoded body of a part."""
        return undo(self.raw[part.start : part.end], part.encoding)[0]


def read_bounce(report: Report) -> Bounce | None:
    """What the message reports of deliveries; None if it is no delivery report.

    A person who passes a report on, or asks about one, sends none: an answer's or forward's subject needs the report's
    own parts at the root of the message.
    """
    machine = _machine_told(report) if _is_report(report) or _speaks_as_daemon(report) else []
    unique = tuple({recipient.address.lower(): recipient for recipient in reversed(machine)}.values())[::-1]
    if unique:
        recipients = tuple(_with_reason(recipient, report) for recipient in unique)
    elif _is_told_in_prose(report):
        recipients = _told(report)
    else:
        return None
    return Bounce(recipients, original_message_id(report)) if recipients or _is_report(report) else None


def _machine_told(report: Report) -> list[Recipient]:
    """What the parts for machines say; those of a report that a gateway wrapped in another where there are no others."""
    told = [
        one for part in find_parts(report.root, _STATUS_TYPES) for one in status_recipients(report.data(part))
    ]
    if told:
        return told
    for part in list(find_parts(report.root, {"message/rfc822"}))[:_MOST_WRAPPED]:
        data = report.data(part)
        inner = read_tree(data, Repairs())
        if inner.type.value == "multipart/report":
            statuses = find_parts(inner, _STATUS_TYPES)
            told += [one for status in statuses for one in status_recipients(data[status.start : status.end])]
    return told


def _is_report(report: Report) -> bool:
    kind = report.root.type
    if kind.value != "multipart/report":
        return False
    stated = kind.get("report-type").lower()
    return stated == "delivery-status" or (not stated and any(find_parts(report.root, _STATUS_TYPES)))


def _speaks_as_daemon(report: Report) -> bool:
    """Whether the message comes from a mail system, by its sender or by the null return path."""
    if report.return_path == "" or report.headers.raw("x-failed-recipients"):
        return True
    sender = report.sender
    if sender is None:
        return False
    return bool(
        _DAEMON.match(sender.address) or _DAEMON_NAME.search(sender.name) or _DAEMON.match(sender.name)
    )


def _is_told_in_prose(report: Report) -> bool:
    if report.headers.raw("x-failed-recipients") or _is_report(report):
        return True
    if _ANSWERED.match(report.subject) and not _SUBJECT.search(report.subject):
        return False
    if not _speaks_as_daemon(report):
        return False
    address = report.sender.address if report.sender else ""
    if address.lower().startswith("mailer-daemon@"):
        return True
    says_so = bool(_SUBJECT.search(report.subject))
    tells_why = bool(_BODY.search(report.text[:6_000]))
    if _DAEMON.match(address):
        return says_so or (tells_why and not _ANSWERED.match(report.subject))
    # Without a daemon's address, by the null return path or the sender's name alone, both must speak of it.
    return says_so and tells_why


def _told(report: Report) -> tuple[Recipient, ...]:
    """Recipients from the text, or from the header that Exim and Gmail write."""
    known = [
        clean_address(word)
        for line in report.headers.texts("x-failed-recipients")
        for word in line.split(",")
        if "@" in word
    ]
    own = [address.address for address in report.own] + ([report.sender.address] if report.sender else [])
    not_these = frozenset(address.lower() for address in own if address)
    return told_recipients(report.subject, report.text, not_these=not_these, known=known)


def _with_reason(recipient: Recipient, report: Report) -> Recipient:
    """The recipient with the reason that the text gives, where the machine-readable part gives none."""
    if recipient.diagnostic or recipient.action == "delivered":
        return recipient
    told = told_recipients(report.subject, report.text, not_these=frozenset(), known=[recipient.address])
    diagnostic = told[0].diagnostic if told else ""
    status = recipient.status
    if status.endswith(".0.0"):
        status = infer_status(diagnostic, recipient.action)
    return Recipient(recipient.address, recipient.action, status, diagnostic)


def find_parts(root: Part, types: set[str]) -> Iterator[Part]:
    """The parts of the given types, in the order of the message."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.type.value in types:
            yield part
        waiting.extend(reversed(part.children))


def returned_headers(report: Report) -> Iterator[Headers]:
    """The headers of the messages that a report returns, as parts."""
    for part in find_parts(report.root, _RETURNED_TYPES):
        data = report.data(part)
        yield read_headers(data, 0, len(data), Repairs(), is_message=True)[0]


def original_message_id(report: Report) -> str:
    """The Message-ID of the message that is reported on: from its returned headers, the text, or what is answered."""
    for headers in returned_headers(report):
        ids = message_ids(headers.plain("message-id"))
        if ids:
            return ids[0]
    told = re.search(
        r"^[ >]{0,8}(?:original-)?message-id\s*:\s*(<[^<>\s]{3,900}>)",
        report.text[:200_000],
        re.IGNORECASE | re.MULTILINE,
    )
    if told:
        return told[1]
    for name in ("in-reply-to", "references"):
        ids = message_ids(report.headers.plain(name))
        if ids:
            return ids[-1]
    return ""
