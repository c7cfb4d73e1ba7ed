"""The engine through its acts: what each changes, refuses, journals and tells."""

from __future__ import annotations

import datetime as dt
import uuid
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import MONDAY, OTHER_UNIT, UNIT, Cast, make_case, make_person
from ventanilla.cases.acts import (
    Applicant,
    Said,
    add_note,
    assign_case,
    deny_authorship,
    link_cases,
    offer_transfer,
    open_case,
    settle_transfer,
    take_step,
    write_message,
)
from ventanilla.cases.errors import Invalid, NotAllowed, Stale
from ventanilla.cases.models import Case, CaseLink, CaseParty, Message, Transfer
from ventanilla.cases.queries import as_party, timeline, visible_to
from ventanilla.cases.uploads import take_files
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import ANONYMOUS, SYSTEM, Actor
from ventanilla.people.models import Membership, Role
from ventanilla.reference.current import current_pack

TUESDAY = MONDAY + dt.timedelta(days=1)
THURSDAY = MONDAY + dt.timedelta(days=3)


def step(case: Case, code: str, by: Actor, at: dt.datetime = TUESDAY, **said: str) -> JournalEntry:
    return take_step(case=case, step=code, by=by, at=at, via="desk", said=Said(**said))


def answered(case: Case, cast: Cast) -> Case:
    step(case, "answer", cast.actor(cast.officer), text="Puede presentarlo en línea.", outcome="attended")
    return case


def mails(case: Case, kind: str) -> list[MailOutgoing]:
    return list(MailOutgoing.objects.filter(ref=case.number, kind=kind).order_by("id"))


class TestOpening:
    def test_gives_number_unit_due_date_party_and_receipt(self, cast: Cast, case: Case) -> None:
        assert case.number.startswith("DGA-2026-")
        assert (case.phase, case.unit, case.officer) == ("received", UNIT, None)
        party = CaseParty.objects.get(case=case)
        assert (party.person, party.email) == (cast.applicant, "ana.solis@example.com")
        [receipt] = mails(case, "receipt")
        text = bytes(receipt.rendered).decode()
        assert receipt.recipient == "ana.solis@example.com"
        assert case.number in receipt.subject
        assert "Auto-Submitted: auto-generated" in text

    def test_makes_an_account_that_waits_to_be_claimed(self, cast: Cast) -> None:
        from_form = make_person("", "Nadie")
        from_form.email = "nueva@example.com"
        case = make_case(from_form)
        Case.objects.get(pk=case.pk)
        assert CaseParty.objects.get(case=case).email == "nueva@example.com"

    def test_an_address_no_mail_can_be_written_to_loses_nothing(self, cast: Cast) -> None:
        cast.applicant.email = "ana@" + "ñ" * 64 + ".com"
        case = make_case(cast.applicant)
        assert (case.needs_attention, mails(case, "receipt")) == ("address_unusable", [])

    def test_a_name_carries_no_link_into_the_mail(self, cast: Cast) -> None:
        cast.applicant.name = "Gane ya http://x.example/a www.x.example J. Pérez"
        [receipt] = mails(make_case(cast.applicant), "receipt")
        text = message_from_bytes(bytes(receipt.rendered), policy=default).get_content()
        assert "Gane ya J. Pérez" in text
        assert "x.example" not in text

    def test_twice_with_one_key_is_once(self, cast: Cast, case: Case) -> None:
        entry = JournalEntry.objects.get(stream=case.stream, seq=1)
        assert entry.key is not None
        before = Case.objects.count()
        again = make_case(cast.applicant, key=entry.key)
        assert again.pk == case.pk
        assert Case.objects.count() == before


class TestSteps:
    def test_an_answer_decides_tells_and_waits_for_satisfaction(self, cast: Cast, case: Case) -> None:
        answered(case, cast)
        case.refresh_from_db()
        assert (case.phase, case.outcome, case.officer) == ("decided", "attended", cast.officer)
        assert case.wake_at is not None
        assert case.wake_at.date() == dt.date(2026, 3, 18)
        [mail] = mails(case, "answer")
        assert mail.message.body == "Puede presentarlo en línea."
        assert "In-Reply-To" in bytes(mail.rendered).decode()

    def test_an_answer_needs_text_and_outcome(self, cast: Cast, case: Case) -> None:
        officer = cast.actor(cast.officer)
        with pytest.raises(Invalid, match="Texto") as refusal:
            step(case, "answer", officer, outcome="attended")
        assert refusal.value.field == "text"
        with pytest.raises(Invalid, match="Resultado"):
            step(case, "answer", officer, text="Sí.", outcome="invented")

    def test_asking_stops_the_clock_and_supplying_resumes_it(self, cast: Cast, case: Case) -> None:
        due = case.due_at
        step(case, "request_information", cast.actor(cast.officer), text="¿Qué año?")
        case.refresh_from_db()
        assert (case.phase, case.due_at) == ("waiting_applicant", None)
        step(case, "supply_information", cast.actor(cast.applicant), at=THURSDAY, text="2025")
        case.refresh_from_db()
        assert case.phase == "in_review"
        assert due is not None
        assert case.due_at is not None
        # Wednesday and Thursday did not count.
        assert (case.due_at - due).days in (2, 4)
        assert mails(case, "staff_new_message")[0].recipient == cast.officer.email

    def test_conform_closes(self, cast: Cast, case: Case) -> None:
        answered(case, cast)
        step(case, "conform", cast.actor(cast.applicant))
        case.refresh_from_db()
        assert case.phase == "closed"
        assert case.closed_at == TUESDAY
        assert case.wake_at is None

    def test_not_conform_opens_a_linked_case_with_what_was_said(self, cast: Cast, case: Case) -> None:
        answered(case, cast)
        step(case, "not_conform", cast.actor(cast.applicant), text="No responde lo que pregunté.")
        case.refresh_from_db()
        assert case.phase == "closed"
        link = CaseLink.objects.get(first=case)
        assert link.kind == "follow_up"
        assert link.second.parent == case
        assert Message.objects.get(case=link.second).body == "No responde lo que pregunté."
        assert list(as_party(cast.actor(cast.applicant)).order_by("id")) == [case, link.second]

    def test_not_conform_needs_words(self, cast: Cast, case: Case) -> None:
        answered(case, cast)
        with pytest.raises(Invalid, match="Mensaje"):
            step(case, "not_conform", cast.actor(cast.applicant))

    def test_the_stranger_and_other_units_take_no_step(self, cast: Cast, case: Case) -> None:
        for person in (cast.stranger, cast.outsider, cast.administrator, cast.auditor):
            with pytest.raises(NotAllowed):
                step(case, "answer", cast.actor(person), text="x", outcome="attended")

    def test_nobody_decides_her_own_case(self, cast: Cast) -> None:
        own = make_case(cast.officer)
        with pytest.raises(NotAllowed):
            step(own, "answer", cast.actor(cast.officer), text="x", outcome="attended")

    def test_the_second_of_two_answers_is_stale(self, cast: Cast, case: Case) -> None:
        seen = case.stream.seq
        answered(case, cast)
        with pytest.raises(Stale, match="cambió mientras"):
            take_step(
                case=case,
                step="answer",
                by=cast.actor(cast.colleague),
                at=TUESDAY,
                via="desk",
                said=Said(text="Otra", outcome="attended"),
                seen=seen,
            )

    def test_a_note_makes_no_page_stale(self, cast: Cast, case: Case) -> None:
        seen = case.stream.seq
        add_note(case=case, text="Llamó por teléfono.", by=cast.actor(cast.colleague), at=TUESDAY, via="desk")
        said = Said(text="Sí", outcome="attended")
        officer = cast.actor(cast.officer)
        take_step(case=case, step="answer", by=officer, at=TUESDAY, via="desk", said=said, seen=seen)

    def test_twice_with_one_key_is_once(self, cast: Cast, case: Case) -> None:
        key = uuid.uuid4()
        said = Said(text="Sí", outcome="attended")
        officer = cast.actor(cast.officer)
        first = take_step(
            case=case, step="answer", by=officer, at=TUESDAY, via="desk", said=said, seen=1, key=key
        )
        again = take_step(
            case=case, step="answer", by=officer, at=TUESDAY, via="desk", said=said, seen=1, key=key
        )
        assert first.pk == again.pk
        assert len(mails(case, "answer")) == 1

    def test_a_closed_case_says_what_to_do(self, cast: Cast, case: Case) -> None:
        answered(case, cast)
        step(case, "close_by_silence", SYSTEM)
        with pytest.raises(NotAllowed, match="presente una nueva solicitud"):
            step(case, "conform", cast.actor(cast.applicant))


class TestCasework:
    def test_an_officer_takes_and_only_the_head_gives(self, cast: Cast, case: Case) -> None:
        officer, head = cast.actor(cast.officer), cast.actor(cast.head)
        assign_case(case=case, person_id=cast.officer.pk, by=officer, at=TUESDAY, via="desk")
        with pytest.raises(NotAllowed, match="jefatura"):
            assign_case(
                case=case, person_id=cast.colleague.pk, by=cast.actor(cast.colleague), at=TUESDAY, via="desk"
            )
        assign_case(case=case, person_id=cast.colleague.pk, by=head, at=TUESDAY, via="desk")
        assert case.officer == cast.colleague
        assert mails(case, "staff_assigned")[0].recipient == cast.colleague.email
        with pytest.raises(Invalid, match="unidad del caso"):
            assign_case(case=case, person_id=cast.outsider.pk, by=head, at=TUESDAY, via="desk")

    def test_a_transfer_moves_the_case_when_accepted(self, cast: Cast, case: Case) -> None:
        outsider = cast.actor(cast.outsider)
        officer = cast.actor(cast.officer)
        assert not visible_to(outsider).filter(pk=case.pk).exists()
        offer_transfer(
            case=case, to_unit=OTHER_UNIT, reason="Es de fianzas", by=officer, at=TUESDAY, via="desk"
        )
        assert visible_to(outsider).filter(pk=case.pk).exists()
        with pytest.raises(NotAllowed, match="ya espera"):
            offer_transfer(
                case=case, to_unit="unidad-calidad", reason="x", by=officer, at=TUESDAY, via="desk"
            )
        with pytest.raises(NotAllowed, match="Solo la unidad"):
            settle_transfer(case=case, is_accepted=True, by=officer, at=TUESDAY, via="desk")
        settle_transfer(case=case, is_accepted=True, by=outsider, at=TUESDAY, via="desk")
        assert case.unit == OTHER_UNIT
        assert not visible_to(officer).filter(pk=case.pk).exists()
        assert len(mails(case, "transfer")) == 1

    def test_a_returned_transfer_stays_and_needs_a_reason(self, cast: Cast, case: Case) -> None:
        outsider = cast.actor(cast.outsider)
        officer = cast.actor(cast.officer)
        offer_transfer(
            case=case, to_unit=OTHER_UNIT, reason="Es de fianzas", by=officer, at=TUESDAY, via="desk"
        )
        with pytest.raises(Invalid, match="Motivo"):
            settle_transfer(case=case, is_accepted=False, by=outsider, at=TUESDAY, via="desk")
        settle_transfer(case=case, is_accepted=False, reason="No", by=outsider, at=TUESDAY, via="desk")
        assert case.unit == UNIT
        assert Transfer.objects.get(case=case).is_accepted is False

    def test_messages_go_both_ways(self, cast: Cast, case: Case) -> None:
        write_message(case=case, text="Estamos en ello.", by=cast.actor(cast.officer), at=TUESDAY, via="desk")
        write_message(case=case, text="Gracias.", by=cast.actor(cast.applicant), at=TUESDAY, via="portal")
        assert [item.direction for item in Message.objects.filter(case=case).order_by("id")] == ["out", "in"]
        assert len(mails(case, "message")) == 1
        with pytest.raises(NotAllowed):
            write_message(case=case, text="Yo", by=cast.actor(cast.stranger), at=TUESDAY, via="portal")

    def test_notes_are_not_for_the_applicant(self, cast: Cast, case: Case) -> None:
        add_note(case=case, text="Ojo", by=cast.actor(cast.officer), at=TUESDAY, via="desk")
        assert timeline(case, for_staff=False).messages == ()
        assert [item.body for item in timeline(case, for_staff=True).messages] == ["Ojo"]

    def test_links_join_two_cases_once(self, cast: Cast, case: Case) -> None:
        other = make_case(cast.applicant)
        officer = cast.actor(cast.officer)
        link_cases(case=case, other=other, by=officer, at=TUESDAY, via="desk")
        with pytest.raises(Invalid, match="ya está vinculado"):
            link_cases(case=other, other=case, by=officer, at=TUESDAY, via="desk")
        with pytest.raises(Invalid, match="otro caso"):
            link_cases(case=case, other=case, by=officer, at=TUESDAY, via="desk")

    def test_a_head_sees_the_units_below_hers(self, cast: Cast, case: Case) -> None:
        director = make_person("d@example.org", "Dora Luna", unit="direccion-general", role=Role.HEAD)
        assert visible_to(cast.actor(director)).filter(pk=case.pk).exists()

    def test_an_ended_membership_sees_nothing(self, cast: Cast, case: Case) -> None:
        Membership.objects.filter(person=cast.officer).update(until=dt.date(2026, 3, 9))
        assert not visible_to(cast.actor(cast.officer)).filter(pk=case.pk).exists()


class TestNotMe:
    def test_takes_the_case_from_the_account_to_an_officer(self, cast: Cast, case: Case) -> None:
        party = CaseParty.objects.get(case=case)
        assert deny_authorship(party=party, at=TUESDAY, via="portal") is not None
        assert deny_authorship(party=party, at=TUESDAY, via="portal") is None
        case.refresh_from_db()
        assert case.needs_attention == "not_me"
        step(case, "start_review", cast.actor(cast.officer))
        assert case.needs_attention == ""
        assert not as_party(cast.actor(cast.applicant)).exists()
        assert visible_to(cast.actor(cast.officer)).filter(pk=case.pk).exists()


class TestFiles:
    def test_what_does_not_fit_is_refused_by_name_and_the_rest_kept(self, cast: Cast, case: Case) -> None:
        small = SimpleUploadedFile("nota.txt", b"hola")
        large = SimpleUploadedFile("plano.txt", b"x" * (25 * 1_048_576))
        wrong = SimpleUploadedFile("foto.png", b"no es una imagen")
        taken = take_files([small, large, wrong], at=TUESDAY)
        assert [file.name for file in taken.files] == ["nota.txt"]
        assert "plano.txt: con este archivo se superan los 25 MB" in taken.refused[0]
        assert "foto.png: el contenido no corresponde" in taken.refused[1]
        by = cast.actor(cast.applicant)
        write_message(case=case, text="", files=taken.files, by=by, at=TUESDAY, via="portal")
        assert case.attachments.get().name == "nota.txt"
        assert [finding.kind for finding in verify_all()] == []


def test_a_transfer_left_open_shows_nobody_a_closed_case(cast: Cast, case: Case) -> None:
    by, outsider = cast.actor(cast.officer), cast.actor(cast.outsider)
    offer_transfer(case=case, to_unit=OTHER_UNIT, reason="Es suyo", by=by, at=TUESDAY, via="desk")
    assert visible_to(outsider).filter(pk=case.pk).exists()
    answered(case, cast)
    step(case, "conform", cast.actor(cast.applicant), THURSDAY)
    assert not visible_to(outsider).filter(pk=case.pk).exists()
    with pytest.raises(NotAllowed, match="está cerrado"):
        settle_transfer(case=case, is_accepted=True, by=outsider, at=THURSDAY, via="desk")


class TestWhoIsTold:
    @pytest.mark.parametrize("is_active", [True, False])
    def test_the_heads_where_the_officer_no_longer_serves(
        self, cast: Cast, case: Case, is_active: bool
    ) -> None:
        assign_case(case=case, person_id=cast.officer.pk, by=cast.actor(cast.officer), at=MONDAY, via="desk")
        if is_active:
            Membership.objects.filter(person=cast.officer).update(until=TUESDAY.date())
        else:
            type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
        by = cast.actor(cast.applicant)
        write_message(case=case, text="Un dato mío", by=by, at=THURSDAY, via="portal")
        assert [mail.recipient for mail in mails(case, "staff_new_message")] == [cast.head.email]


class TestFaultsOfThePack:
    def test_an_answer_is_not_held_up_for_a_calendar_that_is_not_published(
        self, cast: Cast, case: Case
    ) -> None:
        by, late = cast.actor(cast.officer), dt.datetime(2030, 12, 30, 10, tzinfo=MONDAY.tzinfo)
        step(case, "answer", by, late, text="Procede.", outcome="attended")
        assert (case.phase, case.wake_at, case.needs_attention) == ("decided", None, "beyond_calendar")

    def test_a_procedure_the_pack_no_longer_has_loses_no_request(self, cast: Cast) -> None:
        known = current_pack().procedures["general-request"]
        case = open_case(
            procedure=known.model_copy(update={"code": "retirado"}),
            applicant=Applicant(name="Ana Solís", email="ana.solis@example.com"),
            answers={"full_name": "Ana Solís"},
            files=(),
            by=ANONYMOUS,
            at=MONDAY,
            channel="online",
        )
        assert (case.unit, case.needs_attention) == (known.unit, "routing")


def test_a_page_used_in_one_case_does_nothing_in_another(cast: Cast, case: Case) -> None:
    other, key, by = make_case(cast.applicant), uuid.uuid4(), cast.actor(cast.applicant)
    write_message(case=case, text="Uno", by=by, at=TUESDAY, via="portal", key=key)
    with pytest.raises(Invalid, match="otro caso"):
        write_message(case=other, text="Dos", by=by, at=TUESDAY, via="portal", key=key)
    assert not Message.objects.filter(case=other).exists()


def test_anonymous_sees_nothing(cast: Cast, case: Case) -> None:
    assert not visible_to(ANONYMOUS).exists()
