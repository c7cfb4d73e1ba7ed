"""All that a case page shows, read at once: templates only print it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Case, CaseParty, Phase, Transfer
from ventanilla.cases.policies import check_can_settle, roles_in, steps_open_in
from ventanilla.cases.queries import linked_to, open_transfer, others_of_applicant, parties_of
from ventanilla.catalogue import Pack
from ventanilla.catalogue.administration import Uploads
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.actions import STAFF_ROLES, Asked, Desk, desk_of
from ventanilla.desk.due import DueMark
from ventanilla.desk.formal_page import FormalPanel, formal_panel
from ventanilla.desk.forms import ActForm, SettlementForm
from ventanilla.desk.history import History, history_of
from ventanilla.desk.matching import Matches, matches_of
from ventanilla.desk.matter import Matter, matter_of
from ventanilla.desk.notices import Notices, notices_of
from ventanilla.desk.representation_page import Representation, representation_of
from ventanilla.desk.rows import (
    Reading,
    RelatedRow,
    attention_words,
    outcome_title,
    procedure_shown,
    related_rows,
    step_of,
    unit_title,
)
from ventanilla.desk.wording import channel_words
from ventanilla.people.access import Actor, Permission

NOTHING_ASKED = Asked()
OTHERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody with a part in the case, or who had one."""

    name: str
    email: str
    phone: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class TransferPanel:
    """A transfer that waits: whether the reader answers it, and with which form."""

    from_unit: str
    to_unit: str
    by: str
    at: dt.datetime
    reason: str
    url: str
    form: SettlementForm | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the templates print."""

    case: Case
    procedure: Procedure
    step: str
    unit: str
    outcome: str
    channel: str
    attention: str
    due: DueMark
    term_url: str
    log_url: str
    matter: Matter
    parties: tuple[PartyRow, ...]
    representation: Representation | None
    history: History
    transfer: TransferPanel | None
    linked: tuple[RelatedRow, ...]
    others: tuple[RelatedRow, ...]
    matches: Matches
    formal: FormalPanel | None
    desk: Desk
    notices: Notices | None
    limits: Uploads

    @property
    def officer(self) -> str:
        """Who is responsible; "" where nobody is."""
        return str(self.case.officer) if self.case.officer else ""

    @property
    def lacks_calendar(self) -> bool:
        """Whether there is a term but no date: no calendar is published so far ahead."""
        return bool(self.procedure.term) and self.due.state == "none" and self.matches.merged_into is None

    @property
    def closes_at(self) -> dt.datetime | None:
        """When an answered case closes by itself."""
        return self.case.wake_at if self.case.phase == Phase.DECIDED else None


def case_page(
    case: Case,
    actor: Actor,
    *,
    pack: Pack,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> CasePage:
    """The page for one of the staff, as it was `asked` for."""
    procedure, parties = procedure_shown(case, pack), parties_of(case)
    is_own = _is_own(parties, actor)
    roles = roles_in(case, actor, has_part=is_own)
    history = history_of(case, procedure, pack, seen=asked.seen, with_notes=not is_own)
    transfer = _transfer(case, actor, open_transfer(case), pack, asked.typed)
    asked = replace(asked, typed=_elsewhere(asked.typed, transfer))
    matter = matter_of(case, procedure, pack, history.files)
    desk = desk_of(case, actor, roles=roles, pack=pack, at=now, asked=asked, missing=matter.missing)
    return CasePage(
        case=case,
        procedure=procedure,
        step=step_of(case, procedure),
        unit=unit_title(case.unit, pack),
        outcome=outcome_title(case.outcome, pack),
        channel=channel_words(case.channel),
        attention=attention_words(case.needs_attention),
        due=Reading(pack, now).due(case.phase, case.due_at, procedure),
        term_url=reverse("desk:term", args=[case.number]) if procedure.term else "",
        log_url=reverse("desk:case_log", args=[case.number]) if actor.may(Permission.READ_JOURNAL) else "",
        matter=matter,
        parties=tuple(_party(party) for party in parties),
        representation=representation_of(case, procedure, parties, pack, today=timezone.localdate(now)),
        history=history,
        transfer=transfer,
        linked=related_rows(linked_to(case, actor), actor, pack),
        **_others(case, actor, pack, parties, history.merged, works=bool(roles & STAFF_ROLES)),
        formal=_formal(case, roles, pack),
        desk=desk,
        notices=None if desk.is_own else notices_of(case, history.merged, may_resend="officer" in roles),
        limits=pack.uploads,
    )


def _others(
    case: Case,
    actor: Actor,
    pack: Pack,
    parties: Sequence[CaseParty],
    merged: Sequence[Case],
    *,
    works: bool,
) -> dict[str, Any]:
    """The applicant's other cases, but for those read in this one, and which may be the same matter."""
    others, here = others_of_applicant(case, actor, parties), {one.pk for one in merged}
    shown = [other for other in others if other.pk not in here][:OTHERS_SHOWN]
    return {
        "others": related_rows(shown, actor, pack),
        "matches": matches_of(case, actor, pack, merged=merged, others=others, works=works),
    }


def _is_own(parties: Sequence[CaseParty], actor: Actor) -> bool:
    return any(party.person_id == actor.person_id and party.until is None for party in parties)


def _elsewhere(typed: Mapping[str, ActForm], transfer: TransferPanel | None) -> Mapping[str, ActForm]:
    """The forms that do not stand in the panel of the transfer."""
    if transfer is None or transfer.form is None:
        return typed
    return {code: form for code, form in typed.items() if code != "settlement"}


def _formal(case: Case, roles: frozenset[str], pack: Pack) -> FormalPanel | None:
    """The formal acts, with the steps open to who works the case."""
    steps = steps_open_in(case, roles) if case.phase != Phase.CLOSED and "officer" in roles else ()
    return formal_panel(case, frozenset(step.code for step in steps), language=pack.language)


def _party(party: CaseParty) -> PartyRow:
    return PartyRow(party.name, party.email, party.phone, is_former=party.until is not None)


def _transfer(
    case: Case, actor: Actor, transfer: Transfer | None, pack: Pack, typed: Mapping[str, ActForm]
) -> TransferPanel | None:
    if transfer is None:
        return None
    form = typed.get("settlement")
    if not isinstance(form, SettlementForm):
        form = SettlementForm(code="settlement", seen=case.stream.seq)
    return TransferPanel(
        from_unit=unit_title(transfer.from_unit, pack),
        to_unit=unit_title(transfer.to_unit, pack),
        by=str(transfer.by),
        at=transfer.at,
        reason=transfer.reason,
        url=reverse("desk:transfer_acceptance", args=[case.number]),
        form=form if _settles(transfer, actor) else None,
    )


def _settles(transfer: Transfer, actor: Actor) -> bool:
    try:
        check_can_settle(transfer, actor)
    except NotAllowed:
        return False
    return True
