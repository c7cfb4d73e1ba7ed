"""The bonds that stood before the register did, from one table: all of its rows or none, and twice is once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ventanilla.bonds.evidence import BOND, BONDS_STREAM
from ventanilla.bonds.models import Bond
from ventanilla.bonds.register import shop_of
from ventanilla.bonds.table import Fault, OldBond, read_bonds
from ventanilla.cases.errors import NotAllowed
from ventanilla.journal.acts import append, locked_stream
from ventanilla.journal.models import JournalStream
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack
from ventanilla.ui.figures import money


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many bonds were added, how many were there already, and what is wrong: then none was added."""

    added: int
    unchanged: int
    faults: tuple[Fault, ...]


@transaction.atomic
def load_bonds(*, content: bytes, by: Actor, at: dt.datetime, via: str, is_rehearsal: bool = False) -> Loaded:
    """Add the bonds of a table, as CSV or XLSX, to the register; a rehearsal says what would be done and writes nothing.

    A bond is known by its number with its issuer or with its shop. One that was loaded with the same data is left as
    it is; one that the register has with other data is a fault. Raises NotAllowed for anybody but the installation.
    """
    if not by.is_system:
        raise NotAllowed(_("The register is loaded by whoever runs the installation, with its command."))
    stream = locked_stream(BONDS_STREAM)
    read = read_bonds(content)
    faults, known, wanted = list(read.faults), _by_number(), []
    for bond in read.bonds:
        former = [row for row in known.get(bond.number.casefold(), ()) if _is_same_bond(row, bond)]
        if not former:
            wanted.append(bond)
        elif not any(_is_same_load(row, bond) for row in former):
            faults.append(_conflict(bond, former[-1]))
    if faults:
        return Loaded(0, 0, tuple(sorted(faults, key=lambda fault: fault.row or 0)))
    if not is_rehearsal:
        digest = hashlib.sha256(content).hexdigest()
        for bond in wanted:
            _add(bond, stream, digest, by=by, at=at, via=via)
    return Loaded(len(wanted), len(read.bonds) - len(wanted), ())


def _by_number() -> Mapping[str, Sequence[Bond]]:
    """Every row of the register by its bond's number, the oldest first."""
    known: dict[str, list[Bond]] = {}
    for row in Bond.objects.order_by("id"):
        known.setdefault(row.number.casefold(), []).append(row)
    return known


def _is_same_bond(row: Bond, bond: OldBond) -> bool:
    return row.insurer.casefold() == bond.insurer.casefold() or row.shop == _shop(bond)


def _is_same_load(row: Bond, bond: OldBond) -> bool:
    """Whether a row came from the same line of a table."""
    return row.case_id is None and (row.holder, row.nit, row.insurer, row.amount, row.since, row.until) == (
        bond.holder,
        bond.nit,
        bond.insurer,
        bond.amount,
        bond.since,
        bond.until,
    )


def _conflict(bond: OldBond, row: Bond) -> Fault:
    values = {
        "number": bond.number,
        "holder": row.holder,
        "insurer": row.insurer,
        "amount": money(row.amount, current_pack()),
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
    }
    text = _(
        "Number: the register has %(number)s with other data (%(holder)s, %(insurer)s, %(amount)s, %(since)s to %(until)s) and is not overwritten. Correct the row, or take it out: a change is registered from its resolution."
    )
    return Fault(bond.row, "number", text % values)


def _add(bond: OldBond, stream: JournalStream, digest: str, *, by: Actor, at: dt.datetime, via: str) -> None:
    facts = {
        "number": bond.number,
        "amount": str(bond.amount),
        "since": bond.since.isoformat(),
        "until": bond.until.isoformat(),
        "file": digest,
    }
    row = Bond.objects.create(
        shop=_shop(bond),
        holder=bond.holder,
        nit=bond.nit,
        number=bond.number,
        insurer=bond.insurer,
        amount=bond.amount,
        before=Decimal(0),
        since=bond.since,
        until=bond.until,
        entry=stream.seq + 1,
        registered_at=at,
    )
    rows = [BOND.told(row)]
    append(stream, kind="bond.loaded", actor=by.reference, via=via, at=at, facts=facts, rows=rows)


def _shop(bond: OldBond) -> str:
    return shop_of({"company_nit": bond.nit, "organisation": bond.holder})
