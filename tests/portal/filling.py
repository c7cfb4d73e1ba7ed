"""Filling in the forms of the packs as a person would, through Django's client."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.portal.reading import Page
from ventanilla.cases.models import Draft

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
GENERAL: dict[str, Any] = {
    "person_kind": "natural",
    "full_name": "Ana Solís",
    "document_type": "dui",
    "dui": "00016297-5",
    "email": "ana.solis@example.com",
    "phone": "7070 7070",
    "subject": "Copia de una declaración",
    "description": "Necesito una copia de la declaración de 2019.\nGracias.",
    "truth": "on",
}
CONSULTATION: dict[str, Any] = {
    "person_kind": "national-natural",
    "full_name": "María Salazar",
    "national_id": "1710034065",
    "operator_type": "importer-exporter",
    "email": "maria.salazar@example.com",
    "phone": "0991234567",
    "motive": "regulations",
    "post": "",
    "subject": "Norma aplicable",
    "description": "¿Qué norma se aplica a la importación de libros?",
}


def pdf(name: str = "carta.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A small file that is what its name says."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def begin(client: Client, slug: str = "solicitud-general") -> str:
    """Press *Comenzar*; returns the draft's token."""
    response = client.post(reverse("portal:start", args=[slug]))
    assert response.status_code == 302
    return str(response["Location"]).split("/")[2]


def answer(client: Client, token: str, answers: dict[str, Any], **changes: Any) -> Any:
    """Answer the questions and press *Continuar*, with those that follow from an answer shown first."""
    url = reverse("portal:draft", args=[token])
    data = {**answers, **changes}
    shown = Page(client.post(url, {**data, "refresh": "1"})).value("shown_fields")
    return client.post(url, {**data, "shown_fields": shown, "continue": "1"})


def ready(client: Client, slug: str = "solicitud-general", **changes: Any) -> str:
    """A general request whose questions are answered and checked; returns the token."""
    token = begin(client, slug)
    response = answer(client, token, GENERAL, **changes)
    assert response.status_code == 302, Page(response).errors
    return token


def send(client: Client, token: str) -> Any:
    """Check the answers and press *Enviar*."""
    page = Page(client.get(reverse("portal:review", args=[token])))
    data = {"key": page.value("key"), "seen": page.value("seen")}
    return client.post(reverse("portal:send", args=[token]), data)


def draft_of(token: str) -> Draft:
    return Draft.objects.get(token=token)
