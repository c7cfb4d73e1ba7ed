"""Registering what a resolution did to a bond: once for each, in the direction that was asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.bonds.evidence import BOND
from ventanilla.bonds.models import Bond
from ventanilla.bonds.register import changes_bond, present_bond, shop_of
from ventanilla.cases.acts.work import begin
from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case
from ventanilla.cases.policies import roles_in
from ventanilla.formal.models import ActKind, ActState, FormalAct
from ventanilla.journal.models import JournalEntry
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack, zone
from ventanilla.ui.figures import money

GRANTED = frozenset({"granted", "granted_in_part"})
LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Policy:
    """The bond as its issuer now has it: number, who issued it, amount, first and last day."""

    number: str
    insurer: str
    amount: Decimal
    valid_from: dt.date
    valid_until: dt.date


@transaction.atomic
def register_bond(
    *,
    act: FormalAct,
    policy: Policy,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Add what the resolution granted to the register, as the state that follows the one that stands.

    Raises NotAllowed where the act grants nothing, is registered already or is not the actor's to register, and Invalid
    where the amount does not go in the direction asked for.
    """
    work = begin(act.case, by=by, at=at, via=via, seen=seen, key=key)
    if work.done is not None:
        return work.done
    act.case = case = work.case
    check_can_register(act, by)
    before, standing = _present(case)
    _check(policy, before, str(case.answers.get("direction")), today=at.astimezone(zone()).date())
    facts = {"act": act.pk, "amount": str(policy.amount), "before": str(before)}
    bond = Bond.objects.create(
        shop=shop_of(case.answers),
        holder=str(case.answers.get("organisation") or case.applicant_name)[:200],
        nit=str(case.answers.get("company_nit") or "")[:40],
        number=" ".join(policy.number.split()),
        insurer=" ".join(policy.insurer.split()),
        amount=policy.amount,
        before=before,
        since=policy.valid_from,
        until=policy.valid_until,
        case=case,
        act=act,
        replaces=standing,
        entry=work.next_seq,
        registered_by_id=by.known_id,
        registered_at=at,
    )
    return work.record("bond.registered", public=True, facts=facts, rows=[BOND.told(bond)])


def check_can_register(act: FormalAct, actor: Actor) -> None:
    """A signed resolution that grants a change of a bond is registered once, by the unit that has the case."""
    if not changes_bond(procedure_of(act.case)):
        raise NotAllowed(_("This procedure changes no bond: there is nothing to register."))
    if act.kind != ActKind.RESOLUTION or act.state != ActState.SIGNED or act.outcome not in GRANTED:
        raise NotAllowed(
            _("Only a signed resolution that grants the change, whole or in part, is registered.")
        )
    if "officer" not in roles_in(act.case, actor):
        raise NotAllowed(_("Only staff of the unit that has the case can do this."))
    if Bond.objects.filter(act=act).exists():
        raise NotAllowed(
            _("The bond of this resolution is registered already. See it in the register of bonds.")
        )


def can_register(act: FormalAct, actor: Actor) -> bool:
    """Whether `check_can_register` would pass."""
    try:
        check_can_register(act, actor)
    except NotAllowed:
        return False
    return True


def _present(case: Case) -> tuple[Decimal, Bond | None]:
    """The amount before the change: the register's, or what the application states where the register has none."""
    standing = present_bond(case.answers)
    if standing is not None:
        return standing.amount, standing
    try:
        return Decimal(str(case.answers.get("present_amount") or "0")), None
    except InvalidOperation:
        return Decimal(0), None


def _check(policy: Policy, before: Decimal, direction: str, *, today: dt.date) -> None:
    if not policy.number.strip():
        raise Invalid(_("Number of the bond: write it as the policy has it."), field="number")
    if not policy.insurer.strip():
        raise Invalid(_("Issuer: write the name of the insurer or bank."), field="insurer")
    if not 0 < policy.amount < LARGEST:
        raise Invalid(_("Amount: write the amount of the bond, more than zero."), field="amount")
    told = {"before": money(before, current_pack())}
    if direction == "raise" and policy.amount <= before:
        raise Invalid(
            _("Amount: a raise was asked for, so it has to be more than the present %(before)s.") % told,
            field="amount",
        )
    if direction == "lower" and policy.amount >= before:
        raise Invalid(
            _("Amount: a reduction was asked for, so it has to be less than the present %(before)s.") % told,
            field="amount",
        )
    if policy.valid_until <= policy.valid_from:
        raise Invalid(_("Valid until: it has to be after the first day."), field="valid_until")
    if policy.valid_until < today:
        raise Invalid(
            _("Valid until: the bond would have ended already. Check the date."), field="valid_until"
        )
