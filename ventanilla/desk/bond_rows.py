"""Lines of the register of bonds, ready to print."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ventanilla.bonds.models import Bond
from ventanilla.bonds.register import ASKED, SOON
from ventanilla.cases.models import Case
from ventanilla.desk.rows import procedure_shown
from ventanilla.ui.answers import AnswerRow, answered_sections
from ventanilla.ui.context import current_pack
from ventanilla.ui.figures import money


@dataclass(frozen=True, slots=True)
class BondRow:
    """A row of the register; `state` is ended, ending or good."""

    bond: Bond
    amount: str
    before: str
    is_raised: bool
    state: str
    days: int


def bond_row(bond: Bond, *, today: dt.date) -> BondRow:
    """The line of a bond on a day."""
    pack, left = current_pack(), bond.until - today
    state = "ended" if left.days < 0 else "ending" if left <= SOON else "good"
    return BondRow(
        bond=bond,
        amount=money(bond.amount, pack),
        before=money(bond.before, pack),
        is_raised=bond.amount > bond.before,
        state=state,
        days=abs(left.days),
    )


def bond_answers(case: Case) -> tuple[AnswerRow, ...]:
    """What the application says of the bond."""
    pack = current_pack()
    procedure = procedure_shown(case, pack)
    sections = procedure.form.sections if procedure.form else ()
    codes = {section.code for section in sections if ASKED & {field.code for field in section.fields}}
    shown = answered_sections(procedure, case.answers, pack=pack, facts={"channel": case.channel})
    return tuple(row for section in shown if section.code in codes for row in section.rows)
