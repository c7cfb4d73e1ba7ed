"""The telephone: a call recorded in seconds, solved in it or turned into a form sent by link."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.cases.acts.opening import Applicant, open_case
from ventanilla.cases.acts.work import begin
from ventanilla.cases.by_mail import answers_by_mail
from ventanilla.cases.clock import due_moment
from ventanilla.cases.definitions import workflow_of
from ventanilla.cases.drafts import start_draft
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.evidence import CALL, CALLS_STREAM
from ventanilla.cases.models import Case, Draft, Phase
from ventanilla.cases.notices import absolute, salutation
from ventanilla.cases.queries import staff_units
from ventanilla.cases.records import PhoneCall
from ventanilla.catalogue.forms import fields
from ventanilla.catalogue.model import Procedure
from ventanilla.catalogue.texts import CALL_TEXT
from ventanilla.journal.acts import append, locked_stream
from ventanilla.mail.acts import queue_text
from ventanilla.mail.rendering import UnusableAddress
from ventanilla.people.access import ANONYMOUS, Actor, Permission
from ventanilla.reference.contacts import contact_block
from ventanilla.reference.current import current_pack, zone

CHANNEL = "phone"
PAGE = 25
SUBJECT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Call:
    """What an officer writes down of a call: `option` of the telephone's menu, who called, and what she asked.

    `outcome` is how it was solved; without one the caller gets the form by mail.
    """

    unit: str
    option: str
    caller_name: str
    asked: str
    phone: str = ""
    email: str = ""
    outcome: str = ""


@transaction.atomic
def record_call(*, call: Call, by: Actor, at: dt.datetime, key: uuid.UUID) -> PhoneCall:
    """Record a call. Solved, it is a case opened and closed at once, an attention of the unit; else the caller is mailed
    the form of the option's procedure, filled in with what she said, and the case she makes of it keeps the channel.

    Twice is once. Raises NotAllowed and Invalid, which name field, rule and remedy.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    done = PhoneCall.objects.filter(key=key).first()
    if done is not None:
        return done
    procedure = _check(call, by)
    case = _solve(call, procedure, by=by, at=at) if call.outcome else None
    draft = None if case else _send_form(call, procedure, at=at)
    recorded = PhoneCall.objects.create(
        at=at,
        unit=call.unit,
        option=call.option,
        caller_name=call.caller_name.strip()[:200],
        phone=call.phone.strip()[:40],
        email=call.email.strip().lower(),
        asked=call.asked.strip(),
        ending=PhoneCall.Ending.SOLVED if case else PhoneCall.Ending.LINK,
        case=case,
        draft=draft,
        by_id=by.known_id,
        key=key,
    )
    _journal(recorded, by=by, at=at)
    return recorded


def calls_of_day(actor: Actor, *, at: dt.datetime, before: int = 0) -> tuple[Sequence[PhoneCall], bool]:
    """The calls of a day in the actor's units, the newest first, from the one before `before`; and whether there are more."""
    begins = at.astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = PhoneCall.objects.filter(unit__in=staff_units(actor), at__gte=begins)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("by", "case", "draft__case").order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def _check(call: Call, by: Actor) -> Procedure:
    pack = current_pack()
    if not by.may(Permission.WORK_CASES) or call.unit not in staff_units(by):
        raise NotAllowed(_("Only the staff of a unit records its calls."))
    option = pack.doors.phone_option(call.option)
    if option is None:
        raise Invalid(_("Option: choose the one the caller chose."), field="option")
    if not call.caller_name.strip():
        raise Invalid(_("Caller: write her name."), field="caller_name")
    if not call.asked.strip():
        raise Invalid(_("What was asked: write it in a line."), field="asked")
    procedure = pack.procedures[option.procedure]
    if not call.outcome:
        _check_address(call.email)
    elif procedure.kind == "complaint":
        raise Invalid(
            _(
                "A complaint is not solved in the call: send its form, so that the unit for complaints gets it."
            ),
            field="outcome",
        )
    elif call.outcome not in (procedure.outcomes or tuple(pack.outcomes)):
        raise Invalid(
            _("Outcome: “%(title)s” does not end like that; choose another.")
            % {"title": procedure.short_title},
            field="outcome",
        )
    return procedure


def _check_address(email: str) -> None:
    if not email.strip():
        raise Invalid(_("E-mail: to send the form, write where it goes."), field="email")
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise Invalid(_("E-mail: write it complete, such as name@example.com."), field="email") from error


def _answers(call: Call, procedure: Procedure) -> dict[str, str]:
    """What the caller said, as answers to the form."""
    subject = " ".join(call.asked.split())
    subject = subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…"
    answers = answers_by_mail(
        procedure,
        name=call.caller_name.strip(),
        email=call.email.strip(),
        subject=subject,
        text=call.asked.strip(),
    )
    if call.phone.strip() and any(field.code == "phone" for field in fields(procedure)):
        answers["phone"] = call.phone.strip()
    return answers


def _solve(call: Call, procedure: Procedure, *, by: Actor, at: dt.datetime) -> Case:
    """A case opened and closed in one act, in the name of who solved it."""
    case = open_case(
        procedure=procedure,
        applicant=Applicant(
            name=call.caller_name.strip(), email=call.email.strip().lower(), phone=call.phone.strip()
        ),
        answers=_answers(call, procedure),
        files=(),
        by=by,
        at=at,
        channel=CHANNEL,
        unit=call.unit,
        receipt="",
    )
    work = begin(case, by=by, at=at, via=CHANNEL)
    case.step = next(step.code for step in workflow_of(case).steps if step.phase == Phase.CLOSED.value)
    case.phase, case.closed_at, case.outcome = Phase.CLOSED, at, call.outcome
    case.officer_id = by.person_id
    case.due_at = due_moment(procedure.term, [("start", at), ("end", at)])
    case.save(update_fields=["step", "phase", "closed_at", "outcome", "officer", "due_at"])
    work.record("call.solved", clock="end", public=True, facts={"to": case.step, "outcome": call.outcome})
    return case


def _send_form(call: Call, procedure: Procedure, *, at: dt.datetime) -> Draft:
    """The form filled in with what the caller said, and the mail with its address, which nobody can guess."""
    pack = current_pack()
    draft = start_draft(
        procedure=procedure, by=ANONYMOUS, at=at, answers=_answers(call, procedure), channel=CHANNEL
    )
    values = {
        "applicant_name": salutation(call.caller_name) or call.email,
        "procedure_title": str(procedure.title),
        "case_url": absolute(reverse("portal:draft", args=[draft.token])),
        "desk_name": str(pack.title),
        "guide_url": absolute(reverse("portal:guide")),
        "login_url": absolute(reverse("account_login")),
        "contact_block": contact_block(pack),
    }
    try:
        queue_text(pack, CALL_TEXT, recipient=call.email.strip().lower(), values=values, at=at)
    except UnusableAddress as error:
        raise Invalid(_("E-mail: write it complete, such as name@example.com."), field="email") from error
    return draft


def _journal(call: PhoneCall, *, by: Actor, at: dt.datetime) -> None:
    append(
        locked_stream(f"{CALLS_STREAM}{call.unit}"),
        kind="call.recorded",
        actor=by.reference,
        via="desk",
        at=at,
        facts={
            "call": call.pk,
            "option": call.option,
            "ending": str(call.ending),
            "case": call.case.number if call.case else None,
        },
        rows=[CALL.told(call)],
    )
