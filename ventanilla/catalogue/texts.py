"""The messages of a pack: which placeholders they may carry, which they must, and how they are filled.

A placeholder is a name in braces, `{case_number}`. What each one holds is decided by the room that sends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")

ACCOUNT_PLACEHOLDERS = frozenset(
    {
        "applicant_name", "confirmation_url", "contact_block", "desk_name", "email", "guide_url", "login_url", "reset_url",
    }
)  # fmt: skip
"""What a message about an account may carry."""
CASE_PLACEHOLDERS = frozenset(
    {
        "applicant_name", "case_number", "case_url", "contact_block", "desk_case_url", "desk_name", "due_date",
        "guide_url", "login_url", "message", "outcome", "procedure_title", "reset_url", "satisfaction_url", "subject",
        "unit",
    }
)  # fmt: skip
"""What any message about a case may carry."""
PARTY_PLACEHOLDERS = CASE_PLACEHOLDERS | {"completion_url", "missing", "not_me_url", "upload_url"}
"""What a message to a party of a case may carry."""
ACT_PLACEHOLDERS = PARTY_PLACEHOLDERS | {"act_title", "verification_url"}
"""What the notification of a formal act may carry."""
STAFF_PLACEHOLDERS = CASE_PLACEHOLDERS | {"officer_name"}
"""What a message to staff about a case may carry."""
DRAFT_PLACEHOLDERS = frozenset(
    {"applicant_name", "case_url", "contact_block", "desk_name", "guide_url", "login_url", "procedure_title"}
)
"""What the link to a saved draft may carry."""
MAILBOX_PLACEHOLDERS = frozenset({"desk_name", "mail_state_url", "mailbox", "message", "officer_name"})
"""What a message to the administrators about a mailbox may carry."""
DIGEST_PLACEHOLDERS = frozenset({"desk_name", "desk_url", "message", "officer_name"})
"""What the daily message to an officer about terms that end may carry."""

ACCOUNT_TEXTS = frozenset(
    {"reset", "confirmation", "registered", "already_registered", "password_changed", "staff_welcome"}
)
ACT_TEXTS = frozenset({"notify_remedy_notice", "notify_resolution"})
DRAFT_TEXTS = frozenset({"draft_link", "call_link"})
MAILBOX_TEXTS = frozenset({"mailbox_silent"})
DIGEST_TEXTS = frozenset({"staff_terms"})
STAFF_TEXTS = frozenset({"staff_new_message", "staff_assigned", "staff_transfer", "staff_due_soon"})

REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "receipt": frozenset({"case_number", "case_url", "not_me_url", "reset_url"}),
        "receipt_by_email": frozenset(
            {"case_number", "case_url", "completion_url", "missing", "not_me_url", "reset_url"}
        ),
        "attachments_refused": frozenset({"case_number", "message", "upload_url"}),
        "completion_link": frozenset({"case_number", "completion_url", "missing"}),
        "answer": frozenset({"case_number", "message", "satisfaction_url"}),
        "closed_by_silence": frozenset({"case_number"}),
        "message": frozenset({"case_number", "message"}),
        "transfer": frozenset({"case_number"}),
        "reset": frozenset({"reset_url"}),
        "confirmation": frozenset({"confirmation_url"}),
        "registered": frozenset({"reset_url"}),
        "already_registered": frozenset(),
        "password_changed": frozenset(),
        "draft_link": frozenset({"case_url"}),
        "staff_new_message": frozenset({"case_number"}),
        "staff_assigned": frozenset({"case_number"}),
        "staff_transfer": frozenset({"case_number"}),
        "mailbox_silent": frozenset({"mailbox", "message"}),
        "date_moved": frozenset({"case_number", "message"}),
        "staff_terms": frozenset({"message"}),
    }
)
"""The messages that a pack with an open procedure must have, and what each must carry."""
CALL_TEXT = "call_link"
"""The message with the form of what a call did not solve: a pack with options of the telephone has it."""
REQUIRED_SCREENS = ("reset_sent", "check_mailbox", "confirmation_sent")
"""The notices on screen that such a pack must have."""


def allowed_in(code: str) -> frozenset[str]:
    """The placeholders that the message `code` may carry: every one of them is filled when it is sent."""
    if code in ACCOUNT_TEXTS:
        return ACCOUNT_PLACEHOLDERS
    if code in DRAFT_TEXTS:
        return DRAFT_PLACEHOLDERS
    if code in MAILBOX_TEXTS:
        return MAILBOX_PLACEHOLDERS
    if code in DIGEST_TEXTS:
        return DIGEST_PLACEHOLDERS
    if code in ACT_TEXTS:
        return ACT_PLACEHOLDERS
    return STAFF_PLACEHOLDERS if code in STAFF_TEXTS else PARTY_PLACEHOLDERS


def placeholders(template: str) -> frozenset[str]:
    """The names in braces in `template`."""
    return frozenset(_PLACEHOLDER.findall(template))


def is_well_formed(template: str) -> bool:
    """Whether every brace belongs to a placeholder."""
    rest = _PLACEHOLDER.sub("", template)
    return "{" not in rest and "}" not in rest and all(map(_NAME.fullmatch, placeholders(template)))


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with each placeholder replaced by its value, once. KeyError names what has no value."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)
