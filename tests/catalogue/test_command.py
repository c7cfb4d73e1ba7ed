"""`ventanilla pack`: what it prints and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.catalogue.folders import change, copy_of_template, line_of
from ventanilla.cli.main import main

CAPTURED = pytest.CaptureFixture[str]


def test_a_good_pack_passes(capsys: CAPTURED) -> None:
    assert main(["pack", "check", "_template"]) == 0
    assert capsys.readouterr().out == "_template: 0 faltas, 0 avisos\n"
    assert main(["pack", "check", "_template", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"valid": True, "faults": [], "warnings": []}


def test_a_fault_is_printed_with_file_line_rule_and_remedy(tmp_path: Path, capsys: CAPTURED) -> None:
    folder = copy_of_template(tmp_path)
    text = change(folder, "pack.yaml", "currency: USD", "currency: dólar")
    (folder / "units.en.yaml").unlink()
    line = line_of(text, "currency")
    assert main(["pack", "check", str(folder)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert (
        out[0]
        == f"pack.yaml:{line}: [currency] «dólar» no es una moneda. Use el código ISO de tres letras, como USD."
    )
    assert out[1].startswith("aviso · units.yaml:1: [overlay-missing]")
    assert out[2] == f"{folder}: 1 faltas, 1 avisos"
    assert main(["pack", "check", str(folder), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["valid"] is False
    assert answer["faults"][0] == {
        "file": "pack.yaml", "line": line, "rule": "currency", "message": "«dólar» no es una moneda",
        "remedy": "Use el código ISO de tres letras, como USD.", "is_warning": False,
    }  # fmt: skip
    assert [item["rule"] for item in answer["warnings"]] == ["overlay-missing"]
    assert main(["pack", "show", str(folder)]) == 1
    assert "[currency]" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["check", "show"])
def test_an_unknown_pack_is_misuse(action: str, capsys: CAPTURED) -> None:
    assert main(["pack", action, "atlantis"]) == 2
    assert "No hay un paquete «atlantis»" in capsys.readouterr().err


def test_a_pack_is_shown_with_its_codes(capsys: CAPTURED) -> None:
    assert main(["pack", "show", "sv"]) == 0
    out = capsys.readouterr().out
    assert "bond-change" in out
    assert "ficha" in out
    assert main(["pack", "show", "_template", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "code": "template", "procedures": ["general-request"], "workflows": ["general", "resolution"],
    }  # fmt: skip


def test_a_sheet_is_shown_to_read(capsys: CAPTURED) -> None:
    assert main(["pack", "show", "_template", "general-request"]) == 0
    out = capsys.readouterr().out
    for words in (
        "Solicitud general a la Administración de Aduanas",
        "Base legal: LPA art. 71",
        "(por confirmar: Procedimiento de la plantilla)",
        '[appeal-grounds, file, si topic == "appeal"]',
        "    · Acta levantada en la oficina",
        "    ? Empresa  [organisation, text]",
        "    - Teléfono  [phone, phone]",
        "    * Asunto  [subject, text]",
        "Plazo: 10 días hábiles",
        "Flujo: general (Atención de solicitudes)",
    ):
        assert words in out
    assert main(["pack", "show", "_template", "general-request", "--language", "en"]) == 0
    assert "General request to the Customs Administration" in capsys.readouterr().out
    assert main(["pack", "show", "_template", "general-request", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["slug"] == "solicitud-general"


def test_every_sheet_and_workflow_of_the_packs_can_be_shown(capsys: CAPTURED) -> None:
    for code in ("sv", "ec", "mx"):
        assert main(["pack", "show", code, "--json"]) == 0
        codes = json.loads(capsys.readouterr().out)
        for item in [*codes["procedures"], *codes["workflows"]]:
            assert main(["pack", "show", code, item]) == 0
            assert capsys.readouterr().out


def test_a_workflow_is_shown_with_its_diagram(capsys: CAPTURED) -> None:
    assert main(["pack", "show", "_template", "general"]) == 0
    out = capsys.readouterr().out
    assert "Respondida  [decided, decided]" in out
    assert "  → Responder (officer, head) → Respondida · avisa: answer" in out
    assert "stateDiagram-v2" in out
    assert "received --> in_review : Iniciar la revisión (officer, head)" in out
    assert main(["pack", "show", "_template", "general", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["initial"] == "received"
    assert answer["mermaid"].startswith("stateDiagram-v2")


def test_a_foreign_owner_and_calendar_days_are_shown(tmp_path: Path, capsys: CAPTURED) -> None:
    folder = copy_of_template(tmp_path)
    change(
        folder,
        "workflows/general.yaml",
        "title: En revisión, phase: in_review",
        "title: En revisión, phase: in_review, owner: bonds",
    )
    change(
        folder,
        "procedures/general-request.yaml",
        "{amount: 10, unit: business_days,",
        "{amount: 10, unit: calendar_days,",
    )
    change(
        folder,
        "procedures/general-request.yaml",
        "kind: file\n    types: [pdf, jpg, png]",
        "kind: file\n    required: false\n    text: Legible.",
    )
    assert main(["pack", "show", str(folder), "general"]) == 0
    assert "En revisión  [in_review, in_review, bonds]" in capsys.readouterr().out
    assert main(["pack", "show", str(folder), "general-request"]) == 0
    out = capsys.readouterr().out
    assert "10 días calendario" in out
    assert "[identity-document, file, opcional]\n    Legible." in out


def test_an_unknown_code_is_misuse(capsys: CAPTURED) -> None:
    assert main(["pack", "show", "_template", "nothing"]) == 2
    assert (
        "El paquete no tiene «nothing». Tiene: general-request, general, resolution."
        in capsys.readouterr().err
    )


def test_the_schema_is_printed(capsys: CAPTURED) -> None:
    assert main(["pack", "schema"]) == 0
    assert "procedures/*.yaml" in json.loads(capsys.readouterr().out)["properties"]
    assert main(["pack", "schema", "sv", "--file", "units.yaml"]) == 0
    assert json.loads(capsys.readouterr().out)["$ref"] == "#/$defs/UnitsFile"
    assert main(["pack", "schema", "--file", "fees.yaml"]) == 2
    assert "No hay archivos «fees.yaml»" in capsys.readouterr().err
