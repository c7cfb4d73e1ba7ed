"""The sheets of the annexes: who finds them where, and that what is filled in on them is read back."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from tests.formal.cases import ANSWERS
from ventanilla.bonds.annexes import annex_of, annexes_of, template_of
from ventanilla.cases.drafts import save_answers, start_draft
from ventanilla.catalogue import get_pack
from ventanilla.people.access import ANONYMOUS
from ventanilla.reference.current import current_pack


@pytest.mark.parametrize("code", ["1", "2", "3"])
def test_anybody_downloads_the_sheet_in_the_language_she_reads(client: Client, code: str) -> None:
    response = client.get(f"/anexos/{code}/plantilla/")
    assert f"anexo-{code}.xlsx" in response.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(response.content)).sheet_names[0] == f"Anexo {code}"
    client.cookies["idioma"] = "en"
    english = client.get(f"/anexos/{code}/plantilla/")
    assert load_workbook(io.BytesIO(english.content)).sheet_names[0] == f"Annex {code}"


@pytest.mark.parametrize("pack", ["ec", "mx"])
def test_a_pack_without_rates_has_no_annexes(pack: str) -> None:
    other = get_pack(pack)
    assert template_of("1", other) is None
    assert annex_of("annex-1", other) is None


def test_only_the_procedure_that_asks_for_annexes_has_them() -> None:
    pack = current_pack()
    found = annexes_of(pack.procedures["bond-change"], pack)
    assert [annex.code for annex in found.values()] == ["1", "2", "3"]
    assert annexes_of(pack.procedures["general-request"], pack) == {}


def test_the_public_sheet_and_the_start_of_the_procedure_link_to_each_sheet(client: Client) -> None:
    page = client.get("/tramites/modificacion-monto-fianza/").content.decode()
    for code in "123":
        assert page.count(f'href="/anexos/{code}/plantilla/"') == 1
    assert "/plantilla/" not in client.get("/tramites/solicitud-general/").content.decode()


@pytest.mark.django_db
def test_the_documents_step_links_to_the_sheets_that_the_answers_call_for(client: Client) -> None:
    now = timezone.now()
    draft = start_draft(procedure=current_pack().procedures["bond-change"], by=ANONYMOUS, at=now)
    save_answers(draft, ANSWERS, is_checked=True, at=now)
    page = client.get(reverse("portal:documents", args=[draft.token])).content.decode()
    assert 'href="/anexos/1/plantilla/"' in page
    assert 'href="/anexos/2/plantilla/"' in page
    assert "Descargue la hoja para llenarlo" in page
    assert 'href="/anexos/3/plantilla/"' not in page, "she reports no cigarettes"
