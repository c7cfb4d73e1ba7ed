"""The annexes of a guarantee: tables of goods, and the taxes their importation would cause.

An annex is one module beside this text that gives `ANNEX`: its columns, the rows they make and what those are charged
beyond what every good is. `reading` makes rows of a file's bytes, `template` makes the file people fill in.
The sums are estimates for a guarantee, not a liquidation.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ventanilla.rules.annexes.alcohol import ANNEX as ALCOHOL
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.estimates import estimate
from ventanilla.rules.annexes.general import ANNEX as GENERAL
from ventanilla.rules.annexes.lines import Estimate, Line, Problem, Totals
from ventanilla.rules.annexes.rates import Rate, RateTable, Reading
from ventanilla.rules.annexes.tobacco import ANNEX as TOBACCO

ANNEXES: Mapping[str, Annex] = MappingProxyType({annex.code: annex for annex in (GENERAL, ALCOHOL, TOBACCO)})
"""Every annex by its number."""

__all__ = [
    "ANNEXES",
    "Annex",
    "Estimate",
    "Line",
    "Problem",
    "Rate",
    "RateTable",
    "Reading",
    "Totals",
    "estimate",
]
