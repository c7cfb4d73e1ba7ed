"""What the desk tells people by e-mail, in the pack's words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.links import completion_path, upload_path
from ventanilla.cases.missing import missing_of
from ventanilla.cases.models import Case, CaseParty
from ventanilla.catalogue.texts import placeholders
from ventanilla.mail.acts import queue_text
from ventanilla.mail.models import MailOutgoing
from ventanilla.mail.rendering import Enclosed, UnusableAddress
from ventanilla.people.access import Permission, actor_of
from ventanilla.people.models import Membership, Person, Role
from ventanilla.reference.contacts import contact_block
from ventanilla.reference.current import current_pack, units_below, zone

RESULT_TASK = "cases.notice_result"
"""The task that is told of a notice that cannot be delivered; `cases.tasks` has it."""
_LINK = re.compile(r"[/@<>]|\.\w{2,}")
_REMEMBER = (
    "INSERT INTO case_mail_id (message_id, case_id) VALUES (%s, %s) ON CONFLICT (message_id) DO NOTHING"
)
_FIRST_ID = """
(SELECT message_id FROM mail_outgoing WHERE ref = %(number)s ORDER BY id LIMIT 1)
UNION ALL
(SELECT message_id FROM case_mail_id WHERE case_id = %(case)s ORDER BY message_id LIMIT 1)
LIMIT 1
"""


def absolute(path: str) -> str:
    """A path as the address people can open from a mail."""
    return settings.BASE_URL.rstrip("/") + path


def case_values(case: Case) -> dict[str, str]:
    """What any text about a case may name."""
    pack = current_pack()
    due = case.due_at
    return {
        "case_number": case.number,
        "subject": case.subject,
        "procedure_title": str(procedure_of(case).title),
        "unit": str(pack.units[case.unit].title) if case.unit in pack.units else case.unit,
        "case_url": absolute(reverse("portal:case", args=[case.number])),
        "desk_case_url": absolute(reverse("desk:case", args=[case.number])),
        "satisfaction_url": absolute(reverse("portal:case", args=[case.number])) + "#conformidad",
        "reset_url": absolute(reverse("account_reset_password")),
        "login_url": absolute(reverse("account_login")),
        "guide_url": absolute(reverse("portal:guide")),
        "desk_name": str(pack.title),
        "contact_block": contact_block(pack),
        "due_date": f"{timezone.localtime(due):%d/%m/%Y}" if due else "",
        "message": "",
        "outcome": "",
        "applicant_name": case.applicant_name,
    }


def tell_parties(case: Case, code: str, *, at: dt.datetime, **values: str) -> list[MailOutgoing]:
    """Queue one text of the pack to every party with an address."""
    parties = CaseParty.objects.filter(case=case, until=None).exclude(email="").order_by("id")
    sent = [tell_party(case, party, code, at=at, enclosed=(), **values) for party in parties]
    return [outgoing for outgoing in sent if outgoing is not None]


def tell_party(
    case: Case,
    party: CaseParty,
    code: str,
    *,
    at: dt.datetime,
    enclosed: Sequence[Enclosed] = (),
    **values: str,
) -> MailOutgoing | None:
    """Queue one text of the pack to one party, in the thread of the case, with files where some are enclosed.

    An address no mail can be written to loses nothing: the case is marked for an officer, and None returned.
    """
    personal = {
        "applicant_name": salutation(party.name),
        "not_me_url": absolute(reverse("portal:not_me", args=[party.not_me_token])),
        "completion_url": absolute(completion_path(party, at=at)),
        "upload_url": absolute(upload_path(party, at=at)),
    }
    if "missing" in placeholders(current_pack().text(code).body):
        personal["missing"] = missing_words(case)
    try:
        return _queue(
            case, party.email, code, at=at, values=case_values(case) | personal | values, enclosed=enclosed
        )
    except UnusableAddress:
        case.needs_attention = "address_unusable"
        case.save(update_fields=["needs_attention"])
        return None


def missing_words(case: Case) -> str:
    """What the case lacks as lines of a mail, in the language of the pack's texts."""
    lines = [f"- {title}" for title in missing_of(case).titles]
    with translation.override(current_pack().language):
        return "\n".join(lines) or _("Nothing for now: you do not have to complete anything.")


def salutation(name: str) -> str:
    """A name as a mail may greet it: whoever typed it may not use our mail to send a link to somebody else."""
    words = [word for word in name.split() if not _LINK.search(word)]
    return " ".join(words)[:80]


def tell_responsible(case: Case, code: str, *, at: dt.datetime, **values: str) -> None:
    """Queue one text of the pack to the case's officer, or to the heads of its unit where she no longer serves there.

    Nobody is told of a case that nobody has taken: its queue shows it.
    """
    if case.officer_id is None:
        return
    officer = Person.objects.get(pk=case.officer_id)
    for person in [officer] if serves(officer, case.unit, at) else heads_of(case.unit, at):
        tell_officer(case, person, code, at=at, **values)


def serves(person: Person, unit: str, at: dt.datetime) -> bool:
    """Whether a person works the cases of a unit on that day."""
    actor = actor_of(person, on=at.astimezone(zone()).date())
    return person.is_active and unit in actor.units(Permission.WORK_CASES) | units_below(actor.headed_units())


def heads_of(unit: str, at: dt.datetime) -> list[Person]:
    """Who leads a unit on that day."""
    day = at.astimezone(zone()).date()
    heads = Membership.objects.filter(unit=unit, role=Role.HEAD, since__lte=day).exclude(until__lte=day)
    return list(Person.objects.filter(id__in=heads.values("person_id"), is_active=True).order_by("id"))


def tell_officer(case: Case, officer: Person, code: str, *, at: dt.datetime, **values: str) -> None:
    """Queue one text of the pack to a member of staff."""
    if officer.email:
        _queue(
            case,
            officer.email,
            code,
            at=at,
            values=case_values(case) | {"officer_name": str(officer)} | values,
        )


def _queue(
    case: Case,
    recipient: str,
    code: str,
    *,
    at: dt.datetime,
    values: dict[str, str],
    enclosed: Sequence[Enclosed] = (),
) -> MailOutgoing:
    pack = current_pack()
    outgoing = queue_text(
        pack,
        code,
        recipient=recipient,
        values=values,
        at=at,
        ref=case.number,
        in_reply_to=_first_mail_id(case),
        on_result=RESULT_TASK,
        attachments=enclosed,
    )
    remember_mail_id(case, outgoing.message_id)
    return outgoing


def remember_mail_id(case: Case, message_id: str) -> None:
    """Note that a Message-ID belongs to a case: replies to it are threaded by it. An id stays with its first case."""
    if message_id:
        with connection.cursor() as cursor:
            cursor.execute(_REMEMBER, [message_id, case.pk])


def _first_mail_id(case: Case) -> str:
    """What the person's mail program threads a notice under: our first one, which answers the mail that opened the case."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_ID, {"number": case.number, "case": case.pk})
        row = cursor.fetchone()
    return str(row[0]) if row else ""
