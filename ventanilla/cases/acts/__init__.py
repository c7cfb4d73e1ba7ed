"""The acts on a case. Each checks who may and whether, writes rows, journal and mail, in one transaction."""

from ventanilla.cases.acts.casework import (
    add_note,
    assign_case,
    link_cases,
    offer_transfer,
    officers_of,
    settle_transfer,
    write_message,
)
from ventanilla.cases.acts.completing import complete_case, send_completion_link
from ventanilla.cases.acts.delivery import note_bounce, note_failure, resend_notice
from ventanilla.cases.acts.merging import merge_cases, undo_merge
from ventanilla.cases.acts.opening import Applicant, NewFile, open_case
from ventanilla.cases.acts.parties import deny_authorship
from ventanilla.cases.acts.steps import Said, take_step

__all__ = [
    "Applicant",
    "NewFile",
    "Said",
    "add_note",
    "assign_case",
    "complete_case",
    "deny_authorship",
    "link_cases",
    "merge_cases",
    "note_bounce",
    "note_failure",
    "offer_transfer",
    "officers_of",
    "open_case",
    "resend_notice",
    "send_completion_link",
    "settle_transfer",
    "take_step",
    "undo_merge",
    "write_message",
]
