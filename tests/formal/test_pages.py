"""Formal acts on their pages: the officer checks and drafts, the head signs, the applicant answers and asks for a copy."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.formal.cases import RESOLUTION, make_bond_change, make_head, signed_notice, signed_resolution
from ventanilla.cases.models import Case
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.checklist import unmet
from ventanilla.formal.models import FormalAct, Notification, PaperCopy
from ventanilla.people.models import Person

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Desk:
    """A bond change with a browser for each of its people."""

    case: Case
    officer: Client
    head: Client
    applicant: Client
    cast: Cast
    boss: Person

    def desk(self, path: str) -> str:
        return f"/mesa/casos/{self.case.number}/{path}"

    def marks(self, **data: str) -> dict[str, str]:
        self.case.refresh_from_db()
        return {"seen": str(self.case.stream.seq), "key": str(uuid.uuid4()), **data}


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def desk(cast: Cast) -> Desk:
    boss = make_head()
    case = make_bond_change(cast, at=timezone.now() - dt.timedelta(hours=1))
    return Desk(case, browser(cast.outsider), browser(boss), browser(cast.applicant), cast, boss)


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_check_becomes_a_notice_the_notice_is_signed_and_answered(desk: Desk) -> None:
    page = desk.officer.get(desk.desk("requisitos/"))
    assert "Las respuestas no lo piden" in text_of(page)
    typed = desk.marks(
        **{"state-annex-2": "unmet", "reason-annex-2": "Falta el cuadro.", "state-application-letter": "met"}
    )
    answer = desk.officer.post(desk.desk("requisitos/"), typed)
    assert answer.headers["Location"] == desk.desk("prevencion/")
    notice = desk.officer.get(desk.desk("prevencion/"))
    assert "Falta el cuadro." in text_of(notice)
    assert "10 días hábiles" in text_of(notice)
    typed = desk.marks(
        **{"opening": "Se revisó.", "warning": "Subsane.", "point-annex-2": "Falta el cuadro."}
    )
    kept = desk.officer.post(desk.desk("prevencion/"), typed)
    act = draft_of(desk.case, "remedy_notice")
    assert act is not None
    assert kept.headers["Location"] == desk.desk(f"actos/{act.pk}/")
    assert "Usted lo redactó" in text_of(desk.officer.get(kept.headers["Location"]))
    assert "Firmar y notificar" in text_of(desk.head.get(kept.headers["Location"]))
    desk.head.post(desk.desk(f"actos/{act.pk}/firma/"), desk.marks())
    desk.case.refresh_from_db()
    assert desk.case.step == "remedy"
    mine = text_of(desk.applicant.get(f"/casos/{desk.case.number}/"))
    assert "Responda la prevención" in mine
    address = f"/casos/{desk.case.number}/prevencion/"
    assert "Falta el cuadro." in text_of(desk.applicant.get(address))
    sent = desk.marks() | {"point-1": "Va el cuadro"}
    desk.applicant.post(address, sent | {"files-1": SimpleUploadedFile("cuadro.csv", b"a;b\n1;2\n")})
    desk.case.refresh_from_db()
    assert desk.case.step == "remedied"
    assert unmet(desk.case) == {}
    assert desk.applicant.get(address).headers["Location"] == f"/casos/{desk.case.number}/"


def test_a_refused_check_keeps_every_word_and_names_the_requirement(desk: Desk) -> None:
    typed = desk.marks(**{"state-annex-2": "unmet", "reason-annex-2": "", "state-annex-1": "not_applicable"})
    typed["reason-annex-1"] = "No importa nada este año"
    answer = desk.officer.post(desk.desk("requisitos/"), typed)
    assert answer.status_code == 422
    assert "escriba por qué; lo lee el solicitante" in text_of(answer)
    assert "No importa nada este año" in text_of(answer)


def test_an_unanswered_point_keeps_the_others(desk: Desk) -> None:
    signed_notice(
        desk.case, by=desk.cast.actor(desk.cast.outsider), head=desk.cast.actor(desk.boss), at=timezone.now()
    )
    typed = desk.marks() | {"point-1": "Mi respuesta al primero", "point-2": ""}
    answer = desk.applicant.post(f"/casos/{desk.case.number}/prevencion/", typed)
    assert answer.status_code == 422
    assert "Punto 2: escriba su respuesta" in text_of(answer)
    assert "Mi respuesta al primero" in text_of(answer)


def test_a_resolution_is_drafted_signed_notified_by_hand_and_copied(desk: Desk) -> None:
    begun = text_of(desk.officer.get(desk.desk("resolucion/")))
    assert desk.case.number in begun
    refused = desk.officer.post(desk.desk("resolucion/"), desk.marks(outcome="granted", facts="Hechos"))
    assert refused.status_code == 422
    assert "Hechos" in text_of(refused)
    desk.officer.post(desk.desk("resolucion/"), desk.marks(outcome="granted", **RESOLUTION.body))
    act = draft_of(desk.case, "resolution")
    assert act is not None
    assert desk.officer.get(desk.desk(f"actos/{act.pk}/documento/")).content.startswith(b"%PDF")
    assert desk.officer.post(desk.desk(f"actos/{act.pk}/firma/"), desk.marks()).status_code == 422
    desk.head.post(desk.desk(f"actos/{act.pk}/firma/"), desk.marks())
    signed = FormalAct.objects.get(pk=act.pk)
    assert signed.number.startswith("RES-ULE-")
    party = desk.case.parties.get()
    by_hand = desk.marks(party=str(party.pk), medium="paper", delivered_to="")
    address = desk.desk(f"actos/{act.pk}/notificacion/")
    assert "Recibido por: escriba" in text_of(desk.officer.post(address, by_hand))
    desk.officer.post(address, by_hand | {"delivered_to": "Ana Solís", "key": str(uuid.uuid4())})
    assert Notification.objects.get(act=signed, medium="paper").delivered_to == "Ana Solís"
    desk.applicant.post(f"/casos/{desk.case.number}/actos/{act.pk}/copia/")
    assert PaperCopy.objects.get(act=signed).handed_at is None
    assert "Pidió una copia en papel" in text_of(desk.applicant.get(f"/casos/{desk.case.number}/"))


def test_downloading_the_act_is_noted_as_its_opening(desk: Desk) -> None:
    act = signed_resolution(
        desk.case, by=desk.cast.actor(desk.cast.outsider), head=desk.cast.actor(desk.boss), at=timezone.now()
    )
    attachment = desk.case.attachments.get(blob_id=act.blob_id)
    got = desk.applicant.get(f"/casos/{desk.case.number}/archivos/{attachment.pk}/")
    assert b"".join(got.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert Notification.objects.get(act=act).opened_at is not None
    page = text_of(desk.officer.get(desk.desk(f"actos/{act.pk}/")))
    assert "abierto en el portal" in page


def test_a_case_that_no_act_decides_has_none_of_these_pages(desk: Desk, case: Case) -> None:
    officer = browser(desk.cast.officer)
    for path in ("requisitos", "prevencion", "resolucion"):
        assert officer.get(f"/mesa/casos/{case.number}/{path}/").status_code == 404
    assert "Actuaciones" not in text_of(officer.get(f"/mesa/casos/{case.number}/"))
