"""What changes who has a part in a case."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from ventanilla.cases.acts.work import begin
from ventanilla.cases.evidence import PARTY
from ventanilla.cases.merged import living
from ventanilla.cases.models import OPEN, Case, CaseParty, Phase
from ventanilla.cases.notices import tell_responsible
from ventanilla.cases.representing import POWER_ENDED
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import ANONYMOUS
from ventanilla.people.evidence import DOCUMENT
from ventanilla.people.powers import renounce_powers
from ventanilla.people.vault import withdraw_documents
from ventanilla.reference.current import zone


@transaction.atomic
def deny_authorship(*, party: CaseParty, at: dt.datetime, via: str) -> JournalEntry | None:
    """*No fui yo*: whoever owns the address did not send this. Takes the case from that account, to an officer.

    The link in the receipt is the proof; done twice is done once (None the second time).
    """
    work = begin(party.case, by=ANONYMOUS, at=at, via=via)
    party.refresh_from_db()
    if party.until is not None:
        return None
    party.until = at
    party.save(update_fields=["until"])
    case = work.case
    withdrawn = withdraw_documents(case_number=case.number, at=at)
    if party.person is not None:
        renounce_powers(person=party.person, case_number=case.number, by=ANONYMOUS, at=at, via=via)
    case.needs_attention = "not_me"
    case.save(update_fields=["needs_attention"])
    if (
        case.merged_into_id is not None
    ):  # no queue shows it: whoever works what it was merged into has to know
        Case.objects.filter(pk=living(case).pk).update(needs_attention="not_me")
    entry = work.record(
        "party.denied",
        facts={"party": party.pk, "person": f"person:{party.person_id}"},
        rows=[PARTY.told(party), *map(DOCUMENT.told, withdrawn)],
    )
    message = "La persona dueña del correo indica que no envió esta solicitud."
    tell_responsible(case, "staff_new_message", at=at, message=message)
    return entry


def mark_ended_powers(*, at: dt.datetime) -> int:
    """Mark the cases still to be decided whose party acts by a power that ended by itself; returns how many.

    Nothing is written where somebody looks for another reason already. Done twice is done once.
    """
    today = at.astimezone(zone()).date()
    parts = CaseParty.objects.filter(case=OuterRef("pk"), until=None, power__until__lt=today)
    undecided = Case.objects.filter(OPEN, needs_attention="").exclude(phase=Phase.DECIDED)
    return undecided.filter(Exists(parts)).update(needs_attention=POWER_ENDED)
