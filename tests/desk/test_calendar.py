"""The pages of the calendar and of delegations, as those who keep them use them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import UNIT, Cast, make_case
from tests.desk.conftest import Browser
from tests.desk.desk import open_case_page
from tests.formal.cases import make_bond_change, make_head, signed_notice
from tests.portal.reading import Page
from ventanilla.formal.lapsing import lapse_due
from ventanilla.formal.models import Delegation
from ventanilla.formal.silence import record_silences
from ventanilla.procedures.recounting import recount_batch
from ventanilla.reference.calendars import calendar
from ventanilla.reference.current import today
from ventanilla.reference.models import DecreedDay

CALENDAR, DELEGATIONS = "/mesa/calendario/", "/mesa/delegaciones/"
BASIS = "Decreto Legislativo 900, D.O. 45"


@pytest.fixture
def administrator(browser: Browser, cast: Cast) -> Client:
    """The administrator's browser."""
    return browser(cast.administrator)


def next_day() -> dt.date:
    """A business day after tomorrow that no case of today ends on."""
    return calendar().add(today(), 2)


def typed(**changed: str) -> dict[str, str]:
    given = {
        "day": next_day().isoformat(),
        "title": "Asueto por duelo",
        "basis": BASIS,
        "status": "unconfirmed",
    }
    return given | changed


def test_the_year_by_class_with_its_uncertain_days_marked(officer: Client) -> None:
    page = Page(officer.get(CALENDAR, {"anio": "2026"}))
    assert page.h1 == ["Calendario 2026"]
    assert page.h2[:2] == ["Asueto nacional", "Vacación de empleados públicos"]
    assert "Vacación de Semana Santa (por confirmar)" in page.text
    assert "Registrar un día decretado" not in page.text


def test_the_local_days_of_an_office(officer: Client) -> None:
    assert "Fiestas agostinas" not in Page(officer.get(CALENDAR, {"anio": "2026"})).text
    assert "Fiestas agostinas" in Page(officer.get(CALENDAR, {"anio": "2026", "oficina": "35"})).text


def test_what_the_address_says_wrong_counts_as_not_said(officer: Client) -> None:
    for asked in ({"anio": "abcd"}, {"anio": "1500"}, {"anio": "²²²²"}, {"ley": "x", "oficina": "x"}):
        assert officer.get(CALENDAR, asked).status_code == 200


def test_a_day_is_looked_at_applied_and_shown_in_the_case(
    administrator: Client, browser: Browser, cast: Cast
) -> None:
    case = make_case(cast.applicant, at=timezone.now())
    before = case.due_at
    response = administrator.post(CALENDAR, typed())
    row = DecreedDay.objects.get()
    assert response.headers["Location"] == f"{CALENDAR}{row.pk}/"
    page = Page(administrator.get(response.headers["Location"]))
    assert "Casos cuyas fechas se moverían: 1" in page.text
    assert case.number in page.text
    csv = administrator.get(f"{CALENDAR}{row.pk}/fechas.csv").content.decode("utf-8-sig")
    assert csv.splitlines()[0] == "Caso,Unidad,Fecha,Antes,Después"
    assert csv.splitlines()[1].startswith(
        f"{case.number},Departamento de Atención al Usuario,Plazo de respuesta,"
    )
    page = Page(administrator.post(f"{CALENDAR}{row.pk}/aplicacion/", follow=True))
    assert "recontando las fechas" in page.text
    while recount_batch(at=timezone.now()):
        pass
    case.refresh_from_db()
    assert case.due_at != before
    page = Page(administrator.get(f"{CALENDAR}{row.pk}/"))
    assert "volverían atrás si se retirara: 1" in page.text
    shown = open_case_page(browser(cast.officer), case).page.text
    assert f"Fechas recontadas: el {row.day:%d/%m/%Y} no es día hábil" in shown
    assert BASIS in shown
    term = Page(browser(cast.officer).get(f"/mesa/casos/{case.number}/plazo/")).text
    assert f"Asueto por duelo (asueto decretado, {BASIS}, por confirmar)" in term
    mine = Page(browser(cast.applicant).get(f"/casos/{case.number}/")).text
    assert "Fechas recontadas" in mine


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"day": ""}, "Día: elija el día que no se cuenta."),
        ({"day": "2050-01-03"}, "Día: el calendario publicado va de 2024 a 2030; elija un día dentro de él."),
        ({"title": " "}, "Nombre: escriba cómo se llama el día"),
        ({"basis": ""}, "Fundamento: escriba el decreto, su número y dónde se publicó"),
        ({"post": "no-existe"}, "Oficina: elija una de la lista, o todo el país."),
    ],
)
def test_a_refused_day_keeps_what_was_typed(
    administrator: Client, changed: dict[str, str], error: str
) -> None:
    response = administrator.post(CALENDAR, typed(**changed))
    assert response.status_code == 422
    page = Page(response)
    assert error in page.text
    kept = typed()["basis"] if "basis" not in changed else typed()["title"]
    assert f'value="{kept}"' in page.html
    assert not DecreedDay.objects.exists()


def test_withdrawn_only_with_a_reason(administrator: Client) -> None:
    administrator.post(CALENDAR, typed())
    url = f"{CALENDAR}{DecreedDay.objects.get().pk}/retiro/"
    response = administrator.post(url, {"reason": ""})
    assert response.status_code == 422
    assert "Motivo: escriba por qué se retira el día" in Page(response).text
    page = Page(administrator.post(url, {"reason": "Se publicó por error"}, follow=True))
    assert "Se publicó por error" in page.text


def test_a_preview_is_paged_by_its_last_case(administrator: Client, cast: Cast) -> None:
    cases = [make_case(cast.applicant, at=timezone.now()) for _ in range(27)]
    administrator.post(CALENDAR, typed())
    url = f"{CALENDAR}{DecreedDay.objects.get().pk}/"
    first = Page(administrator.get(url))
    assert "se moverían: 27" in first.text
    match = re.search(r'href="([^"]*despues=\d+)"', first.html)
    assert match
    second = Page(administrator.get(match[1]))
    assert cases[26].number in second.text
    assert cases[0].number not in second.text
    assert "Volver a las primeras" in second.text
    assert administrator.get(f"{url}?despues={2**63}").status_code == 404


def test_a_legal_term_over_is_told_to_staff_and_to_the_applicant_in_plain_words(
    browser: Browser, cast: Cast
) -> None:
    case = make_bond_change(cast, at=timezone.now() - dt.timedelta(days=60))
    assert record_silences(at=timezone.now()) == 1
    shown = open_case_page(browser(cast.outsider), case).page.text
    assert "Venció el plazo legal sin resolver" in shown
    assert "Efecto del silencio: ninguno; Ley de Procedimientos Administrativos" in shown
    mine = Page(browser(cast.applicant).get(f"/casos/{case.number}/")).text
    assert "Eso por sí solo no concede ni deniega su solicitud" in mine


def test_a_remedy_not_made_offers_the_resolution_that_archives(browser: Browser, cast: Cast) -> None:
    long_ago = timezone.now() - dt.timedelta(days=60)
    case = make_bond_change(cast, at=long_ago)
    signed_notice(case, by=cast.actor(cast.outsider), head=cast.actor(make_head()), at=long_ago)
    client = browser(cast.outsider)
    assert "La prevención no se subsanó a tiempo" not in open_case_page(client, case).page.text
    assert lapse_due(at=timezone.now()) == 1
    page = open_case_page(client, case).page
    assert "La prevención no se subsanó a tiempo" in page.text
    assert re.search(r"venció el \d", page.text)
    drafting = Page(client.get(f"/mesa/casos/{case.number}/resolucion/?resultado=archived"))
    assert re.search(r'value="archived"\s+selected', drafting.html)


def test_a_head_delegates_and_ends_it(head: Client, cast: Cast) -> None:
    assert "Nadie firma por delegación" in Page(head.get(DELEGATIONS)).text
    given = {
        "unit": UNIT,
        "person": str(cast.officer.pk),
        "basis": "Acuerdo 12-2026",
        "since": today().isoformat(),
        "until": "",
    }
    page = Page(head.post(DELEGATIONS, given, follow=True))
    assert "Marta Rivas puede firmar por la unidad." in page.text
    assert "vigente" in page.text
    response = head.post(DELEGATIONS, given)
    assert response.status_code == 422
    assert "Desde: esa persona ya firma por la unidad en alguno de esos días" in Page(response).text
    row = Delegation.objects.get()
    page = Page(head.post(f"{DELEGATIONS}{row.pk}/termino/", follow=True))
    assert "La delegación termina." in page.text
    assert "terminada" in page.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"person": ""}, "Persona: elija quién firmará."),
        ({"basis": ""}, "Fundamento: escriba el acuerdo u orden que delega la firma"),
        ({"since": "2020-01-01"}, "Desde: no puede cubrir lo firmado antes"),
        ({"until": "2020-01-01"}, "Hasta: es anterior a la fecha de inicio"),
        ({"unit": "leyes-especiales"}, "Unidad: elija una de la lista."),
    ],
)
def test_a_refused_delegation_keeps_what_was_typed(
    head: Client, cast: Cast, changed: dict[str, str], error: str
) -> None:
    given = {
        "unit": UNIT,
        "person": str(cast.officer.pk),
        "basis": "Acuerdo 12-2026",
        "since": today().isoformat(),
        "until": "",
    }
    response = head.post(DELEGATIONS, given | changed)
    assert response.status_code == 422
    page = Page(response)
    assert error in page.text
    if "basis" not in changed:
        assert 'value="Acuerdo 12-2026"' in page.html
    assert not Delegation.objects.exists()
