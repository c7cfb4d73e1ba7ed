"""What has happened in a case and what happens next, in plain words for the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ventanilla.cases.models import Case, Phase
from ventanilla.catalogue import Pack
from ventanilla.catalogue.forms import labels_of
from ventanilla.catalogue.model import Procedure
from ventanilla.formal.telling import KINDS, title_of
from ventanilla.journal.models import JournalEntry
from ventanilla.mail.acts import UNDELIVERED
from ventanilla.mail.models import OutgoingState


def sentence_of(entry: JournalEntry, procedure: Procedure, pack: Pack) -> str:
    """A public journal entry as a sentence to the applicant."""
    facts: Mapping[str, Any] = entry.facts
    known = _sentences()
    if entry.kind == "case.completed" and not facts.get("fields"):
        return _("You sent documents")
    if entry.kind in known:
        return known[entry.kind]
    if entry.kind in ("case.merged", "case.unmerged"):
        return _merged(entry)
    if entry.kind in KINDS:
        return title_of(entry)
    if entry.kind == "transfer.accepted":
        unit = pack.units.get(str(facts.get("to")))
        return _("Your case passed to %(unit)s") % {"unit": unit.title if unit else facts.get("to")}
    return _("Your case went on: %(step)s") % {"step": step_title(procedure, str(facts.get("to", "")))}


def _merged(entry: JournalEntry) -> str:
    facts, is_merged = entry.facts, entry.kind == "case.merged"
    if "other" in facts:
        words = (
            _("Your case %(number)s goes on in this one")
            if is_merged
            else _("Your case %(number)s goes on by itself again")
        )
        return words % {"number": facts["other"]}
    words = _("Goes on in case %(number)s") if is_merged else _("Goes on here again, apart from %(number)s")
    return words % {"number": facts.get("into") or facts.get("from", "")}


def _sentences() -> dict[str, str]:
    return {
        "case.opened": _("We received your request"),
        "case.completed": _("You completed your request"),
        "completion.sent": _("We sent you the link to complete your request"),
        "message.sent": _("We wrote to you"),
        "message.received": _("You wrote to us"),
        "step.review_started": _("We began to review your case"),
        "step.review_resumed": _("We went on with the review"),
        "step.information_requested": _("We asked you for information"),
        "step.information_supplied": _("You sent what we had asked for"),
        "step.answered": _("We answered your request"),
        "step.answer_withdrawn": _("We withdrew the answer in order to correct it"),
        "step.closed_without_answer": _("We closed the case without an answer"),
        "step.closed_conform": _("You are satisfied with the answer. The case ended"),
        "step.closed_not_conform": _("You are not satisfied with the answer"),
        "step.remedy_notice_issued": _("We notified you of a remedy notice"),
        "step.resolved": _("We resolved your request"),
        "step.archived_unanswered": _(
            "We archived your request because the remedy notice was not answered in its term"
        ),
        "step.became_final": _("The resolution became final. The case ended"),
        "bond.registered": _("We wrote your bond into the register as the resolution left it"),
        "act.notified": _("We notified you of the act once more"),
        "copy.asked": _("A paper copy was asked for"),
        "copy.handed": _("The paper copy was handed over"),
        "power.accepted": _("We accepted the document that proves whom you represent"),
        "power.used": _("We took note of the power by which you represent"),
        "power.revoked": _("The power by which you represented was revoked"),
        "solvency.not_reflected": _(
            "The tax system does not show your tax status. You may present the document that proves it"
        ),
        "solvency.no_answer": _(
            "The tax system did not answer about your tax status. You may present the document that proves it"
        ),
        "solvency.proved_on_paper": _("Your tax status was proved with a document"),
        "call.solved": _("We solved your request in the call. The case ended"),
        "step.withdrawn": _("You withdrew the request. The case ended"),
        "step.closed_by_silence": _("The case ended because we had no word from you about the answer"),
    }


def mailed_words(state: str) -> str:
    """Whether an e-mail with the same words went out, and what to do where it did not arrive."""
    if state in UNDELIVERED:
        return _(
            "The e-mail with this text did not arrive: you can read it here. Check that the e-mail address of your "
            "account is right and your mailbox is not full; if you use another one now, tell us in this case."
        )
    if state == OutgoingState.SENT:
        return _("We sent it by e-mail too")
    return _("The e-mail is about to go out")


def completed_words(entry: JournalEntry, procedure: Procedure) -> str:
    """The questions that an entry completed, as the form calls them; "" where it completed none."""
    codes = entry.facts.get("fields", ()) if entry.kind == "case.completed" else ()
    return "; ".join(labels_of(procedure, codes))


def step_title(procedure: Procedure, step: str) -> str:
    """What the pack calls a step; its code where the workflow no longer has it."""
    steps = procedure.workflow.steps if procedure.workflow else ()
    return next((item.title for item in steps if item.code == step), step)


def step_of(case: Case, procedure: Procedure) -> str:
    """Where a case stands: the title of its step, or that it goes on in another case."""
    return _("Goes on in another case") if case.merged_into_id else step_title(procedure, case.step)


def completing_words(unit: str) -> str:
    """What happens next with a request that lacks something."""
    return _(
        "The unit in charge (%(unit)s) attends to your request. Complete what is missing, below, "
        "so that it does not have to ask you for it."
    ) % {"unit": unit}


def next_words(case: Case, unit: str, *, has_follow_up: bool, dissatisfied: str) -> str:
    """What happens next, and whether the applicant has anything to do."""
    if case.phase == Phase.RECEIVED:
        return _(
            "The unit in charge (%(unit)s) will review your request. You do not have to do anything now: "
            "we will write to you when there is news."
        ) % {"unit": unit}
    if case.phase == Phase.IN_REVIEW:
        return _(
            "The unit in charge (%(unit)s) is reviewing your request. You do not have to do anything now: "
            "we will write to you when there is an answer or if something is missing."
        ) % {"unit": unit}
    if case.phase == Phase.WAITING_APPLICANT:
        return _(
            "We need something from you in order to go on. Read what we ask for, and send it here or by "
            "answering our e-mail. Meanwhile the time we have to answer does not run."
        )
    if case.phase == Phase.DECIDED and not dissatisfied:
        return _(
            "Your request was resolved. Read the resolution: it says its reasons and the recourse you have."
        )
    if case.phase == Phase.DECIDED:
        return (
            _("We answered you. Read the answer and tell us whether you are satisfied.")
            + " "
            + (
                _("If you are not, we close this case and open another, linked to it, for what is missing.")
                if dissatisfied == "new_case"
                else _("If you are not, we take up the case again.")
            )
        )
    if case.merged_into is not None:
        return _(
            "You wrote to us about the same matter under two numbers. We attend to both together in case "
            "%(number)s; what you answer to our e-mails of this case arrives there."
        ) % {"number": case.merged_into.number}
    if has_follow_up:
        return _("This case ended. What was missing goes on in the case that follows it, linked below.")
    return _("This case ended. You can read it whenever you need to. For something else, make a new request.")
