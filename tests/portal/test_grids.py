"""An annex filled in online: its rows, their errors and taxes, and the sheet of the form that they become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.bonds.sheets import BROKEN_DRINKS, DRINKS, GOODS, present, upload
from tests.bonds.test_estimates import bond_of, text_of
from tests.cast import Cast
from tests.formal.cases import ANSWERS, make_bond_change
from tests.portal.reading import Page
from ventanilla.bonds.grids import MOST_ONLINE
from ventanilla.cases.acts import take_step
from ventanilla.cases.drafts import add_files, save_answers, send_draft, start_draft
from ventanilla.cases.models import Attachment, Case, Draft, DraftFile
from ventanilla.files.models import Blob, Scan
from ventanilla.files.store import open_blob, path_of
from ventanilla.people.access import ANONYMOUS
from ventanilla.reference.current import current_pack, today
from ventanilla.rules.annexes.reading import read_annex
from ventanilla.rules.annexes.registry import ANNEXES

pytestmark = pytest.mark.django_db

WHISKY = {
    "tariff_code": "2208.30.90", "description": "Whisky", "cost": "9,000.00", "insurance": "100", "freight": "500",
    "duty_rate": "0", "degree": "40", "litres_per_container": "0.75", "containers": "1200", "retail_price": "15.00",
}  # fmt: skip
"""The line of DRINKS, as a person types it."""

OWN_NAME = "anexo-2-en-linea.xlsx"


@pytest.fixture
def draft() -> Draft:
    """A bond change whose questions are answered: alcohol is imported, tobacco is not. Nobody owns it."""
    return start_bond_change()


def start_bond_change(**answers: Any) -> Draft:
    now = timezone.now()
    started = start_draft(procedure=current_pack().procedures["bond-change"], by=ANONYMOUS, at=now)
    save_answers(started, {**ANSWERS, **answers}, is_checked=True, at=now)
    return started


def attach(draft: Draft, content: bytes, name: str = "mi-anexo.csv", annex: str = "2") -> None:
    refused = add_files(draft, [upload(content, name)], requirement=f"annex-{annex}", at=timezone.now())
    assert refused == ()


def address(draft: Draft, annex: str = "2") -> str:
    return reverse("portal:annex_grid", args=[draft.token, annex])


def fields(*rows: dict[str, str], **more: str) -> dict[str, str]:
    """What the page's form carries: rows of texts, and a button."""
    named = {f"{name}-{n}": text for n, row in enumerate(rows, start=1) for name, text in row.items()}
    return {"rows": str(len(rows)), **named, **more}


def names(draft: Draft) -> list[str]:
    return [file.name for file in DraftFile.objects.filter(draft=draft).order_by("id")]


def value_of(response: HttpResponse, name: str) -> str:
    return Page(response).value(name)


def test_the_form_leads_there_and_keeps_the_files_chosen(client: Client, draft: Draft) -> None:
    documents = reverse("portal:documents", args=[draft.token])
    page = client.get(documents).content.decode()
    assert 'name="grid" value="annex-1"' in page
    assert 'name="grid" value="annex-2"' in page
    assert 'name="grid" value="annex-3"' not in page
    assert "Llenar en línea" in page
    letter = upload(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "escrito.pdf")
    left = client.post(documents, {"grid": "annex-2", "application-letter": letter})
    assert left.headers["Location"] == address(draft)
    assert names(draft) == ["escrito.pdf"]
    refused = client.post(documents, {"grid": "annex-2", "application-letter": upload(b"x", "virus.exe")})
    assert "virus.exe" in text_of(refused), "what was refused is said before one leaves the page"


def test_blank_rows_to_begin_with_and_none_of_them_is_an_error(client: Client, draft: Draft) -> None:
    response = client.get(address(draft))
    assert response.status_code == 200
    assert value_of(response, "rows") == "5"
    page = response.content.decode()
    assert 'aria-label="Costo, fila 5"' in page
    assert "usa-error-message" not in page


def test_what_is_typed_is_computed_as_a_sheet_with_the_same_rows(client: Client, draft: Draft) -> None:
    response = client.post(address(draft), fields(WHISKY, {}, calculate="1"))
    assert response.status_code == 200
    text = text_of(response)
    assert f"${bond_of('2', DRINKS, today()):,.2f}" in text
    assert "por confirmar" in text
    assert "Ley del Alcohol, artículo 43" in text
    assert value_of(response, "cost-1") == "9,000.00", "as it was typed"
    assert names(draft) == [], "computing keeps nothing"


def test_an_error_stands_at_its_cell_and_nothing_typed_is_lost(client: Client, draft: Draft) -> None:
    wrong = {**WHISKY, "containers": "muchos", "freight": ""}
    response = client.post(address(draft), fields(WHISKY, wrong, save="1"))
    assert response.status_code == 422
    page = response.content.decode()
    assert 'href="#containers-2"' in page
    assert 'aria-describedby="containers-2_error"' in page
    text = text_of(response)
    assert "Fila 2: «muchos» no es un número; escriba «Envases» solo con cifras, como 1234.50." in text
    assert "Fila 2: falta «Flete»; escriba el dato, o 0 si no lo hay." in text
    assert value_of(response, "containers-2") == "muchos"
    assert names(draft) == []
    assert "Whisky" in text, "the line that stands is computed"


@pytest.mark.parametrize("typed", ["1234.50", "1,234.50", "$1,234.50", "1 234.50"])
def test_numbers_are_read_as_the_sheets_are(client: Client, draft: Draft, typed: str) -> None:
    response = client.post(address(draft), fields({**WHISKY, "cost": typed}, calculate="1"))
    assert "1,834.50" in text_of(response), "the CIF"


def test_rows_are_added_and_taken_out_without_losing_the_others(client: Client, draft: Draft) -> None:
    rum = {**WHISKY, "description": "Ron"}
    more = client.post(address(draft), fields(WHISKY, rum, add="1"))
    assert value_of(more, "rows") == "7"
    assert value_of(more, "description-2") == "Ron"
    fewer = client.post(address(draft), fields(WHISKY, rum, remove="1"))
    assert value_of(fewer, "rows") == "1"
    assert value_of(fewer, "description-1") == "Ron"
    none = client.post(address(draft), fields(rum, remove="1"))
    assert value_of(none, "rows") == "1"
    assert value_of(none, "description-1") == ""


def test_kept_it_is_our_own_sheet_among_the_files_and_opens_again(client: Client, draft: Draft) -> None:
    kept = client.post(address(draft), fields(WHISKY, save="1"))
    assert kept.headers["Location"] == reverse("portal:documents", args=[draft.token]) + "#field-annex-2"
    file = DraftFile.objects.select_related("blob").get(draft=draft)
    assert (file.name, file.requirement) == (OWN_NAME, "annex-2")
    with open_blob(file.blob) as content:
        read = read_annex(ANNEXES["2"], content.read())
    assert (len(read.rows), read.errors) == (1, ())
    assert "Guardamos el anexo 2" in text_of(client.get(kept.headers["Location"]))
    again = client.get(address(draft))
    assert value_of(again, "description-1") == "Whisky"
    assert value_of(again, "cost-1") == "9000"
    assert value_of(again, "file") == str(file.pk)
    assert f"${bond_of('2', DRINKS, today()):,.2f}" in text_of(again)


def test_kept_twice_it_is_there_once_and_the_last_one_counts(client: Client, draft: Draft) -> None:
    for name in ("Whisky", "Whisky", "Ron"):
        client.post(address(draft), fields({**WHISKY, "description": name}, save="1"))
    assert names(draft) == [OWN_NAME]
    assert value_of(client.get(address(draft)), "description-1") == "Ron"


def test_with_errors_it_is_kept_only_by_a_second_word_and_comes_back_as_typed(
    client: Client, draft: Draft
) -> None:
    wrong = {**WHISKY, "containers": "muchos", "cost": "9,000"}
    assert "Guardar como está y corregir después" in text_of(
        client.post(address(draft), fields(wrong, save="1"))
    )
    kept = client.post(address(draft), fields(wrong, keep="1"))
    assert kept.status_code == 302
    again = client.get(address(draft))
    assert again.status_code == 200
    assert value_of(again, "containers-1") == "muchos"
    assert value_of(again, "cost-1") == "9,000"
    assert "Fila 1: «muchos» no es un número" in text_of(again)


def test_nothing_typed_is_nothing_to_keep(client: Client, draft: Draft) -> None:
    for button in ("save", "keep", "calculate"):
        response = client.post(address(draft), fields({}, {"cost": "  "}, **{button: "1"}))
        assert response.status_code == 422
        assert "El anexo no tiene líneas" in text_of(response)
        assert 'name="keep"' not in response.content.decode()
    assert names(draft) == []


def test_a_sheet_that_was_attached_opens_and_what_is_kept_takes_its_place(
    client: Client, draft: Draft
) -> None:
    attach(draft, BROKEN_DRINKS)
    page = client.get(address(draft))
    assert "Estas son las filas de mi-anexo.csv" in text_of(page)
    assert value_of(page, "containers-1") == "muchos"
    assert value_of(page, "description-2") == "Ron"
    kept = client.post(address(draft), fields(WHISKY, save="1", file=value_of(page, "file")))
    assert kept.status_code == 302
    assert names(draft) == [OWN_NAME]


def test_a_file_of_another_form_or_requirement_is_not_replaced(client: Client, draft: Draft) -> None:
    other = start_bond_change()
    attach(other, DRINKS)
    attach(draft, GOODS, annex="1")
    for file in DraftFile.objects.all():
        client.post(address(draft), fields(WHISKY, save="1", file=str(file.pk)))
    assert names(other) == ["mi-anexo.csv"]
    assert names(draft) == ["mi-anexo.csv", OWN_NAME]


def test_a_file_that_cannot_be_opened_here_says_so(client: Client, draft: Draft) -> None:
    attach(draft, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "anexo.pdf")
    page = client.get(address(draft))
    assert "anexo.pdf no se puede abrir aquí" in text_of(page)
    client.post(address(draft), fields(WHISKY, save="1", file=value_of(page, "file")))
    assert names(draft) == ["anexo.pdf", OWN_NAME]
    attach(draft, b"una,dos\n1,2\n")
    refused = text_of(client.get(address(draft)))
    assert "No se pudo leer ninguna fila en mi-anexo.csv" in refused
    assert "No se encontró la fila de encabezados" in refused


def test_a_stated_cif_is_shown_and_checked(client: Client, draft: Draft) -> None:
    head, line = GOODS.splitlines()[:2]
    attach(draft, head + b",cif\n" + line + b",9999\n", annex="1")
    page = client.get(address(draft, "1"))
    assert value_of(page, "cif-1") == "9999"
    assert "el CIF declarado, 9999, no es la suma" in text_of(page)
    assert 'name="cif-1"' not in client.get(address(draft)).content.decode()


def test_a_sheet_with_more_rows_than_the_page_has_is_pointed_back_to_the_sheet(
    client: Client, draft: Draft
) -> None:
    head, line = DRINKS.splitlines()
    attach(draft, b"\n".join([head, *[line] * MOST_ONLINE]))
    full = client.get(address(draft))
    assert value_of(full, "rows") == str(MOST_ONLINE)
    assert "En esta página no caben más filas" in text_of(full)
    attach(draft, b"\n".join([head, *[line] * (MOST_ONLINE + 1)]), "larga.csv")
    page = client.get(address(draft))
    assert f"En línea se llenan hasta {MOST_ONLINE} filas" in text_of(page)
    assert 'href="/anexos/2/plantilla/"' in page.content.decode()
    assert 'name="save"' not in page.content.decode()


def test_the_rows_of_a_page_are_as_many_as_a_request_may_carry(client: Client, draft: Draft) -> None:
    row = {column.name: "x" for column in ANNEXES["2"].columns}
    response = client.post(address(draft), fields(*[row] * MOST_ONLINE, calculate="1", file="7"))
    assert response.status_code == 422
    listed = response.content.decode().partition('id="error-summary"')[2].partition("</ul>")[0]
    assert listed.count("<li>") == 26, "the list above the rows stays short"
    assert "marcados en sus celdas" in listed
    full = client.post(address(draft), fields(*[WHISKY] * MOST_ONLINE, add="1"))
    assert value_of(full, "rows") == str(MOST_ONLINE)


@pytest.mark.parametrize(
    "changed", [{"rows": "-1"}, {"rows": "uno"}, {"rows": "9" * 30}, {"remove": "0"}, {"file": "x"}]
)
def test_a_form_that_somebody_changed_does_no_harm(
    client: Client, draft: Draft, changed: dict[str, str]
) -> None:
    response = client.post(address(draft), fields(WHISKY) | changed)
    assert response.status_code == 200


def test_what_is_not_checked_for_viruses_stays_closed(
    client: Client, draft: Draft, settings: Settings
) -> None:
    settings.SCAN = "required"
    attach(draft, DRINKS)
    page = client.get(address(draft))
    assert "todavía no se puede abrir" in text_of(page)
    assert 'name="save"' not in page.content.decode()
    Blob.objects.update(scan=Scan.CLEAN)
    assert value_of(client.get(address(draft)), "description-1") == "Whisky"


def test_a_content_that_is_gone_is_filled_in_anew(client: Client, draft: Draft) -> None:
    attach(draft, DRINKS)
    path_of(DraftFile.objects.get().blob_id).unlink()
    page = client.get(address(draft))
    assert "mi-anexo.csv ya no está" in text_of(page)
    client.post(address(draft), fields(WHISKY, save="1", file=value_of(page, "file")))
    assert names(draft) == [OWN_NAME]


def test_only_the_annexes_that_the_answers_call_for_have_a_page(client: Client, draft: Draft) -> None:
    assert client.get(address(draft, "3")).status_code == 404
    assert client.get(address(draft, "4")).status_code == 404
    smoker = start_bond_change(imports_cigarettes=True)
    page = client.get(address(smoker, "3")).content.decode()
    assert "<option>cigarrillo</option>" in page


def test_unanswered_questions_come_first_and_what_was_sent_is_over(client: Client, draft: Draft) -> None:
    now = timezone.now()
    save_answers(draft, draft.answers, is_checked=False, at=now)
    assert client.get(address(draft)).headers["Location"] == reverse("portal:draft", args=[draft.token])
    save_answers(draft, draft.answers, is_checked=True, at=now)
    Draft.objects.filter(pk=draft.pk).update(expires_at=now)
    assert client.get(address(draft)).headers["Location"].startswith("/entrar/")


def test_a_stranger_does_not_find_it(draft: Draft, cast: Cast, browser: Callable[..., Client]) -> None:
    owner, stranger = browser(cast.applicant), browser(cast.stranger)
    assert owner.post(address(draft), fields(WHISKY, save="1")).status_code == 302, "and it is hers now"
    assert stranger.get(address(draft)).status_code == 404
    assert stranger.post(address(draft), fields(WHISKY, save="1")).status_code == 404
    assert names(draft) == [OWN_NAME]


def test_sent_it_is_a_file_of_the_case_like_any_other(
    cast: Cast, browser: Callable[..., Client], draft: Draft
) -> None:
    owner = browser(cast.applicant)
    owner.post(address(draft), fields(WHISKY, save="1"))
    attach(draft, GOODS, annex="1")
    for code in ("application-letter", "identity-document", "registered-credential", "sales-evidence"):
        paper = upload(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", f"{code}.pdf")
        assert add_files(draft, [paper], requirement=code, at=timezone.now()) == ()
    mine = Draft.objects.get(pk=draft.pk)
    case = send_draft(
        mine, by=cast.actor(cast.applicant), at=timezone.now(), source="192.0.2.1", key=mine.key
    )
    assert Attachment.objects.get(case=case, requirement="annex-2").name == OWN_NAME
    page = text_of(owner.get(f"/casos/{case.number}/anexos/"))
    assert f"${bond_of('2', DRINKS, today()):,.2f}" in page
    assert owner.get(address(draft)).headers["Location"] == reverse("portal:receipt", args=[draft.token])


# ── In a case ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def case(cast: Cast) -> Case:
    """The applicant's bond change under analysis, with an annex that has an error."""
    now = timezone.now()
    found = make_bond_change(cast, at=now - dt.timedelta(hours=1))
    present(found, "2", BROKEN_DRINKS, by=cast.actor(cast.applicant), at=now)
    return found


def test_an_annex_of_a_case_is_corrected_where_its_errors_are_shown(
    cast: Cast, case: Case, browser: Callable[..., Client]
) -> None:
    owner = browser(cast.applicant)
    estimates = f"/casos/{case.number}/anexos/"
    rows = f"{estimates}2/filas/"
    assert f'href="{rows}"' in owner.get(estimates).content.decode()
    page = owner.get(rows)
    assert "Fila 1: «muchos» no es un número" in text_of(page)
    assert value_of(page, "description-2") == "Ron"
    wrong = owner.post(rows, fields({**WHISKY, "containers": ""}, save="1", key=value_of(page, "key")))
    assert wrong.status_code == 422
    assert "Presentar como está" in text_of(wrong)
    key = value_of(wrong, "key")
    for _twice in range(2):
        sent = owner.post(rows, fields(WHISKY, save="1", key=key))
        assert sent.headers["Location"] == f"{estimates}#anexo-2"
    names_of = Attachment.objects.filter(case=case, requirement="annex-2").order_by("id")
    assert [file.name for file in names_of] == ["anexo.csv", OWN_NAME], "pressed twice, presented once"
    assert f"${bond_of('2', DRINKS, today()):,.2f}" in text_of(owner.get(estimates))


def test_a_case_that_takes_nothing_more_leads_back_to_its_estimates(
    cast: Cast, case: Case, browser: Callable[..., Client]
) -> None:
    owner = browser(cast.applicant)
    take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=timezone.now(), via="portal")
    address = f"/casos/{case.number}/anexos/2/filas/"
    for response in (owner.get(address), owner.post(address, fields(WHISKY, save="1"))):
        assert response.headers["Location"] == f"/casos/{case.number}/anexos/"
    assert owner.get(f"/casos/{case.number}/anexos/4/filas/").status_code == 404
