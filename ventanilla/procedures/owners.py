"""Which room takes which step. Rooms of procedures that own tables join this table as they come."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from ventanilla.cases.acts import Said, take_step
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Case
from ventanilla.formal.acts import answer_by_message
from ventanilla.formal.acts.answering import ANSWER_STEP
from ventanilla.formal.lapsing import lapse
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import SYSTEM, Actor

SILENCE = "close_by_silence"
FINAL = "close_when_final"


class Owner(Protocol):
    """What a room gives to take part in workflows."""

    def take(
        self,
        *,
        case: Case,
        step: str,
        by: Actor,
        at: dt.datetime,
        via: str,
        said: Said,
        seen: int | None,
        key: uuid.UUID | None,
    ) -> JournalEntry:
        """Take a step of the room."""

    def on_due(self, *, case: Case, at: dt.datetime) -> None:
        """The case's `wake_at` came."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine's own steps: ask, answer, conform, withdraw."""

    def take(
        self,
        *,
        case: Case,
        step: str,
        by: Actor,
        at: dt.datetime,
        via: str,
        said: Said,
        seen: int | None,
        key: uuid.UUID | None,
    ) -> JournalEntry:
        """Take a step that no room owns."""
        return take_step(case=case, step=step, by=by, at=at, via=via, said=said, seen=seen, key=key)

    def on_due(self, *, case: Case, at: dt.datetime) -> None:
        """An answered case whose applicant said nothing closes by itself."""
        take_step(case=case, step=SILENCE, by=SYSTEM, at=at, via="system")


@dataclass(frozen=True, slots=True)
class Formal:
    """Steps that the signature of a formal act takes: no button does."""

    def take(
        self,
        *,
        case: Case,
        step: str,
        by: Actor,
        at: dt.datetime,
        via: str,
        said: Said,
        seen: int | None,
        key: uuid.UUID | None,
    ) -> JournalEntry:
        """Take a reply as the answer to the open notice; refuse any other: the act is drafted and signed."""
        if step == ANSWER_STEP:
            return answer_by_message(case=case, said=said, by=by, at=at, via=via, seen=seen, key=key)
        raise NotAllowed(_("This step is taken by signing an act: draft it and have it signed."))

    def on_due(self, *, case: Case, at: dt.datetime) -> None:
        """Nobody appealed within the term: the resolution is final and the case closes."""
        recourse = case.running_terms.select_related("case__stream", "act").filter(
            code="recourse", state="running"
        )
        for term in recourse:
            lapse(term, at=at)
        take_step(case=case, step=FINAL, by=SYSTEM, at=at, via="system")


OWNERS: dict[str, Owner] = {"cases": Engine(), "formal": Formal()}
