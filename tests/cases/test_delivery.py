"""A notice that cannot be delivered marks its case, once; staff who work the case send it again as it was."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import MONDAY, Cast, make_case
from tests.mail.test_sending import NOBODY, Inbox, inbox
from ventanilla.cases.acts import Said, note_bounce, note_failure, resend_notice, take_step
from ventanilla.cases.errors import NotAllowed, Stale
from ventanilla.cases.models import Case
from ventanilla.cases.notices import RESULT_TASK
from ventanilla.cases.queries import QueueView
from ventanilla.cases.queues import queue_page
from ventanilla.cases.tasks import notice_result
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.models import MailOutgoing, OutgoingState
from ventanilla.mail.sending import RETRY_AFTER, drain_outgoing
from ventanilla.operations.verification import verify_all

__all__ = ["inbox"]

LATER = MONDAY + dt.timedelta(hours=1)


def receipt(case: Case) -> MailOutgoing:
    return MailOutgoing.objects.filter(ref=case.number).order_by("id")[0]


def give_up(case: Case, *, at: dt.datetime = MONDAY) -> MailOutgoing:
    """The case's receipt fails for good as a server refused it."""
    notice = receipt(case)
    MailOutgoing.objects.filter(pk=notice.pk).update(
        state=OutgoingState.FAILED, result_at=at, last_error="550 5.1.1 No such user"
    )
    return receipt(case)


def entries(case: Case, kind: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(stream_id=case.stream_id, kind=kind))


def resend(case: Case, notice: MailOutgoing, cast: Cast, **given: object) -> JournalEntry:
    by = cast.actor(cast.officer)
    return resend_notice(
        **{"case": case, "notice_id": notice.pk, "by": by, "at": LATER, "via": "desk", **given}  # type: ignore[arg-type]
    )


class TestFailure:
    def test_refused_for_good_it_hands_its_result_on_to_the_case(
        self, cast: Cast, inbox: tuple[Inbox, str]
    ) -> None:
        cast.applicant.email = "gone@example.com"
        case = make_case(cast.applicant, at=MONDAY)
        drain_outgoing(url=inbox[1], clock=lambda: MONDAY)
        [job] = ProcrastinateJob.objects.filter(task_name=RESULT_TASK)
        assert job.args == {"notice": receipt(case).pk}
        notice_result(**job.args)
        case.refresh_from_db()
        assert case.needs_attention == "notice_failed"
        [entry] = entries(case, "notice.failed")
        assert (entry.facts, entry.actor, entry.public) == (
            {"notice": receipt(case).pk, "text": "receipt"},
            "system",
            False,
        )
        assert list(verify_all()) == []

    def test_so_does_one_whose_tries_are_used_up(self, case: Case) -> None:
        clock = MONDAY
        for wait in (*RETRY_AFTER, dt.timedelta()):
            assert not ProcrastinateJob.objects.filter(task_name=RESULT_TASK).exists()
            drain_outgoing(url=NOBODY, clock=lambda now=clock: now)
            clock += wait
        assert receipt(case).state == OutgoingState.FAILED
        assert receipt(case).result_at == clock
        assert ProcrastinateJob.objects.filter(task_name=RESULT_TASK).count() == 1

    def test_the_queue_shows_it(self, cast: Cast, case: Case) -> None:
        notice_result(notice=give_up(case).pk)
        [row] = queue_page(cast.actor(cast.officer), QueueView.UNASSIGNED).rows
        assert (row.number, row.needs_attention) == (case.number, "notice_failed")

    def test_told_twice_is_once(self, case: Case) -> None:
        notice = give_up(case)
        first = note_failure(notice_id=notice.pk, at=LATER)
        again = note_failure(notice_id=notice.pk, at=LATER + dt.timedelta(hours=1))
        assert first == again
        assert len(entries(case, "notice.failed")) == 1

    def test_sent_again_meanwhile_nothing_is_said(self, cast: Cast, case: Case) -> None:
        notice = give_up(case)
        resend(case, notice, cast)
        assert note_failure(notice_id=notice.pk, at=LATER) is None
        case.refresh_from_db()
        assert case.needs_attention == ""

    def test_one_of_no_case_or_that_is_gone_is_nobodys(self, case: Case) -> None:
        notice = give_up(case)
        MailOutgoing.objects.update(ref="")
        assert note_failure(notice_id=notice.pk, at=LATER) is None
        assert note_failure(notice_id=notice.pk + 999, at=LATER) is None


class TestResending:
    def test_it_goes_again_with_the_same_bytes_and_message_id(
        self, cast: Cast, case: Case, inbox: tuple[Inbox, str]
    ) -> None:
        notice = give_up(case)
        note_failure(notice_id=notice.pk, at=MONDAY)
        entry = resend(case, notice, cast)
        queued = receipt(case)
        assert (queued.state, queued.attempt, queued.next_try_at, queued.result_at) == (
            OutgoingState.QUEUED,
            0,
            LATER,
            None,
        )
        assert (queued.message_id, bytes(queued.rendered)) == (notice.message_id, bytes(notice.rendered))
        assert entry.facts == {"notice": notice.pk, "text": "receipt"}
        case.refresh_from_db()
        assert case.needs_attention == ""
        assert drain_outgoing(url=inbox[1], clock=lambda: LATER) == 1
        assert receipt(case).state == OutgoingState.SENT
        assert isinstance(inbox[0].envelopes[0].content, bytes)
        assert inbox[0].envelopes[0].content.strip() == bytes(notice.rendered).strip()
        assert list(verify_all()) == []

    def test_failing_again_is_said_again(self, cast: Cast, case: Case) -> None:
        notice = give_up(case)
        note_failure(notice_id=notice.pk, at=MONDAY)
        resend(case, notice, cast)
        give_up(case, at=LATER)
        note_failure(notice_id=notice.pk, at=LATER)
        assert len(entries(case, "notice.failed")) == 2

    def test_a_bounced_one_too_and_the_mark_stays_for_another(self, cast: Cast, case: Case) -> None:
        notice = receipt(case)
        take_step(
            case=case,
            step="answer",
            by=cast.actor(cast.officer),
            at=MONDAY,
            via="desk",
            said=Said(text="Procede", outcome="attended"),
        )
        MailOutgoing.objects.filter(ref=case.number).update(state=OutgoingState.BOUNCED)
        note_bounce(case=case, notice=notice, at=MONDAY)
        resend(case, notice, cast)
        case.refresh_from_db()
        assert case.needs_attention == "notice_bounced"
        resend(case, MailOutgoing.objects.filter(ref=case.number).latest("id"), cast)
        case.refresh_from_db()
        assert case.needs_attention == ""

    def test_another_reason_to_look_is_not_taken_away(self, cast: Cast, case: Case) -> None:
        Case.objects.update(needs_attention="not_me")
        resend(case, give_up(case), cast)
        case.refresh_from_db()
        assert case.needs_attention == "not_me"

    def test_twice_is_once(self, cast: Cast, case: Case) -> None:
        notice, key = give_up(case), uuid.uuid4()
        assert resend(case, notice, cast, key=key) == resend(case, notice, cast, key=key)
        assert len(entries(case, "notice.resent")) == 1

    def test_what_is_on_its_way_is_refused(self, cast: Cast, case: Case) -> None:
        with pytest.raises(NotAllowed, match="en camino"):
            resend(case, receipt(case), cast)

    def test_a_notice_of_another_case_is_refused(self, cast: Cast, case: Case) -> None:
        other = give_up(make_case(cast.applicant, at=MONDAY))
        with pytest.raises(NotAllowed, match="no tiene ese aviso"):
            resend(case, other, cast)

    def test_only_staff_of_the_case_may(self, cast: Cast, case: Case) -> None:
        notice = give_up(case)
        for person in (cast.applicant, cast.outsider, cast.auditor, cast.administrator):
            with pytest.raises(NotAllowed, match="unidad"):
                resend(case, notice, cast, by=cast.actor(person))
        resend(case, notice, cast, by=cast.actor(cast.head))

    def test_a_closed_case_allows_it(self, cast: Cast, case: Case) -> None:
        take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=MONDAY, via="portal")
        assert resend(case, give_up(case), cast).kind == "notice.resent"

    def test_an_overtaken_page_is_told(self, cast: Cast, case: Case) -> None:
        notice = give_up(case)
        note_failure(notice_id=notice.pk, at=MONDAY)
        with pytest.raises(Stale):
            resend(case, notice, cast, seen=1)
