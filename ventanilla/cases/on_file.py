"""What a form need not ask for again: documents on file of its sender, and of the organisation she acts for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ventanilla.cases.acts.opening import NewFile
from ventanilla.cases.definitions import procedure_by_sha
from ventanilla.cases.models import Draft
from ventanilla.cases.representing import Acting, acting_in, proving
from ventanilla.files.store import may_open
from ventanilla.people.models import VaultDocument
from ventanilla.people.powers import why_ended
from ventanilla.people.vault import is_in_effect, newest


@dataclass(frozen=True, slots=True)
class OnFile:
    """A document on file for a requirement; one whose effect ended is asked for again.

    `why` says what ended the power that it proves, where that is the reason; its holder no longer reads it.
    """

    document: VaultDocument
    is_usable: bool
    why: str = ""


def on_file_for(draft: Draft, *, on: dt.date) -> Mapping[str, OnFile]:
    """By requirement, what its owner has on file on a day; nothing for a draft nobody owns or that completes a case.

    Such drafts are opened by their address alone, so they give nothing away.
    """
    if draft.person_id is None or draft.completes_id is not None:
        return {}
    procedure = procedure_by_sha(draft.definition_id)
    codes = [item.code for item in procedure.requirements if item.reusable]
    if not codes:
        return {}
    acting = acting_in(procedure, draft.answers, person_id=draft.person_id, on=on)
    known = newest(
        codes,
        person_id=draft.person_id,
        organisation_id=acting.organisation.pk if acting.organisation and acting.power else None,
        power_id=acting.power.pk if acting.power else None,
        proving=[item.code for item in proving(procedure, draft.answers)],
    )
    held = {
        code: OnFile(document, is_usable=is_in_effect(document, on))
        for code, document in known.items()
        if may_open(document.blob)
    }
    return {**_of_ended(acting, on), **held}


def _of_ended(acting: Acting, on: dt.date) -> dict[str, OnFile]:
    """The document of a power that ended or was revoked: asked for again, with the reason."""
    if acting.ended is None:
        return {}
    why = why_ended(acting.ended, on)
    rows = VaultDocument.objects.filter(power=acting.ended, withdrawn_at=None).order_by("id")
    return {row.requirement: OnFile(row, is_usable=False, why=why) for row in rows}


def usable(known: Mapping[str, OnFile]) -> frozenset[str]:
    """The requirements that are met by what is on file."""
    return frozenset(code for code, held in known.items() if held.is_usable)


def files_from(known: Mapping[str, OnFile], wanted: Collection[str]) -> list[NewFile]:
    """What is on file for the requirements `wanted`, as files of a new case."""
    return [
        NewFile(held.document.blob, held.document.name, code, vault=held.document)
        for code, held in known.items()
        if code in wanted and held.is_usable
    ]
