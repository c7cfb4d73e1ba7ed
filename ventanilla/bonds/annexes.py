"""Which requirements of a procedure are annexes, and the sheet that is handed out to fill each of them in."""

from __future__ import annotations

from functools import lru_cache

from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure, Requirement
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.rates import RateTable
from ventanilla.rules.annexes.registry import ANNEXES
from ventanilla.rules.annexes.template import annex_template

PREFIX = "annex-"
"""How the code of a requirement that is an annex begins; the annex's number follows."""


def annex_of(requirement: str, pack: Pack) -> Annex | None:
    """The annex that a requirement's code names; None where it names none, or the pack has no rates to estimate with."""
    if not requirement.startswith(PREFIX) or not pack.rates.is_usable:
        return None
    return ANNEXES.get(requirement.removeprefix(PREFIX))


def annexes_of(procedure: Procedure, pack: Pack) -> dict[Requirement, Annex]:
    """The annexes of a procedure by their requirements, in its order."""
    found = ((item, annex_of(item.code, pack)) for item in procedure.requirements)
    return {item: annex for item, annex in found if annex is not None}


def template_of(code: str, pack: Pack) -> bytes | None:
    """The sheet of annex `code` in the pack's language, as XLSX; None where the pack asks for no such annex."""
    is_asked = any(
        item.code == f"{PREFIX}{code}"
        for procedure in pack.procedures.values()
        for item in procedure.requirements
    )
    annex = annex_of(f"{PREFIX}{code}", pack)
    return _made(annex, pack.rates) if annex is not None and is_asked else None


@lru_cache(maxsize=16)
def _made(annex: Annex, table: RateTable) -> bytes:
    return annex_template(annex, usual_duties=table.usual_duties, language=table.language)
