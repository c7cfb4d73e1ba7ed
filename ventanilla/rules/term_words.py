"""What a term says of itself, in the two languages of the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ventanilla.rules.wording import ENGLISH, SPANISH


@dataclass(frozen=True, slots=True, eq=False)
class TermWords:
    """Reasons of days, parts of the rule, and what is wrong with an impossible term."""

    presented: str
    counted: str
    stopped: str
    rolled: str
    lapsed: str
    units: Mapping[str, tuple[str, str]]
    rule: str
    law: str
    closed_presentation: str
    stop: str
    open_stop: str
    roll: str
    no_days: str
    stop_early: str
    stop_reversed: str


WORDS: Mapping[str, TermWords] = {
    SPANISH: TermWords(
        presented="día de la presentación: no se cuenta",
        counted="día {n} del plazo",
        stopped="plazo suspendido por prevención",
        rolled="vencimiento: el último día del plazo fue inhábil y pasa al siguiente día hábil",
        lapsed="{reason}: el vencimiento espera el siguiente día hábil",
        units={
            "business_days": ("día hábil", "días hábiles"),
            "calendar_days": ("día calendario", "días calendario"),
        },
        rule="{days} {unit} desde el día siguiente a la presentación ({presented})",
        law="días inhábiles según {law}",
        closed_presentation="presentada en día inhábil: el día 1 es el siguiente día hábil",
        stop="suspendido por prevención: el {start} todavía cuenta, se reanuda después del {end}",
        open_stop="suspendido por prevención: el {start} todavía cuenta, aún sin respuesta",
        roll="si el último día es inhábil, vence el siguiente día hábil",
        no_days="days: un plazo tiene al menos 1 día, no {days}; indique 1 o más",
        stop_early=(
            "stop: la prevención ({start}) es anterior a la presentación ({presented}); "
            "corrija una de las dos fechas"
        ),
        stop_reversed=(
            "stop: la respuesta ({end}) es anterior a la prevención ({start}); escriba primero la prevención"
        ),
    ),
    ENGLISH: TermWords(
        presented="day of presentation: does not count",
        counted="day {n} of the term",
        stopped="term suspended by a remedy notice",
        rolled="due: the last day of the term was closed and moves to the next business day",
        lapsed="{reason}: the end of the term waits for the next business day",
        units={
            "business_days": ("business day", "business days"),
            "calendar_days": ("calendar day", "calendar days"),
        },
        rule="{days} {unit} from the day after presentation ({presented})",
        law="non-business days under the {law}",
        closed_presentation="presented on a closed day: day 1 is the next business day",
        stop="suspended by a remedy notice: {start} still counts, resumes after {end}",
        open_stop="suspended by a remedy notice: {start} still counts, not answered yet",
        roll="if the last day is closed, it is due on the next business day",
        no_days="days: a term has at least 1 day, not {days}; give 1 or more",
        stop_early=(
            "stop: the notice ({start}) is before the presentation ({presented}); correct one of the dates"
        ),
        stop_reversed="stop: the answer ({end}) is before the notice ({start}); write the notice first",
    ),
}
