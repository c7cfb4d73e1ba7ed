"""Every act on cases killed before each of its statements: nothing of it stays, and done again it is done once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.test_completing import REST
from tests.cast import MONDAY, OTHER_UNIT, UNIT, Cast, case, cast, make_case
from tests.dying import Act, functions_of, kill_each
from tests.intake.letters import PDF, arrive, letter
from tests.portal.filling import GENERAL
from ventanilla.cases import calls, counter, drafts, mailroom
from ventanilla.cases import completing as doors
from ventanilla.cases.acts import (
    Applicant,
    Said,
    add_note,
    assign_case,
    casework,
    complete_case,
    completing,
    delivery,
    deny_authorship,
    link_cases,
    merge_cases,
    merging,
    note_bounce,
    note_failure,
    offer_transfer,
    open_case,
    opening,
    parties,
    resend_notice,
    send_completion_link,
    settle_transfer,
    steps,
    take_step,
    undo_merge,
    write_message,
)
from ventanilla.cases.aliases import Alias
from ventanilla.cases.models import Case, CaseParty, Draft
from ventanilla.cases.uploads import take_files
from ventanilla.mail.models import MailInbound, MailOutgoing, OutgoingState
from ventanilla.operations.verification import verify_all
from ventanilla.people.access import ANONYMOUS, Actor
from ventanilla.reference.current import current_pack

__all__ = ["case", "cast"]

pytestmark = pytest.mark.django_db
STRANGER = "Ernesto Paz <ernesto.paz@example.com>"
NOT_ONE_TRANSACTION = {
    "officers_of": "reads",
    "attach": "part of the act that calls it",
    "file_facts": "reads",
    "subject_of": "reads",
    "for_whom": "part of open_case",
    "clock_between": "reads",
    "silence_ends": "reads",
    "mark_ended_powers": "one statement",
    "calls_of_day": "reads",
    "counter_procedures": "reads",
    "counter_drafts": "reads",
    "check_presented": "reads",
    "start_at_counter": "one row, and the definition it stands on, which nothing else follows from",
    "keep_aside": "one statement",
    "mail_for": "reads",
    "boxes_for": "reads",
    "raw_of": "reads",
    "start_completion": "one row",
    "why_draft_over": "reads",
    "complete_from_draft": "part of send_draft",
    "drafts_of": "reads",
    "start_draft": "one row, and the definition it stands on, which nothing else follows from",
    "save_answers": "one statement",
    "procedure_of_draft": "reads",
    "remove_file": "one statement",
    "missing_requirements": "reads",
    "files_of": "reads",
    "facts_of": "reads",
    "presented_before": "reads",
}
"""Functions of the modules below that are no act, or need no transaction of their own, and why."""
MODULES = (
    *(casework, completing, delivery, merging, opening, parties, steps),
    *(calls, counter, doors, drafts, mailroom),
)


class Story:
    """Some cases from their opening to their end. Every act reads its rows anew, as a new process would."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.officer, self.outsider = cast.actor(cast.officer), cast.actor(cast.outsider)
        self.applicant = cast.actor(cast.applicant)
        cases = [make_case(cast.applicant, at=MONDAY, subject=f"Consulta {n}") for n in range(5)]
        self.numbers = [one.number for one in cases]
        self.blobs = take_files([SimpleUploadedFile("carta.pdf", PDF)], at=MONDAY).files

    def case(self, n: int = 0) -> Case:
        return Case.objects.get(number=self.numbers[n])

    def by(self, who: Actor, *, hours: int = 1, via: str = "desk") -> dict[str, Any]:
        return {"by": who, "at": MONDAY + dt.timedelta(hours=hours), "via": via}

    def notice(self, n: int) -> MailOutgoing:
        return MailOutgoing.objects.filter(ref=self.numbers[n]).order_by("id")[0]

    def party(self, n: int) -> CaseParty:
        return CaseParty.objects.get(case__number=self.numbers[n])

    def acts(self) -> Iterator[Act]:
        """All of them, in the order in which they are done."""
        yield from self.openings()
        yield from self.words()
        yield from self.moves()
        yield from self.merges()
        yield from self.notices()
        yield from self.doors()
        yield from self.mails()
        yield Act("deny_authorship", lambda: deny_authorship(party=self.party(4), at=MONDAY, via="portal"))

    def openings(self) -> Iterator[Act]:
        """A case with a file; a complaint about another, which follows from it."""
        yield Act("open_case", lambda: self.open("general-request", files=self.blobs))
        yield Act(
            "open_case", lambda: self.open("complaint", parent=self.case(0), words="Además, nadie contesta.")
        )

    def open(self, procedure: str, **given: Any) -> Case:
        applicant = self.cast.applicant
        answers = {"full_name": applicant.name, "email": applicant.email, "subject": "Una consulta"}
        if procedure == "complaint":
            answers |= {
                "complaint_kind": "complaint",
                "concerned_area": "other",
                "related_case": self.numbers[1],
            }
        return open_case(
            **{
                "procedure": current_pack().procedures[procedure],
                "applicant": Applicant(name=applicant.name, email=applicant.email, person=applicant),
                "answers": answers,
                "files": (),
                "by": ANONYMOUS,
                "at": MONDAY,
                "channel": "online",
                **given,
            }
        )

    def words(self) -> Iterator[Act]:
        """What is said, and what is missing."""
        said, case = self.by, self.case
        applicant = said(self.applicant, via="portal")
        yield Act(
            "write_message",
            lambda: write_message(case=case(), text="Adjunto.", files=self.blobs, **applicant),
        )
        yield Act("write_message", lambda: write_message(case=case(), text="Gracias.", **said(self.officer)))
        yield Act("add_note", lambda: add_note(case=case(), text="Revisado.", **said(self.officer)))
        yield Act("send_completion_link", lambda: send_completion_link(case=case(), **said(self.officer)))
        yield Act(
            "complete_case", lambda: complete_case(case=case(), answers=REST, files=self.blobs, **applicant)
        )

    def moves(self) -> Iterator[Act]:
        """From one person to another, from one unit to another, and through the workflow to a case that follows."""
        case, officer, outsider = self.case, self.by(self.officer), self.by(self.outsider, hours=2)
        applicant = self.by(self.applicant, hours=3, via="portal")
        head, person = self.by(self.cast.actor(self.cast.head)), self.cast.colleague.pk
        yield Act("assign_case", lambda: assign_case(case=case(), person_id=person, **head))
        yield Act("link_cases", lambda: link_cases(case=case(), other=case(1), **officer))
        yield Act(
            "offer_transfer",
            lambda: offer_transfer(case=case(), to_unit=OTHER_UNIT, reason="Es suyo.", **officer),
        )
        yield Act("settle_transfer", lambda: settle_transfer(case=case(), is_accepted=True, **outsider))
        answer = Said(text="Procede.", outcome="attended")
        yield Act("take_step", lambda: take_step(case=case(), step="answer", said=answer, **outsider))
        dissent = Said(text="Falta lo principal.", files=self.blobs)
        yield Act("take_step", lambda: take_step(case=case(), step="not_conform", said=dissent, **applicant))

    def merges(self) -> Iterator[Act]:
        """Two cases that are one, and are not."""
        officer = self.by(self.officer)
        yield Act("merge_cases", lambda: merge_cases(case=self.case(3), into=self.case(2), **officer))
        yield Act("undo_merge", lambda: undo_merge(case=self.case(3), **officer))
        yield Act("merge_cases", lambda: merge_cases(case=self.case(3), into=self.case(2), **officer))

    def notices(self) -> Iterator[Act]:
        """Notices that came back or were given up, and go out again."""
        case, notice = self.case, self.notice
        yield Act("note_bounce", lambda: note_bounce(case=case(1), notice=notice(1), at=MONDAY))
        yield Act(
            "note_failure",
            lambda: note_failure(notice_id=notice(2).pk, at=MONDAY),
            prepare=lambda: self.give_up(2),
        )
        yield Act(
            "resend_notice",
            lambda: resend_notice(case=case(2), notice_id=notice(2).pk, **self.by(self.officer)),
        )

    def give_up(self, n: int) -> None:
        failed = {"state": OutgoingState.FAILED, "result_at": MONDAY, "last_error": "550 5.1.1"}
        MailOutgoing.objects.filter(pk=self.notice(n).pk).update(**failed)

    def doors(self) -> Iterator[Act]:
        """The counter, the telephone, and forms on their way."""
        at, by = MONDAY + dt.timedelta(hours=2), self.officer
        number = Alias("correspondence", "E-2026-004512")
        yield Act(
            "register_at_counter",
            lambda: counter.register_at_counter(
                self.draft(), presented_at=MONDAY, alias=number, by=by, at=at, key=self.draft().key
            ),
            prepare=lambda: self.begin(counter.start_at_counter, by),
        )
        for outcome in ("informed", ""):
            key = uuid.uuid4()
            call = calls.Call(
                UNIT,
                "procedures",
                "Rosa Tobar",
                "¿Qué lleva?",
                email="rosa.tobar@example.com",
                outcome=outcome,
            )
            yield Act(
                "record_call", lambda call=call, key=key: calls.record_call(call=call, by=by, at=at, key=key)
            )
        upload = lambda name: SimpleUploadedFile(name, PDF)  # noqa: E731
        take_files([upload("dui.pdf")], at=at)
        yield Act(
            "add_files",
            lambda: drafts.add_files(self.draft(), [upload("dui.pdf")], requirement="", at=at),
            prepare=lambda: self.begin(drafts.start_draft, self.applicant),
        )
        yield Act(
            "replace_file",
            lambda: drafts.replace_file(
                self.draft(), upload("dui.pdf"), requirement="", instead_of=None, at=at
            ),
        )
        yield Act(
            "send_draft",
            lambda: drafts.send_draft(
                self.draft(), by=self.applicant, at=at, source="::1", key=self.draft().key
            ),
        )
        yield Act(
            "send_draft",
            lambda: drafts.send_draft(self.draft(), by=ANONYMOUS, at=at, source="::1", key=self.draft().key),
            prepare=lambda: self.begin_to_complete(1),
        )
        key = uuid.uuid4()
        yield Act(
            "add_documents",
            lambda: doors.add_documents(self.party(1), {"": [upload("otra.pdf")]}, at=at, key=key),
        )
        late = at + dt.timedelta(days=90)
        yield Act(
            "prune_drafts",
            lambda: drafts.prune_drafts(at=late),
            prepare=lambda: self.begin(drafts.start_draft, self.applicant),
        )

    def draft(self) -> Draft:
        return Draft.objects.latest("created_at")

    def begin(self, start: Callable[..., Draft], by: Actor) -> None:
        """A form filled in without a fault."""
        self.fill(start(procedure=current_pack().procedures["general-request"], by=by, at=self.later()))

    def begin_to_complete(self, n: int) -> None:
        self.fill(doors.start_completion(self.party(n), at=self.later()), phone="+50371717171")

    def fill(self, draft: Draft, **changes: str) -> None:
        answers = {**GENERAL, "email": "ana.solis@example.com", "truth": True, **changes}
        drafts.save_answers(draft, answers, is_checked=True, at=MONDAY)

    def later(self) -> dt.datetime:
        """A moment after those of the drafts before."""
        return MONDAY + dt.timedelta(hours=3, minutes=Draft.objects.count())

    def mails(self) -> Iterator[Act]:
        """Held mail in the hands of an officer."""
        by, at = self.officer, MONDAY + dt.timedelta(days=2)
        held, case = self.held, self.case
        hold = self.hold
        yield Act("retry_by_hand", lambda: mailroom.retry_by_hand(inbound=held(), by=by, at=at), prepare=hold)
        yield Act(
            "file_by_hand",
            lambda: mailroom.file_by_hand(inbound=held(), case=case(2), by=by, at=at),
            prepare=hold,
        )
        yield Act("open_by_hand", lambda: mailroom.open_by_hand(inbound=held(), by=by, at=at), prepare=hold)
        yield Act(
            "open_by_hand",
            lambda: mailroom.open_by_hand(inbound=held(), parent=case(0), by=by, at=at),
            prepare=hold,
        )
        yield Act(
            "refuse_by_hand",
            lambda: mailroom.refuse_by_hand(inbound=held(), reason="Es propaganda.", by=by, at=at),
            prepare=hold,
        )

    def held(self) -> MailInbound:
        return MailInbound.objects.latest("id")

    def hold(self) -> None:
        """A stranger writes of a case, with a file: the mail waits for somebody to decide."""
        files = (("balance.pdf", PDF),)
        take_files([SimpleUploadedFile("balance.pdf", PDF)], at=MONDAY)
        subject = f"Caso {self.numbers[2]}"
        assert (
            arrive(letter("Soy su contador.", sender=STRANGER, subject=subject, files=files)).state == "held"
        )


@pytest.mark.parametrize("part", ["openings", "words", "moves", "merges", "notices", "doors", "mails"])
def test_each_act_leaves_nothing_when_it_dies(cast: Cast, part: str) -> None:
    kill_each(getattr(Story(cast), part)())
    assert not list(verify_all())


def test_that_she_was_not_the_sender_is_whole_or_nothing(cast: Cast) -> None:
    story = Story(cast)
    kill_each([act for act in story.acts() if act.name == "deny_authorship"])


def test_no_act_is_left_out(cast: Cast) -> None:
    tried = {act.name for act in Story(cast).acts()}
    known = set().union(*(functions_of(module) for module in MODULES))
    assert known == tried | NOT_ONE_TRANSACTION.keys()
