"""Delivery reports told in prose: Postfix, Exim, Sendmail, qmail, Exchange, Microsoft 365, Gmail, Yahoo, Domino, X.400.

Nearly all put the failed address at the start of a line, alone or before the reason, and the returned message behind a
line that says so. What differs is in tables; the reading is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ventanilla.mime import limits
from ventanilla.mime.bounces.dsn import clean_address
from ventanilla.mime.bounces.statuses import infer_status
from ventanilla.mime.model import Action, Recipient

_RETURNED = re.compile(
    r"[\s>*|=_#-]{0,80}(?:(?:this is |here is |below (?:this line )?is )?(?:a )?copy of (?:the|your)(?: original)? message"
    r"|(?:the )?(?:header|first \d+ lines|headers)[^\n]{0,40}(?:of (?:the|your) (?:original )?message|follow)|original message(?: (?:follows|header|details)|\s*[-=_:]|\s*\Z)"
    r"|message (?:header|text|body|headers) follows?|(?:unsent|returned|undelivered) (?:message|mail)(?: (?:below|follows)|\s*[-=_:]|\s*\Z)"
    r"|returned mail follows|included is a copy|here is a copy|start of returned|your message reads|message contents|mensaje original|mensagem original|copia del mensaje"
    r"|encabezados? (?:del mensaje )?original(?:es)?|original headers|received-from-mta:|begin message|undelivered-message)",
    re.IGNORECASE,
)
_HEADERS = re.compile(r"(?:return-path|received|x-received|dkim-signature|arc-seal):\s", re.IGNORECASE)
_AT = r"[^\s<>()\[\]\"',;:=|]{1,120}@[A-Za-z0-9\[][^\s<>()\[\]\"',;:=|]{0,200}[A-Za-z0-9\]]"
_ANY = re.compile(rf"(?<![^\s<>()\[\]\"',;:=|]){_AT}")
_ENTRY = re.compile(
    rf"(?P<lead>[\s>|*•·-]{{0,40}})(?:(?:-->\s*)?(?:\[?smtp:)?[<\[\"'(]{{0,2}})(?P<address>{_AT})[>\]\"')]{{0,2}}"
    r"(?P<rest>\s*\Z|\s*:.*|\s*\.\.\..*|\s*[(;,].*|\s+[-–].*|\s+on\s.*|\s+\d{3}\s.*|\s*<mailto:.*|\s{2,}\S.*|\s*[.]\s*\Z)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"[\s*>-]{{0,20}}(?:failed recipient|recipient|intended recipient|final recipient|error-for|unknown user|invalid final delivery userid|to|rcpt to"
    rf"|destinatario|destinat[áa]rio|user's mailbox is full|unknown local user|undeliverable to|recipient address|address|e-?mail)\s*:\s*"
    rf"(?:\[?smtp:)?[<\[\"' ]{{0,3}}(?P<address>{_AT})(?P<rest>.*)",
    re.IGNORECASE,
)
_COMMAND = re.compile(rf"(?:>>>|<<<)?[^\n]{{0,40}}rcpt to:\s?<?(?P<address>{_AT})>?", re.IGNORECASE)
_NAMED = re.compile(
    rf"\s{{0,20}}[^\n<>]{{1,120}}<(?:mailto:)?(?P<address>{_AT})>(?P<rest>.{{0,300}})", re.IGNORECASE
)
_SENTENCE = re.compile(
    rf"\b(?:to|a|para|of|for|user|usuario|address|recipient|mailbox|account|from|:|direcci[oó]n)\s+(?:local address\s+)?[<\"'\[]?(?P<address>{_AT})",
    re.IGNORECASE,
)
_X400 = re.compile(
    rf"[^\n]{{0,300}}?(?:dda:|/dd\.|\bsmtp=)[^=;/\n]{{0,40}}=?(?P<address>{_AT})(?P<rest>.*)", re.IGNORECASE
)
_FINDERS = (_X400, _LABELLED, _ENTRY, _COMMAND, _NAMED)
_OTHERS = re.compile(
    r"\b(?:contact|write to|reply to|help|assistance|questions?|consult|comun[ií]que|p[óo]ngase en contacto|entre em contato|report(?:ed)? to|message-id|mts-id"
    r"|sender|from|de|remitente|subject|asunto|generating server)\b[^\n]{0,80}\Z",
    re.IGNORECASE,
)
_DELAY_SUBJECT = re.compile(
    r"\bdelay|\bwarning\b|\bretras|\bdemora|\batras|\bdeferred|not yet been delivered|postponed",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"(?:will|shall) (?:be |continue |keep )[^\n]{0,60}(?:retr|try|attempt)|not yet been delivered|has been (?:delayed|postponed)|warning message only"
    r"|no action is required|delivery attempts will continue|you do not need to (?:resend|take)|se seguir[áa] intentando|seguiremos intentando|se volver[áa] a intentar"
    r"|continuaremos (?:a )?tentar|ser[áa] tentad|will be retried|still trying",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"permanent|given up|giving up|fatal|will not be retried|no further|permanente", re.IGNORECASE
)
_IDENTIFIER = re.compile(
    r"[\s>*-]{0,20}(?:[a-z0-9-]{0,20}message[ -]?id|mts-id|message identifier|content-id)\b", re.IGNORECASE
)
_MOST_LINES = 2_000
_MOST_DETAILS = 14


@dataclass(slots=True)
class _Found:
    """An address and the lines that say why."""

    address: str
    details: list[str] = field(default_factory=list)


def explanation(text: str) -> list[str]:
    """The lines of a report before the message that it returns."""
    kept: list[str] = []
    for line in text.split("\n")[:_MOST_LINES]:
        if kept and len(line) < 300 and (_RETURNED.match(line) or _HEADERS.match(line)):
            break
        kept.append(line[:1_000])
    return kept


def read_action(subject: str, lines: Sequence[str]) -> Action:
    """Whether the report warns of a delay or says that delivery failed."""
    text = "\n".join(lines)
    is_delay = _DELAY_SUBJECT.search(subject) and not re.search(r"(?i)fail|unknown", subject)
    if is_delay or (_DELAY.search(text) and not _GIVEN_UP.search(text)):
        return "delayed"
    return "failed"


def told_recipients(
    subject: str, text: str, *, not_these: frozenset[str], known: Sequence[str]
) -> tuple[Recipient, ...]:
    """The recipients that the report's text tells, with status and reason.

    `not_these`: addresses in lower case that belong to the report itself. `known`: addresses that a header tells
    (X-Failed-Recipients); with them the text is asked for reasons only.
    """
    lines = explanation(text)
    action = read_action(subject, lines)
    found = _by_lines(lines, not_these)
    if known:
        reasons = {entry.address.lower(): entry.details for entry in found}
        every = next(iter(reasons.values())) if len(reasons) == 1 else []
        found = [_Found(address, reasons.get(address.lower(), every)) for address in known]
    elif not found:
        found = _by_sentences([subject, *lines], not_these)
    whole = " ".join(" ".join(lines).split())[:2_000]
    return tuple(_recipient(entry, action, whole) for entry in found[: limits.RECIPIENTS])


def _recipient(entry: _Found, action: Action, whole: str) -> Recipient:
    diagnostic = " ".join(" ".join(entry.details).split()).strip(" :.-=*")[:1_000]
    status = infer_status(diagnostic, action)
    if status.endswith(".0.0"):
        status = infer_status(f"{diagnostic} {whole}", action)
    return Recipient(entry.address, action, status, diagnostic or whole[:300])


def _by_lines(lines: Sequence[str], not_these: frozenset[str]) -> list[_Found]:
    """Entries that begin a line, each once, with what follows them up to the next."""
    found: dict[str, _Found] = {}
    current: _Found | None = None
    blanks = 0
    for line, address, rest in _entries(lines, not_these):
        if address:
            known = found.get(address.lower())
            current = known or _Found(address)
            if not known:
                found[address.lower()] = current
            current.details.append(rest if not known else line)
            blanks = 0
        elif current and line.strip():
            if len(current.details) < _MOST_DETAILS and blanks < 3:
                current.details.append(line)
        else:
            blanks += 1
    if found and all(not "".join(entry.details).strip() for entry in found.values()):
        return list(found.values())
    return _shared(list(found.values()))


def _shared(found: list[_Found]) -> list[_Found]:
    """Where a list of addresses comes before one reason, the reason is everybody's."""
    for index in range(len(found) - 2, -1, -1):
        if not "".join(found[index].details).strip():
            found[index].details = found[index + 1].details
    return found


def _entries(lines: Sequence[str], not_these: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Each line with the address that it begins with (empty if none) and what follows that address."""
    is_about_message = False
    for line in lines:
        stripped = line.strip().lower()
        if stripped.startswith(("your message", "su mensaje", "sua mensagem")) and len(stripped) < 16:
            is_about_message = True
        elif is_about_message and not re.match(
            r"(?:to|para|subject|asunto|assunto|sent|date|enviado\w*|fecha|data|from|de)\s*:|\Z", stripped
        ):
            is_about_message = False
        match = None if is_about_message else _entry(line, not_these)
        if match:
            yield line, match[0], match[1]
        else:
            yield line, "", ""


def _entry(line: str, not_these: frozenset[str]) -> tuple[str, str] | None:
    if _IDENTIFIER.match(line):
        return None
    for finder in _FINDERS:
        found = finder.match(line)
        if found:
            address = clean_address(found["address"]).rstrip(".")
            groups = found.groupdict()
            if _is_recipient(address, not_these):
                return address, (groups.get("rest") or "").strip(
                    " >:\"']"
                ) if finder is not _COMMAND else line.strip()
    return None


def _by_sentences(lines: Sequence[str], not_these: frozenset[str]) -> list[_Found]:
    """Addresses within sentences: those that a word announces, else the only one there is."""
    text = "\n".join(lines)[:20_000]
    told = [
        found["address"]
        for found in _SENTENCE.finditer(text)
        if not _OTHERS.search(text[max(0, found.start() - 120) : found.start()])
    ]
    every = [
        found[0]
        for found in _ANY.finditer(text)
        if not _OTHERS.search(text[max(0, found.start() - 120) : found.start()])
    ]
    for candidates in (told, every):
        kept = {
            address.lower(): address.rstrip(".")
            for address in candidates
            if _is_recipient(address, not_these)
        }
        if kept:
            sentence = {
                low: next((line for line in lines if address in line), "") for low, address in kept.items()
            }
            return [_Found(address, [sentence[low]]) for low, address in kept.items()]
    return []


def _is_recipient(address: str, not_these: frozenset[str]) -> bool:
    low = address.lower()
    local = low.partition("@")[0]
    is_id = len(local) > 60 or (low.endswith((".local>", ".prod.outlook.com")) and local.count("-") > 3)
    return (
        low not in not_these and local not in {"postmaster", "mailer-daemon", "abuse", "smtp"} and not is_id
    )
