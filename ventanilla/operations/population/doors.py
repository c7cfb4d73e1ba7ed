"""The other doors of the demonstration: what is handed in at the counter, and the calls of the telephone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ventanilla.cases.acts import NewFile
from ventanilla.cases.aliases import Alias
from ventanilla.cases.calls import Call, record_call
from ventanilla.cases.counter import register_at_counter, start_at_counter
from ventanilla.cases.drafts import save_answers
from ventanilla.cases.models import Case, Draft, DraftFile
from ventanilla.catalogue.model import Procedure
from ventanilla.operations.population.stories import Told
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack


def hand_in(
    procedure: Procedure,
    answers: Mapping[str, Any],
    files: Sequence[NewFile],
    *,
    number: str,
    by: Actor,
    presented_at: dt.datetime,
    registered_at: dt.datetime,
    key: uuid.UUID,
) -> Case:
    """Register at the counter, as its pages do."""
    draft = start_at_counter(procedure=procedure, by=by, at=presented_at)
    Draft.objects.filter(pk=draft.pk).update(key=key)
    save_answers(draft, answers, is_checked=True, at=registered_at)
    DraftFile.objects.bulk_create(
        [
            DraftFile(draft=draft, blob=file.blob, name=file.name, requirement=file.requirement)
            for file in files
        ]
    )
    alias = Alias(current_pack().doors.outside_numbers[0].code, number)
    return register_at_counter(
        draft, presented_at=presented_at, alias=alias, by=by, at=registered_at, key=key
    )


def take_call(told: Told, *, by: Actor, at: dt.datetime, key: uuid.UUID) -> None:
    """Record a call, as its page does."""
    call = Call(
        unit=told.unit,
        option=told.option,
        caller_name=told.name,
        asked=told.asked,
        phone=told.phone,
        email=told.email,
        outcome=told.outcome,
    )
    record_call(call=call, by=by, at=at, key=key)
