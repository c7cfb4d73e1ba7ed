"""What the pages of formal acts show, read at once: templates only print it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ventanilla.bonds.annexes import annexes_of
from ventanilla.bonds.models import Bond
from ventanilla.bonds.registering import can_register
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Case, CaseParty, Phase
from ventanilla.catalogue import Pack
from ventanilla.desk.analysis_page import InquiryRow, SolvencyPanel, inquiry_rows, solvency_panel
from ventanilla.desk.formal_forms import CopyForm, HandForm, SignForm
from ventanilla.desk.history import MAIL_STATES
from ventanilla.desk.rows import outcome_title
from ventanilla.desk.signing import has_certificate
from ventanilla.formal.checklist import CheckRow, checklist
from ventanilla.formal.models import (
    ActKind,
    ActState,
    FormalAct,
    Medium,
    Notification,
    PaperCopy,
    RunningTerm,
)
from ventanilla.formal.policies import STEPS, can_sign, ends_in_resolution
from ventanilla.formal.signature_words import SignatureRow, rows_of
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack

ARCHIVED = "archived"
"""The outcome of a resolution that archives."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term that runs beside the case's own."""

    title: str
    whose: str
    due_on: dt.date
    state: str
    is_confirmed: bool
    basis: str


@dataclass(frozen=True, slots=True)
class FormalPanel:
    """The formal side of a case: where the check stands, which acts there are, which terms run.

    `proposal` is the draft the system made, which nobody kept yet.
    """

    checked: int
    unmet: int
    total: int
    acts: tuple[FormalAct, ...]
    terms: tuple[TermRow, ...]
    solvency: SolvencyPanel | None
    inquiries: tuple[InquiryRow, ...]
    may_notice: bool
    may_resolve: bool
    has_annexes: bool
    archive_url: str
    proposal: FormalAct | None


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One attempt to notify, with what became of it in words."""

    to: str
    medium: str
    address: str
    at: dt.datetime
    state: str
    is_bad: bool
    error: str
    opened_at: dt.datetime | None
    delivered_at: dt.datetime | None
    delivered_to: str


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act: as a draft what it will say and who may sign it, once signed its proof."""

    case: Case
    act: FormalAct
    kind: str
    outcome: str
    sections: tuple[tuple[str, str], ...]
    is_draft: bool
    may_sign: bool
    may_work: bool
    is_author: bool
    is_proposal: bool
    notifications: tuple[NotificationRow, ...]
    parties: tuple[CaseParty, ...]
    copies: tuple[PaperCopy, ...]
    waiting_copy: PaperCopy | None
    sign_form: SignForm
    has_certificate: bool
    signatures: tuple[SignatureRow, ...]
    hand_form: HandForm
    copy_form: CopyForm
    bond: Bond | None
    may_register: bool


def formal_panel(case: Case, open_steps: frozenset[str], *, language: str) -> FormalPanel | None:
    """The panel of a case whose procedure ends in a resolution; None for all others, without a query."""
    if not ends_in_resolution(case):
        return None
    rows = [row for row in checklist(case) if row.is_due or row.verdict]
    running, may_resolve = (
        tuple(RunningTerm.objects.filter(case=case).order_by("id")),
        STEPS[ActKind.RESOLUTION] in open_steps,
    )
    acts = tuple(FormalAct.objects.filter(case=case).order_by("id"))
    proposal = next((act for act in acts if act.drafted_by_id is None), None)
    return FormalPanel(
        checked=sum(row.verdict is not None for row in rows),
        unmet=sum(_is_unmet(row) for row in rows),
        total=len(rows),
        acts=acts,
        terms=_terms(running, language),
        solvency=solvency_panel(case),
        inquiries=inquiry_rows(case),
        may_notice=STEPS[ActKind.REMEDY_NOTICE] in open_steps,
        may_resolve=may_resolve,
        has_annexes=bool(annexes_of(procedure_of(case), current_pack())),
        archive_url=_archive_url(case, running) if may_resolve and proposal is None else "",
        proposal=proposal,
    )


def act_page(case: Case, act: FormalAct, actor: Actor, *, pack: Pack, may_work: bool) -> ActPage:
    """The page of one act."""
    attempts = Notification.objects.filter(act=act).select_related("party", "outgoing").order_by("id")
    copies = tuple(PaperCopy.objects.filter(act=act).select_related("handed_by").order_by("id"))
    act.case = case
    bond = Bond.objects.filter(act=act).first() if act.outcome and act.number else None
    may_sign = act.state == ActState.DRAFT and can_sign(act, actor, at=timezone.localtime())
    return ActPage(
        case=case,
        act=act,
        kind=ActKind(act.kind).value,
        outcome=outcome_title(act.outcome, pack),
        sections=_sections(act),
        is_draft=act.state == ActState.DRAFT,
        may_sign=may_sign,
        may_work=may_work,
        is_author=act.drafted_by_id == actor.person_id,
        is_proposal=act.drafted_by_id is None,
        notifications=tuple(_notification(row) for row in attempts),
        parties=tuple(CaseParty.objects.filter(case=case, until=None).order_by("id")),
        copies=copies,
        waiting_copy=next((copy for copy in copies if copy.handed_at is None), None),
        sign_form=SignForm(code="sign", seen=case.stream.seq),
        has_certificate=may_sign and has_certificate(actor),
        signatures=rows_of(act.blob),
        hand_form=HandForm(code="hand", seen=case.stream.seq),
        copy_form=CopyForm(code="copy", seen=case.stream.seq),
        bond=bond,
        may_register=bond is None and can_register(act, actor),
    )


def _is_unmet(row: CheckRow) -> bool:
    return row.verdict is not None and not row.is_settled


def _archive_url(case: Case, terms: Sequence[RunningTerm]) -> str:
    """Where the resolution is drafted that archives a case nobody remedied in time; "" while it waits for nothing lapsed."""
    last = next((term for term in reversed(terms) if term.code == "remedy"), None)
    if case.phase != Phase.WAITING_APPLICANT or last is None or last.state != RunningTerm.State.LAPSED:
        return ""
    address = reverse("desk:resolution", args=[case.number])
    return f"{address}?resultado={ARCHIVED}" if ARCHIVED in procedure_of(case).outcomes else address


def _terms(terms: Sequence[RunningTerm], language: str) -> tuple[TermRow, ...]:
    found = []
    for term in terms:
        rule = current_pack(language).formal.term(term.code)
        if rule is not None:
            found.append(
                TermRow(
                    title=rule.title,
                    whose=rule.whose,
                    due_on=term.due_on,
                    state=term.state,
                    is_confirmed=rule.is_confirmed,
                    basis="; ".join(rule.basis),
                )
            )
    return tuple(found)


def _sections(act: FormalAct) -> tuple[tuple[str, str], ...]:
    body = act.body
    if act.kind == ActKind.RESOLUTION:
        names = {
            "facts": _("Background"),
            "reasons": _("Reasons and legal basis"),
            "decision": _("Decision"),
            "recourse": _("Recourse"),
        }
        return tuple((title, str(body.get(name, ""))) for name, title in names.items())
    titles = {item.code: str(item.title) for item in procedure_of(act.case).requirements}
    points = [(titles.get(item.requirement, str(item.n)), item.defect) for item in act.items.all()]
    return (
        (_("Background"), str(body.get("opening", ""))),
        *points,
        (_("What the applicant is prevented of"), str(body.get("warning", ""))),
    )


def _notification(row: Notification) -> NotificationRow:
    mail = row.outgoing
    if mail is not None:
        state = str(MAIL_STATES.get(mail.state, mail.state))
    else:
        state = _("Handed over") if row.delivered_at else _("Waits to be handed over")
    return NotificationRow(
        to=row.party.name,
        medium=_("E-mail") if row.medium == Medium.EMAIL else _("On paper"),
        address=row.address,
        at=row.queued_at,
        state=state,
        is_bad=mail is not None and mail.state in ("bounced", "failed"),
        error=mail.last_error if mail is not None else "",
        opened_at=row.opened_at,
        delivered_at=row.delivered_at,
        delivered_to=row.delivered_to,
    )
