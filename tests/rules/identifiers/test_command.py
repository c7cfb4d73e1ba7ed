"""``ventanilla id check`` as its users call it."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from ventanilla.cli.main import main
from ventanilla.rules.identifiers import KINDS

VALID = {"valid": True, "canonical": "00016297-5", "check_digit": True, "warning": "", "reason": ""}


def answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: bytes, *options: str
) -> tuple[int, list[str]]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    status = main(["id", "check", *options])
    return status, capsys.readouterr().out.splitlines()


def test_one_object_a_line_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = b"sv.dui 000162975\nmx.rfc VACE460910SX6\nsv.dui 00016297-4\n"
    status, lines = answers(monkeypatch, capsys, given, "--json")
    first, second, third = (json.loads(line) for line in lines)
    assert status == 1
    assert first == VALID
    assert list(first) == ["valid", "canonical", "check_digit", "warning", "reason"]
    assert (second["valid"], second["check_digit"], bool(second["warning"])) == (True, False, True)
    assert (third["valid"], third["canonical"], third["check_digit"]) == (False, "", False)


def test_a_warning_is_still_a_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answers(monkeypatch, capsys, b"mx.rfc VACE460910SX6", "--json")[0] == 0


def test_nothing_to_check_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answers(monkeypatch, capsys, b"", "--json") == (0, [])
    assert answers(monkeypatch, capsys, b"\n  \r\n", "--json") == (0, [])


def test_lines_end_at_newlines_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "sv.dui 00016297-5\r\nsv.dui 00016\x0b297-5\nsv.dui 0001\u20286297-5\nsv.dui\t00016297 5".encode()
    status, lines = answers(monkeypatch, capsys, given, "--json")
    assert (status, [json.loads(line)["valid"] for line in lines]) == (1, [True, False, False, True])


def test_every_line_is_answered_whatever_it_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = b"\n".join(
        [b"sv.dui", b"no.such 1", b"\xff\xfe \x00", b"ec.ci \xff", b"sv.nit " + b"9" * 1_000_000]
    )
    status, lines = answers(monkeypatch, capsys, given, "--json")
    reasons = [json.loads(line)["reason"] for line in lines]
    assert status == 1
    assert reasons[0] == "El DUI está en blanco: escriba el número."
    assert (
        reasons[1] == reasons[2] == f"Ese tipo de documento no existe: use uno de {', '.join(sorted(KINDS))}."
    )
    assert reasons[3] == "La cédula solo lleva dígitos del 0 al 9: quite o corrija el carácter U+FFFD."
    assert reasons[4] == "El NIT no puede tener más de 64 caracteres: escriba solo el número."


def test_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given = b"sv.dui 000162975\nmx.rfc XAXX010101000\nec.ci 2514307103\n\x1b[31m 1\n"
    status, lines = answers(monkeypatch, capsys, given)
    assert status == 1
    assert lines[0] == "sv.dui  00016297-5  válido"
    assert lines[1].startswith("mx.rfc  XAXX010101000  válido con advertencia. Es el RFC genérico")
    assert lines[2].startswith("ec.ci  no válido. La cédula comienza con la provincia")
    assert lines[3].startswith("?  no válido. Ese tipo de documento no existe")


@pytest.mark.parametrize("words", [[], ["verify"], ["check", "--yaml"], ["check", "sv.dui"]])
def test_misuse(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["id", *words])
    assert stopped.value.code == 2
    assert "usage: ventanilla id" in capsys.readouterr().err


def test_the_program_itself_needs_no_database() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ventanilla.cli.main", "id", "check", "--json"],
        input=b"sv.dui 00016297-5\n",
        capture_output=True,
        check=True,
    )
    assert json.loads(run.stdout) == VALID
    assert b"django" not in run.stderr
