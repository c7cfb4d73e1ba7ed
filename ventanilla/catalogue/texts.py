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
        "applicant_name",
        "email",
        "desk_name",
        "reset_url",
        "confirmation_url",
        "login_url",
        "guide_url",
        "contact_block",
    }
)
"""What a message about an account may carry."""
CASE_PLACEHOLDERS = frozenset(
    {
        "applicant_name", "case_number", "case_url", "contact_block", "desk_case_url", "desk_name", "due_date",
        "guide_url", "login_url", "message", "not_me_url", "officer_name", "outcome", "procedure_title", "reset_url",
        "satisfaction_url", "subject", "unit",
    }
)  # fmt: skip
"""What a message about a case may carry."""
PLACEHOLDERS = ACCOUNT_PLACEHOLDERS | CASE_PLACEHOLDERS

REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "receipt": frozenset({"case_number", "case_url", "not_me_url", "reset_url"}),
        "answer": frozenset({"case_number", "message", "satisfaction_url"}),
        "closed_by_silence": frozenset({"case_number"}),
        "reset": frozenset({"reset_url"}),
        "confirmation": frozenset({"confirmation_url"}),
        "registered": frozenset({"reset_url"}),
        "already_registered": frozenset(),
        "password_changed": frozenset(),
        "message": frozenset({"case_number", "message"}),
        "transfer": frozenset({"case_number"}),
        "staff_new_message": frozenset({"case_number"}),
        "staff_assigned": frozenset({"case_number"}),
        "staff_transfer": frozenset({"case_number"}),
    }
)
"""The messages that a pack with an open procedure must have, and what each must carry."""


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
