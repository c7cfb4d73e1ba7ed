"""The administrator's page of staff."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.cast import UNIT, Cast
from tests.desk.conftest import Browser
from tests.portal.reading import Page
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.current import today

STAFF = "/mesa/personal/"
NEW = {
    "email": "Clara.Diaz@Aduana.example",
    "name": "Clara Díaz",
    "role": "officer",
    "unit": UNIT,
    "since": "2026-03-01",
    "until": "",
}


@pytest.fixture
def administrator(browser: Browser, cast: Cast) -> Client:
    """The administrator's browser."""
    return browser(cast.administrator)


def test_lists_who_serves_by_unit(administrator: Client) -> None:
    page = Page(administrator.get(STAFF))
    assert page.h2[:3] == [
        "Toda la institución",
        "Departamento de Atención al Usuario",
        "Unidad de Leyes Especiales",
    ]
    for words in ("Marta Rivas", "marta.rivas@example.org", "Jefatura", "sin fin"):
        assert words in page.text


def test_a_new_person_gets_an_account_and_is_told(administrator: Client) -> None:
    assert administrator.post(STAFF, NEW).status_code == 302
    person = Person.objects.get(email="clara.diaz@aduana.example")
    assert not person.has_usable_password()
    assert Membership.objects.get(person=person).unit == UNIT
    [mail] = MailOutgoing.objects.filter(kind="staff_welcome")
    assert mail.recipient == person.email
    assert b"contrasena" in bytes(mail.rendered)
    page = Page(administrator.get(STAFF))
    assert "Se agregó a Clara Díaz" in page.text
    assert "aún no asigna su contraseña" in page.text
    granted = JournalEntry.objects.filter(kind="membership.granted", facts__person=person.pk)
    assert granted.count() == 1


def test_a_known_person_keeps_her_account(administrator: Client, cast: Cast) -> None:
    administrator.post(STAFF, NEW | {"email": cast.applicant.email, "name": "Otro nombre"})
    cast.applicant.refresh_from_db()
    assert cast.applicant.name == "Ana Solís"
    assert not MailOutgoing.objects.filter(kind="staff_welcome").exists()
    assert Membership.objects.filter(person=cast.applicant).count() == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"email": ""}, "Correo electrónico: escriba el de la persona."),
        ({"email": "clara"}, "Correo electrónico: escríbalo completo"),
        ({"name": ""}, "Nombre completo: nadie tiene todavía ese correo"),
        ({"role": ""}, "Rol: elija uno."),
        ({"unit": ""}, "Unidad: el personal técnico y las jefaturas pertenecen a una unidad"),
        ({"unit": "nada"}, "Unidad: elija una de la lista."),
        ({"role": "auditor"}, "Unidad: el personal técnico y las jefaturas"),
        ({"since": ""}, "Desde: elija el primer día."),
        ({"since": "ayer"}, "Desde: escriba la fecha"),
        ({"until": "2026-02-01"}, "Hasta: es anterior a la fecha de inicio"),
    ],
)
def test_each_refusal_names_its_field_and_keeps_the_rest(
    administrator: Client, changed: dict[str, str], error: str
) -> None:
    response = administrator.post(STAFF, NEW | changed)
    page = Page(response)
    assert response.status_code == 422
    assert error in page.errors
    assert page.value("name") == (NEW | changed)["name"]
    assert not Person.objects.filter(email="clara.diaz@aduana.example").exists()


def test_the_same_role_twice_is_refused(administrator: Client, cast: Cast) -> None:
    response = administrator.post(STAFF, NEW | {"email": cast.officer.email})
    assert response.status_code == 422
    assert "Desde: la persona ya tiene ese rol en esa unidad en esas fechas" in Page(response).errors


def test_ending_a_role_closes_the_desk(administrator: Client, browser: Browser, cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.outsider)
    client = browser(cast.outsider)
    assert client.get("/mesa/").status_code == 200
    until = dt.date(2026, 1, 31).isoformat()
    assert administrator.post(f"{STAFF}{membership.pk}/termino/", {"until": until}).status_code == 302
    assert client.get("/mesa/").status_code == 404
    assert "Rosa Flores" not in Page(administrator.get(STAFF)).text.replace("El rol de Rosa Flores", "")
    assert "terminado" in Page(administrator.get(f"{STAFF}?todos=1")).text


@pytest.mark.parametrize(
    ("until", "error"),
    [("", "Hasta: elija el día"), ("2019-01-01", "Hasta: es anterior"), ("x", "Hasta: escriba la fecha")],
)
def test_an_end_that_cannot_be_is_refused(administrator: Client, cast: Cast, until: str, error: str) -> None:
    membership = Membership.objects.get(person=cast.officer)
    response = administrator.post(f"{STAFF}{membership.pk}/termino/", {"until": until})
    assert response.status_code == 422
    assert error in Page(response).errors
    membership.refresh_from_db()
    assert membership.until is None


def test_a_role_that_is_not_there_is_not_found(administrator: Client) -> None:
    for number in (0, 10**30):
        response = administrator.post(f"{STAFF}{number}/termino/", {"until": "2026-01-01"})
        assert response.status_code == 404


def test_a_role_to_come_is_marked(administrator: Client, cast: Cast) -> None:
    Membership.objects.create(
        person=cast.stranger, unit=UNIT, role=Role.OFFICER, since=today() + dt.timedelta(days=9)
    )
    assert "aún no rige" in Page(administrator.get(STAFF)).text


@pytest.mark.parametrize(
    "address", ["x@" + "ñ" * 60 + ".com", "a" * 64 + "@" + "b" * 63 + "." + "c" * 63 + ".d" * 90 + ".com"]
)
def test_an_address_no_mail_can_be_written_to_is_refused(administrator: Client, address: str) -> None:
    page = Page(administrator.post(STAFF, {**NEW, "email": address}))
    assert page.status == 422
    assert "Correo" in page.errors
