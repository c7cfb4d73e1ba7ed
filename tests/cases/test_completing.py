"""Completing a case: one case however often it is sent, in the party's name, told to the officer, the clock resumed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tests.cast import MONDAY, Cast, make_case, make_person
from tests.intake.letters import read
from ventanilla.cases.acts import (
    NewFile,
    Said,
    assign_case,
    complete_case,
    deny_authorship,
    merge_cases,
    send_completion_link,
    take_step,
)
from ventanilla.cases.completing import SENDINGS, add_documents, start_completion
from ventanilla.cases.drafts import add_files, drafts_of, save_answers, send_draft
from ventanilla.cases.errors import Invalid, NotAllowed, Stale
from ventanilla.cases.links import LinkOver, LinkUnknown, Over, completion_path, party_by_link, upload_path
from ventanilla.cases.missing import missing_of
from ventanilla.cases.models import Attachment, Case, CaseParty, Draft
from ventanilla.cases.uploads import take_files
from ventanilla.journal.models import JournalDetail, JournalEntry
from ventanilla.mail.models import MailOutgoing
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import ANONYMOUS
from ventanilla.reference.current import current_pack

TUESDAY = MONDAY + dt.timedelta(days=1)
REST = {
    "person_kind": "natural",
    "document_type": "dui",
    "dui": "00016297-5",
    "phone": "+50370707070",
    "truth": True,
}


def party_of(case: Case) -> CaseParty:
    return CaseParty.objects.filter(case=case).order_by("id")[0]


def files(*names: str, requirement: str = "") -> tuple[NewFile, ...]:
    uploads = [SimpleUploadedFile(name, name.encode()) for name in names]
    return take_files(uploads, requirement=requirement, at=TUESDAY).files


def token_in(path: str) -> str:
    return path.split("/")[2]


class TestMissing:
    def test_is_what_the_form_would_still_ask(self, case: Case) -> None:
        assert [field.code for field in missing_of(case).fields] == [
            "person_kind",
            "document_type",
            "phone",
            "truth",
        ]
        case.answers = {**case.answers, "document_type": "dui", "person_kind": "legal"}
        assert "dui" in [field.code for field in missing_of(case).fields]
        assert "organisation" in [field.code for field in missing_of(case).fields]

    def test_a_required_paper_is_missing_until_a_file_is_attached_for_it(
        self, cast: Cast, case: Case
    ) -> None:
        [paper] = current_pack().procedures["general-request"].requirements
        strict = (
            current_pack()
            .procedures["general-request"]
            .model_copy(update={"requirements": (paper.model_copy(update={"required": True}),)})
        )
        assert [item.code for item in missing_of(case, procedure=strict).requirements] == [paper.code]
        complete_case(
            case=case,
            answers={},
            files=files("carta.txt", requirement=paper.code),
            by=cast.actor(cast.applicant),
            at=TUESDAY,
            via="portal",
        )
        assert missing_of(case, procedure=strict).requirements == ()

    def test_a_condition_that_cannot_be_evaluated_asks_for_nothing(self, case: Case) -> None:
        procedure = current_pack().procedures["general-request"]
        [paper] = procedure.requirements
        broken = paper.model_copy(update={"required_when": "1 / 0 == 1"})
        assert not missing_of(case, procedure=procedure.model_copy(update={"requirements": (broken,)}))


class TestAct:
    def test_merges_answers_files_and_what_repeats_them(self, cast: Cast, case: Case) -> None:
        entry = complete_case(
            case=case,
            answers={**REST, "full_name": "Ana María Solís", "subject": "Copia de una declaración"},
            files=files("a.txt", "b.txt", requirement="supporting-documents"),
            by=cast.actor(cast.applicant),
            at=TUESDAY,
            via="portal",
        )
        case.refresh_from_db()
        assert case.answers["description"] == "…"
        assert case.answers["dui"] == "00016297-5"
        assert (case.subject, case.applicant_name) == ("Copia de una declaración", "Ana María Solís")
        assert (party_of(case).name, party_of(case).phone) == ("Ana María Solís", "+50370707070")
        attached = Attachment.objects.filter(case=case, entry=entry.seq)
        assert [item.requirement for item in attached] == ["supporting-documents"] * 2
        assert not missing_of(case)
        assert list(verify_all()) == []

    def test_the_entry_is_public_and_names_no_data(self, cast: Cast, case: Case) -> None:
        by = cast.actor(cast.applicant)
        entry = complete_case(
            case=case,
            answers={**REST, "subject": case.subject},
            files=files("a.txt"),
            by=by,
            at=TUESDAY,
            via="portal",
        )
        assert (entry.kind, entry.public, entry.actor) == ("case.completed", True, by.reference)
        assert entry.facts["fields"] == sorted(REST)
        assert "00016297-5" not in str(entry.facts)
        assert "a.txt" not in str(entry.facts)
        detail = JournalDetail.objects.get(stream_id=case.stream_id, seq=entry.seq)
        assert detail.body["answers"] == REST

    def test_twice_is_once_and_a_stale_page_is_told(self, cast: Cast, case: Case) -> None:
        by, key = cast.actor(cast.applicant), uuid.uuid4()
        seen = case.stream.seq
        say = {"case": case, "files": (), "by": by, "at": TUESDAY, "via": "portal"}
        first = complete_case(answers=REST, key=key, seen=seen, **say)
        assert complete_case(answers=REST, key=key, seen=seen, **say) == first
        with pytest.raises(Stale):
            complete_case(answers={"phone": "+50322222222"}, seen=seen, **say)
        with pytest.raises(Invalid, match="No hay nada nuevo"):
            complete_case(answers=REST, **say)

    def test_only_a_party_of_an_open_case_may(self, cast: Cast, case: Case) -> None:
        for person in (cast.stranger, cast.officer):
            with pytest.raises(NotAllowed, match="Solo quien presentó"):
                complete_case(
                    case=case, answers=REST, files=(), by=cast.actor(person), at=TUESDAY, via="portal"
                )
        by = cast.actor(cast.applicant)
        take_step(case=case, step="withdraw", by=by, at=TUESDAY, via="portal")
        with pytest.raises(NotAllowed, match="nueva solicitud"):
            complete_case(case=case, answers=REST, files=(), by=by, at=TUESDAY, via="portal")

    def test_a_waiting_case_goes_on_and_its_clock_resumes(self, cast: Cast, case: Case) -> None:
        officer = cast.actor(cast.officer)
        ask = Said(text="¿Su documento?")
        take_step(case=case, step="request_information", by=officer, at=MONDAY, via="desk", said=ask)
        case.refresh_from_db()
        assert case.due_at is None
        by = cast.actor(cast.applicant)
        complete_case(case=case, answers=REST, files=(), by=by, at=TUESDAY, via="portal")
        case.refresh_from_db()
        assert (case.phase, case.due_at is not None) == ("in_review", True)
        kinds = (
            JournalEntry.objects.filter(stream_id=case.stream_id).order_by("seq").values_list("kind", "clock")
        )
        assert list(kinds)[-2:] == [("case.completed", ""), ("step.information_supplied", "resume")]
        [told] = MailOutgoing.objects.filter(kind="staff_new_message")
        assert told.recipient == cast.officer.email
        assert not case.messages.filter(kind="supply_information").exists()

    def test_the_officer_is_told_what_came(self, cast: Cast, case: Case) -> None:
        officer = cast.actor(cast.officer)
        assign_case(case=case, person_id=officer.person_id, by=officer, at=MONDAY, via="desk")
        complete_case(
            case=case,
            answers={"phone": "+50370707070"},
            files=files("a.txt", "b.txt"),
            by=cast.actor(cast.applicant),
            at=TUESDAY,
            via="portal",
        )
        [told] = MailOutgoing.objects.filter(kind="staff_new_message")
        text = read(told).get_content()
        assert "Completó en el formulario: Teléfono." in text
        assert "Se agregaron 2 archivos." in text

    def test_a_form_somebody_else_has_open_follows(self, cast: Cast, case: Case) -> None:
        other = make_person("broker@example.com", "Bruno Rey")
        theirs = CaseParty.objects.create(
            case=case, person=other, name="Bruno Rey", email=other.email, not_me_token="b", since=MONDAY
        )
        draft = start_completion(theirs, at=MONDAY)
        save_answers(draft, {**draft.answers, "phone": "+50311111111"}, is_checked=False, at=MONDAY)
        by = cast.actor(cast.applicant)
        complete_case(case=case, answers=REST, files=(), by=by, at=TUESDAY, via="portal")
        draft.refresh_from_db()
        assert draft.answers["dui"] == "00016297-5"
        assert draft.answers["phone"] == "+50311111111"
        assert draft.updated_at == TUESDAY


class TestDraft:
    def test_is_one_form_for_a_party_filled_with_what_the_case_knows(self, cast: Cast, case: Case) -> None:
        draft = start_completion(party_of(case), at=TUESDAY)
        assert draft.answers == case.answers
        assert start_completion(party_of(case), at=TUESDAY) == draft
        late = TUESDAY + dt.timedelta(days=40)
        again = start_completion(party_of(case), at=late)
        assert (again.pk, again.expires_at > late) == (draft.pk, True)
        assert draft in drafts_of(ANONYMOUS)
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(person=None)

    def test_sent_it_completes_the_case_and_opens_none(self, cast: Cast, case: Case) -> None:
        draft = start_completion(party_of(case), at=TUESDAY)
        upload = SimpleUploadedFile("carta.txt", b"hola")
        assert add_files(draft, [upload], requirement="supporting-documents", at=TUESDAY) == ()
        save_answers(draft, {**draft.answers, **REST}, is_checked=True, at=TUESDAY)
        mails = MailOutgoing.objects.count()
        sent = [
            send_draft(draft, by=ANONYMOUS, at=TUESDAY, source="192.0.2.1", key=draft.key) for _ in range(2)
        ]
        assert sent == [case, case]
        assert Case.objects.count() == 1
        assert Attachment.objects.get(case=case).requirement == "supporting-documents"
        assert JournalEntry.objects.filter(kind="case.completed").count() == 1
        assert MailOutgoing.objects.count() == mails

    def test_is_refused_where_the_case_closed_meanwhile(self, cast: Cast, case: Case) -> None:
        draft = start_completion(party_of(case), at=TUESDAY)
        save_answers(draft, {**draft.answers, **REST}, is_checked=True, at=TUESDAY)
        take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=TUESDAY, via="portal")
        with pytest.raises(NotAllowed, match="nueva solicitud"):
            send_draft(draft, by=ANONYMOUS, at=TUESDAY, source="", key=draft.key)


class TestDocuments:
    def test_what_fits_one_sending_is_taken_and_the_rest_named(self, case: Case) -> None:
        half = b"a" * (13 * 1_048_576)
        uploads = {
            "supporting-documents": [SimpleUploadedFile("uno.txt", half)],
            "": [SimpleUploadedFile("dos.txt", half + b"b"), SimpleUploadedFile("tres.txt", b"c")],
        }
        taken = add_documents(party_of(case), uploads, at=TUESDAY, key=uuid.uuid4())
        assert len(taken.refused) == 1
        assert taken.refused[0].startswith("dos.txt: con este archivo se superan los 25 MB")
        assert {(item.name, item.requirement) for item in Attachment.objects.filter(case=case)} == {
            ("uno.txt", "supporting-documents"),
            ("tres.txt", ""),
        }
        rest = {"": [SimpleUploadedFile("dos.txt", half + b"b")]}
        assert add_documents(party_of(case), rest, at=TUESDAY, key=uuid.uuid4()).refused == ()

    def test_twice_is_once(self, case: Case) -> None:
        key = uuid.uuid4()
        for _ in range(2):
            add_documents(party_of(case), {"": [SimpleUploadedFile("a.txt", b"a")]}, at=TUESDAY, key=key)
        assert Attachment.objects.filter(case=case).count() == 1

    def test_a_link_is_no_way_to_fill_the_disk(self, case: Case) -> None:
        def send() -> None:
            add_documents(
                party_of(case), {"": [SimpleUploadedFile("a.txt", b"a")]}, at=TUESDAY, key=uuid.uuid4()
            )

        for _ in range(SENDINGS):
            send()
        with pytest.raises(NotAllowed, match="Espere una hora"):
            send()
        assert Attachment.objects.filter(case=case).count() == SENDINGS


class TestLink:
    def test_names_its_party_for_the_packs_days(self, case: Case) -> None:
        party = party_of(case)
        for path in (completion_path(party, at=MONDAY), upload_path(party, at=MONDAY)):
            assert party_by_link(token_in(path), at=MONDAY + dt.timedelta(days=30)) == party
            with pytest.raises(LinkOver) as over:
                party_by_link(token_in(path), at=MONDAY + dt.timedelta(days=30, seconds=1))
            assert (over.value.why, over.value.case) == (Over.EXPIRED, case)

    @pytest.mark.parametrize(
        "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "nada", lambda t: t.upper()]
    )
    def test_a_garbled_one_is_unknown(self, case: Case, change: object) -> None:
        token = token_in(completion_path(party_of(case), at=MONDAY))
        with pytest.raises(LinkUnknown):
            party_by_link(change(token), at=MONDAY)  # type: ignore[operator]

    def test_one_of_a_party_that_is_gone_is_unknown(self, case: Case) -> None:
        party = party_of(case)
        token = token_in(completion_path(party, at=MONDAY))
        party.delete()
        with pytest.raises(LinkUnknown):
            party_by_link(token, at=MONDAY)

    def test_it_leads_on_into_the_case_hers_was_merged_into(self, cast: Cast, case: Case) -> None:
        newer = make_case(cast.applicant, at=TUESDAY)
        token = token_in(completion_path(party_of(newer), at=TUESDAY))
        merge_cases(case=newer, into=case, by=cast.actor(cast.officer), at=TUESDAY, via="desk")
        assert party_by_link(token, at=TUESDAY) == party_of(case)

    def test_it_ends_with_the_part_and_with_the_case(self, cast: Cast, case: Case) -> None:
        token = token_in(completion_path(party_of(case), at=MONDAY))
        take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=MONDAY, via="portal")
        with pytest.raises(LinkOver) as over:
            party_by_link(token, at=MONDAY)
        assert over.value.why == Over.CLOSED
        deny_authorship(party=party_of(case), at=MONDAY, via="portal")
        with pytest.raises(LinkOver) as over:
            party_by_link(token, at=MONDAY)
        assert over.value.why == Over.ENDED


class TestSendingTheLink:
    def test_names_what_is_missing_and_leads_to_the_form(self, cast: Cast, case: Case) -> None:
        by, key = cast.actor(cast.officer), uuid.uuid4()
        seen = case.stream.seq
        for _ in range(2):
            entry = send_completion_link(case=case, by=by, at=TUESDAY, via="desk", seen=seen, key=key)
        [sent] = MailOutgoing.objects.filter(kind="completion_link")
        assert sent.recipient == "ana.solis@example.com"
        assert (entry.kind, entry.public) == ("completion.sent", True)
        assert entry.facts == {
            "fields": ["person_kind", "document_type", "phone", "truth"],
            "requirements": [],
        }

    def test_is_for_the_unit_and_for_what_is_missing(self, cast: Cast, case: Case) -> None:
        with pytest.raises(NotAllowed, match="unidad"):
            send_completion_link(case=case, by=cast.actor(cast.outsider), at=TUESDAY, via="desk")
        complete_case(
            case=case, answers=REST, files=(), by=cast.actor(cast.applicant), at=TUESDAY, via="portal"
        )
        with pytest.raises(NotAllowed, match="no falta nada"):
            send_completion_link(case=case, by=cast.actor(cast.officer), at=TUESDAY, via="desk")

    def test_says_where_nobody_can_be_reached(self, cast: Cast, case: Case) -> None:
        CaseParty.objects.filter(case=case).update(email="")
        with pytest.raises(Invalid, match="otra vía"):
            send_completion_link(case=case, by=cast.actor(cast.officer), at=TUESDAY, via="desk")
        assert not JournalEntry.objects.filter(kind="completion.sent").exists()
