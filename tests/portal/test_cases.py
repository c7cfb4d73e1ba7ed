"""*Mis casos*: where each case stands, what was said in it, and what the applicant may do."""

from __future__ import annotations

import datetime as dt
import html
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.cast import Cast, make_case
from tests.portal.filling import PDF, pdf
from tests.portal.reading import Page
from tests.portal.test_public import english_ids, own_words, spanish_texts
from ventanilla.cases.acts import NewFile, Said, add_note, offer_transfer, settle_transfer, write_message
from ventanilla.cases.models import Attachment, Case, CaseParty, Message, Phase
from ventanilla.files.models import Blob, Scan
from ventanilla.files.store import store
from ventanilla.mail.models import MailOutgoing
from ventanilla.procedures.acts import perform

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
ANSWER = "La devolución procede.\n\nSe acreditará en cinco días."


@pytest.fixture
def fresh(cast: Cast) -> Case:
    """A request of the applicant, presented just now."""
    return make_case(cast.applicant, subject="Devolución de un pago")


@pytest.fixture
def mine(cast: Cast, browser: Browser) -> Client:
    """The applicant's browser."""
    return browser(cast.applicant)


def url(case: Case) -> str:
    return reverse("portal:case", args=[case.number])


def page_of(client: Client, case: Case) -> Page:
    return Page(client.get(url(case)))


def by_officer(case: Case, cast: Cast, step: str, **said: Any) -> None:
    perform(
        case=case, step=step, by=cast.actor(cast.officer), at=timezone.now(), via="desk", said=Said(**said)
    )


def answered(case: Case, cast: Cast) -> Case:
    by_officer(case, cast, "answer", text=ANSWER, outcome="solved")
    return case


def asked(case: Case, cast: Cast) -> Case:
    by_officer(case, cast, "request_information", text="Indique el número de la declaración.")
    return case


def typed(page: Page, html_id: str, **more: Any) -> dict[str, Any]:
    """What a form of the page sends: its hidden marks and what is typed in it."""
    marks = {name: _hidden(page.html, html_id, name) for name in ("seen", "key")}
    return {**marks, **more}


def _hidden(text: str, form: str, name: str) -> str:
    tag = next(part for part in text.split("<input") if f'id="{form}-{name}"' in part)
    return tag.split('value="')[1].split('"')[0]


def step(case: Case, code: str) -> str:
    return reverse("portal:step", args=[case.number, code])


def message(case: Case) -> str:
    return reverse("portal:message", args=[case.number])


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_cases_the_list_says_what_to_do(mine: Client) -> None:
    page = Page(mine.get("/casos/"))
    assert "No tiene casos abiertos" in page.text
    assert "/tramites/" in page.html
    assert "Todavía no se ha cerrado ningún caso suyo" in Page(mine.get("/casos/?estado=cerrados")).text


def test_open_and_ended_cases_have_a_list_each(cast: Cast, mine: Client, fresh: Case) -> None:
    ended = make_case(cast.applicant, subject="Ya terminado")
    perform(case=ended, step="withdraw", by=cast.actor(cast.applicant), at=timezone.now(), via="portal")
    other = make_case(cast.stranger, subject="De otra persona")
    open_page, ended_page = Page(mine.get("/casos/")), Page(mine.get("/casos/?estado=cerrados"))
    assert fresh.number in open_page.text
    assert ended.number not in open_page.text
    assert ended.number in ended_page.text
    assert fresh.number not in ended_page.text
    assert other.number not in open_page.text + ended_page.text


def test_the_list_is_walked_page_by_page(cast: Cast, mine: Client) -> None:
    numbers = [make_case(cast.applicant).number for _ in range(45)][::-1]
    seen: list[str] = []
    address = "/casos/"
    pages = [address]
    for _ in range(3):
        page = Page(mine.get(address))
        seen += [number for number in numbers if f">{number}<" in page.html]
        following = [part for part in page.html.split('href="') if 'rel="next"' in part.split(">")[0]]
        if following:
            address = html.unescape(following[0].split('"')[0])
            pages.append(address)
    assert seen == numbers
    assert len(pages) == 3
    last = Page(mine.get(pages[-1])).html
    back = html.unescape(
        next(p for p in last.split('href="') if 'rel="prev"' in p.split(">")[0]).split('"')[0]
    )
    middle = Page(mine.get(back)).html
    assert [number for number in numbers if f">{number}<" in middle] == numbers[20:40]


@pytest.mark.parametrize(
    "mark", ["antes=x", "antes=-1", "despues=9999999999999999999999", "antes=0", "despues=0"]
)
def test_a_mark_that_somebody_changed_does_no_harm(mine: Client, fresh: Case, mark: str) -> None:
    assert mine.get(f"/casos/?{mark}").status_code == 200


def test_a_case_is_found_by_its_number_and_only_ones_own(cast: Cast, mine: Client, fresh: Case) -> None:
    other = make_case(cast.stranger)
    assert mine.get("/casos/", {"numero": f" {fresh.number.lower()} "})["Location"] == url(fresh)
    for number in (other.number, "DGA-1999-000001"):
        page = Page(mine.get("/casos/", {"numero": number}))
        assert f"Usted no tiene un caso con el número {number}" in page.text
        assert "Revíselo en el correo" in page.text


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_case_says_what_happens_next_and_by_when(mine: Client, fresh: Case) -> None:
    page = page_of(mine, fresh)
    assert page.h1 == ["Devolución de un pago"]
    assert page.title.startswith(fresh.number)
    assert "Departamento de Atención al Usuario) atiende su solicitud. Complete lo que falta" in page.text
    assert "Le responderemos a más tardar el" in page.text
    assert "por confirmar" in page.text
    assert "Recibimos su solicitud" in page.text
    assert "Cómo se cuenta el plazo" in page.text
    assert "día 10 del plazo" in page.text
    assert "Desistir de esta solicitud" in page.text
    assert "Lo que usted envió" in page.text
    assert "¿Está conforme" not in page.text


def test_a_case_waiting_for_the_applicant_shows_what_is_asked(cast: Cast, mine: Client, fresh: Case) -> None:
    page = page_of(mine, asked(fresh, cast))
    assert "Lo que le pedimos" in page.h2
    assert "Indique el número de la declaración." in page.text
    assert "Envíe lo que le pedimos" in page.h2
    assert "el plazo para responderle no corre" in page.text
    assert "Plazo detenido" in page.text


def test_an_answered_case_shows_the_answer_its_outcome_and_asks(
    cast: Cast, mine: Client, fresh: Case
) -> None:
    page = page_of(mine, answered(fresh, cast))
    assert "Nuestra respuesta" in page.h2
    assert "La devolución procede." in page.text
    assert "Solicitud resuelta favorablemente" in page.text
    assert "¿Está conforme con la respuesta?" in page.h2
    assert 'id="conformidad"' in page.html
    assert "Si no recibimos su opinión, el caso se cerrará el" in page.text


def test_a_late_case_says_so(cast: Cast, mine: Client) -> None:
    late = make_case(cast.applicant, at=timezone.now() - dt.timedelta(days=60))
    page = page_of(mine, late)
    assert "Debimos responderle a más tardar el" in page.text
    assert "Lamentamos la demora" in page.text


def test_the_history_tells_what_is_public_and_nothing_else(cast: Cast, mine: Client, fresh: Case) -> None:
    officer, now = cast.actor(cast.officer), timezone.now()
    by_officer(fresh, cast, "start_review")
    add_note(case=fresh, text="Nota sólo para colegas", by=officer, at=now, via="desk")
    write_message(case=fresh, text="Estamos en ello.", by=officer, at=now, via="desk")
    offer_transfer(case=fresh, to_unit="leyes-especiales", reason="Es suyo", by=officer, at=now, via="desk")
    settle_transfer(case=fresh, is_accepted=True, by=cast.actor(cast.outsider), at=now, via="desk")
    page = page_of(mine, fresh)
    for sentence in (
        "Comenzamos a revisar su caso",
        "Le escribimos",
        "Estamos en ello.",
        "Su caso pasó a Unidad de",
    ):
        assert sentence in page.text
    for secret in ("Nota sólo para colegas", "Es suyo"):
        assert secret not in page.text


def test_every_state_reads_in_both_languages(cast: Cast, mine: Client) -> None:
    cases = [make_case(cast.applicant, subject="Asunto") for _ in range(5)]
    asked(cases[1], cast)
    answered(cases[2], cast)
    answered(cases[3], cast)
    for code in ("not_conform", "withdraw"):
        case = cases[3] if code == "not_conform" else cases[4]
        said = Said(text="x")
        perform(
            case=case, step=code, by=cast.actor(cast.applicant), at=timezone.now(), via="portal", said=said
        )
    addresses = ["/casos/", "/casos/?estado=cerrados", step(cases[0], "withdraw"), *map(url, cases)]
    foreign = {"es": english_ids(), "en": spanish_texts()}
    for language, others in foreign.items():
        mine.post("/idioma/", {"language": language})
        for address in addresses:
            page = Page(mine.get(address))
            assert page.status == 200
            text = own_words(page)
            assert [found for found in others if found in text] == [], (language, address)
            assert len(page.ids) == len(set(page.ids)), address


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_with_files_reaches_the_case(mine: Client, fresh: Case) -> None:
    data = typed(
        page_of(mine, fresh), "message", text="Olvidé esto.", attachments=[pdf(), pdf("b.pdf", PDF + b"2")]
    )
    page = Page(mine.post(message(fresh), data, follow=True))
    assert "Recibimos su mensaje" in page.text
    assert "Olvidé esto." in page.text
    assert "carta.pdf" in page.text
    assert Message.objects.get(case=fresh).body == "Olvidé esto."
    assert Attachment.objects.filter(case=fresh).count() == 2


def test_a_message_sent_twice_is_one(mine: Client, fresh: Case) -> None:
    data = typed(page_of(mine, fresh), "message", text="Una vez")
    assert [mine.post(message(fresh), data).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.filter(case=fresh).count() == 1


def test_a_message_is_never_stale(cast: Cast, mine: Client, fresh: Case) -> None:
    data = typed(page_of(mine, fresh), "message", text="Mientras tanto")
    by_officer(fresh, cast, "start_review")
    assert mine.post(message(fresh), data).status_code == 302


def test_an_empty_message_says_what_to_write(mine: Client, fresh: Case) -> None:
    data = typed(page_of(mine, fresh), "message", text="  ")
    page = Page(mine.post(message(fresh), data))
    assert page.status == 422
    assert "escriba lo que desea decir o adjunte un archivo" in page.errors
    assert page.title.startswith("Corrija:")
    assert not Message.objects.filter(case=fresh).exists()


def test_refused_files_are_named_and_the_rest_of_the_message_kept(mine: Client, fresh: Case) -> None:
    files = [pdf(), SimpleUploadedFile("virus.exe", b"MZ")]
    data = typed(page_of(mine, fresh), "message", text="Va adjunto.", attachments=files)
    page = Page(mine.post(message(fresh), data, follow=True))
    assert "virus.exe: no se admite este tipo de archivo" in page.text
    assert "Va adjunto." in page.text
    assert [file.name for file in Attachment.objects.filter(case=fresh)] == ["carta.pdf"]


def test_a_message_of_refused_files_alone_says_which_and_sends_nothing(mine: Client, fresh: Case) -> None:
    data = typed(page_of(mine, fresh), "message", attachments=[SimpleUploadedFile("virus.exe", b"MZ")])
    page = Page(mine.post(message(fresh), data))
    assert page.status == 422
    assert "virus.exe" in page.errors


def test_a_message_that_is_too_long_is_kept(mine: Client, fresh: Case) -> None:
    data = typed(page_of(mine, fresh), "message", text="x" * 10_001, attachments=[pdf()])
    page = Page(mine.post(message(fresh), data))
    assert "escriba hasta 10000 caracteres" in page.errors
    assert "Vuelva a elegir sus archivos: carta.pdf" in page.errors
    assert "x" * 10_001 in page.html


def test_what_was_asked_for_is_sent_and_the_review_goes_on(cast: Cast, mine: Client, fresh: Case) -> None:
    asked(fresh, cast)
    data = typed(page_of(mine, fresh), "supply_information", text="4-1234", attachments=[pdf()])
    page = Page(mine.post(step(fresh, "supply_information"), data, follow=True))
    assert "Recibimos lo que envió" in page.text
    assert "Usted envió lo que le pedimos" in page.text
    fresh.refresh_from_db()
    assert fresh.phase == Phase.IN_REVIEW


def test_a_step_on_a_stale_page_is_refused_with_the_text_kept(cast: Cast, mine: Client, fresh: Case) -> None:
    asked(fresh, cast)
    data = typed(page_of(mine, fresh), "supply_information", text="Mi respuesta larga", attachments=[pdf()])
    by_officer(fresh, cast, "resume_review")
    asked(fresh, cast)
    page = Page(mine.post(step(fresh, "supply_information"), data))
    assert page.status == 409
    assert "Este caso cambió mientras usted escribía" in page.errors
    assert "Vuelva a elegir sus archivos: carta.pdf" in page.errors
    assert "Mi respuesta larga" in page.html
    again = typed(page, "supply_information", text="Mi respuesta larga")
    assert mine.post(step(fresh, "supply_information"), again).status_code == 302


def test_a_step_that_is_no_longer_open_is_refused_with_the_text_kept(
    cast: Cast, mine: Client, fresh: Case
) -> None:
    asked(fresh, cast)
    data = typed(page_of(mine, fresh), "supply_information", text="Llegué tarde")
    by_officer(fresh, cast, "resume_review")
    data["seen"] = str(Case.objects.select_related("stream").get(pk=fresh.pk).stream.seq)
    page = Page(mine.post(step(fresh, "supply_information"), data))
    assert page.status == 422
    assert "Esa acción no procede" in page.errors
    assert "Llegué tarde" in page.html


# ── The end ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_satisfied_ends_the_case(cast: Cast, mine: Client, fresh: Case) -> None:
    answered(fresh, cast)
    page = Page(mine.post(step(fresh, "conform"), typed(page_of(mine, fresh), "conform"), follow=True))
    assert "Gracias. Cerramos el caso." in page.text
    fresh.refresh_from_db()
    assert fresh.phase == Phase.CLOSED
    assert 'name="text"' not in page.html
    assert "¿Está conforme con la respuesta?" not in page.h2
    assert MailOutgoing.objects.filter(kind="satisfaction_conform").count() == 1


def test_who_is_not_satisfied_gets_a_new_case_linked_to_the_old(
    cast: Cast, mine: Client, fresh: Case
) -> None:
    answered(fresh, cast)
    data = typed(page_of(mine, fresh), "not_conform", text="Falta el segundo pago.", attachments=[pdf()])
    page = Page(mine.post(step(fresh, "not_conform"), data, follow=True))
    follow_up = Case.objects.get(parent=fresh)
    assert f"abrimos otro para lo que falta: {follow_up.number}" in page.text
    assert url(follow_up) in page.html
    assert "Casos vinculados" in page.h2
    new = page_of(mine, follow_up)
    assert "Falta el segundo pago." in new.text
    assert url(fresh) in new.html
    assert mine.post(step(fresh, "not_conform"), data).status_code == 302
    assert Case.objects.filter(parent=fresh).count() == 1


def test_who_is_not_satisfied_says_why(cast: Cast, mine: Client, fresh: Case) -> None:
    answered(fresh, cast)
    page = Page(mine.post(step(fresh, "not_conform"), typed(page_of(mine, fresh), "not_conform", text="")))
    assert page.status == 422
    assert "escriba lo que desea decirnos" in page.errors
    assert "#not_conform-text" in page.html
    assert 'class="v-accordion p-no" open' in page.html
    fresh.refresh_from_db()
    assert fresh.phase == Phase.DECIDED


def test_desisting_is_asked_about_first(mine: Client, fresh: Case) -> None:
    page = Page(mine.get(step(fresh, "withdraw")))
    assert page.h1 == ["¿Desiste de esta solicitud?"]
    fresh.refresh_from_db()
    assert fresh.phase == Phase.RECEIVED
    marks = typed(page, "message", text="Ya no lo necesito")
    page = Page(mine.post(step(fresh, "withdraw"), marks, follow=True))
    assert "Usted desistió de la solicitud" in page.text
    assert "Ya no lo necesito" in page.text
    assert mine.get(step(fresh, "withdraw"))["Location"] == url(fresh)


def test_steps_of_staff_are_none_of_the_applicant(mine: Client, fresh: Case) -> None:
    for code in ("answer", "start_review", "close_by_silence", "nada"):
        assert mine.post(step(fresh, code), {"seen": "1", "key": str(uuid.uuid4())}).status_code == 404
    for address in (message(fresh), step(fresh, "conform")):
        assert mine.get(address)["Location"] == url(fresh)


def test_marks_that_somebody_changed_are_refused(cast: Cast, mine: Client, fresh: Case) -> None:
    response = mine.post(message(fresh), {"text": "Hola", "seen": "x", "key": "y"})
    assert response.status_code == 422
    assert "Hola" in response.content.decode()
    assert not Message.objects.filter(case=fresh).exists()


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def attachment(cast: Cast, fresh: Case) -> Attachment:
    blob = store([PDF], media_type="application/pdf", at=timezone.now())
    file = NewFile(blob=blob, name="Recibo n.º 3 “año”.pdf")
    write_message(
        case=fresh, text="", files=[file], by=cast.actor(cast.applicant), at=timezone.now(), via="portal"
    )
    return Attachment.objects.get(case=fresh)


def test_a_file_that_is_gone_from_the_disk_is_said_to_be(
    mine: Client, attachment: Attachment, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    page = Page(mine.get(reverse("portal:file", args=[attachment.case.number, attachment.pk])))
    assert page.status == 409
    assert "no se puede abrir" in page.text


def test_no_browser_keeps_the_page_of_a_case(mine: Client, fresh: Case) -> None:
    assert mine.get(reverse("portal:case", args=[fresh.number]))["Cache-Control"] == "private, no-store"


def test_a_file_is_downloaded_and_never_opened_in_our_name(mine: Client, attachment: Attachment) -> None:
    response = mine.get(reverse("portal:file", args=[attachment.case.number, attachment.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Recibo%20n.%C2%BA%203")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        (Scan.PENDING, "Todavía estamos revisando este archivo"),
        (Scan.INFECTED, "Se le encontró un virus"),
        (Scan.UNSCANNED, "no se puede abrir"),
    ],
)
def test_a_file_that_may_not_be_opened_says_why(
    mine: Client, attachment: Attachment, settings: Settings, scan: Scan, words: str
) -> None:
    settings.SCAN = "required"
    Blob.objects.filter(pk=attachment.blob_id).update(scan=scan)
    address = reverse("portal:file", args=[attachment.case.number, attachment.pk])
    page = Page(mine.get(address))
    assert page.status == 409
    assert words in page.text
    assert address not in page_of(mine, attachment.case).html


def test_files_of_another_case_or_of_staff_are_not_found(
    cast: Cast, mine: Client, attachment: Attachment
) -> None:
    own = make_case(cast.applicant)
    assert mine.get(reverse("portal:file", args=[own.number, attachment.pk])).status_code == 404
    Message.objects.filter(pk=attachment.message_id).update(audience=Message.Audience.INTERNAL)
    assert mine.get(reverse("portal:file", args=[attachment.case.number, attachment.pk])).status_code == 404


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_strangers_and_staff_find_nothing_and_the_anonymous_are_asked_to_sign_in(
    cast: Cast, browser: Browser, attachment: Attachment
) -> None:
    case = attachment.case
    addresses = [
        url(case),
        message(case),
        step(case, "withdraw"),
        reverse("portal:file", args=[case.number, attachment.pk]),
    ]
    for address in addresses:
        assert browser().get(address)["Location"] == f"/entrar/?next={address}"
        for person in (cast.stranger, cast.officer, cast.head, cast.administrator, cast.auditor):
            assert browser(person).get(address).status_code == 404
    assert browser(cast.stranger).post(message(case), {"text": "x"}).status_code == 404
    assert browser(cast.stranger).post(step(case, "withdraw"), {}).status_code == 404
    assert browser().post(message(case), {"text": "x"})["Location"].startswith("/entrar/")
    assert (
        browser()
        .get("/casos/", {"numero": case.number})["Location"]
        .startswith("/entrar/?next=/casos/%3Fnumero")
    )


def test_whose_part_ended_sees_the_case_no_more(mine: Client, fresh: Case) -> None:
    CaseParty.objects.update(until=timezone.now())
    assert mine.get(url(fresh)).status_code == 404
    assert fresh.number not in Page(mine.get("/casos/")).text


def test_staff_have_the_way_to_the_desk_and_nobody_else(cast: Cast, browser: Browser) -> None:
    assert 'href="/mesa/"' in Page(browser(cast.officer).get("/casos/")).html
    assert 'href="/mesa/"' not in Page(browser(cast.applicant).get("/casos/")).html
    assert 'href="/mesa/"' not in Page(browser().get("/")).html


def test_what_was_typed_for_a_step_that_is_gone_is_shown_again(cast: Cast, mine: Client, fresh: Case) -> None:
    answered(fresh, cast)
    data = typed(page_of(mine, fresh), "not_conform", text="Una larga explicación")
    mine.post(step(fresh, "conform"), typed(page_of(mine, fresh), "conform"))
    page = Page(mine.post(step(fresh, "not_conform"), data))
    assert page.status in (409, 422)
    assert "Lo que usted escribió no se envió" in page.text
    assert "Una larga explicación" in page.text
    early = make_case(cast.applicant)
    assert mine.post(step(early, "conform"), {"seen": "1", "key": str(uuid.uuid4())}).status_code == 422
