"""Every annex by its number. Apart from the room's own text, so that who needs rates alone does not load annexes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ventanilla.rules.annexes.alcohol import ANNEX as ALCOHOL
from ventanilla.rules.annexes.charges import Annex
from ventanilla.rules.annexes.general import ANNEX as GENERAL
from ventanilla.rules.annexes.tobacco import ANNEX as TOBACCO

ANNEXES: Mapping[str, Annex] = MappingProxyType({annex.code: annex for annex in (GENERAL, ALCOHOL, TOBACCO)})
