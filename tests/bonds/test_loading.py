"""The initial load of the register: all of a table's bonds or none, twice is once, and nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from xlsxwriter import Workbook

from tests.bonds.policies import policy
from tests.bonds.test_estimates import browser, text_of
from tests.bonds.test_register import BOND, boss, granted, register
from tests.cast import Cast
from tests.cli.test_calendar_and_term import run
from ventanilla.bonds.loading import Loaded, load_bonds
from ventanilla.bonds.models import Bond
from ventanilla.bonds.table import read_bonds
from ventanilla.cases.errors import NotAllowed
from ventanilla.journal.models import JournalEntry, JournalStream
from ventanilla.journal.verification import verify_stream
from ventanilla.people.access import SYSTEM
from ventanilla.people.models import Person

__all__ = ["boss"]
pytestmark = pytest.mark.django_db

HEADINGS = "holder,nit,number,insurer,amount,since,until"
ISTMO = (
    "Tienda Libre del Istmo,0614-050707-104-8,F-2026-17,Aseguradora del Istmo,50000.00,2026-01-01,2026-12-31"
)
PUERTO = 'Duty Free del Puerto,,F-99,Banco del Golfo,"12,500.50",15/02/2026,14/02/2027'


def table(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *rows]).encode()


def load(content: bytes, *, is_rehearsal: bool = False) -> Loaded:
    return load_bonds(content=content, by=SYSTEM, at=timezone.now(), via="command", is_rehearsal=is_rehearsal)


def texts(content: bytes) -> list[tuple[int | None, str, str]]:
    return [(fault.row, fault.column, fault.text) for fault in load(content).faults]


def test_each_row_is_a_bond_that_stands_with_its_entry() -> None:
    assert load(table(ISTMO, PUERTO)) == Loaded(2, 0, ())
    istmo, puerto = Bond.objects.order_by("id")
    assert (istmo.shop, istmo.nit, istmo.holder) == (
        "06140507071048",
        "0614-050707-104-8",
        "Tienda Libre del Istmo",
    )
    assert (istmo.number, istmo.insurer, istmo.amount) == (
        "F-2026-17",
        "Aseguradora del Istmo",
        Decimal(50000),
    )
    assert (puerto.shop, puerto.nit, puerto.amount) == ("duty free del puerto", "", Decimal("12500.50"))
    assert (puerto.since, puerto.until) == (dt.date(2026, 2, 15), dt.date(2027, 2, 14))
    assert (istmo.case, istmo.act, istmo.registered_by, istmo.before) == (None, None, None, 0)
    stream = JournalStream.objects.get(subject="bonds")
    first, _second = JournalEntry.objects.filter(stream=stream).order_by("seq")
    assert (first.seq, first.kind, first.actor, first.via) == (
        istmo.entry,
        "bond.loaded",
        "system",
        "command",
    )
    assert first.facts["number"] == "F-2026-17"
    assert len(first.facts["file"]) == 64
    assert "Istmo" not in json.dumps(first.facts), "the journal's facts name no holder"
    assert list(verify_stream(stream)) == []


def test_twice_is_once_and_a_rehearsal_writes_nothing() -> None:
    assert load(table(ISTMO, PUERTO), is_rehearsal=True) == Loaded(2, 0, ())
    assert not Bond.objects.exists()
    load(table(ISTMO))
    assert load(table(ISTMO, PUERTO)) == Loaded(1, 1, ())
    assert load(table(ISTMO, PUERTO)) == Loaded(0, 2, ())
    assert Bond.objects.count() == JournalEntry.objects.filter(kind="bond.loaded").count() == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("50000.00", "50000.01"),
        ("2026-12-31", "2027-12-31"),
        ("Aseguradora", "Afianzadora"),
        ("Libre", "Franca"),
    ],
)
def test_a_row_that_differs_is_a_conflict_and_nothing_is_loaded(old: str, new: str) -> None:
    load(table(ISTMO))
    [(row, column, text)] = texts(table(PUERTO, ISTMO.replace(old, new)))
    assert (row, column) == (3, "number")
    assert "el registro tiene F-2026-17 con otros datos" in text
    assert "$50,000.00" in text
    assert "no se sobrescribe" in text
    assert Bond.objects.get().amount == Decimal(50000)


def test_the_number_alone_is_no_bond_another_issuer_has_the_same_for_another_shop() -> None:
    load(table(ISTMO))
    assert load(table(PUERTO.replace("F-99", "f-2026-17"))) == Loaded(1, 0, ())


def test_a_resolution_goes_on_from_what_was_loaded_and_the_load_still_is_there(
    cast: Cast, boss: Person
) -> None:
    load(table(ISTMO))
    act = granted(cast, boss, present_amount="1.00")
    register(cast, act, policy(timezone.now(), amount="60000.00"))
    loaded, changed = Bond.objects.order_by("id")
    assert changed.replaces == loaded
    assert changed.before == Decimal(50000), "what the register has, not what the application says"
    assert load(table(ISTMO)) == Loaded(0, 1, ())
    officer = browser(cast.outsider)
    history = text_of(officer.get(f"/mesa/fianzas/{changed.pk}/"))
    assert "Carga inicial" in history
    assert "la instalación" in history
    assert act.number in history


def test_what_a_resolution_registered_is_not_loaded_over(cast: Cast, boss: Person) -> None:
    register(cast, granted(cast, boss))
    [(_row, column, text)] = texts(table(ISTMO))
    assert column == "number"
    assert BOND["bond_number"] in text
    assert Bond.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("50000.00", "mucho", "amount", "Fila 2: «mucho» no es un número; escriba «Monto» solo con cifras"),
        ("50000.00", "0", "amount", "Fila 2: «Monto» debe ser mayor que 0"),
        ("50000.00", "-5", "amount", "no puede ser negativo"),
        ("50000.00", "1.555", "amount", "Monto: tiene más de dos decimales. Escríbalo al centavo."),
        ("2026-01-01", "2026-13-01", "since", "Desde: «2026-13-01» no es un día entre 1950 y 2150"),
        ("2026-12-31", "2025-12-31", "until", "debe ser posterior"),
        ("0614-050707-104-8", "123", "nit", "NIT: "),
        ("F-2026-17", "", "number", "Fila 2: falta «Número»; escriba el dato."),
        ("Aseguradora del Istmo", "", "insurer", "Fila 2: falta «Emisor»"),
        ("Tienda Libre del Istmo", "x" * 201, "holder", "«Titular» pasa de 200 caracteres"),
    ],
)
def test_what_is_wrong_names_row_column_rule_and_remedy(old: str, new: str, column: str, said: str) -> None:
    [(row, where, text)] = texts(table(ISTMO.replace(old, new), PUERTO))
    assert (row, where) == (2, column)
    assert said in text
    assert not Bond.objects.exists()


def test_every_row_is_judged_and_a_bond_stands_in_one_row() -> None:
    found = texts(table(ISTMO.replace("50000.00", "x").replace("2026-01-01", "y"), PUERTO, PUERTO))
    assert [(row, column) for row, column, _text in found] == [(2, "amount"), (2, "since"), (4, "number")]
    assert found[2][2] == "Número: F-99 ya está en la fila 3. Deje una sola."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Faltan columnas: holder"),
        (table(), "entre 1 y 20000 fianzas"),
        (table(ISTMO, headings="holder,nit,number,insurer,amount,since"), "Faltan columnas: until."),
        (b"hola", "Faltan columnas: holder, number"),
        (b"PK\x03\x04roto", "no se puede leer como XLSX"),
        (b"\x00\x01\x02", "no es un XLSX ni un CSV"),
    ],
)
def test_a_file_that_is_no_table_says_so(content: bytes, said: str) -> None:
    [(_row, column, text)] = texts(content)
    assert column == ""
    assert said in text


def test_spanish_headings_semicolons_and_workbooks_are_read_too() -> None:
    headings = "Titular;NIT;Número de fianza;Afianzadora;Monto;Vigente desde;Vencimiento"
    content = table("Tienda Ñ;;F-1;Banco;1.500,00;2026-01-01;2027-01-01", headings=headings)
    [bond] = read_bonds(content.decode().encode("cp1252")).bonds
    assert (bond.holder, bond.amount) == ("Tienda Ñ", Decimal(1500))
    book = io.BytesIO()
    with Workbook(book, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS.split(","))
        sheet.write_row(1, 0, ["Tienda Ñ", "", "F-1", "Banco", 1500])
        sheet.write_datetime(1, 5, dt.date(2026, 1, 1))
        sheet.write_datetime(1, 6, dt.date(2027, 1, 1))
    [same] = read_bonds(book.getvalue()).bonds
    assert same == bond


def test_only_the_installation_loads(cast: Cast) -> None:
    for person in (cast.administrator, cast.outsider, cast.head):
        with pytest.raises(NotAllowed, match="quien opera la instalación"):
            load_bonds(content=table(ISTMO), by=cast.actor(person), at=timezone.now(), via="command")
    assert not JournalEntry.objects.filter(kind="bond.loaded").exists()


def test_the_database_knows_no_bond_that_half_came_from_a_case(cast: Cast, boss: Person) -> None:
    register(cast, granted(cast, boss))
    half = Bond.objects.get()
    half.pk, half.act = None, None
    with pytest.raises(IntegrityError, match="bond_from_act_or_load"), transaction.atomic():
        half.save(force_insert=True)


def test_the_register_shows_what_was_loaded(cast: Cast) -> None:
    load(table(ISTMO))
    officer = browser(cast.outsider)
    assert "Tienda Libre del Istmo" in text_of(officer.get("/mesa/fianzas/", {"q": "050707"}))
    page = text_of(officer.get(f"/mesa/fianzas/{Bond.objects.get().pk}/"))
    assert "como estaba" in page
    assert "ampliada" not in page
    log = text_of(browser(cast.auditor).get("/mesa/bitacora/"))
    assert "Fianza cargada como estaba antes del registro" in log
    assert "Por un comando de la instalación" in log


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fianzas.csv"
    path.write_bytes(table(ISTMO, PUERTO))
    assert run(capsys, "bonds", "load", str(path), "--dry-run")[:2] == (0, "Se cargarían: 2. Ya estaban: 0\n")
    assert run(capsys, "bonds", "load", str(path))[:2] == (0, "Cargadas: 2. Ya estaban: 0\n")
    status, out, _ = run(capsys, "bonds", "load", str(path), "--json")
    assert (status, json.loads(out)) == (0, {"added": 0, "unchanged": 2, "dry_run": False, "errors": []})
    path.write_bytes(table(ISTMO.replace("50000.00", "x")))
    status, out, err = run(capsys, "bonds", "load", str(path))
    assert (status, out) == (1, "")
    assert err.startswith("Fila 2: «x» no es un número")
    assert "No se cargó ninguna fianza" in err
    status, out, _ = run(capsys, "bonds", "load", str(path), "--json")
    [error] = json.loads(out)["errors"]
    assert (status, error["row"], error["column"]) == (1, 2, "amount")
    status, _, err = run(capsys, "bonds", "load", str(tmp_path / "nada.csv"))
    assert status == 2
    assert "No se puede leer" in err
