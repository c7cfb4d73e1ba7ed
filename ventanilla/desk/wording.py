"""What the journal's kinds mean, in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ventanilla.catalogue import Pack
from ventanilla.catalogue.model import Procedure
from ventanilla.desk.rows import unit_title
from ventanilla.formal.telling import KINDS, title_of
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Person, Role

SENTENCES: Mapping[str, Promise] = MappingProxyType(
    {
        "case.opened": _("Case presented"),
        "case.completed": _("The applicant completed the case"),
        "completion.sent": _("Link to complete the case sent"),
        "message.sent": _("Message to the applicant"),
        "message.received": _("Message from the applicant"),
        "note.added": _("Note"),
        "party.denied": _("The owner of the e-mail says: “it was not me”"),
        "notice.bounced": _("A notice came back"),
        "notice.failed": _("A notice could not be delivered"),
        "notice.resent": _("A notice is sent once more"),
        "step.review_started": _("Review started"),
        "step.information_requested": _("Information requested"),
        "step.review_resumed": _("Review resumed without waiting for the information"),
        "step.answered": _("Answer"),
        "step.answer_withdrawn": _("Answer withdrawn to correct it"),
        "step.closed_without_answer": _("Closed without an answer"),
        "step.information_supplied": _("The applicant supplied the information"),
        "step.closed_conform": _("The applicant is satisfied: case closed"),
        "step.closed_not_conform": _("The applicant is not satisfied: case closed"),
        "step.reopened_not_conform": _("The applicant is not satisfied: case reopened"),
        "step.withdrawn": _("The applicant withdrew the request"),
        "step.closed_by_silence": _("Closed: the applicant did not say whether satisfied"),
        "requirements.checked": _("Requirements checked"),
        "act.drafted": _("Act drafted"),
        "act.discarded": _("Draft of an act thrown away"),
        "act.sent": _("Notification of the act begun"),
        "act.notified": _("Act notified once more"),
        "act.opened": _("A party opened the act in the portal"),
        "copy.asked": _("Paper copy asked for"),
        "copy.handed": _("Paper copy handed over"),
        "solvency.solvent": _("The tax system says that the applicant is solvent"),
        "solvency.not_solvent": _("The tax system says that the applicant is not solvent"),
        "solvency.not_reflected": _("The tax system does not show the applicant"),
        "solvency.no_answer": _("The tax system did not answer"),
        "solvency.proved_on_paper": _("The tax status was proved on paper"),
        "power.accepted": _("Document accepted as power"),
        "power.used": _("The case goes by a power on file"),
        "power.revoked": _("Power revoked"),
        "inquiry.opened": _("Inquiry opened"),
        "inquiry.settled": _("Inquiry settled"),
        "step.remedy_notice_issued": _("Remedy notice signed: the term stops"),
        "step.resolved": _("Resolution signed"),
        "step.archived_unanswered": _("Archived: the remedy notice was not answered in its term"),
        "step.became_final": _("The resolution is final: case closed"),
        "dossier.exported": _("The file of the case was downloaded"),
        "bond.registered": _("Bond registered as the resolution left it"),
        "bond.loaded": _("Bond loaded as it stood before the register"),
        "annex.recounted": _("Own version of an annex"),
        "call.recorded": _("Call recorded"),
        "call.solved": _("Solved in the call: case closed"),
        "mail.refused": _("E-mail refused"),
        "mail.opened": _("Case opened from an e-mail"),
        "mail.retried": _("E-mail filed again by the rules"),
        "membership.granted": _("Role granted"),
        "membership.ended": _("Role ended"),
        "detail.erased": _("Personal detail erased"),
        "calendar.entered": _("Decreed day entered"),
        "calendar.applied": _("Decreed day applied"),
        "calendar.withdrawn": _("Decreed day withdrawn"),
        "delegation.granted": _("Signature delegated"),
        "delegation.ended": _("Delegation ended"),
    }
)
ROLES: Mapping[str, Promise] = MappingProxyType(
    {
        Role.OFFICER: _("Case officer"),
        Role.HEAD: _("Head of unit"),
        Role.ADMINISTRATOR: _("Administrator of the desk"),
        Role.AUDITOR: _("Auditor"),
    }
)
CHANNELS: Mapping[str, Promise] = MappingProxyType(
    {
        "online": _("Online"),
        "portal": _("Through the portal"),
        "desk": _("At the desk"),
        "email": _("By e-mail"),
        "phone": _("By telephone"),
        "counter": _("At the counter"),
        "system": _("By itself"),
        "command": _("By a command of the installation"),
    }
)

Names = Mapping[int, str]


def sentence_of(entry: JournalEntry, pack: Pack, names: Names, procedure: Procedure | None = None) -> str:
    """What happened, in one line. `names` are those of the persons whom entries refer to."""
    facts = entry.facts
    if entry.kind == "case.assigned":
        officer = person_in(facts.get("officer"), names)
        return (
            gettext("Assigned to %(name)s") % {"name": officer}
            if officer
            else gettext("Left without an officer")
        )
    if entry.kind.startswith("transfer."):
        units = {key: unit_title(str(facts.get(key, "")), pack) for key in ("from", "to")}
        return _TRANSFERS[entry.kind] % units if entry.kind in _TRANSFERS else entry.kind
    if entry.kind == "case.completed" and not facts.get("fields"):
        return gettext("The applicant sent documents")
    if entry.kind in _MERGES:
        part = next((part for part in ("into", "from") if part in facts), "other")
        return str(_MERGES[entry.kind][part == "other"] % {"number": facts.get(part, "")})
    if entry.kind == "case.linked":
        return gettext("Linked to case %(number)s") % {"number": facts.get("other", "")}
    if entry.kind in KINDS:
        return title_of(entry)
    if entry.kind in SENTENCES:
        return str(SENTENCES[entry.kind])
    return _transition_title(procedure, str(facts.get("transition", ""))) or entry.kind


_TRANSFERS: Mapping[str, Promise] = MappingProxyType(
    {
        "transfer.offered": _("Transfer proposed to %(to)s"),
        "transfer.accepted": _("Transfer accepted: from %(from)s to %(to)s"),
        "transfer.returned": _("Transfer returned by %(to)s"),
    }
)

_MERGES: Mapping[str, tuple[Promise, Promise]] = MappingProxyType(
    {
        "case.merged": (_("Merged into case %(number)s"), _("Case %(number)s was merged into this one")),
        "case.unmerged": (
            _("Taken out of case %(number)s again"),
            _("Case %(number)s was taken out of this one again"),
        ),
    }
)
"""What the stream of the merged case says, and that of the case that takes it in."""


def _transition_title(procedure: Procedure | None, code: str) -> str:
    transitions = procedure.workflow.transitions if procedure and procedure.workflow else ()
    return next((item.title for item in transitions if item.code == code), "")


def membership_words(facts: Mapping[str, object], pack: Pack, names: Names) -> str:
    """Whom an entry of the staff's stream concerns, as what, and where."""
    role = str(ROLES.get(str(facts.get("role")), facts.get("role", "")))
    parts = [names.get(_number(facts.get("person")), ""), role]
    if facts.get("unit"):
        parts.append(unit_title(str(facts["unit"]), pack))
    return " · ".join(part for part in parts if part)


def actor_name(reference: str, names: Names) -> str:
    """Who acted: the journal refers to persons by number alone."""
    if reference.startswith("person:"):
        return person_in(reference, names)
    return gettext("The system") if reference == "system" else gettext("Somebody not signed in")


def person_in(reference: object, names: Names) -> str:
    """The name behind `person:7`; "" where there is no such reference."""
    number = _number(str(reference or "").removeprefix("person:"))
    return names.get(number, gettext("Person %(number)s") % {"number": number}) if number else ""


def names_in(entries: Collection[JournalEntry]) -> dict[int, str]:
    """The names of all the persons that entries refer to, in one query."""
    wanted = set()
    for entry in entries:
        for reference in (entry.actor, entry.facts.get("officer"), entry.facts.get("person")):
            wanted.add(_number(str(reference or "").removeprefix("person:")))
    wanted.discard(0)
    people = Person.objects.filter(pk__in=wanted).only("name", "email", "username") if wanted else ()
    return {person.pk: str(person) for person in people}


def channel_words(code: str) -> str:
    """How something came in or went out."""
    return str(CHANNELS.get(code, code))


def _number(text: object) -> int:
    return int(str(text)) if str(text or "").isdecimal() else 0
