"""The state of the mail: boxes, reconciliation, outgoing; its file; and the banner where mail may not be coming in."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.desk.conftest import Browser
from tests.portal.reading import Page
from ventanilla.cases.models import Case
from ventanilla.mail.incoming import receive_mail
from ventanilla.mail.models import InboundState, MailBoxState, MailInbound, MailOutgoing, OutgoingState

STATE, MAIL, FILE = "/mesa/correo/estado/", "/mesa/correo/", "/mesa/correo/estado/conciliacion.csv"
REQUESTS = "solicitudes"


def come(serial: int, state: str) -> None:
    """A mail came today and this became of it."""
    now = timezone.now()
    inbound = receive_mail(box=REQUESTS, raw=[b"Subject: %d\r\n\r\n" % serial], at=now)
    if state != InboundState.RECEIVED:
        MailInbound.objects.filter(pk=inbound.pk).update(state=state, settled_at=now, next_try_at=None)


def watched(code: str = REQUESTS, **known: object) -> None:
    """What is known of a box."""
    long_ago = timezone.now() - dt.timedelta(days=60)
    MailBoxState.objects.create(box=code, watched_at=long_ago, **known)


class TestBoxes:
    def test_each_says_when_mail_last_came_and_how_often_it_is_expected(
        self, officer: Client, db: None
    ) -> None:
        watched(received_at=timezone.now())
        page = Page(officer.get(STATE))
        for words in (
            "servicios.dga@mh.gob.sv",
            "Recibe correo",
            "cada 8 horas de atención",
            "por confirmar",
        ):
            assert words in page.text
        assert "sin un ritmo fijo" in page.text
        assert "Todavía no ha llegado nada" in page.text

    def test_a_silent_one_stands_out_and_the_mail_page_warns(self, officer: Client) -> None:
        watched(received_at=timezone.now() - dt.timedelta(days=30))
        assert "Sin correo desde hace más de lo esperado" in Page(officer.get(STATE)).text
        warned = Page(officer.get(MAIL))
        assert "Puede que no esté entrando correo" in warned.text
        assert "Sin correo desde hace más de lo esperado, desde el" in warned.text
        assert STATE in warned.html

    def test_one_that_cannot_be_read_says_why(self, officer: Client, settings: Any) -> None:
        settings.MAILBOXES = {REQUESTS: "imap://x"}
        now = timezone.now()
        watched(received_at=now, read_at=now, fault="LOGIN failed", failing_since=now)
        page = Page(officer.get(STATE))
        assert "No se puede leer" in page.text
        assert "LOGIN failed" in page.text

    def test_without_trouble_nothing_warns(self, officer: Client) -> None:
        watched(received_at=timezone.now())
        assert "Puede que no esté entrando correo" not in Page(officer.get(MAIL)).text


class TestReconciliation:
    def test_adds_up_where_it_is_known_what_became_of_each(self, officer: Client) -> None:
        for serial, state in enumerate(("filed", "filed", "held", "ignored", "rejected", "failed")):
            come(serial, state)
        page = Page(officer.get(STATE))
        assert "Se recibieron 6 correos y consta qué fue de cada uno." in page.text
        assert "Cuadra" in page.text

    def test_says_how_many_are_missing(self, officer: Client) -> None:
        come(1, "filed")
        come(2, "received")
        page = Page(officer.get(STATE))
        assert "Se recibieron 2 correos: falta 1 por archivar." in page.text
        assert "Falta 1 por archivar" in page.text

    def test_days_without_mail_are_there(self, officer: Client) -> None:
        page = Page(officer.get(STATE))
        assert "En estos días no llegó ningún correo." in page.text
        assert page.text.count("Sin correo") == 14

    def test_comes_as_a_file_for_a_spreadsheet(self, officer: Client) -> None:
        come(1, "filed")
        come(2, "held")
        answer = officer.get(FILE)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment; filename=" in answer["Content-Disposition"]
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0] == [
            "Día", "Recibidos", "Archivados", "Retenidos", "Ignorados", "Rechazados", "Fallidos", "Por archivar", "¿Cuadra?",
        ]  # fmt: skip
        assert len(rows) == 15
        assert rows[1][1:] == ["2", "1", "1", "0", "0", "0", "0", "Cuadra"]


class TestOutgoing:
    def test_counts_what_waits_and_what_did_not_arrive(self, officer: Client, cast: Cast) -> None:
        now = timezone.now()
        cases = [make_case(cast.applicant, at=now) for _ in range(6)]
        changes = [OutgoingState.FAILED, OutgoingState.BOUNCED, OutgoingState.BOUNCED, OutgoingState.SENT]
        for case, state in zip(cases, changes, strict=False):
            MailOutgoing.objects.filter(ref=case.number).update(state=state)
        page = Page(officer.get(STATE))
        for words in ("Por enviar 2", "No se pudo entregar 1", "Devuelto 2"):
            assert words in page.text

    def test_one_of_no_case_is_named_to_those_who_run_or_audit_the_desk(
        self, officer: Client, browser: Browser, cast: Cast, case: Case
    ) -> None:
        MailOutgoing.objects.update(
            ref="", subject="Su registro", state=OutgoingState.FAILED, last_error="550 no"
        )
        for person in (cast.administrator, cast.auditor):
            page = Page(browser(person).get(STATE))
            assert "No entregados y sin caso" in page.h2
            assert "Su registro" in page.text
        assert "Su registro" not in Page(officer.get(STATE)).text


class TestWho:
    def test_a_unit_without_a_box_is_told_where_to_ask(self, browser: Browser, cast: Cast) -> None:
        come(1, "filed")
        page = Page(browser(cast.outsider).get(STATE))
        assert "Sus unidades no tienen buzón" in page.text
        assert "servicios.dga@mh.gob.sv" not in page.text
        rows = Page(browser(cast.outsider).get(FILE)).html.splitlines()
        assert all(row.split(",")[1] == "0" for row in rows[1:])

    def test_the_administrator_finds_it_in_her_menu(self, browser: Browser, cast: Cast) -> None:
        page = Page(browser(cast.administrator).get("/mesa/personal/"))
        assert f'href="{STATE}"' in page.html
        shown = Page(browser(cast.administrator).get(STATE))
        assert "servicios.dga@mh.gob.sv" in shown.text
        assert f'href="{MAIL}"' not in shown.html

    @pytest.mark.parametrize(("language", "words"), [("es", "Buzones"), ("en", "Mailboxes")])
    def test_in_both_languages(self, officer: Client, language: str, words: str) -> None:
        officer.post("/idioma/", {"language": language, "next": "/"})
        assert words in Page(officer.get(STATE)).h2
