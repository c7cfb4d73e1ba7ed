"""Delivery status notifications (RFC 3464), also with the fields that real servers leave out or misplace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ventanilla.mime import limits
from ventanilla.mime.bounces.statuses import infer_status, told_status
from ventanilla.mime.faults import Repairs
from ventanilla.mime.headers import Headers, read_headers
from ventanilla.mime.model import Action, Recipient

_TYPED = re.compile(
    r"\s*(?:rfc822|smtp|utf-8|x400|x-[a-z0-9-]{1,40}|dns|unknown|local|notes)\s*;\s*", re.IGNORECASE
)
_X400_SMTP = re.compile(
    r"(?:dda:|rfc-?822|/dd\.)[^=;/]{0,40}=\s*([^\s;/]{1,200}(?:@|\(a\))[^\s;/]{1,200})", re.IGNORECASE
)
_ACTIONS: dict[str, Action] = {
    "failed": "failed",
    "failure": "failed",
    "expired": "failed",
    "delayed": "delayed",
    "deferred": "delayed",
    "deliverable": "delivered",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}
_BY_CLASS: dict[str, Action] = {"2": "delivered", "4": "delayed", "5": "failed"}
_IS_WHOLE = re.compile(r"[^\s@]{1,200}@(?:[^\s@]{1,200}\.[^\s@]{2,63}|\[)")
_MOST_BLOCKS = 1_000


def status_recipients(data: bytes) -> tuple[Recipient, ...]:
    """The recipients of a ``message/delivery-status`` body, each once, at most 200."""
    found: dict[str, Recipient] = {}
    for block in _blocks(data):
        recipient = _recipient(block)
        if recipient and len(found) < limits.RECIPIENTS:
            found.setdefault(recipient.address.lower(), recipient)
    return tuple(found.values())


def _blocks(data: bytes) -> Iterator[Headers]:
    repairs = Repairs()
    position = 0
    for _ in range(_MOST_BLOCKS):
        while position < len(data) and data[position] in b"\r\n \t":
            position += 1
        if position >= len(data):
            return
        block, after = read_headers(data, position, len(data), repairs)
        if after <= position:
            line_end = data.find(b"\n", position)
            after = len(data) if line_end < 0 else line_end + 1
        position = after
        yield block


def _recipient(block: Headers) -> Recipient | None:
    """What one group of fields says of a recipient; None for the fields of the message itself."""
    names = ("final-recipient", "original-recipient", "x-actual-recipient")
    given = [clean_address(block.text(name)) for name in names if block.raw(name)]
    if not given:
        return None
    address = next((address for address in given if _IS_WHOLE.match(address)), given[0])
    diagnostic = _TYPED.sub("", block.text("diagnostic-code"), count=1)
    action = _action(block, diagnostic)
    status = told_status(block.text("status"))
    if not status or (status[2:] == "0.0" and told_status(diagnostic)):
        status = infer_status(diagnostic, action)
    return Recipient(address, action, status, diagnostic) if address else None


def _action(block: Headers, diagnostic: str) -> Action:
    word = re.split(r"[\s;(,]", block.text("action").strip().lower(), maxsplit=1)[0]
    if word in _ACTIONS:
        return _ACTIONS[word]
    return _BY_CLASS.get((told_status(block.text("status")) or told_status(diagnostic))[:1], "failed")


def clean_address(text: str) -> str:
    """The address in a field of ``type; address``; an SMTP address within an X.400 one is dug out."""
    bare = _TYPED.sub("", text, count=1).strip()
    wrapped = _X400_SMTP.search(bare)
    if wrapped:
        bare = re.sub(r"\(a\)", "@", wrapped[1], flags=re.IGNORECASE)
    angle = re.search(r"<([^<>\s]{1,320}@[^<>\s]{1,320})>", bare)
    bare = angle[1] if angle else bare
    if "[" not in bare:
        bare = bare.rstrip("]")
    return bare.strip("<>\"'; ").removeprefix("smtp:").removeprefix("SMTP:")[:320]
