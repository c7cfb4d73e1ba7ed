"""``ventanilla mail parse``, as people and programs call it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from ventanilla.cli.main import main

CORPUS = Path(__file__).parent / "corpus"
KEYS = {
    *(
        "from",
        "to",
        "cc",
        "reply_to",
        "subject",
        "message_id",
        "in_reply_to",
        "references",
        "date",
        "auto_submitted",
    ),
    *("bounce", "body_text", "body_html", "reply_text", "attachments"),
}


def test_json_is_a_line_for_each_file_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["reply-es-gmail-1", "bounce-postfix", "forward-es-outlook"]
    assert main(["mail", "parse", "--json", *(str(CORPUS / f"{name}.eml") for name in names)]) == 0
    reply, bounce, forward = map(json.loads, capsys.readouterr().out.splitlines())
    assert set(reply) == KEYS
    assert reply["from"] == {"name": "Marta Lemus", "address": "marta@lemus.example"}
    assert reply["date"] == "2026-03-10T09:41:07-06:00"
    assert reply["bounce"] is None
    assert [set(one) for one in bounce["bounce"]["recipients"]] == [
        {"address", "action", "status", "diagnostic"}
    ]
    assert [set(one) for one in forward["attachments"]] == [{"name", "type", "size", "sha256"}]


def test_people_read_lines(capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        "bounce-postfix",
        "shape-broken-empty",
        "dashes-are-no-signature-es",
        "file-x",
        "shape-file-path",
    ]
    files = [str(CORPUS / f"{name}.eml") for name in names if (CORPUS / f"{name}.eml").exists()]
    assert main(["mail", "parse", *files]) == 0
    shown = capsys.readouterr().out
    assert "Entrega  luis@sur.example: failed 5.1.1" in shown
    assert "De       (nadie)" in shown
    assert "líneas más)" in shown
    assert "Archivo  passwd.pdf (application/pdf" in shown


def test_standard_input_and_missing_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Subject: Hola\r\n\r\nadi\xf3s")))
    assert main(["mail", "parse", "--json", "-", "/no/such/file.eml"]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["body_text"] == "adiós"
    assert "«/no/such/file.eml» no se puede leer" in shown.err
