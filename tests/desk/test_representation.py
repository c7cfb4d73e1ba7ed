"""Representation at the desk: what the case page says, the form that accepts a document, use and revocation."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.desk.desk import address
from tests.formal.companies import COMPANY, NIT, accept, check_met, company_case, credential_of, new_draft
from tests.formal.test_representing import send
from tests.portal.reading import Page
from ventanilla.cases.models import Case
from ventanilla.people.models import Organisation, Power

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(days=1)


def browser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def typed(case: Case, **changes: str) -> dict[str, str]:
    """The form as an officer fills it in."""
    case.refresh_from_db()
    today = timezone.localdate()
    return {
        "seen": str(case.stream.seq),
        "key": str(uuid.uuid4()),
        "name": COMPANY,
        "attachment": str(credential_of(case).pk),
        "kind": "registered-credential",
        "inscription": "Libro 12, número 34",
        "since": (today - YESTERDAY).isoformat(),
        "until": (today + dt.timedelta(days=90)).isoformat(),
        "scope": "all",
        **changes,
    }


def test_the_case_page_says_for_whom_and_that_nothing_proves_it(cast: Cast) -> None:
    case = company_case(cast, at=timezone.now() - YESTERDAY)
    page = Page(browser(cast).get(address(case)))
    for words in ("En nombre de", COMPANY, NIT, "Representante legal", "No acreditado"):
        assert words in page.text


def test_a_document_is_accepted_in_one_form(cast: Cast) -> None:
    case, client = (
        company_case(cast, at=timezone.now() - YESTERDAY, organisation="tienda libre"),
        browser(cast),
    )
    done = client.post(address(case, "personeria"), typed(case), follow=True)
    page = Page(done)
    assert "El poder quedó aceptado" in page.text
    assert Organisation.objects.get().name == COMPANY
    assert "es el de este caso" in page.text
    assert "Acreditado" in Page(client.get(address(case))).text
    checks = Page(client.get(address(case, "requisitos")))
    assert re.search(r'<option value="met" selected>', checks.html)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"inscription": ""}, "Inscripción: escriba su número"),
        ({"scope": "named"}, "Trámites: marque al menos uno"),
        ({"kind": ""}, "Clase de poder: elija"),
        ({"attachment": ""}, "Documento: elija el archivo"),
        ({"since": "ayer"}, "Escriba el día, el mes y el año"),
        ({"scope": "named", "procedures": "general-request"}, "debe cubrir el trámite de este caso"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(
    cast: Cast, changes: dict[str, str], says: str
) -> None:
    case = company_case(cast, at=timezone.now() - YESTERDAY)
    sent = typed(case, name="Un nombre a medias", **changes)
    refused = browser(cast).post(address(case, "personeria"), sent)
    assert refused.status_code == 422
    page = Page(refused)
    assert says in page.text
    assert 'value="Un nombre a medias"' in page.html
    assert not Power.objects.exists()


def test_a_page_that_was_overtaken_is_shown_again(cast: Cast) -> None:
    case, client = company_case(cast, at=timezone.now() - YESTERDAY), browser(cast)
    old = typed(case)
    client.post(address(case, "personeria"), typed(case))
    assert client.post(address(case, "personeria"), old).status_code == 409


def test_a_power_is_revoked_with_its_reason_and_the_case_is_flagged(cast: Cast) -> None:
    now = timezone.now()
    case, client = company_case(cast, at=now - YESTERDAY), browser(cast)
    power = accept(case, cast, at=now)
    where = address(case, "personeria", str(power.pk), "revocacion")
    marks = {name: typed(case)[name] for name in ("seen", "key")}
    assert "escriba quién lo revocó" in Page(client.post(where, {**marks, "reason": " "})).text
    client.post(where, {**marks, "reason": "Escritura de revocatoria del 3 de marzo"})
    page = Page(client.get(address(case)))
    for words in ("Poder sin vigencia", "Terminó el poder de quien representa", "Escritura de revocatoria"):
        assert words in page.text


def test_what_comes_from_the_file_is_proposed_with_its_origin(cast: Cast) -> None:
    now = timezone.now()
    first = company_case(cast, at=now - YESTERDAY)
    accept(first, cast, at=now)
    check_met(first, cast, "identity-document", at=now)
    second = send(new_draft(cast, at=now), cast, now)
    Case.objects.filter(pk=second.pk).update(unit=first.unit)
    page = Page(browser(cast).get(address(second, "requisitos")))
    assert "Del archivo: presentado el" in page.text
    assert first.number in page.text
    assert re.search(r'<option value="on_file" selected>', page.html)
