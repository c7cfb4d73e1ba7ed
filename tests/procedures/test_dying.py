"""Every act on the calendar, and everything that time does, killed before each statement: nothing of it stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.cast import MONDAY, Cast, case, cast, make_case
from tests.dying import Act, functions_of, kill_each
from tests.formal.cases import make_bond_change, make_head, signed_resolution
from tests.formal.test_terms import at, noticed
from ventanilla.cases.acts import Said
from ventanilla.cases.models import Case
from ventanilla.formal.alarms import tell_of_endings
from ventanilla.formal.lapsing import lapse
from ventanilla.formal.models import RunningTerm
from ventanilla.formal.silence import record_silences
from ventanilla.journal.acts import erase_detail
from ventanilla.journal.anchors import anchor_heads
from ventanilla.operations.verification import verify_all
from ventanilla.procedures import acts, decreeing, recounting
from ventanilla.reference.models import DecreedDay

__all__ = ["case", "cast"]

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 3, 13)


class Story:
    """A day is decreed and taken back; a case closes by silence, a term lapses, a legal term ends undecided."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.head = cast, make_head()
        self.number = make_case(cast.applicant, at=MONDAY).number

    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    def acts(self) -> Iterator[Act]:
        """All of them, in the order in which they are done."""
        yield from self.calendar()
        yield from self.steps()
        yield from self.clocks()
        yield from self.journal()

    def calendar(self) -> Iterator[Act]:
        """A working Friday that turns out to be none, and one after all. Each pass counts the cases in its own way."""
        doing = {"by": self.cast.actor(self.cast.administrator), "at": MONDAY}
        said = {"title": "Asueto por duelo", "basis": "Decreto 900 (ilustrativo)"}
        day = DecreedDay.objects.get
        yield Act("enter_decreed_day", lambda: decreeing.enter_decreed_day(day=FRIDAY, **said, **doing))
        yield Act("apply_decreed_day", lambda: decreeing.apply_decreed_day(day=day(), **doing))
        yield Act("recount_batch", lambda: recounting.recount_batch(at=MONDAY), prepare=self.more)
        yield Act(
            "withdraw_decreed_day",
            lambda: decreeing.withdraw_decreed_day(day=day(), reason="Se derogó.", **doing),
        )
        yield Act("recount_batch", lambda: recounting.recount_batch(at=MONDAY))
        undated = lambda: Case.objects.filter(number=self.number).update(due_at=None)  # noqa: E731
        yield Act("date_the_undated", lambda: recounting.date_the_undated(at=MONDAY), prepare=undated)

    def more(self) -> None:
        """A notice whose ten days run over the Friday, and a resolution that can still be appealed."""
        noticed(self.cast, self.head)
        resolved = make_bond_change(self.cast, at=MONDAY)
        by = self.cast.actor(self.cast.outsider)
        signed_resolution(resolved, by=by, head=self.cast.actor(self.head), at=MONDAY)

    def steps(self) -> Iterator[Act]:
        """An answer nobody objects to."""
        doing = {"by": self.cast.actor(self.cast.officer), "at": MONDAY, "via": "desk"}
        answer = Said(text="Procede.", outcome="attended")
        yield Act("perform", lambda: acts.perform(case=self.case(), step="answer", said=answer, **doing))
        yield Act("wake_due", lambda: acts.wake_due(at=at(18)))
        given = {"procedure": "general-request", "is_helpful": True, "comment": "", "at": MONDAY}
        yield Act("leave_feedback", lambda: acts.leave_feedback(**given))

    def clocks(self) -> Iterator[Act]:
        """What ends is told of before, and written down after."""
        yield Act("tell_of_endings", lambda: tell_of_endings(at=at(20)))
        term = lambda: RunningTerm.objects.get(code="remedy")  # noqa: E731
        yield Act("lapse", lambda: lapse(term(), at=at(24)))
        legal = lambda: make_bond_change(self.cast, at=MONDAY)  # noqa: E731
        yield Act("record_silences", lambda: record_silences(at=at(1, month=9)), prepare=legal)

    def journal(self) -> Iterator[Act]:
        """The heads are anchored, and somebody's words erased."""
        yield Act("anchor_heads", lambda: anchor_heads(at=MONDAY))
        doing = {"actor": "system", "via": "command", "at": MONDAY, "reason": "a pedido de la persona"}
        yield Act("erase_detail", lambda: erase_detail(self.case().stream_id, 1, **doing))


def test_each_act_leaves_nothing_when_it_dies(cast: Cast) -> None:
    kill_each(Story(cast).acts())
    assert not list(verify_all())


def test_no_act_is_left_out(cast: Cast) -> None:
    tried = {act.name for act in Story(cast).acts()}
    assert set().union(*map(functions_of, (acts, decreeing, recounting))) <= tried
