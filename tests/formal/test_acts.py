"""From the completeness check to the paper copy: who may, what is written, what the clock does, what is refused."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import OTHER_UNIT, Cast, make_person
from tests.formal.cases import (
    POINTS,
    RESOLUTION,
    a_file,
    make_bond_change,
    make_head,
    signed_notice,
    signed_resolution,
)
from ventanilla.cases.acts import merge_cases
from ventanilla.cases.errors import ActRefused, Invalid, NotAllowed
from ventanilla.cases.models import Attachment, Case, Message
from ventanilla.files.store import open_blob
from ventanilla.formal.acts import (
    Draft,
    Verdict,
    answer_remedy,
    ask_copy,
    check_requirements,
    discard_draft,
    draft_remedy_notice,
    draft_resolution,
    hand_copy,
    note_opening,
    notify_again,
    notify_by_hand,
    sign_act,
)
from ventanilla.formal.acts.answering import open_notice
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.checklist import checklist, unmet
from ventanilla.formal.documents import drafting_text
from ventanilla.formal.models import Delegation, FormalAct, Notification, PaperCopy, RunningTerm
from ventanilla.formal.verifying import verify_code
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.people.access import Actor
from ventanilla.people.models import Role
from ventanilla.procedures.acts import perform, wake_due

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/El_Salvador")
MONDAY = dt.datetime(2026, 3, 9, 10, 0, tzinfo=ZONE)
FRIDAY = dt.datetime(2026, 3, 13, 9, 0, tzinfo=ZONE)
NEXT_MONDAY = dt.datetime(2026, 3, 16, 9, 0, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Scene:
    """A bond change under analysis, its officer, the head of her unit, its applicant."""

    case: Case
    officer: Actor
    head: Actor
    applicant: Actor
    cast: Cast


@pytest.fixture
def scene(cast: Cast) -> Scene:
    head = make_head()
    return Scene(
        make_bond_change(cast, at=MONDAY),
        cast.actor(cast.outsider),
        cast.actor(head),
        cast.actor(cast.applicant),
        cast,
    )


def due(case: Case) -> dt.date | None:
    return case.due_at.astimezone(ZONE).date() if case.due_at else None


# ── The completeness check ───────────────────────────────────────────────────────────────────────────────────────


def test_the_check_shows_what_the_answers_make_due_and_keeps_each_verdict(scene: Scene) -> None:
    rows = {row.requirement.code: row for row in checklist(scene.case)}
    assert rows["annex-2"].is_due
    assert not rows["annex-3"].is_due
    assert [file.name for file in rows["application-letter"].files] == ["documento.txt"]
    verdicts = {
        "application-letter": Verdict("application-letter", "met"),
        "annex-2": Verdict("annex-2", "unmet", "Falta el cuadro."),
        "annex-3": Verdict("annex-3", "not_applicable", "No importa cigarrillos."),
        "registered-credential": Verdict("registered-credential", "on_file"),
    }
    check_requirements(case=scene.case, verdicts=verdicts, by=scene.officer, at=FRIDAY, via="desk")
    assert unmet(scene.case) == {"annex-2": "Falta el cuadro."}
    assert {row.requirement.code for row in checklist(scene.case) if row.is_settled} == {
        "application-letter",
        "annex-3",
        "registered-credential",
    }


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("annex-2", "unmet", " "), "escriba por qué"),
        (Verdict("annex-2", "not_applicable"), "escriba por qué"),
        (Verdict("annex-2", "met"), "ningún documento del caso"),
        (Verdict("annex-2", "quizá"), "diga si se cumple"),
        (Verdict("no-existe", "met"), "elija uno del trámite"),
    ],
)
def test_a_verdict_that_cannot_stand_is_refused_by_its_requirement(
    scene: Scene, verdict: Verdict, words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        check_requirements(
            case=scene.case, verdicts={verdict.code: verdict}, by=scene.officer, at=FRIDAY, via="desk"
        )
    assert refused.value.field == verdict.code
    assert not unmet(scene.case)


# ── The remedy notice ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_notice_stops_the_clock_and_reaches_the_applicant_whole(scene: Scene) -> None:
    assert due(scene.case) == dt.date(2026, 3, 23)
    act = signed_notice(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    assert act.number == "PREV-ULE-2026-0001"
    assert (scene.case.phase, scene.case.step, scene.case.due_at) == ("waiting_applicant", "remedy", None)
    mail = MailOutgoing.objects.get(kind="notify_remedy_notice")
    assert mail.recipient == "ana.solis@example.com"
    assert b"PREV-ULE-2026-0001.pdf" in bytes(mail.rendered)
    assert "27/03/2026" in bytes(mail.rendered).decode()
    assert Message.objects.get(case=scene.case, kind="issue_remedy_notice").body.endswith(
        "2. Falta el cuadro de bebidas alcohólicas."
    )
    term = RunningTerm.objects.get(case=scene.case, code="remedy")
    assert (term.state, term.due_on) == ("running", dt.date(2026, 3, 27))
    assert RunningTerm.objects.get(case=scene.case, code="notify").state == "met"


def test_answering_each_point_lets_the_clock_go_on(scene: Scene) -> None:
    """Four business days had counted by Friday's notice (the 10th to the 13th); the answer's day does not count."""
    signed_notice(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    files = [a_file("annex-2", NEXT_MONDAY, b"cuadro")]
    answer_remedy(
        case=scene.case,
        answers={1: "Va el balance firmado por el auditor."},
        files=files,
        by=scene.applicant,
        at=NEXT_MONDAY,
        via="portal",
    )
    scene.case.refresh_from_db()
    assert scene.case.step == "remedied"
    assert due(scene.case) == dt.date(2026, 3, 24)
    assert open_notice(scene.case) is None
    assert RunningTerm.objects.get(case=scene.case, code="remedy").state == "met"
    assert Attachment.objects.filter(case=scene.case, requirement="annex-2").count() == 1
    with pytest.raises(NotAllowed, match="Ninguna prevención"):
        answer_remedy(case=scene.case, answers={}, by=scene.applicant, at=NEXT_MONDAY, via="portal")


def test_a_point_without_words_or_file_is_named_and_nothing_is_taken(scene: Scene) -> None:
    signed_notice(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    with pytest.raises(Invalid, match="Punto 2") as refused:
        answer_remedy(case=scene.case, answers={1: "Va"}, by=scene.applicant, at=NEXT_MONDAY, via="portal")
    assert refused.value.field == "point-2"
    assert open_notice(scene.case) is not None


def test_a_notice_needs_a_point(scene: Scene) -> None:
    with pytest.raises(Invalid, match="al menos un requisito"):
        draft_remedy_notice(
            case=scene.case, draft=Draft(body={}), points=[], by=scene.officer, at=FRIDAY, via="desk"
        )


# ── The resolution ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_resolution_has_a_number_a_pdf_and_a_code_that_anybody_verifies(scene: Scene) -> None:
    act = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    assert act.number == "RES-ULE-2026-0001"
    assert (scene.case.phase, scene.case.outcome) == ("decided", "granted")
    assert scene.case.wake_at is not None
    assert act.blob is not None
    with open_blob(act.blob) as content, pikepdf.open(io.BytesIO(content.read())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "es"
        assert str(pdf.docinfo["/Title"]).startswith("Resolución RES-ULE-2026-0001")
    found = verify_code(act.code.lower())
    assert found is not None
    assert (found.number, found.hashes) == (act.number, (act.blob_id,))
    assert found.signed_by.startswith("Teresa Luna, jefatura de Unidad de Leyes Especiales")


def test_whoever_drafted_does_not_sign_and_an_officer_signs_only_under_a_delegation(scene: Scene) -> None:
    draft_resolution(case=scene.case, draft=RESOLUTION, by=scene.head, at=FRIDAY, via="desk")
    act = draft_of(scene.case, "resolution")
    assert act is not None
    with pytest.raises(NotAllowed, match="otra persona"):
        sign_act(act=act, by=scene.head, at=FRIDAY, via="desk")
    with pytest.raises(NotAllowed, match="jefatura"):
        sign_act(act=act, by=scene.officer, at=FRIDAY, via="desk")
    Delegation.objects.create(
        unit=OTHER_UNIT,
        person=scene.cast.outsider,
        basis="Acuerdo 12-2026, por vacación de la titular",
        since=FRIDAY.date(),
        until=FRIDAY.date(),
        granted_by=scene.cast.administrator,
    )
    with pytest.raises(NotAllowed, match="jefatura"):
        sign_act(act=act, by=scene.officer, at=NEXT_MONDAY, via="desk")
    sign_act(act=act, by=scene.officer, at=FRIDAY, via="desk")
    signed = FormalAct.objects.get(pk=act.pk)
    assert signed.on_delegation.startswith("Acuerdo 12-2026")
    assert "por delegación" in signed.signed_as


def test_numbers_have_no_gap_and_go_by_kind_unit_and_year(scene: Scene, cast: Cast) -> None:
    first = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    other = make_bond_change(cast, at=MONDAY)
    draft_resolution(case=other, draft=RESOLUTION, by=scene.head, at=FRIDAY, via="desk")
    refused = draft_of(other, "resolution")
    assert refused is not None
    with pytest.raises(ActRefused), transaction.atomic():
        sign_act(act=refused, by=scene.head, at=FRIDAY, via="desk")
    second = signed_resolution(other, by=scene.officer, head=scene.head, at=FRIDAY)
    assert (first.n, second.n) == (1, 2)


def test_what_is_signed_never_changes(scene: Scene) -> None:
    act = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    for statement in ("UPDATE formal_act SET outcome = 'denied'", "DELETE FROM formal_act"):
        with (
            pytest.raises(DatabaseError, match="never changes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{statement} WHERE id = {act.pk}")
    with pytest.raises(NotAllowed, match="firmado"):
        discard_draft(act=act, by=scene.officer, at=FRIDAY, via="desk")


@pytest.mark.parametrize("section", ["facts", "reasons", "decision", "recourse"])
def test_a_resolution_without_one_of_its_parts_is_refused(scene: Scene, section: str) -> None:
    draft = Draft(outcome="granted", body={**RESOLUTION.body, section: " "})
    with pytest.raises(Invalid) as refused:
        draft_resolution(case=scene.case, draft=draft, by=scene.officer, at=FRIDAY, via="desk")
    assert refused.value.field == section


def test_no_button_takes_a_step_of_a_formal_act(scene: Scene) -> None:
    for step in ("resolve", "issue_remedy_notice"):
        with pytest.raises(NotAllowed, match="firmando un acto"):
            perform(case=scene.case, step=step, by=scene.head, at=FRIDAY, via="desk")


def test_a_draft_may_be_thrown_away(scene: Scene) -> None:
    draft_resolution(case=scene.case, draft=RESOLUTION, by=scene.officer, at=FRIDAY, via="desk")
    act = draft_of(scene.case, "resolution")
    assert act is not None
    discard_draft(act=act, by=scene.officer, at=FRIDAY, via="desk")
    assert draft_of(scene.case, "resolution") is None


def test_drafting_texts_carry_the_data_of_the_case(scene: Scene) -> None:
    text = drafting_text(scene.case, "resolution_facts")
    assert scene.case.number in text
    assert "9 de marzo de 2026" in text
    assert "Código Aduanero Uniforme Centroamericano, artículo 21 literal g)" in drafting_text(
        scene.case, "resolution_reasons"
    )
    assert "10 días hábiles" in drafting_text(scene.case, "remedy_warning")


def test_a_stranger_to_the_unit_does_nothing(scene: Scene, cast: Cast) -> None:
    act = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    party = scene.case.parties.get()
    other = cast.actor(make_person("otra@example.org", "Otra", unit="unidad-calidad", role=Role.OFFICER))
    at, via = FRIDAY, "desk"
    tries: list[Callable[[], object]] = [
        lambda: check_requirements(case=scene.case, verdicts={}, by=other, at=at, via=via),
        lambda: draft_resolution(case=scene.case, draft=RESOLUTION, by=other, at=at, via=via),
        lambda: notify_again(act=act, party=party, by=other, at=at, via=via),
        lambda: notify_by_hand(act=act, party=party, delivered_to="Ana", by=other, at=at, via=via),
        lambda: ask_copy(act=act, by=other, at=at, via=via),
        lambda: sign_act(act=act, by=other, at=at, via=via),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()


# ── Notification and paper copy ──────────────────────────────────────────────────────────────────────────────────


def test_a_bounced_notification_is_delivered_by_hand_and_the_term_begins_anew(scene: Scene) -> None:
    act = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    MailOutgoing.objects.filter(kind="notify_resolution").update(state=OutgoingState.BOUNCED)
    party = scene.case.parties.get()
    with pytest.raises(Invalid, match="Recibido por"):
        notify_by_hand(act=act, party=party, delivered_to=" ", by=scene.officer, at=NEXT_MONDAY, via="desk")
    notify_by_hand(
        act=act, party=party, delivered_to="Ana Solís", by=scene.officer, at=NEXT_MONDAY, via="desk"
    )
    by_hand = Notification.objects.get(act=act, medium="paper")
    assert (by_hand.delivered_to, by_hand.delivered_at) == ("Ana Solís", NEXT_MONDAY)
    running = RunningTerm.objects.get(case=scene.case, code="recourse", state="running")
    assert running.due_on == dt.date(2026, 4, 7)


def test_opening_it_in_the_portal_is_part_of_the_proof(scene: Scene) -> None:
    act = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    assert act.blob_id is not None
    for at in (NEXT_MONDAY, NEXT_MONDAY + dt.timedelta(days=1)):
        note_opening(case=scene.case, sha256=act.blob_id, by=scene.applicant, at=at)
    assert Notification.objects.get(act=act).opened_at == NEXT_MONDAY


def test_a_paper_copy_is_ready_the_next_business_day_and_handed_to_somebody_named(scene: Scene) -> None:
    act = signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    ask_copy(act=act, by=scene.applicant, at=FRIDAY, via="portal")
    copy = PaperCopy.objects.get(act=act)
    assert copy.available_on == NEXT_MONDAY.date()
    with pytest.raises(NotAllowed, match="16/03/2026"):
        hand_copy(copy=copy, handed_to="Ana", document="1", by=scene.officer, at=FRIDAY, via="desk")
    with pytest.raises(Invalid, match="Documento"):
        hand_copy(copy=copy, handed_to="Ana", document="", by=scene.officer, at=NEXT_MONDAY, via="desk")
    with pytest.raises(NotAllowed, match="ya se pidió"):
        ask_copy(act=act, by=scene.officer, at=FRIDAY, via="desk")
    hand_copy(
        copy=copy, handed_to="Ana Solís", document="00016297-5", by=scene.officer, at=NEXT_MONDAY, via="desk"
    )
    copy.refresh_from_db()
    assert copy.handed_to == "Ana Solís"


def test_without_an_appeal_the_case_closes_when_the_resolution_is_final(scene: Scene) -> None:
    signed_resolution(scene.case, by=scene.officer, head=scene.head, at=FRIDAY)
    assert wake_due(at=dt.datetime(2026, 3, 27, 12, 0, tzinfo=ZONE)) == 0
    assert wake_due(at=dt.datetime(2026, 3, 28, 12, 0, tzinfo=ZONE)) == 1
    scene.case.refresh_from_db()
    assert (scene.case.phase, scene.case.step) == ("closed", "closed")
    assert POINTS


def test_a_case_that_ends_in_an_act_of_its_own_is_linked_not_merged(scene: Scene, cast: Cast) -> None:
    newer = make_bond_change(cast, at=FRIDAY)
    with pytest.raises(NotAllowed, match="termina en un acto formal propio: vincúlelo"):
        merge_cases(case=newer, into=scene.case, by=scene.officer, at=NEXT_MONDAY, via="desk")
