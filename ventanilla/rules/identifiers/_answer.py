"""The one answer every kind of identifier gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdentifierCheck:
    """What is known of an identifier from its own characters (no register is asked).

    ``canonical`` is the printed form when ``valid``, otherwise empty; checking it again gives it again.
    ``check_digit`` is True or False where one was computed, None where the kind has none or the number was
    refused before. ``warning`` (valid, yet something does not agree) and ``reason`` (why it is not valid) are
    Spanish sentences that name the rule and the remedy, never the number itself.
    """

    valid: bool
    canonical: str = ""
    check_digit: bool | None = None
    warning: str = ""
    reason: str = ""


def accepted(canonical: str, *doubts: tuple[bool, str], check_digit: bool | None = None) -> IdentifierCheck:
    """A valid identifier. Each doubt is whether it arises and its sentence; those that do make the warning."""
    warning = " ".join(sentence for arises, sentence in doubts if arises)
    return IdentifierCheck(valid=True, canonical=canonical, check_digit=check_digit, warning=warning)


def refused(reason: str, *, check_digit: bool | None = None) -> IdentifierCheck:
    """An identifier that breaks the rule ``reason`` names."""
    return IdentifierCheck(valid=False, check_digit=check_digit, reason=reason)
