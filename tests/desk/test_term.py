"""Why a case is due when it is."""

from __future__ import annotations

import datetime as dt
import re

from django.test import Client
from django.utils import translation

from tests.cast import MONDAY, Cast, make_case
from tests.desk.desk import address, open_case_page
from tests.portal.reading import Page
from ventanilla.cases.acts import Said, take_step
from ventanilla.cases.models import Case
from ventanilla.desk.due import due_mark
from ventanilla.reference.current import current_pack

TODAY = dt.date(2026, 3, 20)  # a Friday
CALENDAR = current_pack().calendar()


def explained(client: Client, case: Case) -> Page:
    response = client.get(address(case, "plazo"))
    assert response.status_code == 200
    return Page(response)


def days(page: Page) -> list[tuple[str, str]]:
    rows = re.findall(r"<tr class=\"d-day-(\w+)[^\"]*\">(.*?)</tr>", page.html, re.DOTALL)
    return [(look, " ".join(re.sub(r"<[^>]+>", " ", cells).split())) for look, cells in rows]


def test_every_day_has_its_reason(officer: Client, case: Case) -> None:
    page = explained(officer, case)
    assert "23 de marzo de 2026" in page.text
    assert "10 días hábiles desde el día siguiente a la presentación" in page.text
    assert "Ley de Procedimientos Administrativos" in page.text
    assert "por confirmar" in page.text
    rows = days(page)
    assert rows[0] == ("presented", "lunes 9 mar 2026 no cuenta día de la presentación: no se cuenta")
    assert [look for look, _ in rows].count("counted") == 10
    assert any(look == "off" and "sábado" in text for look, text in rows)
    assert "día 10 del plazo" in rows[-1][1]
    assert "vence este día" in rows[-1][1]


def test_a_pause_is_shown_and_no_date_is_promised(officer: Client, cast: Cast, case: Case) -> None:
    said = Said(text="Falta la factura.")
    at = MONDAY + dt.timedelta(days=1)
    take_step(
        case=case, step="request_information", by=cast.actor(cast.officer), at=at, via="desk", said=said
    )
    page = explained(officer, case)
    assert "La fecha se sabrá cuando llegue la información." in page.text
    assert "Se pidió información: el plazo se detiene" in page.text
    assert "plazo suspendido" in page.text


def test_beyond_the_calendar_names_the_year_and_whom_to_ask(officer: Client, cast: Cast) -> None:
    late = make_case(cast.applicant, at=dt.datetime(2030, 12, 27, 15, 0, tzinfo=dt.UTC))
    assert late.due_at is None
    page = explained(officer, late)
    assert "El calendario de 2031 no está publicado" in page.text
    assert "Pablo Ayala" in page.text
    assert "Falta el calendario para calcular el vencimiento" in open_case_page(officer, late).page.text


def test_in_english_the_reasons_are_english(officer: Client, case: Case) -> None:
    officer.cookies["idioma"] = "en"
    page = explained(officer, case)
    assert "day of presentation: does not count" in page.text
    assert "Monday" in page.text
    assert "lunes" not in page.text


class TestMarks:
    def mark(self, day: dt.date | None, phase: str = "in_review") -> tuple[str, str]:
        due_at = dt.datetime.combine(day, dt.time(23, 59, 59)) if day else None
        found = due_mark(phase=phase, due_at=due_at, today=TODAY, calendar=CALENDAR)
        return found.state, found.text

    def test_of_each_distance(self) -> None:
        assert self.mark(None) == ("none", "")
        assert self.mark(TODAY) == ("soon", "hoy")
        assert self.mark(dt.date(2026, 3, 21)) == ("soon", "mañana")
        assert self.mark(dt.date(2026, 3, 23)) == ("soon", "en 1 día hábil")
        assert self.mark(dt.date(2026, 3, 24)) == ("soon", "en 2 días hábiles")
        assert self.mark(dt.date(2026, 3, 25)) == ("ok", "en 3 días hábiles")
        assert self.mark(dt.date(2026, 3, 19)) == ("overdue", "hace 1 día hábil")
        assert self.mark(dt.date(2026, 3, 13)) == ("overdue", "hace 5 días hábiles")

    def test_late_by_a_weekend_counts_days(self) -> None:
        due_at = dt.datetime(2026, 3, 20, 23, 59, 59, tzinfo=dt.UTC)
        sunday = dt.date(2026, 3, 22)
        found = due_mark(phase="received", due_at=due_at, today=sunday, calendar=CALENDAR)
        assert found.text == "hace 2 días"

    def test_of_what_waits_or_is_done(self) -> None:
        assert self.mark(None, "waiting_applicant") == ("paused", "")
        assert self.mark(dt.date(2026, 3, 2), "decided") == ("done", "")
        assert self.mark(dt.date(2026, 3, 2), "closed") == ("done", "")

    def test_beyond_the_calendar_keeps_the_day(self) -> None:
        assert self.mark(dt.date(2041, 1, 7)) == ("ok", "")

    def test_in_english(self) -> None:
        with translation.override("en"):
            assert self.mark(dt.date(2026, 3, 24)) == ("soon", "in 2 business days")
