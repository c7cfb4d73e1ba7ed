"""The demonstration's population: every state, real files and mails, told once, its journal whole."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from tests.journeys.mailbox import Mailbox, open_mailbox
from ventanilla.cases.models import Attachment, Case, Draft, Phase, Transfer
from ventanilla.cases.search import find_cases
from ventanilla.catalogue import Pack, get_pack
from ventanilla.files.kinds import look
from ventanilla.formal.models import Delegation, RunningTerm
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.operations.population.filling import fill
from ventanilla.operations.population.papers import make_paper
from ventanilla.operations.population.stories import moment_of, stories_of
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import actor_of
from ventanilla.people.models import Person
from ventanilla.procedures.models import SheetFeedback
from ventanilla.reference.models import DecreedDay

PACKS = ("sv", "ec", "mx")
NOW = dt.datetime(2026, 11, 18, 16, 30, tzinfo=dt.UTC)


@pytest.fixture
def inbox(settings: Settings, tmp_path: Path) -> Iterator[Mailbox]:
    with open_mailbox(tmp_path) as mailbox:
        settings.SMTP_URL = mailbox.url
        yield mailbox


@pytest.fixture(params=PACKS)
def pack(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Pack:
    settings.VENTANILLA_PACK = request.param
    settings.FILES_DIR = str(tmp_path)
    return get_pack(request.param)


def test_it_shows_every_state_and_is_told_once(db: None, pack: Pack, inbox: Mailbox) -> None:
    accounts = fill(at=NOW)
    cases = Case.objects.count()
    solved = [call for call in stories_of(pack.code).calls if call.outcome]
    told = len(stories_of(pack.code).cases) + len(solved)
    assert cases == told + Case.objects.exclude(parent=None).count()
    assert set(Case.objects.values_list("phase", flat=True)) == set(Phase.values)
    assert Case.objects.filter(due_at__lt=NOW).exclude(phase=Phase.CLOSED).exists()
    assert Transfer.objects.filter(settled_at=None).exists()
    assert Draft.objects.filter(person__email="ana.solicitante@correo.example").exists()
    assert SheetFeedback.objects.exists()
    assert Case.objects.filter(opened_at__gt=NOW).count() == 0
    assert {account["email"] for account in accounts} <= set(Person.objects.values_list("email", flat=True))
    assert set(MailOutgoing.objects.values_list("state", flat=True)) == {OutgoingState.SENT}
    assert inbox.count == MailOutgoing.objects.count()
    assert Attachment.objects.filter(blob__size__gt=0).count() == Attachment.objects.count() > 0
    assert not list(verify_all())
    day = DecreedDay.objects.get()
    assert "ilustrativo" in day.title
    assert day.moved > 0
    assert RunningTerm.objects.filter(code="remedy", state="lapsed").exists() == bool(pack.formal.terms)
    assert Delegation.objects.count() == bool(pack.formal.terms)
    head = Person.objects.get(email="jefatura@mesa.example")
    found, _ = find_cases(actor_of(head, on=NOW.date()), "Beltrán")
    assert found
    assert fill(at=NOW + dt.timedelta(days=3)) == accounts
    assert Case.objects.count() == cases


@pytest.mark.parametrize("name", ["nota.pdf", "captura.png", "lista.csv", "registro.txt"])
def test_a_paper_is_what_its_name_says(name: str) -> None:
    content = make_paper(name, "Título (de muestra)", ["Una línea con ñ y \\ barra"])
    assert content == make_paper(name, "Título (de muestra)", ["Una línea con ñ y \\ barra"])
    assert not look(io.BytesIO(content), name, ["pdf", "png", "csv", "txt"]).reason


def test_moments_count_business_days_of_the_pack() -> None:
    pack = get_pack("sv")
    sunday = dt.datetime(2026, 11, 22, 5, 30, tzinfo=ZoneInfo(pack.zone))
    at = [moment_of(text, now=sunday, calendar=pack.calendar()) for text in ("-1 09:14", "-6 10:00", "-30m")]
    assert [f"{moment:%m-%d %H:%M}" for moment in at] == ["11-20 09:14", "11-13 10:00", "11-22 05:00"]
    with pytest.raises(ValueError, match="-1, -2"):
        moment_of("0 09:00", now=sunday, calendar=pack.calendar())
