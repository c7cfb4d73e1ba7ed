"""Two cases that are one matter: who may merge them, what is then read where, and that the undo restores all of it."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict

from tests.cases.alike import alike
from tests.cast import MONDAY, OTHER_UNIT, UNIT, Cast, make_case, make_cast
from tests.databases import TestDatabase
from ventanilla.cases.acts import (
    Said,
    add_note,
    deny_authorship,
    merge_cases,
    offer_transfer,
    take_step,
    undo_merge,
    write_message,
)
from ventanilla.cases.duplicates import SHOWN
from ventanilla.cases.errors import ActRefused, Invalid, NotAllowed, Stale
from ventanilla.cases.merged import attachment_in, living, merged_in
from ventanilla.cases.models import Attachment, Case, CaseParty, Message
from ventanilla.cases.queries import QueueView, as_party, timeline
from ventanilla.cases.queues import counts, queue_page
from ventanilla.cases.search import find_cases, index_pending
from ventanilla.cases.uploads import take_files
from ventanilla.journal.models import JournalEntry
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import SYSTEM, Actor
from ventanilla.people.models import Membership, Person, Role

TUESDAY = MONDAY + dt.timedelta(days=1)
WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture
def newer(cast: Cast, case: Case) -> Case:
    """The applicant's second letter on the same matter, a day after `case`, with a file."""
    second = make_case(cast.applicant, at=TUESDAY, description="Olvidé adjuntar la póliza.")
    files = take_files([SimpleUploadedFile("poliza.txt", b"poliza")], at=TUESDAY).files
    by = cast.actor(cast.applicant)
    write_message(case=second, text="Aquí está.", files=files, by=by, at=TUESDAY, via="portal")
    return second


def merge(case: Case, into: Case, by: Actor, at: dt.datetime = WEDNESDAY, **marks: object) -> JournalEntry:
    return merge_cases(case=case, into=into, by=by, at=at, via="desk", **marks)  # type: ignore[arg-type]


def undo(case: Case, by: Actor, at: dt.datetime = WEDNESDAY, **marks: object) -> JournalEntry:
    return undo_merge(case=case, by=by, at=at, via="desk", **marks)  # type: ignore[arg-type]


def told(case: Case, *, for_staff: bool = True) -> list[str]:
    return [message.body for message in timeline(case, for_staff=for_staff).messages]


class TestMerging:
    def test_closes_the_newer_and_leaves_the_olders_term(self, cast: Cast, case: Case, newer: Case) -> None:
        due = case.due_at
        merge(newer, case, cast.actor(cast.officer))
        newer.refresh_from_db()
        case.refresh_from_db()
        assert (newer.phase, newer.closed_at, newer.merged_into) == ("closed", WEDNESDAY, case)
        assert (newer.due_at, newer.wake_at) == (None, None)
        assert (case.phase, case.due_at) == ("received", due)
        assert merged_in(case) == (newer,)
        assert [item for item in verify_all() if item.kind != "file"] == []

    def test_moves_nothing_and_shows_all_of_it(self, cast: Cast, case: Case, newer: Case) -> None:
        officer = cast.actor(cast.officer)
        add_note(case=newer, text="Llamar", by=officer, at=TUESDAY, via="desk")
        merge(newer, case, officer)
        assert Message.objects.filter(case=newer).count() == 2
        assert (told(case), told(case, for_staff=False)) == (["Aquí está.", "Llamar"], ["Aquí está."])
        [attachment] = timeline(case, for_staff=False).attachments
        assert (attachment.case_id, attachment_in(case, attachment.pk)) == (newer.pk, attachment)
        assert told(newer) == ["Aquí está.", "Llamar"]

    def test_is_told_once_in_each_history(self, cast: Cast, case: Case, newer: Case) -> None:
        merge(newer, case, cast.actor(cast.officer))
        for one in (case, newer):
            entries = timeline(one, for_staff=False).entries
            assert [entry.kind for entry in entries].count("case.merged") == 1
            assert [entry.recorded_at for entry in entries] == sorted(entry.recorded_at for entry in entries)

    def test_a_file_of_another_case_is_not_opened_through_it(
        self, cast: Cast, case: Case, newer: Case
    ) -> None:
        assert attachment_in(case, Attachment.objects.get(case=newer).pk) is None

    def test_goes_on_from_case_to_case(self, cast: Cast, case: Case, newer: Case) -> None:
        officer = cast.actor(cast.officer)
        third = make_case(cast.applicant, at=WEDNESDAY)
        merge(third, newer, officer)
        merge(newer, case, officer)
        third.refresh_from_db()
        assert living(third) == case
        assert merged_in(case) == (newer, third)
        kinds = [entry.kind for entry in timeline(case, for_staff=True).entries]
        assert (kinds.count("case.opened"), kinds.count("case.merged")) == (3, 2)

    def test_queues_show_the_target_alone_and_search_finds_both(
        self, cast: Cast, case: Case, newer: Case
    ) -> None:
        officer = cast.actor(cast.officer)
        merge(newer, case, officer)
        index_pending()
        shown = {row.number for view in QueueView for row in queue_page(officer, view).rows}
        assert shown == {case.number}
        assert counts(officer)["unit"] == 1
        assert find_cases(officer, newer.number)[0][0] == newer
        assert set(find_cases(officer, "poliza")[0]) == {newer}
        assert find_cases(officer, case.number)[0][0] == case

    def test_twice_with_one_key_is_once(self, cast: Cast, case: Case, newer: Case) -> None:
        officer, key = cast.actor(cast.officer), uuid.uuid4()
        first = merge(newer, case, officer, key=key)
        assert merge(newer, case, officer, key=key).pk == first.pk
        assert JournalEntry.objects.filter(kind="case.merged").count() == 2

    def test_a_page_overtaken_in_either_case_is_stale(self, cast: Cast, case: Case, newer: Case) -> None:
        officer, applicant = cast.actor(cast.officer), cast.actor(cast.applicant)
        seen, seen_into = newer.stream.seq, case.stream.seq
        write_message(case=case, text="Otra cosa", by=applicant, at=TUESDAY, via="portal")
        with pytest.raises(Stale):
            merge(newer, case, officer, seen_into=seen_into)
        with pytest.raises(Stale):
            merge(newer, case, officer, seen=seen - 1)
        merge(newer, case, officer, seen=seen, seen_into=case.stream.seq)

    def test_a_party_of_the_merged_case_alone_sees_her_own_alone(
        self, cast: Cast, case: Case, newer: Case
    ) -> None:
        CaseParty.objects.create(
            case=newer, person=cast.stranger, name="Ernesto Paz", not_me_token="x", since=TUESDAY
        )
        merge(newer, case, cast.actor(cast.officer))
        assert list(as_party(cast.actor(cast.stranger))) == [newer]

    def test_it_was_not_me_reaches_who_works_the_target(self, cast: Cast, case: Case, newer: Case) -> None:
        merge(newer, case, cast.actor(cast.officer))
        deny_authorship(party=CaseParty.objects.get(case=newer), at=WEDNESDAY, via="portal")
        case.refresh_from_db()
        assert case.needs_attention == "not_me"


class TestRefusals:
    @pytest.mark.parametrize("part", ["applicant", "stranger", "outsider", "administrator", "auditor"])
    def test_who_does_not_work_both(self, cast: Cast, case: Case, newer: Case, part: str) -> None:
        with pytest.raises(NotAllowed, match="Solo el personal de la unidad que tiene el caso"):
            merge(newer, case, cast.actor(getattr(cast, part)))

    def test_who_works_one_of_them(self, cast: Cast, case: Case, newer: Case) -> None:
        Case.objects.filter(pk=case.pk).update(unit=OTHER_UNIT)
        for person in (cast.officer, cast.outsider):
            with pytest.raises(NotAllowed):
                merge(newer, case, cast.actor(person))
        Membership.objects.create(
            person=cast.officer, unit=OTHER_UNIT, role=Role.OFFICER, since=dt.date(2020, 1, 1)
        )
        assert merge(newer, case, cast.actor(cast.officer)).kind == "case.merged"

    def test_nobody_in_common(self, cast: Cast, case: Case) -> None:
        other = make_case(cast.stranger, at=TUESDAY)
        with pytest.raises(NotAllowed, match="En su lugar, vincúlelos"):
            merge(other, case, cast.actor(cast.officer))
        CaseParty.objects.filter(case=other).update(email="ANA.SOLIS@example.com")
        assert merge(other, case, cast.actor(cast.officer)).kind == "case.merged"

    def test_nobody_in_common_any_more(self, cast: Cast, case: Case, newer: Case) -> None:
        CaseParty.objects.filter(case=newer).update(until=TUESDAY)
        with pytest.raises(NotAllowed, match="vincúlelos"):
            merge(newer, case, cast.actor(cast.officer))

    def test_the_older_into_the_newer_names_the_other_way(self, cast: Cast, case: Case, newer: Case) -> None:
        with pytest.raises(NotAllowed, match=f"una {newer.number} a {case.number}"):
            merge(case, newer, cast.actor(cast.officer))

    def test_what_waits_for_an_answer_into_what_had_its_own(
        self, cast: Cast, case: Case, newer: Case
    ) -> None:
        officer = cast.actor(cast.officer)
        prepare(case, "decided", cast)
        with pytest.raises(
            NotAllowed, match=f"{newer.number} quedaría sin respuesta. En su lugar, vincúlelos"
        ):
            merge(newer, case, officer)
        assert alike(newer, officer) == []
        prepare(newer, "decided", cast)
        assert alike(newer, officer) == [case]
        assert merge(newer, case, officer).kind == "case.merged"

    def test_with_itself(self, cast: Cast, case: Case) -> None:
        with pytest.raises(Invalid, match="otro caso") as refusal:
            merge(case, case, cast.actor(cast.officer))
        assert refusal.value.field == "number"

    @pytest.mark.parametrize("which", ["case", "newer"])
    def test_a_closed_one(self, cast: Cast, case: Case, newer: Case, which: str) -> None:
        ended = {"case": case, "newer": newer}[which]
        by = cast.actor(cast.applicant)
        take_step(case=ended, step="withdraw", by=by, at=TUESDAY, via="portal")
        with pytest.raises(NotAllowed, match=f"{ended.number} está cerrado"):
            merge(newer, case, cast.actor(cast.officer))

    def test_one_merged_already_says_where(self, cast: Cast, case: Case, newer: Case) -> None:
        officer = cast.actor(cast.officer)
        merge(newer, case, officer)
        third = make_case(cast.applicant, at=WEDNESDAY)
        for pair in ((newer, case), (third, newer)):
            with pytest.raises(NotAllowed, match=f"{newer.number} se unió al caso {case.number}"):
                merge(*pair, officer)

    def test_one_that_another_unit_was_offered(self, cast: Cast, case: Case, newer: Case) -> None:
        officer = cast.actor(cast.officer)
        offer_transfer(case=newer, to_unit=OTHER_UNIT, reason="Fianzas", by=officer, at=TUESDAY, via="desk")
        with pytest.raises(NotAllowed, match="después de la respuesta"):
            merge(newer, case, officer)

    def test_a_merged_case_takes_no_act_but_its_undo(self, cast: Cast, case: Case, newer: Case) -> None:
        officer, applicant = cast.actor(cast.officer), cast.actor(cast.applicant)
        merge(newer, case, officer)
        common = {"case": newer, "at": WEDNESDAY, "via": "desk"}
        where = f"se unió al caso {case.number}: continúe allí"
        with pytest.raises(NotAllowed, match=where):
            take_step(step="start_review", by=officer, **common)
        with pytest.raises(NotAllowed, match=where):
            take_step(step="withdraw", by=applicant, **common)
        with pytest.raises(NotAllowed, match=where):
            write_message(text="Hola", by=applicant, **common)
        with pytest.raises(NotAllowed, match=where):
            add_note(text="Hola", by=officer, **common)
        with pytest.raises(NotAllowed, match=where):
            take_step(step="close_by_silence", by=SYSTEM, **common)

    def test_the_database_holds_it_too(self, cast: Cast, case: Case) -> None:
        for merged_into in (case.pk, make_case(cast.applicant).pk):
            with pytest.raises(IntegrityError), transaction.atomic():
                Case.objects.filter(pk=case.pk).update(merged_into=merged_into)


def prepare(case: Case, state: str, cast: Cast) -> None:
    """Bring a case into a state."""
    officer = cast.actor(cast.officer)
    steps = {
        "received": (),
        "in_review": ("start_review",),
        "waiting_applicant": ("request_information",),
        "decided": ("answer",),
    }
    for step in steps[state]:
        said = Said(text="Diga", outcome="attended" if step == "answer" else "")
        take_step(case=case, step=step, by=officer, at=TUESDAY, via="desk", said=said)


class TestUndoing:
    @pytest.mark.parametrize("state", ["received", "in_review", "waiting_applicant", "decided"])
    def test_restores_exactly(self, cast: Cast, case: Case, newer: Case, state: str) -> None:
        officer = cast.actor(cast.officer)
        prepare(newer, state, cast)
        before = [model_to_dict(Case.objects.get(pk=pk)) for pk in (case.pk, newer.pk)]
        assert before[1]["phase"] == state
        merge(newer, case, officer)
        undo(newer, officer)
        assert [model_to_dict(Case.objects.get(pk=pk)) for pk in (case.pk, newer.pk)] == before
        assert (told(case), told(newer)[0]) == ([], "Aquí está.")
        for one in (case, newer):
            assert [entry.kind for entry in timeline(one, for_staff=False).entries][-1] == "case.unmerged"
        assert [item for item in verify_all() if item.kind != "file"] == []

    @pytest.mark.parametrize("state", ["received", "waiting_applicant"])
    def test_the_term_is_that_of_a_case_never_merged(
        self, cast: Cast, case: Case, newer: Case, state: str
    ) -> None:
        officer, applicant = cast.actor(cast.officer), cast.actor(cast.applicant)
        twin = make_case(cast.applicant, at=TUESDAY)
        for one in (newer, twin):
            prepare(one, state, cast)
        merge(newer, case, officer)
        undo(newer, officer)
        friday, said = MONDAY + dt.timedelta(days=4), Said(text="2025")
        for one in (newer, twin):
            if state == "received":
                take_step(
                    case=one, step="request_information", by=officer, at=WEDNESDAY, via="desk", said=said
                )
            take_step(case=one, step="supply_information", by=applicant, at=friday, via="portal", said=said)
        newer.refresh_from_db()
        twin.refresh_from_db()
        assert newer.due_at is not None
        assert newer.due_at == twin.due_at

    def test_can_be_merged_and_undone_again(self, cast: Cast, case: Case, newer: Case) -> None:
        officer = cast.actor(cast.officer)
        merge(newer, case, officer)
        undo(newer, officer)
        prepare(newer, "in_review", cast)
        merge(newer, case, officer)
        undo(newer, officer)
        newer.refresh_from_db()
        assert (newer.phase, newer.merged_into) == ("in_review", None)

    def test_what_was_merged_into_it_before_stays_with_it(self, cast: Cast, case: Case, newer: Case) -> None:
        officer = cast.actor(cast.officer)
        third = make_case(cast.applicant, at=WEDNESDAY)
        merge(third, newer, officer)
        merge(newer, case, officer)
        undo(newer, officer)
        assert (merged_in(case), merged_in(newer)) == ((), (third,))

    def test_twice_with_one_key_is_once_and_without_is_refused(
        self, cast: Cast, case: Case, newer: Case
    ) -> None:
        officer, key = cast.actor(cast.officer), uuid.uuid4()
        merge(newer, case, officer)
        first = undo(newer, officer, key=key)
        assert undo(newer, officer, key=key).pk == first.pk
        with pytest.raises(NotAllowed, match="alguien ya lo separó"):
            undo(newer, officer)

    @pytest.mark.parametrize("part", ["applicant", "stranger", "outsider", "administrator", "auditor"])
    def test_is_for_who_works_the_case(self, cast: Cast, case: Case, newer: Case, part: str) -> None:
        merge(newer, case, cast.actor(cast.officer))
        with pytest.raises(NotAllowed, match="Solo el personal"):
            undo(newer, cast.actor(getattr(cast, part)))


class TestAtOnce:
    def test_two_officers_merge_two_cases_in_both_directions(self, own_database: TestDatabase) -> None:
        cast = make_cast()
        pair = [make_case(cast.applicant, at=MONDAY) for _ in range(2)]
        begin, refused = threading.Barrier(2), []

        def officer(person: Person, number: int) -> None:
            try:
                one, other = (Case.objects.get(pk=pair[index].pk) for index in (number, 1 - number))
                begin.wait(10)
                merge(one, other, cast.actor(person))
            except ActRefused as refusal:
                refused.append(refusal.text)
            finally:
                connection.close()

        threads = [
            threading.Thread(target=officer, args=[person, number])
            for number, person in enumerate((cast.officer, cast.colleague))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        [text] = refused
        assert "se unió al caso" in text
        assert Case.objects.exclude(merged_into=None).count() == 1

    def test_an_answer_and_a_merge_do_not_meet(self, own_database: TestDatabase) -> None:
        cast = make_cast()
        case, newer = make_case(cast.applicant, at=MONDAY), make_case(cast.applicant, at=TUESDAY)
        refused: list[str] = []

        def answer() -> None:
            try:
                said = Said(text="Sí", outcome="attended")
                mine, by = Case.objects.get(pk=newer.pk), cast.actor(cast.colleague)
                take_step(case=mine, step="answer", by=by, at=WEDNESDAY, via="desk", said=said, seen=1)
            except ActRefused as refusal:
                refused.append(type(refusal).__name__)
            finally:
                connection.close()

        with transaction.atomic():
            merge(newer, case, cast.actor(cast.officer))
            thread = threading.Thread(target=answer)
            thread.start()
            thread.join(0.5)
            assert thread.is_alive()
        thread.join()
        assert refused == ["Stale"]


class TestSuggestions:
    def test_same_person_and_subject_within_thirty_days(self, cast: Cast, case: Case) -> None:
        officer = cast.actor(cast.officer)
        same = make_case(cast.applicant, subject=" RE:  consulta sobre un  trámite", at=TUESDAY)
        make_case(cast.applicant, subject="Otra cosa", at=TUESDAY)
        make_case(cast.stranger, at=TUESDAY)
        make_case(cast.applicant, at=MONDAY + dt.timedelta(days=31))
        assert alike(case, officer) == [same]
        assert alike(same, officer)[-1] == case

    def test_open_ones_of_units_the_reader_works(self, cast: Cast, case: Case) -> None:
        ended, moved = make_case(cast.applicant, at=TUESDAY), make_case(cast.applicant, at=TUESDAY)
        take_step(case=ended, step="withdraw", by=cast.actor(cast.applicant), at=TUESDAY, via="portal")
        Case.objects.filter(pk=moved.pk).update(unit=OTHER_UNIT)
        assert alike(case, cast.actor(cast.officer)) == []
        assert alike(case, cast.actor(cast.auditor)) == [moved]
        assert alike(ended, cast.actor(cast.officer)) == []

    def test_a_subject_that_nobody_wrote_says_nothing(self, cast: Cast) -> None:
        first, _second = (make_case(cast.applicant, subject="") for _ in range(2))
        assert first.subject
        assert alike(first, cast.actor(cast.officer)) == []

    def test_a_few_are_enough(self, cast: Cast, case: Case) -> None:
        made = [make_case(cast.applicant, at=TUESDAY) for _ in range(SHOWN + 2)]
        assert alike(case, cast.actor(cast.officer)) == list(reversed(made))[:SHOWN]
        assert case.unit == UNIT
