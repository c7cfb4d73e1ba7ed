"""The tax status: what the system answers, what is written, who is told, and the paper in its place."""

from __future__ import annotations

import datetime as dt
import json
import socket
import time
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from tests.cast import Cast, make_case
from tests.formal.cases import a_file, make_bond_change
from tests.formal.tax_system import SOLVENT, tax_system
from ventanilla.cases.acts import write_message
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Attachment, Case
from ventanilla.formal.acts import prove_solvency_on_paper, record_solvency
from ventanilla.formal.models import SolvencyCheck
from ventanilla.formal.solvency import LARGEST, Answer, Connector, ask_solvency, rule_for
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing

ZONE = ZoneInfo("America/El_Salvador")
MONDAY = dt.datetime(2026, 3, 9, 10, 0, tzinfo=ZONE)
NIT = "0614-050707-104-8"


def ask(url: str, timeout: float = 2.0) -> Answer:
    return Connector(url, "a-token", timeout).ask(kind="nit", document=NIT, case_number="DGA-2026-000001")


# ── The system itself ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_question_names_document_and_case_and_carries_the_token() -> None:
    with tax_system((200, SOLVENT)) as system:
        answer = ask(system.url)
    assert answer == Answer("solvent", "S-1", dt.date(2027, 1, 31))
    path = "/solvencia?document_kind=nit&document=0614-050707-104-8&request=DGA-2026-000001"
    assert system.asked == [(path, "Bearer a-token")]


@pytest.mark.parametrize(
    ("status", "body", "answer", "times"),
    [
        (200, '{"status": "not_solvent", "reference": "N-1", "valid_until": null}', Answer("not_solvent", "N-1"), 1),
        (200, '{"status": "solvent"}', Answer("solvent"), 1),
        (404, "", Answer("not_reflected"), 1),
        (404, "<h1>Not found</h1>", Answer("not_reflected"), 1),
        (500, SOLVENT, Answer("no_answer", text="HTTP 500"), 2),
        (403, SOLVENT, Answer("no_answer", text="HTTP 403"), 1),
        (200, "<html>mantenimiento</html>", Answer("no_answer", text="NotUnderstood"), 1),
        (200, '"solvent"', Answer("no_answer", text="NotUnderstood"), 1),
        (200, "[" * 30_000, Answer("no_answer", text="NotUnderstood"), 1),
        (200, '{"status": "no_answer"}', Answer("no_answer", text="NotUnderstood"), 1),
        (200, '{"status": ["solvent"]}', Answer("no_answer", text="NotUnderstood"), 1),
        (200, '{"status": "solvent", "valid_until": "mañana"}', Answer("no_answer", text="NotUnderstood"), 1),
        (200, '{"status": "solvent", "reference": 7}', Answer("no_answer", text="NotUnderstood"), 1),
        (200, json.dumps({"status": "solvent", "reference": "x" * 121}), Answer("no_answer", text="NotUnderstood"), 1),
        (200, SOLVENT + " " * LARGEST, Answer("no_answer", text="TooLarge"), 1),
    ],
)  # fmt: skip
def test_an_answer_is_what_the_contract_says_or_none(
    status: int, body: str, answer: Answer, times: int
) -> None:
    with tax_system((status, body)) as system:
        assert ask(system.url) == answer
    assert len(system.asked) == times


def test_a_redirect_is_not_followed() -> None:
    with (
        tax_system((200, SOLVENT)) as other,
        tax_system((302, ""), headers={"Location": other.url}) as system,
    ):
        assert ask(system.url) == Answer("no_answer", text="HTTP 302")
    assert other.asked == []


def test_a_fault_that_passes_is_asked_again_once() -> None:
    with tax_system((503, ""), (200, SOLVENT)) as system:
        assert ask(system.url).result == "solvent"
    assert len(system.asked) == 2


@pytest.mark.parametrize("slowness", [{"wait": 3.0}, {"drip": 0.1}])
def test_a_slow_system_is_given_up_in_time(slowness: dict[str, float]) -> None:
    started = time.monotonic()
    with tax_system((200, SOLVENT), **slowness) as system:
        assert ask(system.url, timeout=0.4).result == "no_answer"
        assert time.monotonic() - started < 2.5


def test_an_answer_cut_short_and_a_closed_door_are_no_answer() -> None:
    with tax_system((200, SOLVENT), headers={"Content-Length": "5000"}) as system:
        assert ask(system.url).result == "no_answer"
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = closed.getsockname()
    assert ask(f"http://127.0.0.1:{address[1]}/").text == "ConnectionRefusedError"


# ── What is written and who is told ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bond(cast: Cast) -> Case:
    case = make_bond_change(cast, at=MONDAY)
    case.answers = case.answers | {"company_nit": NIT}
    case.save(update_fields=["answers"])
    return case


def told() -> list[str]:
    sent = MailOutgoing.objects.filter(kind="solvency_not_reflected").order_by("id")
    return [row.recipient for row in sent]


def record(case: Case, cast: Cast, answer: Answer) -> JournalEntry:
    return record_solvency(case=case, answer=answer, by=cast.actor(cast.outsider), at=MONDAY, via="desk")


@pytest.mark.django_db
def test_the_system_is_asked_by_the_company_or_else_by_the_person(
    bond: Case, cast: Cast, settings: Settings
) -> None:
    officer = cast.actor(cast.outsider)
    with pytest.raises(NotAllowed, match="anote el documento"):
        ask_solvency(case=bond, by=officer)
    with tax_system((200, SOLVENT)) as system:
        settings.SOLVENCY_URL, settings.SOLVENCY_TOKEN = system.url, "a-token"
        assert ask_solvency(case=bond, by=officer).result == "solvent"
        bond.answers = {key: value for key, value in bond.answers.items() if key != "company_nit"}
        ask_solvency(case=bond, by=officer)
        bond.answers = {key: value for key, value in bond.answers.items() if key != "dui"}
        assert ask_solvency(case=bond, by=officer) == Answer("not_reflected")
        with pytest.raises(NotAllowed, match="personal de la unidad"):
            ask_solvency(case=bond, by=cast.actor(cast.officer))
    kinds = [path.partition("?")[2].partition("&document=")[0] for path, _ in system.asked]
    assert kinds == ["document_kind=nit", "document_kind=dui"]


@pytest.mark.django_db
def test_an_answer_is_kept_without_personal_data_in_the_journal(bond: Case, cast: Cast) -> None:
    entry = record(bond, cast, Answer("solvent", "S-1", dt.date(2027, 1, 31)))
    check = SolvencyCheck.objects.get(case=bond)
    assert (check.result, check.reference, check.valid_until) == ("solvent", "S-1", dt.date(2027, 1, 31))
    assert (entry.kind, entry.facts["valid_until"], entry.public) == (
        "solvency.solvent",
        "2027-01-31",
        False,
    )
    assert told() == []


@pytest.mark.django_db
@pytest.mark.parametrize("result", ["not_reflected", "no_answer"])
def test_whom_the_system_does_not_show_is_told_once_and_the_clock_goes_on(
    bond: Case, cast: Cast, result: str
) -> None:
    due = bond.due_at
    assert record(bond, cast, Answer(result)).public
    assert not record(bond, cast, Answer("no_answer")).public
    assert told() == ["ana.solis@example.com"]
    bond.refresh_from_db()
    assert bond.due_at == due
    mail = MailOutgoing.objects.get(kind="solvency_not_reflected")
    assert "presentar el documento que lo ampare" in " ".join(bytes(mail.rendered).decode().split())


@pytest.mark.django_db
def test_the_paper_is_a_file_of_the_case_or_what_was_shown(bond: Case, cast: Cast) -> None:
    officer, applicant = cast.actor(cast.outsider), cast.actor(cast.applicant)
    files = (a_file("", MONDAY, b"solvencia"),)
    write_message(case=bond, text="Va", files=files, by=applicant, at=MONDAY, via="portal")
    sent = Attachment.objects.filter(case=bond, requirement="").get()
    prove_solvency_on_paper(case=bond, attachment=sent, by=officer, at=MONDAY, via="desk")
    sent.refresh_from_db()
    assert sent.requirement == "tax-status-document"
    text = "Solvencia 55 del 2 de marzo"
    entry = prove_solvency_on_paper(case=bond, text=text, by=officer, at=MONDAY, via="desk")
    assert entry.public
    assert text not in json.dumps(entry.facts)
    results = SolvencyCheck.objects.filter(case=bond).order_by("id").values_list("result", "text")
    assert list(results) == [("proved_on_paper", ""), ("proved_on_paper", text)]


@pytest.mark.django_db
def test_a_paper_that_is_nowhere_and_a_case_that_asks_none_are_refused(bond: Case, cast: Cast) -> None:
    officer = cast.actor(cast.outsider)
    with pytest.raises(Invalid, match="describa lo que se presentó") as refused:
        prove_solvency_on_paper(case=bond, text=" ", by=officer, at=MONDAY, via="desk")
    assert refused.value.field == "text"
    other = make_bond_change(cast, at=MONDAY)
    foreign = Attachment.objects.filter(case=other)[0]
    with pytest.raises(Invalid, match="de este caso"):
        prove_solvency_on_paper(case=bond, attachment=foreign, by=officer, at=MONDAY, via="desk")
    with pytest.raises(NotAllowed, match="personal de la unidad"):
        record_solvency(
            case=bond, answer=Answer("solvent"), by=cast.actor(cast.officer), at=MONDAY, via="desk"
        )
    question = make_case(cast.applicant, at=MONDAY)
    assert rule_for(question) is None
    with pytest.raises(NotAllowed, match="no pide que el solicitante"):
        record_solvency(
            case=question, answer=Answer("solvent"), by=cast.actor(cast.officer), at=MONDAY, via="desk"
        )
    assert not SolvencyCheck.objects.exists()
