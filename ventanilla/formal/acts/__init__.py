"""The formal acts on a case. Each checks who may and whether, writes its record, the journal and the mail, at once."""

from ventanilla.formal.acts.answering import answer_by_message, answer_remedy
from ventanilla.formal.acts.checking import Verdict, check_requirements
from ventanilla.formal.acts.copies import ask_copy, hand_copy
from ventanilla.formal.acts.delegating import end_delegation, grant_delegation
from ventanilla.formal.acts.drafting import (
    Draft,
    RemedyPoint,
    discard_draft,
    draft_remedy_notice,
    draft_resolution,
)
from ventanilla.formal.acts.exporting import note_export
from ventanilla.formal.acts.inquiring import open_inquiry, settle_inquiry
from ventanilla.formal.acts.notifying import note_opening, notify_again, notify_by_hand
from ventanilla.formal.acts.representing import accept_presented_power, revoke_presented_power, use_power
from ventanilla.formal.acts.signing import sign_act
from ventanilla.formal.acts.solvency import prove_solvency_on_paper, record_solvency

__all__ = [
    "Draft",
    "RemedyPoint",
    "Verdict",
    "accept_presented_power",
    "answer_by_message",
    "answer_remedy",
    "ask_copy",
    "check_requirements",
    "discard_draft",
    "draft_remedy_notice",
    "draft_resolution",
    "end_delegation",
    "grant_delegation",
    "hand_copy",
    "note_export",
    "note_opening",
    "notify_again",
    "notify_by_hand",
    "open_inquiry",
    "prove_solvency_on_paper",
    "record_solvency",
    "revoke_presented_power",
    "settle_inquiry",
    "sign_act",
    "use_power",
]
