"""A remedy notice that nobody answered in its term, where the pack archives the case: drafted for signature, or done.

The law makes the administration archive by a decision of its own. So what a signature decides the system only drafts;
it takes no step but one that the pack gives to the system by name, and none where anything came in the term.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from ventanilla.cases.acts import Said, take_step
from ventanilla.cases.acts.work import Work
from ventanilla.cases.clock import end_of_day
from ventanilla.cases.definitions import procedure_of, workflow_of
from ventanilla.cases.models import Case, Message
from ventanilla.catalogue.formal import TermEnd
from ventanilla.catalogue.model import Transition
from ventanilla.formal.documents import drafting_text, spoken_day
from ventanilla.formal.models import ActKind, ActState, FormalAct, RunningTerm
from ventanilla.formal.policies import STEPS
from ventanilla.formal.terms import rule_of
from ventanilla.mail.models import InboundState, MailInbound
from ventanilla.people.access import SYSTEM

SECTIONS = ("facts", "reasons", "decision")
"""The sections of a resolution for which the pack has words where it archives."""


def archives(term: RunningTerm) -> TermEnd | None:
    """What the pack says of a term's end, where it archives; None where the end only alerts."""
    rule = rule_of(term.code)
    end = rule.at_end if rule else None
    return end if end is not None and end.effect == "archive" else None


def archive_unanswered(work: Work, term: RunningTerm, end: TermEnd) -> bool:
    """Draft the resolution that archives the case of a lapsed term, or archive it by the pack's step of the system.

    Returns whether the case is archived. Nothing happens where something came from a party since the notice, where
    somebody began a resolution or the case left the notice's step, or where its own workflow or outcomes, older than
    the pack's, do not admit it.
    """
    transition = _transition(work.case, end)
    if transition is None or _something_came(work.case, term) or _is_drafted(work.case):
        return False
    if workflow_of(work.case).step(transition.to).owner == "formal":
        _draft(work, term, end)
        return False
    take_step(
        case=work.case,
        step=transition.code,
        by=SYSTEM,
        at=work.at,
        via="system",
        said=Said(
            text=_text(work.case, "archive_decision", term, end.basis),
            outcome=end.outcome or "",
            facts={"term": term.code, "basis": list(end.basis)},
        ),
    )
    return True


def withdraw_proposal(work: Work) -> None:
    """Throw the system's draft away that nobody kept: what it rests on no longer holds."""
    proposal = proposal_of(work.case)
    if proposal is not None:
        work.record("act.discarded", facts={"act": proposal.pk, "kind": proposal.kind})
        proposal.delete()


def proposal_of(case: Case) -> FormalAct | None:
    """The draft the system made that nobody kept yet."""
    return FormalAct.objects.filter(case=case, state=ActState.DRAFT, drafted_by=None).first()


def archiving_words(case: Case) -> dict[str, str]:
    """What a resolution says that archives a case whose term lapsed, by section, from the pack's texts; those it has."""
    lapsed = RunningTerm.objects.filter(case=case, code="remedy", state=RunningTerm.State.LAPSED)
    term = lapsed.select_related("act").order_by("-id").first()
    if term is None:
        return {}
    rule, end = rule_of(term.code), archives(term)
    basis = end.basis if end else rule.basis if rule else ()
    words = {name: _text(case, f"archive_{name}", term, basis) for name in SECTIONS}
    return {name: text for name, text in words.items() if text}


def _transition(case: Case, end: TermEnd) -> Transition | None:
    """The transition that archives, where the case may take it now."""
    admitted = procedure_of(case).outcomes
    if admitted and end.outcome not in admitted:
        return None
    found = (item for item in workflow_of(case).transitions if item.code == end.step)
    transition = next((item for item in found if case.step in item.from_), None)
    if transition is None:
        return None
    is_signed = workflow_of(case).step(transition.to).owner == "formal"
    admits = transition.code == STEPS[ActKind.RESOLUTION] if is_signed else "system" in transition.by
    return transition if admits else None


def _something_came(case: Case, term: RunningTerm) -> bool:
    """Whether a party wrote since the notice, or a mail that may be hers and came in the term waits to be looked at."""
    if Message.objects.filter(case=case, direction="in", at__gte=term.started_at).exists():
        return True
    addresses = [email.lower() for email in case.parties.values_list("email", flat=True) if email]
    in_term = (term.started_at, end_of_day(term.due_on))
    unread = Q(state__in=[InboundState.RECEIVED, InboundState.FAILED], received_at__range=in_term)
    maybe_hers = Q(sender="") | Q(sender__in=addresses)
    held = Q(state=InboundState.HELD, ref=case.number)
    return MailInbound.objects.filter(held | (unread & maybe_hers)).exists()


def _is_drafted(case: Case) -> bool:
    """Whether somebody began a resolution: what follows is hers."""
    drafts = FormalAct.objects.filter(case=case, kind=ActKind.RESOLUTION, state=ActState.DRAFT)
    return drafts.exists()


def _draft(work: Work, term: RunningTerm, end: TermEnd) -> None:
    """A draft without an author."""
    body = {name: _text(work.case, f"archive_{name}", term, end.basis) for name in SECTIONS}
    act = FormalAct.objects.create(
        case=work.case,
        kind=ActKind.RESOLUTION,
        unit=work.case.unit,
        outcome=end.outcome or "",
        body=body | {"recourse": drafting_text(work.case, "resolution_recourse")},
        drafted_by=None,
        drafted_at=work.at,
        changed_at=work.at,
    )
    facts = {"act": act.pk, "kind": act.kind, "outcome": act.outcome, "term": term.code}
    work.record("act.drafted", facts=facts | {"basis": list(end.basis)})


def _text(case: Case, code: str, term: RunningTerm, basis: Sequence[str]) -> str:
    return drafting_text(
        case,
        code,
        notice=term.act.number if term.act else "",
        due_on=spoken_day(term.due_on),
        basis="; ".join(basis),
    )
