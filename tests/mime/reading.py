"""Compares what is read of a mail with what its expectation names."""

from __future__ import annotations

from typing import Any

from ventanilla.cli.commands.mail import as_json
from ventanilla.mime import read


def mismatches(raw: bytes, expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The keys that differ, with the value wanted and the one read.

    `attachments` are names, in order, or lists of name, type and sha256's beginning; `html_has` and `html_lacks` are
    pieces of the safe HTML; `faults` must be among those noted; recipients are lists of address, action, status.
    """
    mail = read(raw)
    got = as_json(mail)
    got["attachments"] = [_file(one, expected) for one in got["attachments"]]
    got["faults"] = [code for code in mail.faults if code in expected.get("faults", ())]
    got["return_path"] = mail.return_path
    got["inline"] = [file.name for file in mail.attachments if file.is_inline]
    got["feedback"] = mail.feedback_report.kind if mail.feedback_report else None
    got["original_message_id"] = mail.bounce.original_message_id if mail.bounce else ""
    got["recipients"] = [
        [one.address, one.action, one.status] for one in (mail.bounce.recipients if mail.bounce else ())
    ]
    got["html_has"] = [piece for piece in expected.get("html_has", ()) if piece in (mail.body_html or "")]
    got["html_lacks"] = [
        piece for piece in expected.get("html_lacks", ()) if piece not in (mail.body_html or "")
    ]
    return {key: (want, got[key]) for key, want in expected.items() if key != "language" and got[key] != want}


def _file(one: dict[str, Any], expected: dict[str, Any]) -> Any:
    wanted = expected.get("attachments") or [""]
    return one["name"] if isinstance(wanted[0], str) else [one["name"], one["type"], one["sha256"][:12]]
