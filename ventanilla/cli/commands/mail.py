"""``ventanilla mail parse``: what a raw message says, as the desk would read it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ventanilla import mime
from ventanilla.cli.inputs import DONE, MISUSE, print_json
from ventanilla.mime import Address, Mail

_PREVIEW_LINES = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``mail``."""
    actions = parser.add_subparsers(dest="action", required=True)
    parse = actions.add_parser("parse", help="read raw messages (RFC 5322); nothing is filed")
    parse.add_argument("--json", action="store_true", help="print one JSON object a line")
    parse.add_argument("files", nargs="+", metavar="FILE", help="a raw message; - reads standard input")
    parse.set_defaults(work=_parse)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for. Exit status 2 if a file cannot be read; no message is beyond reading."""
    return int(arguments.work(arguments))


def _parse(arguments: argparse.Namespace) -> int:
    status = DONE
    for name in arguments.files:
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as fault:
            print(f"«{name}» no se puede leer: {fault.strerror}", file=sys.stderr)
            status = MISUSE
            continue
        message = mime.read(raw)
        if arguments.json:
            print_json(as_json(message))
        else:
            print(_for_people(name, message))
    return status


def as_json(message: Mail) -> dict[str, Any]:
    """The message in the shape of ``mail parse``: header values, body, the person's words, files without content."""
    return {
        "from": _address(message.from_) if message.from_ else None,
        "to": [_address(address) for address in message.to],
        "cc": [_address(address) for address in message.cc],
        "reply_to": [_address(address) for address in message.reply_to],
        "subject": message.subject,
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "date": message.date.isoformat() if message.date else None,
        "auto_submitted": message.auto_submitted,
        "bounce": _bounce(message),
        "body_text": message.body_text,
        "body_html": message.body_html,
        "reply_text": message.reply_text,
        "attachments": [
            {"name": file.name, "type": file.type, "size": file.size, "sha256": file.sha256}
            for file in message.attachments
        ],
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _bounce(message: Mail) -> dict[str, Any] | None:
    if message.bounce is None:
        return None
    return {
        "recipients": [
            {
                "address": recipient.address,
                "action": recipient.action,
                "status": recipient.status,
                "diagnostic": recipient.diagnostic,
            }
            for recipient in message.bounce.recipients
        ]
    }


def _for_people(name: str, message: Mail) -> str:
    lines = [
        f"{name}",
        f"  De       {_written(message.from_)}",
        f"  Para     {', '.join(map(_written, message.to)) or '(nadie)'}",
        f"  Asunto   {message.subject or '(sin asunto)'}",
        f"  Fecha    {message.date.isoformat() if message.date else '(sin fecha)'}",
        f"  Escribe  {message.auto_submitted or 'una persona'}",
    ]
    if message.bounce:
        lines += [
            f"  Entrega  {one.address}: {one.action} {one.status} {one.diagnostic}"
            for one in message.bounce.recipients
        ]
    lines += [f"  Archivo  {file.name} ({file.type}, {file.size} bytes)" for file in message.attachments]
    lines += [f"  Reparado {fault}" for fault in message.faults]
    written = message.reply_text.split("\n")
    lines += ["", *(f"  {line}".rstrip() for line in written[:_PREVIEW_LINES])]
    if len(written) > _PREVIEW_LINES:
        lines.append(f"  (y {len(written) - _PREVIEW_LINES} líneas más)")
    return "\n".join(lines)


def _written(address: Address | None) -> str:
    if address is None:
        return "(nadie)"
    return f"{address.name} <{address.address}>" if address.name else address.address
