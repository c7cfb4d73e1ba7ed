"""A term to remedy that archives, where the pack says so: drafted for two people to look at, or done by the pack's own step."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from tests.cast import Cast
from tests.formal.cases import RESOLUTION, at, make_head, noticed
from ventanilla.cases.acts import write_message
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Case, Message
from ventanilla.catalogue import check_pack, pack_folder
from ventanilla.formal.acts import Draft, answer_remedy, draft_resolution, sign_act
from ventanilla.formal.archiving import proposal_of
from ventanilla.formal.documents import act_pdf
from ventanilla.formal.lapsing import lapse_due
from ventanilla.formal.models import FormalAct, RunningTerm
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.incoming import receive_mail
from ventanilla.mail.models import MailInbound, MailOutgoing
from ventanilla.people.models import Person
from ventanilla.procedures.decreeing import apply_decreed_day, enter_decreed_day
from ventanilla.procedures.recounting import recount_batch

END = """    at_end: {{effect: archive, step: {step}, outcome: archived, basis: ["LPA, artículo 72"], status: por_confirmar, source: Prueba}}
"""
AFTER = '    basis: ["Ley de Procedimientos Administrativos, artículo 72"]\n'
BY_SYSTEM = """  - code: archive_unanswered
    title: Archivar por falta de subsanación
    from: [remedy]
    to: closed
    by: [system]
    tells: message
    journal: archived_unanswered
"""


def a_pack(folder: Path, *, step: str) -> str:
    """The pack `sv`, whose term to remedy archives by a step."""
    shutil.copytree(pack_folder("sv"), folder / "sv")
    formal, flow = folder / "sv" / "formal.yaml", folder / "sv" / "workflows" / "resolution.yaml"
    text = formal.read_text("utf-8")
    assert text.count(AFTER) == 1
    formal.write_text(text.replace(AFTER, AFTER + END.format(step=step)), "utf-8")
    if step != "resolve":
        flow.write_text(flow.read_text("utf-8") + BY_SYSTEM, "utf-8")
        english = folder / "sv" / "workflows" / "resolution.en.yaml"
        english.write_text(
            english.read_text("utf-8")
            + "  - {code: archive_unanswered, title: Archive for want of an answer}\n",
            "utf-8",
        )
    assert check_pack(folder / "sv") == []
    return str(folder / "sv")


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with translation.override("es"):
        yield


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Both, made once: few packs are kept in memory."""
    steps = ("resolve", "archive_unanswered")
    return {step: a_pack(tmp_path_factory.mktemp(step), step=step) for step in steps}


@pytest.fixture
def drafts(settings: Any, packs: dict[str, str]) -> None:
    """A pack whose term to remedy archives by a resolution."""
    settings.VENTANILLA_PACK = packs["resolve"]


@pytest.fixture
def closes(settings: Any, packs: dict[str, str]) -> None:
    """A pack whose term to remedy archives by a step of the system."""
    settings.VENTANILLA_PACK = packs["archive_unanswered"]


@pytest.fixture
def head(cast: Cast) -> Person:
    return make_head()


def kinds(case: Case) -> list[str]:
    found = JournalEntry.objects.filter(stream_id=case.stream_id).order_by("seq")
    return list(found.values_list("kind", flat=True))


def test_what_a_signature_decides_is_only_drafted(drafts: None, cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    assert lapse_due(at=at(24)) == 1
    assert lapse_due(at=at(24)) == 0
    case.refresh_from_db()
    assert (case.phase, case.step, case.outcome) == ("waiting_applicant", "remedy", "")
    assert case.needs_attention == "term_lapsed"
    [act] = FormalAct.objects.filter(case=case, kind="resolution")
    assert (act.state, act.drafted_by, act.outcome, act.number) == ("draft", None, "archived", "")
    notice = FormalAct.objects.get(case=case, kind="remedy_notice").number
    assert f"Se le notificó el acto {notice}" in act.body["facts"]
    assert "El plazo terminó el 23 de marzo de 2026." in act.body["facts"]
    assert "Fundamento: LPA, artículo 72" in act.body["reasons"]
    assert case.number in act.body["decision"]
    assert "10 días hábiles" in act.body["recourse"]
    assert act_pdf(act, signer="").startswith(b"%PDF")
    assert kinds(case)[-2:] == ["term.lapsed", "act.drafted"]
    drafted = JournalEntry.objects.get(stream_id=case.stream_id, kind="act.drafted", facts__act=act.pk)
    assert (drafted.actor, drafted.public) == ("system", False)
    assert drafted.facts["basis"] == ["LPA, artículo 72"]
    assert MailOutgoing.objects.filter(ref=case.number, recipient=cast.applicant.email).count() == 2


def test_the_systems_draft_is_signed_only_once_an_officer_kept_it(
    drafts: None, cast: Cast, head: Person
) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    act = proposal_of(case)
    assert act is not None
    with pytest.raises(NotAllowed, match="lo redactó el sistema: antes de que alguien lo firme"):
        sign_act(act=act, by=cast.actor(head), at=at(24, 9), via="desk")
    officer = cast.actor(cast.outsider)
    kept = Draft(body=act.body, outcome=act.outcome)
    draft_resolution(case=case, draft=kept, by=officer, at=at(24, 10), via="desk")
    assert proposal_of(case) is None
    sign_act(act=act, by=cast.actor(head), at=at(24, 11), via="desk")
    case.refresh_from_db()
    act.refresh_from_db()
    assert (case.phase, case.outcome, act.state) == ("decided", "archived", "signed")
    assert (act.drafted_by, act.signed_by) == (cast.outsider, head)


def test_the_database_refuses_a_signed_act_that_nobody_kept(drafts: None, cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    signed = FormalAct.objects.get(case=case, kind="remedy_notice")
    lapse_due(at=at(24))
    act = proposal_of(case)
    assert act is not None
    with pytest.raises(IntegrityError, match="formal_act_kept_by_somebody"), transaction.atomic():
        FormalAct.objects.filter(pk=act.pk).update(
            state="signed",
            n=1,
            year=2026,
            code="X",
            entry=1,
            signed_by=head,
            signed_at=at(24),
            blob=signed.blob,
        )


def test_an_answer_after_the_term_throws_the_systems_draft_away(
    drafts: None, cast: Cast, head: Person
) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    applicant = cast.actor(cast.applicant)
    answer_remedy(case=case, answers={1: "Va", 2: "Va"}, by=applicant, at=at(24, 9), via="portal")
    assert not FormalAct.objects.filter(case=case, kind="resolution").exists()
    assert kinds(case)[-1] == "act.discarded"
    assert RunningTerm.objects.get(case=case, code="remedy").state == "lapsed"


def test_a_decreed_day_that_lets_the_term_run_again_throws_the_draft_away(
    drafts: None, cast: Cast, head: Person
) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    assert proposal_of(case) is not None
    administrator, friday = cast.actor(cast.administrator), dt.date(2026, 3, 13)
    given = {"title": "Asueto por duelo", "basis": "Decreto 900 (ilustrativo)"}
    day = enter_decreed_day(day=friday, by=administrator, at=at(24, 8), **given)
    apply_decreed_day(day=day, by=administrator, at=at(24, 8))
    while recount_batch(at=at(24, 8) + dt.timedelta(minutes=2)):
        pass
    assert RunningTerm.objects.get(case=case, code="remedy").due_on == dt.date(2026, 3, 24)
    assert proposal_of(case) is None
    assert kinds(case)[-2:] == ["term.moved", "act.discarded"]


def test_a_draft_that_an_officer_began_stays_hers(drafts: None, cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    draft_resolution(case=case, draft=RESOLUTION, by=cast.actor(cast.outsider), at=at(20), via="desk")
    lapse_due(at=at(24))
    act = FormalAct.objects.get(case=case, kind="resolution")
    assert (act.outcome, act.drafted_by) == ("granted", cast.outsider)
    applicant = cast.actor(cast.applicant)
    answer_remedy(case=case, answers={1: "Va", 2: "Va"}, by=applicant, at=at(24, 9), via="portal")
    assert FormalAct.objects.filter(case=case, kind="resolution").exists()


def test_a_step_of_the_system_archives_at_once_and_says_why(closes: None, cast: Cast, head: Person) -> None:
    case = noticed(cast, head)
    assert lapse_due(at=at(24)) == 1
    case.refresh_from_db()
    assert (case.phase, case.step, case.outcome) == ("closed", "closed", "archived")
    assert (case.needs_attention, case.closed_at) == ("", at(24))
    assert kinds(case)[-2:] == ["term.lapsed", "step.archived_unanswered"]
    entry = JournalEntry.objects.get(stream_id=case.stream_id, kind="step.archived_unanswered")
    assert (entry.actor, entry.public) == ("system", True)
    assert (entry.facts["term"], entry.facts["basis"]) == ("remedy", ["LPA, artículo 72"])
    assert "solicitud nueva" in Message.objects.get(case=case, kind="archive_unanswered").body
    assert not FormalAct.objects.filter(case=case, kind="resolution").exists()
    assert MailOutgoing.objects.filter(ref=case.number, recipient=cast.applicant.email).count() == 3


def _writes(case: Case, cast: Cast) -> None:
    write_message(
        case=case, text="Se lo envío mañana.", by=cast.actor(cast.applicant), at=at(20), via="portal"
    )


def _mails(case: Case, cast: Cast) -> None:
    receive_mail(
        box="solicitudes", raw=[b"From: ana.solis@example.com\r\n\r\nVa lo que falta."], at=at(23, 23)
    )


def _is_resolved_by_somebody(case: Case, cast: Cast) -> None:
    draft_resolution(case=case, draft=RESOLUTION, by=cast.actor(cast.outsider), at=at(20), via="desk")


def _is_held(case: Case, cast: Cast) -> None:
    _mails(case, cast)
    MailInbound.objects.update(state="held", ref=case.number, settled_at=timezone.now(), next_try_at=None)


@pytest.mark.parametrize(
    "come",
    [_writes, _mails, _is_held, _is_resolved_by_somebody],
    ids=["message", "unread mail", "held mail", "draft"],
)
def test_nothing_is_archived_where_something_came_in_the_term_or_is_drafted(
    closes: None, cast: Cast, head: Person, come: Any
) -> None:
    case = noticed(cast, head)
    come(case, cast)
    assert lapse_due(at=at(24)) == 1
    case.refresh_from_db()
    assert (case.phase, case.needs_attention) == ("waiting_applicant", "term_lapsed")


def test_a_mail_of_somebody_else_or_after_the_term_holds_nothing_up(
    closes: None, cast: Cast, head: Person
) -> None:
    case = noticed(cast, head)
    receive_mail(box="solicitudes", raw=[b"From: otro@example.com\r\n\r\nHola."], at=at(24, 6))
    receive_mail(box="solicitudes", raw=[b"From: tercero@example.com\r\n\r\nHola."], at=at(12))
    MailInbound.objects.filter(received_at=at(12)).update(sender="tercero@example.com")
    lapse_due(at=at(24))
    case.refresh_from_db()
    assert case.phase == "closed"


def test_a_case_opened_before_the_pack_archived_only_alerts(
    cast: Cast, head: Person, settings: Any, packs: dict[str, str]
) -> None:
    """Its workflow, frozen when it was opened, has no such step."""
    case = noticed(cast, head)
    settings.VENTANILLA_PACK = packs["archive_unanswered"]
    assert lapse_due(at=at(24)) == 1
    case.refresh_from_db()
    assert (case.phase, case.needs_attention) == ("waiting_applicant", "term_lapsed")


def test_the_desk_shows_the_draft_for_what_it_is(
    drafts: None, cast: Cast, head: Person, client: Client
) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    act = proposal_of(case)
    assert act is not None
    client.force_login(cast.outsider)
    page = client.get(f"/mesa/casos/{case.number}/").content.decode()
    assert "El sistema redactó la resolución que archiva el caso; nada está decidido." in page
    assert "Redactar la resolución que lo archiva" not in page
    page = client.get(f"/mesa/casos/{case.number}/actos/{act.pk}/").content.decode()
    assert "Redactado por el sistema" in page
    assert "Revisar y guardar el borrador" in page
    form = client.get(f"/mesa/casos/{case.number}/resolucion/")
    typed = form.context["form"].initial
    sent = {name: typed[name] for name in ("outcome", "facts", "reasons", "decision", "recourse")}
    kept = client.post(
        f"/mesa/casos/{case.number}/resolucion/",
        sent | {"seen": case.stream.seq + 9, "key": str(uuid.uuid4())},
    )
    assert kept.status_code == 302
    act.refresh_from_db()
    assert act.drafted_by == cast.outsider
    client.force_login(head)
    assert "Firmar y notificar" in client.get(f"/mesa/casos/{case.number}/actos/{act.pk}/").content.decode()


def test_where_the_pack_only_alerts_the_resolution_that_archives_begins_with_its_words(
    cast: Cast, head: Person, client: Client
) -> None:
    case = noticed(cast, head)
    lapse_due(at=at(24))
    assert not FormalAct.objects.filter(case=case, kind="resolution").exists()
    client.force_login(cast.outsider)
    form = client.get(f"/mesa/casos/{case.number}/resolucion/?resultado=archived").context["form"]
    assert form.initial["outcome"] == "archived"
    assert "El plazo terminó el 23 de marzo de 2026." in form.initial["facts"]
    plain = client.get(f"/mesa/casos/{case.number}/resolucion/").context["form"]
    assert "El plazo terminó" not in plain.initial["facts"]
