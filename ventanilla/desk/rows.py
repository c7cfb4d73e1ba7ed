"""Lines of lists of cases, ready to print: what a queue, a search and a case page have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Case, Phase
from ventanilla.cases.queries import OtherCase, QueueRow
from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.access import opens_at_desk
from ventanilla.desk.due import SOON_DAYS, DueMark, due_mark
from ventanilla.people.access import Actor
from ventanilla.reference.calendars import calendar

ATTENTION: Mapping[str, Promise] = MappingProxyType(
    {
        "not_me": _("“It was not me”"),
        "notice_bounced": _("A notice came back"),
        "notice_failed": _("A notice could not be delivered"),
        "address_unusable": _("No mail can be sent to an address"),
        "wake_refused": _("Could not close by itself"),
        "recount_refused": _("Its dates could not be counted anew"),
        "term_soon": _("A term ends soon"),
        "term_lapsed": _("A term has lapsed"),
        "legal_term_over": _("Legal term over, undecided"),
        "power_ended": _("The power of the representative ended"),
    }
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of a list. `step` is its title; `take_url` is "" where nobody may take it from here."""

    number: str
    url: str
    subject: str
    applicant: str
    procedure: str
    unit: str
    phase: str
    step: str
    officer: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    due: DueMark
    attention: str
    take_url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom and when rows are made: the pack in the reader's language and the moment."""

    pack: Pack
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of the administration."""
        return self.now.astimezone(self.pack.timezone).date()

    def due(self, phase: str, due_at: dt.datetime | None, procedure: Procedure | None) -> DueMark:
        """The mark of a case of `procedure`."""
        law = procedure.term.law if procedure and procedure.term else None
        local = due_at.astimezone(self.pack.timezone) if due_at else None
        alarm = self.pack.formal.alarm
        return due_mark(
            phase=phase,
            due_at=local,
            today=self.today,
            calendar=calendar(law=law, language=self.pack.language),
            soon=alarm.days if alarm else SOON_DAYS,
        )


def queue_rows(rows: Iterable[QueueRow], reading: Reading, *, may_take: bool) -> tuple[CaseRow, ...]:
    """The rows of a queue. Titles are those of the procedure as the pack has it now."""
    procedures = reading.pack.procedures
    return tuple(
        CaseRow(
            number=row.number,
            url=reverse("desk:case", args=[row.number]),
            subject=row.subject,
            applicant=row.applicant_name,
            procedure=procedure_title(procedures.get(row.procedure), row.procedure),
            unit=unit_title(row.unit, reading.pack),
            phase=row.phase,
            step=step_title(procedures.get(row.procedure), row.step),
            officer=row.officer_name,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            due=reading.due(row.phase, row.due_at, procedures.get(row.procedure)),
            attention=attention_words(row.needs_attention),
            take_url=reverse("desk:assignment", args=[row.number])
            if may_take and not row.officer_name and row.phase != Phase.CLOSED
            else "",
        )
        for row in rows
    )


def found_rows(cases: Iterable[Case], reading: Reading) -> tuple[CaseRow, ...]:
    """The rows of cases that a search found; each with its officer at hand."""
    procedures = reading.pack.procedures
    return tuple(
        CaseRow(
            number=case.number,
            url=reverse("desk:case", args=[case.number]),
            subject=case.subject,
            applicant=case.applicant_name,
            procedure=procedure_title(procedures.get(case.procedure), case.procedure),
            unit=unit_title(case.unit, reading.pack),
            phase=case.phase,
            step=step_of(case, procedures.get(case.procedure)),
            officer=str(case.officer) if case.officer else "",
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            due=reading.due(case.phase, case.due_at, procedures.get(case.procedure)),
            attention=attention_words(case.needs_attention),
        )
        for case in cases
    )


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """A case named on another's page; `url` is "" where it has no page at the desk for the reader."""

    number: str
    url: str
    subject: str
    phase: str
    step: str
    opened_at: dt.datetime


def related_rows(cases: Iterable[Case | OtherCase], actor: Actor, pack: Pack) -> tuple[RelatedRow, ...]:
    """Linked cases, or the applicant's others."""
    return tuple(
        RelatedRow(
            number=case.number,
            url=reverse("desk:case", args=[case.number]) if opens_at_desk(actor, case) else "",
            subject=case.subject,
            phase=case.phase,
            step=step_of(case, pack.procedures.get(case.procedure)),
            opened_at=case.opened_at,
        )
        for case in cases
    )


def procedure_shown(case: Case, pack: Pack) -> Procedure:
    """The procedure a case was opened under, in the pack's language while the pack still has it so."""
    frozen = procedure_of(case)
    present = pack.procedures.get(frozen.code)
    return present if present is not None and present.sha256 == frozen.sha256 else frozen


def procedure_title(procedure: Procedure | None, code: str) -> str:
    """The short title people know a procedure by; its code where the pack no longer has it."""
    return procedure.short_title if procedure else code


def step_title(procedure: Procedure | None, step: str) -> str:
    """The title of a step; "" where the pack no longer has it, and the phase's own name is shown."""
    steps = procedure.workflow.steps if procedure and procedure.workflow else ()
    return next((item.title for item in steps if item.code == step), "")


def step_of(case: Case | OtherCase, procedure: Procedure | None) -> str:
    """Where a case stands: the title of its step, or that it goes on in another case."""
    return gettext("Merged into another case") if case.merged_into_id else step_title(procedure, case.step)


def unit_title(code: str, pack: Pack) -> str:
    """The title of a unit; its code where the pack no longer has it."""
    return pack.units[code].title if code in pack.units else code


def outcome_title(code: str, pack: Pack) -> str:
    """The title of an outcome; its code where the pack no longer has it, "" without one."""
    return pack.outcomes[code].title if code in pack.outcomes else code


def attention_words(code: str) -> str:
    """Why a case needs somebody to look at it; "" where it does not."""
    return str(ATTENTION.get(code, gettext("Needs attention"))) if code else ""
