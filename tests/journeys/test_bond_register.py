"""The register begun with the bonds there were: loaded by the command, read at the desk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import BOTH, Arrive
from tests.journeys.people import AUDITOR, SECOND_OFFICER
from tests.journeys.product import Product

TABLE = """titular;NIT;número;afianzadora;monto;desde;hasta
Almacén Franco del Volcán, S.A. de C.V.;;F-1999-7;Afianzadora del Golfo;45,000.00;2026-01-01;2040-12-31
"""


def test_what_stood_before_is_loaded_and_read(sv: Product, arrive: Arrive, tmp_path: Path) -> None:
    path = tmp_path / "fianzas.csv"
    path.write_text(TABLE, "cp1252")
    assert load(sv, path, "--dry-run") == "Se cargarían: 1. Ya estaban: 0"
    assert load(sv, path) == "Cargadas: 1. Ya estaban: 0"
    assert load(sv, path) == "Cargadas: 0. Ya estaban: 1"
    officer = arrive(sv, SECOND_OFFICER, widths=BOTH)
    officer.open("/mesa/fianzas/?q=volc%C3%A1n")
    expect(officer.page.locator("main")).to_contain_text("$45,000.00")
    officer.page.locator("main a[href*='/mesa/fianzas/']", has_text="Volcán").first.click()
    expect(officer.page.locator("main")).to_contain_text("Carga inicial")
    officer.look("desk-bond-loaded", picture=True)
    auditor = arrive(sv, AUDITOR)
    auditor.open("/mesa/bitacora/")
    expect(auditor.page.locator("main")).to_contain_text("Fianza cargada como estaba antes del registro")
    auditor.look("desk-log-load")


def load(sv: Product, path: Path, *words: str) -> str:
    """What the command says."""
    command = [sys.executable, "-m", "ventanilla", "bonds", "load", str(path), *words]
    done = subprocess.run(command, env=sv.environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()
