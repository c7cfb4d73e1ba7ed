"""Signing up, in and out, and the password: against the real table of outgoing mail."""

from __future__ import annotations

import email
import email.policy
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.cast import PASSWORD, Cast
from tests.portal.filling import ready, send
from tests.portal.reading import Page
from ventanilla.catalogue import get_pack
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.models import Person
from ventanilla.portal.account_adapter import MAILS_PER_ADDRESS

pytestmark = pytest.mark.django_db
RESET, SENT = "/contrasena/olvido/", "/contrasena/olvido/enviado/"
NEW = "Nueva#Clave2026"
SIGN_UP: dict[str, Any] = {
    "name": "Rosa Flores",
    "email": "rosa@example.com",
    "password1": NEW,
    "password2": NEW,
}


@pytest.fixture(autouse=True)
def _no_limits_from_before() -> None:
    cache.clear()


def mails(kind: str) -> list[str]:
    """The texts of the mails of a kind, in order."""
    rendered = [bytes(mail.rendered) for mail in MailOutgoing.objects.filter(kind=kind).order_by("id")]
    policy = email.policy.default
    return [email.message_from_bytes(raw, policy=policy).get_content() for raw in rendered]


def link(text: str, path: str) -> str:
    """The first address of a mail that goes to `path`, as the path alone."""
    found = re.search(rf"http://testserver({path}\S*)", text)
    assert found, text
    return found.group(1)


def claimed(client: Client, address: str) -> Any:
    """Open a reset link, choose the password; returns the last answer."""
    form = client.get(address, follow=True)
    action = re.search(r'<form[^>]*action="(/contrasena/enlace/[^"]+)"', form.content.decode())
    assert action
    return client.post(action.group(1), {"password1": NEW, "password2": NEW}, follow=True)


def sign_in(client: Client, address: str, password: str) -> Any:
    return client.post("/entrar/", {"login": address, "password": password})


def verified(person: Person) -> Person:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def test_who_has_an_account_signs_in_and_out(client: Client, cast: Cast) -> None:
    verified(cast.applicant)
    assert "¿Has olvidado tu contraseña?" in Page(client.get("/entrar/")).text
    assert sign_in(client, "Ana.Solis@example.com", PASSWORD)["Location"] == "/casos/"
    assert Page(client.get("/casos/")).h1 == ["Mis casos"]
    assert Page(client.get("/salir/")).h1 == ["¿Cerrar la sesión?"]
    assert "Cerró su sesión." in Page(client.post("/salir/", follow=True)).text
    assert client.get("/casos/")["Location"] == "/entrar/?next=/casos/"


def test_one_comes_back_to_where_one_wanted_to_go(client: Client, cast: Cast) -> None:
    verified(cast.applicant)
    page = Page(client.get("/entrar/?next=/casos/%3Fnumero%3DX"))
    assert page.value("next") == "/casos/?numero=X"
    data = {"login": cast.applicant.email, "password": PASSWORD, "next": "/guia/"}
    assert client.post("/entrar/", data)["Location"] == "/guia/"


@pytest.mark.parametrize("address", ["ana.solis@example.com", "nadie@example.com"])
def test_a_wrong_password_and_an_unknown_address_say_the_same(
    client: Client, cast: Cast, address: str
) -> None:
    page = Page(sign_in(client, address, "otra cosa"))
    assert "El correo o la contraseña no son correctos" in page.errors
    assert page.value("login") == address


def test_a_form_left_empty_names_each_field(client: Client) -> None:
    assert "Falta «Correo electrónico»" in Page(client.post("/entrar/", {})).errors
    page = Page(client.post("/registro/", {"email": "rosa@"}))
    for name in ("Nombre completo", "Contraseña"):
        assert f"Falta «{name}»" in page.errors
    assert "«Correo electrónico» no es una dirección completa" in page.errors


def test_too_many_attempts_are_stopped_in_words(client: Client, cast: Cast) -> None:
    for _ in range(12):
        response = sign_in(client, cast.applicant.email, "otra cosa")
    assert "demasiados intentos" in Page(response).text.lower()


# ── Signing up ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_signing_up_is_confirmed_by_mail(client: Client) -> None:
    page = Page(client.get("/registro/"))
    assert "Debe tener más de 8 caracteres" in page.text
    assert "kind" not in page.inputs
    page = Page(client.post("/registro/", SIGN_UP, follow=True))
    assert page.h1 == ["Confirme su correo electrónico"]
    assert get_pack("sv").screens["confirmation_sent"] in page.text
    person = Person.objects.get(email="rosa@example.com")
    assert person.name == "Rosa Flores"
    assert sign_in(client, "rosa@example.com", NEW)["Location"] == "/registro/correo-enviado/"
    address = link(mails("confirmation")[0], "/registro/correo/")
    page = Page(client.get(address))
    assert "rosa@example.com" in page.text
    assert not EmailAddress.objects.get(user=person).verified
    other = Client()
    page = Page(other.post(address, follow=True))
    assert page.h1 == ["Ingresar"]
    assert EmailAddress.objects.get(user=person).verified
    assert "El correo rosa@example.com quedó confirmado." in page.text
    assert sign_in(other, "rosa@example.com", NEW)["Location"] == "/casos/"


def test_an_address_that_has_an_account_is_told_by_mail_not_on_the_screen(client: Client, cast: Cast) -> None:
    verified(cast.applicant)
    data = {**SIGN_UP, "email": cast.applicant.email}
    page = Page(client.post("/registro/", data, follow=True))
    assert page.h1 == ["Confirme su correo electrónico"]
    assert "ya tiene usuario" in " ".join(mails("already_registered")[0].split())
    assert not mails("confirmation")


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("corta", ["más de 8 caracteres", "letra mayúscula", "carácter especial"]),
        ("sinmayuscula#2026", ["letra mayúscula"]),
        ("SinEspecial2026", ["carácter especial"]),
    ],
)
def test_each_broken_rule_of_the_password_is_named(client: Client, password: str, rules: list[str]) -> None:
    page = Page(client.post("/registro/", {**SIGN_UP, "password1": password, "password2": password}))
    for rule in ("más de 8 caracteres", "letra mayúscula", "carácter especial"):
        assert (rule in page.errors) == (rule in rules)
    assert page.value("name") == "Rosa Flores"
    assert not Person.objects.filter(email="rosa@example.com").exists()


def test_a_password_everybody_uses_is_refused(client: Client) -> None:
    for password in ("P@ssw0rd1", "Password1!"):
        page = Page(client.post("/registro/", {**SIGN_UP, "password1": password, "password2": password}))
        if "demasiado común" in page.errors:
            return
    pytest.fail("no common password that keeps the other rules was refused")


def test_two_different_passwords_are_refused(client: Client) -> None:
    page = Page(client.post("/registro/", {**SIGN_UP, "password2": NEW + "x"}))
    assert page.errors


def test_where_an_account_is_needed_one_says_who_one_is(client: Client, settings: Settings) -> None:
    settings.VENTANILLA_PACK = "ec"
    page = Page(client.get("/registro/"))
    for kind in get_pack("ec").person_kinds.values():
        assert kind.title in page.text
    for operator in get_pack("ec").operator_types.values():
        assert operator.title in page.text
    data = {
        **SIGN_UP,
        "kind": "national-natural",
        "document_kind": "ec.ci",
        "document": "171003406-5",
        "operator_type": "customs-broker",
    }
    wrong = Page(client.post("/registro/", {**data, "document": "1710034066"}))
    assert "«Número del documento» no es" in wrong.errors
    assert wrong.value("document") == "1710034066"
    other = Page(client.post("/registro/", {**data, "kind": "private-legal"}))
    assert "no corresponde a ese tipo de persona" in other.errors
    assert client.post("/registro/", data).status_code == 302
    person = Person.objects.get(email="rosa@example.com")
    assert (person.kind, person.operator_type) == ("national-natural", "customs-broker")
    assert (person.document_kind, person.document) == ("ec.ci", "1710034065")


# ── The password ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_known_unknown_and_shared_addresses_see_the_same(client: Client, cast: Cast) -> None:
    Person.objects.create_user(email=cast.stranger.email, name="Otra persona", password=PASSWORD)
    screens = []
    for address in (cast.applicant.email, "nadie@example.com", cast.stranger.email):
        response = client.post(RESET, {"email": address})
        assert response["Location"] == SENT
        screens.append(Page(client.get(SENT)).text)
    assert screens[0] == screens[1] == screens[2]
    assert get_pack("sv").screens["reset_sent"] in screens[0]
    assert [mail.recipient for mail in MailOutgoing.objects.all()] == [cast.applicant.email]


def test_a_closed_account_and_a_second_address_get_no_link(client: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    EmailAddress.objects.create(
        user=cast.applicant, email="segunda@example.com", primary=False, verified=True
    )
    for address in (cast.stranger.email, "segunda@example.com"):
        assert client.post(RESET, {"email": address})["Location"] == SENT
    assert not MailOutgoing.objects.exists()


def test_an_account_born_from_a_form_is_claimed_by_the_link(client: Client) -> None:
    send(client, ready(client))
    person = Person.objects.get(email="ana.solis@example.com")
    client.post(RESET, {"email": "Ana.Solis@EXAMPLE.com"})
    text = mails("reset")[0]
    assert "Debe contener al menos una mayúscula" in text
    address = link(text, "/contrasena/enlace/")
    shown = Page(client.get(address, follow=True))
    assert shown.h1 == ["Asigne su contraseña"]
    assert "Debe incluir al menos una letra mayúscula." in shown.text
    page = Page(claimed(client, address))
    assert page.h1 == ["Su contraseña quedó asignada"]
    assert EmailAddress.objects.get(user=person).verified
    assert sign_in(client, "ana.solis@example.com", NEW)["Location"] == "/casos/"
    assert "Copia de una declaración" in Page(client.get("/casos/")).text
    assert len(mails("password_changed")) == 1


def test_the_link_serves_once(client: Client, cast: Cast) -> None:
    client.post(RESET, {"email": cast.applicant.email})
    address = link(mails("reset")[0], "/contrasena/enlace/")
    claimed(client, address)
    page = Page(Client().get(address, follow=True))
    assert page.h1 == ["Este enlace ya no sirve"]
    assert RESET in page.html


def test_the_new_password_keeps_the_rules_of_the_pack(client: Client, cast: Cast) -> None:
    client.post(RESET, {"email": cast.applicant.email})
    form = client.get(link(mails("reset")[0], "/contrasena/enlace/"), follow=True)
    response = client.post(form.request["PATH_INFO"], {"password1": "corta", "password2": "corta"})
    assert "letra mayúscula" in Page(response).errors
    cast.applicant.refresh_from_db()
    assert cast.applicant.check_password(PASSWORD)


def test_asking_for_links_has_an_end(client: Client, cast: Cast) -> None:
    answers = [client.post(RESET, {"email": cast.applicant.email}).status_code for _ in range(8)]
    assert answers[-1] == 429
    assert len(mails("reset")) < 8


def test_the_password_is_changed_by_who_knows_it(client: Client, cast: Cast) -> None:
    client.force_login(verified(cast.applicant))
    data = {"oldpassword": "otra", "password1": NEW, "password2": NEW}
    assert "«Contraseña actual» no es la que usa ahora" in Page(client.post("/contrasena/", data)).errors
    page = Page(client.post("/contrasena/", {**data, "oldpassword": PASSWORD}, follow=True))
    assert "Su contraseña quedó guardada" in page.text
    assert client.get("/casos/").status_code == 200
    cast.applicant.refresh_from_db()
    assert cast.applicant.check_password(NEW)
    assert client.get("/contrasena/nueva/")["Location"] == "/contrasena/"


@pytest.mark.parametrize("address", ["/contrasena/", "/contrasena/nueva/"])
def test_the_anonymous_have_no_password_to_change(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"/entrar/?next={address}"


def test_signing_up_to_send_leads_back_to_the_form(client: Client, settings: Settings) -> None:
    settings.VENTANILLA_PACK = "ec"
    data = {
        **SIGN_UP,
        "kind": "national-natural",
        "document_kind": "ec.ci",
        "document": "1710034065",
        "operator_type": "other",
        "next": "/guia/",
    }
    client.post("/registro/", data)
    response = client.post(link(mails("confirmation")[0], "/registro/correo/"))
    assert response["Location"] == "/guia/"
    assert client.get("/casos/").status_code == 200


# ── Abuse ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_carries_no_link_into_somebody_else_s_mailbox(client: Client) -> None:
    client.post("/registro/", {**SIGN_UP, "name": "Gane en http://premio.example/ya Rosa"})
    [text] = mails("confirmation")
    assert "premio.example" not in text
    assert "Gane en Rosa:" in text


@pytest.mark.parametrize(
    "address", ["x@" + "ñ" * 60 + ".com", "a" * 64 + "@" + "b" * 63 + "." + "c" * 63 + ".d" * 90 + ".com"]
)
def test_an_address_no_mail_can_be_written_to_is_refused_in_words(client: Client, address: str) -> None:
    page = Page(client.post("/registro/", {**SIGN_UP, "email": address}))
    assert page.status == 200
    assert "«Correo electrónico»" in page.errors
    assert not Person.objects.exists()


def test_nobody_is_flooded_with_reset_mails(cast: Cast) -> None:
    verified(cast.applicant)
    pages = set()
    for number in range(MAILS_PER_ADDRESS + 3):
        cache.clear()  # the limits by the minute are over
        visitor = Client(REMOTE_ADDR=f"192.0.2.{number}")
        pages.add(visitor.post(RESET, {"email": cast.applicant.email})["Location"])
    assert pages == {SENT}
    assert len(mails("reset")) == MAILS_PER_ADDRESS
