"""A mail's receipt leads to the form for what is missing; what was too large comes in by the link in the refusal."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.intake.letters import PDF, arrive, case_of, letter, notices, read
from tests.portal.filling import GENERAL, answer, pdf
from tests.portal.reading import Page
from ventanilla.cases.models import Attachment, Case
from ventanilla.mail.models import MailOutgoing
from ventanilla.operations.verification import verify_all

pytestmark = pytest.mark.django_db
HALF = PDF + b"\0" * (14 * 1024 * 1024)


def link_in(notice: MailOutgoing, ending: str = "") -> str:
    """The path of the link to complete the case that a notice carries."""
    text = read(notice).get_content()
    found = re.search(rf"https?://[^/\s]+(/completar/[^/\s]+/{ending})\s", text)
    assert found, text
    return found.group(1)


def test_a_mail_with_only_a_subject_is_completed_by_its_receipt(client: Client) -> None:
    case = case_of(arrive(letter("", subject="Copia de mi declaración"), at=timezone.now()))
    [receipt] = notices(case)
    text = read(receipt).get_content()
    for label in ("Tipo de documento", "Teléfono", "Descripción de su solicitud"):
        assert f"- {label}" in text
    page = Page(client.get(link_in(receipt), follow=True))
    assert page.value("subject") == "Copia de mi declaración"
    assert page.value("email") == "ana.solis@example.com"
    token = page.html.split("/solicitudes/")[1].split("/")[0]
    assert answer(client, token, GENERAL, subject="Copia de mi declaración").status_code == 302
    client.post(reverse("portal:documents", args=[token]), {"supporting-documents": [pdf()], "continue": "1"})
    review = Page(client.get(reverse("portal:review", args=[token])))
    for _ in range(2):
        data = {"key": review.value("key"), "seen": review.value("seen")}
        assert client.post(reverse("portal:send", args=[token]), data).status_code == 302
    case.refresh_from_db()
    assert (Case.objects.count(), case.answers["dui"]) == (1, "00016297-5")
    assert Attachment.objects.get(case=case).requirement == "supporting-documents"
    assert len(notices(case)) == 1
    assert list(verify_all()) == []


def test_what_was_too_large_joins_the_case_by_the_link_in_the_refusal(client: Client) -> None:
    files = (("plano.pdf", HALF), ("contrato.pdf", HALF + b"1"))
    case = case_of(arrive(letter("Van dos archivos.", files=files), at=timezone.now()))
    assert case.answers["description"] == "Van dos archivos."
    [refusal] = notices(case, "attachments_refused")
    text = read(refusal).get_content()
    assert "contrato.pdf" in text
    assert "plano.pdf" not in text
    address = link_in(refusal, "documentos/")
    done = Page(client.post(address, {"_others": [pdf("contrato.pdf", HALF + b"1")]}, follow=True))
    assert f"Recibimos en el caso {case.number}: contrato.pdf" in done.text
    assert sorted(item.name for item in Attachment.objects.filter(case=case)) == ["contrato.pdf", "plano.pdf"]
    assert Case.objects.count() == 1
