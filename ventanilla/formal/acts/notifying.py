"""Notification: the act in full, to each party, with the proof of what became of it (LPA article 97)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ventanilla.cases.acts.work import begin
from ventanilla.cases.clock import end_of_day
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, CaseParty
from ventanilla.cases.notices import absolute, tell_party
from ventanilla.cases.policies import roles_in
from ventanilla.files.models import Blob
from ventanilla.files.store import open_blob
from ventanilla.formal.documents import title_of
from ventanilla.formal.evidence import MAIL, NOTIFICATION
from ventanilla.formal.models import ActKind, ActState, FormalAct, Medium, Notification
from ventanilla.formal.terms import begin_term, end_term
from ventanilla.journal.evidence import Told
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.rendering import Enclosed
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack

PERSON_TERMS = {ActKind.REMEDY_NOTICE: "remedy", ActKind.RESOLUTION: "recourse"}
"""The person's term that the notification of an act begins."""


def notify_parties(act: FormalAct, *, pdf: bytes, at: dt.datetime) -> list[Told]:
    """Notify every party: by mail with the act enclosed, or on paper where she has no address.

    The caller has the case locked, and its entry tells what is returned.
    """
    told = begin_term(case=act.case, code=PERSON_TERMS[ActKind(act.kind)], at=at, act=act)
    _wake_when_final(act)
    made = []
    for party in CaseParty.objects.filter(case=act.case, until=None).order_by("id"):
        by_mail = _by_mail(act, party, pdf, at)
        made.append(
            by_mail or Notification.objects.create(act=act, party=party, medium=Medium.PAPER, queued_at=at)
        )
    if any(notification.medium == Medium.EMAIL for notification in made):
        told += end_term(case=act.case, code="notify", at=at)
    return [*told, *(row for notification in made for row in _told(notification))]


@transaction.atomic
def notify_again(
    *, act: FormalAct, party: CaseParty, by: Actor, at: dt.datetime, via: str, key: uuid.UUID | None = None
) -> JournalEntry:
    """Notify a party once more by mail, after the first bounced or she gave another address. Her term begins anew."""
    work = begin(act.case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    _check_may_notify(act, party, by)
    with open_blob(_signed_blob(act)) as content:
        notification = _by_mail(act, party, content.read(), at)
    if notification is None:
        raise Invalid(_("Address: no mail can be sent to it. Notify on paper instead."), field="medium")
    told = [*_terms_of(act, at=at), *_told(notification)]
    _wake_when_final(act)
    Case.objects.filter(pk=work.case.pk, needs_attention="term_lapsed").update(needs_attention="")
    facts = {"act": act.number, "medium": Medium.EMAIL.value}
    return work.record("act.notified", public=True, facts=facts, rows=told)


@transaction.atomic
def notify_by_hand(
    *,
    act: FormalAct,
    party: CaseParty,
    delivered_to: str,
    by: Actor,
    at: dt.datetime,
    via: str,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Write down that the act was handed to a party, or to who receives for her. Her term begins on that day."""
    work = begin(act.case, by=by, at=at, via=via, key=key)
    if work.done is not None:
        return work.done
    _check_may_notify(act, party, by)
    if not delivered_to.strip():
        raise Invalid(_("Received by: write the name of who received it."), field="delivered_to")
    waiting = Notification.objects.filter(
        act=act, party=party, medium=Medium.PAPER, delivered_at=None
    ).first()
    notification = waiting or Notification(act=act, party=party, medium=Medium.PAPER, queued_at=at)
    notification.delivered_at, notification.delivered_by_id = at, by.known_id
    notification.delivered_to = delivered_to.strip()[:200]
    notification.save()
    work.case.needs_attention = ""
    work.case.save(update_fields=["needs_attention"])
    terms = _terms_of(act, at=at)
    _wake_when_final(act)
    return work.record(
        "act.notified",
        public=True,
        facts={"act": act.number, "medium": Medium.PAPER.value},
        detail={"delivered_to": notification.delivered_to},
        rows=[*terms, *_told(notification)],
    )


@transaction.atomic
def note_opening(*, case: Case, sha256: str, by: Actor, at: dt.datetime) -> None:
    """A party opened a file of her case: where it is an act, that she read it is part of its proof. Once."""
    found = Notification.objects.filter(
        act__case=case, act__blob_id=sha256, party__person_id=by.known_id, opened_at=None
    )
    for notification in found.order_by("id")[:1]:
        work = begin(case, by=by, at=at, via="portal")
        opened = Notification.objects.filter(act=notification.act_id, party=notification.party_id)
        opened.update(opened_at=at)
        rows = [NOTIFICATION.told(one) for one in opened.order_by("id")]
        work.record("act.opened", facts={"act": notification.act.number}, rows=rows)


def _terms_of(act: FormalAct, *, at: dt.datetime) -> list[Told]:
    """The person's term begins with the notification, and that of notifying has been kept."""
    code = PERSON_TERMS[ActKind(act.kind)]
    begun = begin_term(case=act.case, code=code, at=at, act=act)
    return [*begun, *end_term(case=act.case, code="notify", at=at)]


def _told(notification: Notification) -> list[Told]:
    """What an entry tells of a notification: itself, and the mail that makes it."""
    mail = notification.outgoing
    return [NOTIFICATION.told(notification), *([MAIL.told(mail)] if mail else [])]


def _by_mail(act: FormalAct, party: CaseParty, pdf: bytes, at: dt.datetime) -> Notification | None:
    if not party.email:
        return None
    with override("es"):
        title = title_of(act)
    outgoing = tell_party(
        act.case,
        party,
        f"notify_{act.kind}",
        at=at,
        enclosed=[Enclosed(f"{act.number}.pdf", pdf)],
        act_title=title,
        verification_url=absolute(reverse("portal:verification", args=[act.code])),
        due_date=_term_ends(act),
        outcome=_outcome(act),
    )
    if outgoing is None:
        return None
    return Notification.objects.create(
        act=act, party=party, medium=Medium.EMAIL, address=party.email, outgoing=outgoing, queued_at=at
    )


def _outcome(act: FormalAct) -> str:
    outcome = current_pack().outcomes.get(act.outcome)
    return str(outcome.title) if outcome else ""


def _term_ends(act: FormalAct) -> str:
    term = act.terms.filter(code=PERSON_TERMS[ActKind(act.kind)], state="running").first()
    return f"{term.due_on:%d/%m/%Y}" if term else ""


def _wake_when_final(act: FormalAct) -> None:
    """A resolution that nobody appeals becomes final, and its case closes then."""
    if act.kind != ActKind.RESOLUTION:
        return
    term = act.terms.filter(code="recourse", state="running").first()
    act.case.wake_at = end_of_day(term.due_on) if term else None
    act.case.save(update_fields=["wake_at"])


def _check_may_notify(act: FormalAct, party: CaseParty, by: Actor) -> None:
    """A closed case's act may still have to be notified: only the role is asked for."""
    if "officer" not in roles_in(act.case, by):
        raise NotAllowed(_("Only staff of the unit that has the case can do this."))
    if act.state != ActState.SIGNED:
        raise NotAllowed(_("The act is not signed yet: there is nothing to notify."))
    if party.case_id != act.case_id or party.until is not None:
        raise Invalid(_("Party: choose one with a part in the case today."), field="party")


def _signed_blob(act: FormalAct) -> Blob:
    if act.blob is None:
        raise LookupError(f"{act.number} has no document")
    return act.blob
