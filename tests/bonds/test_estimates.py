"""The estimate of a case's annexes: what the officer and the applicant each see, and the officer's own version."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.bonds.sheets import BROKEN_DRINKS, DEARER_DRINKS, DRINKS, GOODS, present, upload, version
from tests.cast import OTHER_UNIT, Cast, make_case
from tests.formal.cases import make_bond_change
from ventanilla.bonds.acts import recount_annex
from ventanilla.bonds.models import AnnexSheet
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Attachment, Case, Message
from ventanilla.files.models import Blob, Scan
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Person
from ventanilla.reference.current import current_pack
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.reading import read_annex
from ventanilla.rules.annexes.registry import ANNEXES

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Room:
    """A bond change under analysis, with a browser for its officer and its applicant."""

    case: Case
    cast: Cast
    officer: Client
    applicant: Client
    now: dt.datetime

    def present(self, annex: str, content: bytes, name: str = "anexo.csv") -> None:
        present(self.case, annex, content, by=self.cast.actor(self.cast.applicant), at=self.now, name=name)

    def recount(
        self, annex: str, content: bytes | None, name: str = "recuento.csv", **data: str
    ) -> HttpResponse:
        sent = {"key": str(uuid.uuid4()), **data}
        if content is not None:
            sent["attachments"] = upload(content, name)
        return self.officer.post(f"/mesa/casos/{self.case.number}/anexos/{annex}/recuento/", sent)

    def desk(self, query: str = "") -> str:
        return text_of(self.officer.get(f"/mesa/casos/{self.case.number}/anexos/{query}"))

    def portal(self) -> str:
        return text_of(self.applicant.get(f"/casos/{self.case.number}/anexos/"))


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def room(cast: Cast) -> Room:
    now = timezone.now()
    case = make_bond_change(cast, at=now - dt.timedelta(hours=1))
    return Room(case, cast, browser(cast.outsider), browser(cast.applicant), now)


def bond_of(annex: str, content: bytes, day: dt.date) -> Decimal:
    read = read_annex(ANNEXES[annex], content)
    found = estimate(ANNEXES[annex], read.rows, table=current_pack().rates, on=day, errors=read.errors)
    assert found.bond is not None
    return found.bond


def test_both_see_the_lines_the_rates_and_the_bond_that_the_rules_compute(room: Room) -> None:
    room.present("2", DRINKS)
    desk, portal = room.desk(), room.portal()
    sheet = AnnexSheet.objects.get()
    assert sheet.bond == bond_of("2", DRINKS, sheet.rates_on)
    for page in (desk, portal):
        assert f"${sheet.bond:,.2f}" in page
        assert "Whisky" in page
        assert "IVA con el ad valorem en su base" in page
        assert "por confirmar" in page
        assert "Ley de IVA, artículo 48" in page
    assert AnnexSheet.objects.count() == 1, "computed once, for both"
    assert sheet.by_applicant


def test_an_error_names_the_cell_and_leaves_no_bond(room: Room) -> None:
    room.present("2", BROKEN_DRINKS)
    for page in (room.desk(), room.portal()):
        assert "I2" in page
        assert "muchos" in page
        assert "Ninguno mientras haya errores" in page
        assert "Ron" in page, "the line that stands is shown"
    assert AnnexSheet.objects.get().bond is None


def test_the_applicant_presents_her_corrected_sheet_beside_its_errors(room: Room) -> None:
    room.present("2", BROKEN_DRINKS)
    address = f"/casos/{room.case.number}/anexos/2/hoja/"
    nothing = room.applicant.post(address, {"key": str(uuid.uuid4())})
    assert nothing.status_code == 422
    assert "Hoja de cálculo: elija el archivo de su anexo" in text_of(nothing)
    picture = room.applicant.post(address, {"sheet": upload(b"hola", "nota.txt")})
    assert "envíe uno de estos: xlsx, ods, csv, pdf" in text_of(picture)
    sent = room.applicant.post(address, {"key": str(uuid.uuid4()), "sheet": upload(DRINKS)})
    assert sent.headers["Location"] == f"/casos/{room.case.number}/anexos/#anexo-2"
    assert "error en la hoja" not in room.portal()
    newest = Attachment.objects.filter(requirement="annex-2").latest("id")
    assert newest.message is not None
    assert newest.message.direction == "in"


def test_the_newest_file_of_an_annex_is_the_one_computed(room: Room) -> None:
    room.present("2", BROKEN_DRINKS)
    room.present("2", DRINKS)
    assert "error en la hoja" not in room.portal()


def test_the_officers_version_stands_beside_the_applicants_with_the_differences(room: Room) -> None:
    room.present("2", DRINKS)
    answer = room.recount("2", DEARER_DRINKS)
    assert answer.headers["Location"].endswith("/anexos/#anexo-2")
    page = room.desk()
    sheet = AnnexSheet.objects.get(by_applicant=False)
    assert sheet.bond == bond_of("2", DEARER_DRINKS, sheet.rates_on)
    assert "En qué difieren ambas versiones" in page
    assert "+$500.00" in page
    own = AnnexSheet.objects.get(by_applicant=True)
    assert own.bond is not None
    assert f"+${sheet.bond - own.bond:,.2f}" in page
    entry = JournalEntry.objects.get(kind="annex.recounted")
    assert entry.facts["annex"] == "2"
    assert not entry.public


def test_the_same_version_comes_to_the_same_totals(room: Room) -> None:
    room.present("2", DRINKS)
    room.recount("2", DRINKS)
    assert "Ambas versiones llegan a los mismos totales" in room.desk()


def test_the_applicant_neither_sees_nor_fetches_the_officers_version(room: Room) -> None:
    room.present("2", DRINKS)
    room.recount("2", DEARER_DRINKS)
    assert "recuento.csv" not in room.portal()
    held = Attachment.objects.get(name="recuento.csv")
    assert room.applicant.get(f"/casos/{room.case.number}/archivos/{held.pk}/").status_code == 404
    download = room.officer.get(f"/mesa/casos/{room.case.number}/archivos/{held.pk}/")
    assert b"".join(download.streaming_content) == DEARER_DRINKS
    assert held.message is not None
    assert held.message.audience == Message.Audience.INTERNAL
    assert "recuento.csv" not in text_of(room.applicant.get(f"/casos/{room.case.number}/"))


def test_a_version_without_file_or_of_another_type_is_refused_by_name(room: Room) -> None:
    room.present("2", DRINKS)
    nothing = room.recount("2", None)
    assert nothing.status_code == 422
    assert "Hoja de cálculo: elija el archivo" in text_of(nothing)
    picture = room.recount("2", b"%PDF-1.4 nada", "anexo.pdf")
    assert picture.status_code == 422
    assert "envíe uno de estos: xlsx, csv" in text_of(picture)
    assert not JournalEntry.objects.filter(kind="annex.recounted").exists()
    assert room.recount("7", DRINKS).status_code == 404


def test_sent_twice_it_is_one_version(room: Room) -> None:
    key = str(uuid.uuid4())
    room.recount("1", GOODS, key=key)
    room.recount("1", GOODS, key=key)
    assert JournalEntry.objects.filter(kind="annex.recounted").count() == 1


def test_only_the_unit_that_has_the_case_recounts_and_only_its_annexes(room: Room) -> None:
    cast, now = room.cast, room.now
    file = version(GOODS, now)
    with pytest.raises(NotAllowed):
        recount_annex(case=room.case, annex="1", file=file, by=cast.actor(cast.applicant), at=now, via="desk")
    with pytest.raises(NotAllowed):
        recount_annex(case=room.case, annex="1", file=file, by=cast.actor(cast.officer), at=now, via="desk")
    other = make_case(cast.applicant, at=now)
    with pytest.raises(Invalid, match="Anexo: elija uno"):
        recount_annex(case=other, annex="1", file=file, by=cast.actor(cast.officer), at=now, via="desk")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("anexo.pdf", b"%PDF-1.4\n%%EOF\n", "Este tipo de archivo no se puede calcular"),
        ("anexo.csv", b"nada,que,ver\n1,2,3\n", "error en la hoja"),
    ],
)
def test_a_file_that_cannot_be_computed_says_why(room: Room, name: str, content: bytes, told: str) -> None:
    room.present("1", content, name)
    assert told in room.desk()
    assert told in room.portal()


def test_a_file_is_read_only_once_it_may_be_opened(room: Room, settings: Settings) -> None:
    room.present("2", DRINKS)
    settings.SCAN = "required"
    Blob.objects.update(scan=Scan.PENDING)
    assert "Aún no se ha calculado" in room.portal()
    Blob.objects.update(scan=Scan.INFECTED)
    assert "Aún no se ha calculado" in room.desk()
    assert not AnnexSheet.objects.exists()
    Blob.objects.update(scan=Scan.CLEAN)
    assert "Whisky" in room.portal()


def test_a_file_beyond_the_limit_is_not_read(room: Room) -> None:
    room.present("2", DRINKS)
    Blob.objects.filter(attachment__requirement="annex-2").update(size=8_000_001)
    assert "demasiado grande" in room.portal()
    assert not AnnexSheet.objects.exists()


def test_a_long_annex_is_shown_by_hundreds_and_totalled_whole(room: Room) -> None:
    head, line = GOODS.splitlines()[:2]
    room.present("1", b"\n".join([head, *[line] * 150]) + b"\n")
    assert "Líneas 1 a 100 de 150" in room.desk()
    assert "Líneas 101 a 150 de 150" in room.desk("?anexo=1&desde=101")
    assert "Líneas 1 a 100 de 150" in room.desk("?anexo=1&desde=9999")
    assert Decimal(AnnexSheet.objects.get().result["totals"]["cif"]) == 150 * 4300


def test_each_language_has_its_own_words_of_the_same_figures(room: Room) -> None:
    room.present("2", BROKEN_DRINKS)
    spanish = room.portal()
    room.applicant.cookies["idioma"] = "en"
    english = room.portal()
    assert "Estimate of your annexes" in english
    assert "Estimación de sus anexos" in spanish
    one, other = AnnexSheet.objects.all()
    assert one.result["totals"] == other.result["totals"]
    assert one.result["errors"] != other.result["errors"]


def test_the_case_pages_lead_to_the_estimates(room: Room) -> None:
    number = room.case.number
    assert f"/mesa/casos/{number}/anexos/" in room.officer.get(f"/mesa/casos/{number}/").content.decode()
    assert f"/casos/{number}/anexos/" in room.applicant.get(f"/casos/{number}/").content.decode()
    other = make_case(room.cast.applicant, at=room.now)
    assert room.applicant.get(f"/casos/{other.number}/anexos/").status_code == 404
    assert room.case.unit == OTHER_UNIT
