"""Complaints: another unit than the one complained of gets them, and the one complained of sees nothing of them."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from tests.cast import MONDAY, OTHER_UNIT, UNIT, Cast, case, cast, make_case, make_person
from ventanilla.cases.acts import (
    Applicant,
    assign_case,
    link_cases,
    merge_cases,
    offer_transfer,
    open_case,
    settle_transfer,
)
from ventanilla.cases.aliases import Alias, add_alias
from ventanilla.cases.calls import Call, record_call
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, CaseLink, Transfer
from ventanilla.cases.policies import roles_in
from ventanilla.cases.queries import (
    QueueView,
    as_staff,
    linked_to,
    others_of_applicant,
    parties_of,
    visible_to,
)
from ventanilla.cases.queues import counts, queue_page
from ventanilla.cases.records import ComplaintAbout
from ventanilla.cases.search import find_cases, index_pending
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import ANONYMOUS, Actor
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.current import current_pack

__all__ = ["case", "cast"]

QUALITY, TOP = "unidad-calidad", "direccion-general"


def complain(applicant: Person, *, area: str = "other", about: str = "") -> Case:
    """A complaint of the applicant, through the engine."""
    return open_case(
        procedure=current_pack().procedures["complaint"],
        applicant=Applicant(name=applicant.name, email=applicant.email, person=applicant),
        answers={
            "full_name": applicant.name,
            "email": applicant.email,
            "complaint_kind": "complaint",
            "concerned_area": area,
            "related_case": about,
            "subject": "Nadie contesta",
            "description": "Llevo un mes esperando.",
        },
        files=(),
        by=ANONYMOUS,
        at=MONDAY,
        channel="online",
        key=uuid.uuid4(),
    )


def about(complaint: Case) -> set[str]:
    return set(ComplaintAbout.objects.filter(case=complaint).values_list("unit", flat=True))


def move(case: Case, by: Person, to: str, receiver: Person, cast: Cast) -> None:
    offer_transfer(case=case, to_unit=to, reason="Le toca", by=cast.actor(by), at=MONDAY, via="desk")
    settle_transfer(case=case, is_accepted=True, by=cast.actor(receiver), at=MONDAY, via="desk")


class TestRouting:
    def test_it_goes_to_the_unit_for_complaints(self, cast: Cast) -> None:
        assert complain(cast.applicant).unit == QUALITY
        assert complain(cast.applicant, area="user_service").unit == QUALITY

    def test_one_about_that_unit_goes_to_the_alternate(self, cast: Cast) -> None:
        complaint = complain(cast.applicant, area="quality")
        assert (complaint.unit, about(complaint)) == (TOP, {QUALITY})

    def test_one_about_a_case_is_about_its_unit(self, cast: Cast, case: Case) -> None:
        complaint = complain(cast.applicant, about=f" {case.number.lower()} ")
        assert (complaint.unit, about(complaint)) == (QUALITY, {UNIT})

    def test_a_case_is_found_by_its_outside_number_too(self, cast: Cast, case: Case) -> None:
        add_alias(case, Alias("correspondence", "E-2026-004512"))
        assert about(complain(cast.applicant, about="e-2026-004512")) == {UNIT}

    def test_units_that_had_the_case_count_too(self, cast: Cast, case: Case) -> None:
        quality = make_person("q@example.org", "Quira Luna", unit=QUALITY, role=Role.OFFICER)
        move(case, cast.officer, QUALITY, quality, cast)
        move(case, quality, OTHER_UNIT, cast.outsider, cast)
        complaint = complain(cast.applicant, about=case.number)
        assert about(complaint) == {UNIT, QUALITY, OTHER_UNIT}
        assert complaint.unit == TOP

    def test_a_transfer_that_was_only_offered_does_not_count(self, cast: Cast, case: Case) -> None:
        offer_transfer(
            case=case, to_unit=QUALITY, reason="¿?", by=cast.actor(cast.officer), at=MONDAY, via="desk"
        )
        assert complain(cast.applicant, about=case.number).unit == QUALITY

    def test_what_both_units_for_complaints_had_goes_to_a_third(self, cast: Cast, case: Case) -> None:
        """Nobody is judge in her own cause, even where the pack did not foresee it."""
        for unit in (QUALITY, TOP):
            Transfer.objects.create(
                case=case, from_unit=UNIT, to_unit=unit, reason="x", by=cast.officer, at=MONDAY,
                settled_by=cast.officer, settled_at=MONDAY, is_accepted=True,
            )  # fmt: skip
        complaint = complain(cast.applicant, about=case.number)
        assert complaint.unit not in about(complaint) == {UNIT, QUALITY, TOP}

    def test_a_number_that_names_no_case_loses_nothing(self, cast: Cast) -> None:
        complaint = complain(cast.applicant, about="DGA-2020-999999")
        assert (complaint.unit, about(complaint)) == (QUALITY, set())
        assert complaint.answers["related_case"] == "DGA-2020-999999"


class TestSecrecy:
    """About the officer's unit (and her head's), held by the unit for complaints."""

    @pytest.fixture
    def complaint(self, cast: Cast, case: Case) -> Case:
        return complain(cast.applicant, about=case.number)

    @pytest.fixture
    def director(self, cast: Cast) -> Person:
        """Leads what is above both units, and serves the unit complained of."""
        person = make_person("dir@example.org", "Delia Mata", unit=TOP, role=Role.HEAD)
        Membership.objects.create(person=person, unit=UNIT, role=Role.OFFICER, since="2020-01-01")
        return person

    def sees(self, person: Person, complaint: Case, cast: Cast) -> set[str]:
        """The ways by which somebody comes upon a complaint."""
        actor = cast.actor(person)
        index_pending()
        queues = [queue_page(actor, view) for view in (QueueView.UNIT, QueueView.UNASSIGNED)]
        other = Case.objects.exclude(pk=complaint.pk).get()
        found = {
            "page": as_staff(actor).filter(pk=complaint.pk).exists(),
            "visible": visible_to(actor).filter(pk=complaint.pk).exists(),
            "queue": any(row.number == complaint.number for page in queues for row in page.rows),
            "search": complaint in find_cases(actor, complaint.number)[0],
            "words": complaint in find_cases(actor, "nadie contesta")[0],
            "link": complaint in linked_to(other, actor),
            "others": complaint.pk
            in {one.pk for one in others_of_applicant(other, actor, parties_of(other))},
            "roles": bool(roles_in(complaint, actor)),
        }
        return {way for way, is_seen in found.items() if is_seen}

    def test_the_unit_complained_of_sees_nothing(self, cast: Cast, complaint: Case) -> None:
        for person in (cast.officer, cast.colleague, cast.head, cast.outsider, cast.administrator):
            assert self.sees(person, complaint, cast) == set(), person

    def test_not_even_who_leads_both(self, cast: Cast, complaint: Case, director: Person) -> None:
        assert self.sees(director, complaint, cast) == set()
        assert counts(cast.actor(director))[QueueView.UNIT] == 1
        with pytest.raises(NotAllowed):
            assign_case(case=complaint, person_id=None, by=cast.actor(director), at=MONDAY, via="desk")

    def test_a_superior_who_does_not_serve_it_sees_it(self, cast: Cast, complaint: Case) -> None:
        superior = make_person("sup@example.org", "Saúl Rey", unit=TOP, role=Role.HEAD)
        assert {"page", "queue", "search", "roles"} <= self.sees(superior, complaint, cast)

    def test_the_unit_for_complaints_sees_it_though_it_serves_the_other_too(
        self, cast: Cast, complaint: Case
    ) -> None:
        both = make_person("both@example.org", "Beto Sol", unit=QUALITY, role=Role.OFFICER)
        Membership.objects.create(person=both, unit=UNIT, role=Role.OFFICER, since="2020-01-01")
        ways = self.sees(both, complaint, cast)
        assert ways >= {"page", "visible", "queue", "search", "words", "link", "others", "roles"}

    def test_the_applicant_and_the_auditor_see_it(self, cast: Cast, case: Case, complaint: Case) -> None:
        applicant: Actor = cast.actor(cast.applicant)
        assert complaint in linked_to(case, applicant)
        assert visible_to(cast.actor(cast.auditor)).filter(pk=complaint.pk).exists()

    def test_the_case_complained_of_is_told_nothing(self, case: Case, complaint: Case) -> None:
        assert CaseLink.objects.get(second=complaint).kind == "complaint"
        assert list(JournalEntry.objects.filter(stream_id=case.stream_id).values_list("kind", flat=True)) == [
            "case.opened"
        ]


class TestActs:
    def test_it_is_never_transferred_to_the_unit_complained_of(self, cast: Cast, case: Case) -> None:
        quality = make_person("q@example.org", "Quira Luna", unit=QUALITY, role=Role.OFFICER)
        complaint = complain(cast.applicant, about=case.number)
        offer = {
            "case": complaint,
            "reason": "Es suya",
            "by": cast.actor(quality),
            "at": MONDAY,
            "via": "desk",
        }
        with pytest.raises(Invalid, match="la queja es sobre Departamento de Atención al Usuario") as refusal:
            offer_transfer(to_unit=UNIT, **offer)
        assert refusal.value.field == "to_unit"
        offer_transfer(to_unit=OTHER_UNIT, **offer)
        assert as_staff(cast.actor(cast.outsider)).filter(pk=complaint.pk).exists()

    def test_it_is_merged_with_nothing(self, cast: Cast) -> None:
        quality = cast.actor(make_person("q@example.org", "Quira Luna", unit=QUALITY, role=Role.OFFICER))
        first, second = complain(cast.applicant), complain(cast.applicant)
        with pytest.raises(NotAllowed, match="Una queja sigue por su cuenta"):
            merge_cases(case=second, into=first, by=quality, at=MONDAY, via="desk")
        link_cases(case=second, other=first, by=quality, at=MONDAY, via="desk")

    def test_a_call_with_a_complaint_sends_its_form(self, cast: Cast) -> None:
        call = Call(UNIT, "complaint", "Rosa", "Nadie contesta", email="rosa@example.com")
        recorded = record_call(call=call, by=cast.actor(cast.officer), at=timezone.now(), key=uuid.uuid4())
        assert recorded.draft is not None
        assert recorded.draft.answers["description"] == "Nadie contesta"

    def test_other_cases_are_about_nobody(self, cast: Cast) -> None:
        assert about(make_case(cast.applicant)) == set()
