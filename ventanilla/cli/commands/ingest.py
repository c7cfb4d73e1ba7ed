"""``ventanilla mail ingest``: file a raw message as if it had arrived, or say what filing it would do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

import ventanilla.cli.boot  # noqa: F401  Django must be up before the rooms are imported
from ventanilla import mime
from ventanilla.catalogue.model import MailBox
from ventanilla.cli.inputs import BROKEN_RULE, DONE, MISUSE, print_json
from ventanilla.intake.boxes import UnknownBox, box_named, box_of
from ventanilla.intake.draining import file_one
from ventanilla.intake.filing import Filed, foresee
from ventanilla.intake.letters import address_letter, recipients_of
from ventanilla.mail.incoming import receive_mail
from ventanilla.mail.models import InboundState
from ventanilla.mime import Mail

LARGEST = 100 * 1024 * 1024
TOO_LARGE = "el correo pasa de 100 MB: el servidor no lo habría recibido"
AGAIN = "los mismos bytes ya se habían recibido"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``mail ingest``."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be done and do nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--box", metavar="CODE", help="the mailbox it came to (else by its recipients)")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a raw message; - reads standard input")


def run(arguments: argparse.Namespace) -> int:
    """Answer each file. Exit status 1 if a mail could not be filed (it is kept), 2 if a file or box is not there."""
    status = DONE
    for name in arguments.files:
        try:
            filed = _ingest(name, arguments)
        except OSError as fault:
            print(f"«{name}» no se puede leer: {fault.strerror}", file=sys.stderr)
            status = MISUSE
            continue
        except UnknownBox as fault:
            print(fault, file=sys.stderr)
            return MISUSE
        status = status or (DONE if filed.action != "held" or filed.reason != _FAILED else BROKEN_RULE)
        if arguments.json:
            print_json(filed.as_json())
        else:
            print(f"{name}: {filed.action} {filed.case or ''} {filed.reason}".strip())
    return status


_FAILED = "no se pudo archivar; quedó guardado"


def _ingest(name: str, arguments: argparse.Namespace) -> Filed:
    if name != "-" and Path(name).stat().st_size > LARGEST:
        return Filed("rejected", None, TOO_LARGE, auto_reply=False)
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    mail = mime.read(raw)
    box = box_named(arguments.box) if arguments.box else box_of(recipients_of(mail))
    if arguments.dry_run:
        return foresee(address_letter(mail, box=box), at=timezone.now())
    return _file(raw, mail, box)


def _file(raw: bytes, mail: Mail, box: MailBox) -> Filed:
    inbound = receive_mail(box=box.code, raw=[raw], envelope_from=mail.return_path, at=timezone.now())
    filed = file_one(inbound.pk, at=timezone.now())
    if filed is not None:
        return filed
    inbound.refresh_from_db()
    if inbound.state == InboundState.FAILED:
        return Filed("held", None, _FAILED, auto_reply=False)
    return Filed("ignored", inbound.ref or None, AGAIN, auto_reply=False)
