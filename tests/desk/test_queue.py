"""The queue: its views, their counts, the way through them, taking a case from a row."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import OTHER_UNIT, UNIT, Cast, make_case, make_person
from tests.desk.conftest import Browser
from tests.desk.desk import QUEUE, address
from tests.portal.reading import Page
from ventanilla.cases.acts import Said, assign_case, offer_transfer, take_step
from ventanilla.cases.models import Case
from ventanilla.desk.queue_page import in_brief
from ventanilla.people.models import Membership, Role


def rows_of(page: Page) -> list[str]:
    return re.findall(r'class="v-number">(DGA-[\d-]+)<', page.html)


def look(client: Client, view: str = "", **query: str) -> Page:
    return Page(client.get(QUEUE, ({"vista": view} if view else {}) | query))


def step(case: Case, code: str, cast: Cast, **said: str) -> None:
    at = timezone.now()
    take_step(case=case, step=code, by=cast.actor(cast.officer), at=at, via="desk", said=Said(**said))


@pytest.fixture
def moved(cast: Cast) -> dict[str, Case]:
    """One case in each view."""
    now = timezone.now()
    cases = {name: make_case(cast.applicant, subject=name) for name in ("free", "mine", "waiting", "decided")}
    officer = cast.actor(cast.officer)
    assign_case(case=cases["mine"], person_id=cast.officer.pk, by=officer, at=now, via="desk")
    step(cases["waiting"], "request_information", cast, text="Falta la factura.")
    step(cases["decided"], "answer", cast, text="Listo.", outcome="attended")
    cases["coming"] = make_case(cast.applicant, subject="coming", topic="bonds")
    offer_transfer(
        case=cases["coming"],
        to_unit=UNIT,
        reason="No es de fianzas.",
        by=cast.actor(cast.outsider),
        at=now,
        via="desk",
    )
    return cases


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("mios", {"mine", "waiting"}),
        ("sin-asignar", {"free"}),
        ("unidad", {"free", "mine", "waiting"}),
        ("en-espera", {"waiting"}),
        ("traslados", {"coming"}),
        ("respondidos", {"decided"}),
        ("cerrados", set()),
    ],
)
def test_each_view_shows_its_cases(
    officer: Client, moved: dict[str, Case], view: str, names: set[str]
) -> None:
    page = look(officer, view)
    assert set(rows_of(page)) == {moved[name].number for name in names}


def test_tabs_count_and_the_first_is_mine(officer: Client, moved: dict[str, Case]) -> None:
    page = look(officer)
    tabs = re.findall(
        r"<a href=\"[^\"]*\"[^>]*>([^<]+?)\s*<span class=\"v-tabs-count\">(\d+)</span>", page.html
    )
    assert dict(tabs) == {
        "Míos": "2",
        "Sin asignar": "1",
        "De la unidad": "3",
        "En espera": "1",
        "Traslados por aceptar": "1",
        "Respondidos": "1",
    }
    assert set(rows_of(page)) == {moved["mine"].number, moved["waiting"].number}


def test_counts_stop_at_999() -> None:
    assert [in_brief(number) for number in (0, 999, 1000)] == ["0", "999", "999+"]


def test_a_row_says_what_one_needs_to_choose(officer: Client, cast: Cast) -> None:
    make_case(cast.applicant, subject="Duda del arancel", at=timezone.now() - dt.timedelta(days=40))
    page = look(officer, "unidad")
    for words in (
        "Duda del arancel",
        "Ana Solís · Solicitud general",
        "Recibida",
        "Vencido",
        "días hábiles",
        "Tomar",
    ):
        assert words in page.text
    assert "v-row-late" in page.html


def test_a_denied_case_is_marked(officer: Client, cast: Cast, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(needs_attention="not_me")
    assert "«No fui yo»" in look(officer, "unidad").text


@pytest.mark.parametrize(
    "view", ["mios", "sin-asignar", "unidad", "en-espera", "traslados", "respondidos", "cerrados"]
)
def test_an_empty_view_says_what_would_be_there(officer: Client, view: str) -> None:
    page = look(officer, view)
    assert 'class="v-empty"' in page.html
    assert rows_of(page) == []


def test_who_has_nothing_is_shown_where_there_is_work(officer: Client, case: Case) -> None:
    page = look(officer)
    assert "Ver los casos sin asignar" in page.text
    assert 'href="/mesa/?vista=sin-asignar"' in page.html


def test_sixty_cases_forward_and_back_meet_each_once(officer: Client, cast: Cast) -> None:
    now = timezone.now()
    numbers = [
        make_case(cast.applicant, at=now - dt.timedelta(hours=index % 7)).number for index in range(60)
    ]
    forward: list[list[str]] = []
    url = f"{QUEUE}?vista=unidad"
    while url:
        page = Page(officer.get(url))
        forward.append(rows_of(page))
        url = _link(page, "next")
    assert [len(rows) for rows in forward] == [25, 25, 10]
    assert sorted(number for rows in forward for number in rows) == sorted(numbers)
    backward = [forward[-1]]
    while url := _link(page, "prev"):
        page = Page(officer.get(url))
        backward.insert(0, rows_of(page))
    assert backward == forward
    assert not _link(page, "prev")


def test_a_mark_that_is_none_of_ours_gets_the_beginning_and_says_so(officer: Client, case: Case) -> None:
    page = look(officer, "unidad", despues="no-es-una-marca")
    assert page.status == 400
    assert "Se muestra desde el principio" in page.text
    assert rows_of(page) == [case.number]


def test_taking_from_a_row_comes_back_to_the_view(officer: Client, cast: Cast, case: Case) -> None:
    here = f"{QUEUE}?vista=sin-asignar"
    page = Page(officer.get(here))
    response = officer.post(
        address(case, "asignacion"), {"person": cast.officer.pk, "next": page.value("next")}
    )
    assert response.headers["Location"] == here
    assert f"Usted tiene el caso {case.number}." in Page(officer.get(here)).text
    case.refresh_from_db()
    assert case.officer == cast.officer


def test_taking_does_not_lead_elsewhere(officer: Client, cast: Cast, case: Case) -> None:
    response = officer.post(
        address(case, "asignacion"), {"person": cast.officer.pk, "next": "https://otro.example/"}
    )
    assert response.headers["Location"] == address(case)


def test_taking_what_somebody_took_says_so(officer: Client, browser: Browser, cast: Cast, case: Case) -> None:
    browser(cast.colleague).post(address(case, "asignacion"), {"person": cast.colleague.pk})
    response = officer.post(address(case, "asignacion"), {"person": cast.officer.pk, "next": QUEUE})
    assert response.status_code == 422
    page = Page(response)
    assert "ya tiene responsable" in page.errors
    assert "Luis Mena" in page.text


def test_several_units_can_be_looked_at_one_by_one(browser: Browser, cast: Cast) -> None:
    here, there = make_case(cast.applicant), make_case(cast.applicant, topic="bonds")
    Membership.objects.create(
        person=cast.officer, unit=OTHER_UNIT, role=Role.OFFICER, since=dt.date(2020, 1, 1)
    )
    client = browser(cast.officer)
    both = look(client, "unidad")
    assert set(rows_of(both)) == {here.number, there.number}
    assert "2 unidades" in both.text
    one = look(client, "unidad", unidad=OTHER_UNIT)
    assert rows_of(one) == [there.number]
    assert re.search(r"De la unidad\s*<span class=\"v-tabs-count\">1</span>", one.html)
    foreign = look(client, "unidad", unidad="unidad-calidad")
    assert set(rows_of(foreign)) == {here.number, there.number}


def test_an_auditor_who_is_also_an_officer_has_a_queue(browser: Browser, cast: Cast, case: Case) -> None:
    both = make_person("eva.luna@example.org", "Eva Luna", unit=UNIT, role=Role.OFFICER)
    Membership.objects.create(person=both, unit="", role=Role.AUDITOR, since=dt.date(2020, 1, 1))
    assert rows_of(look(browser(both), "unidad")) == [case.number]


def test_queries_do_not_grow_with_rows(officer: Client, cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            look(officer, "unidad")
        return len(captured)

    make_case(cast.applicant)
    count()  # the first page of a process reads the decreed days
    few = count()
    for _ in range(24):
        make_case(cast.applicant)
    assert count() == few <= 5


def _link(page: Page, rel: str) -> str:
    found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*rel="{rel}"', page.html)
    return found.group(1).replace("&amp;", "&") if found else ""
