"""Why an act is refused. Each text is for people: it names the field or state, the rule and the remedy."""

from __future__ import annotations


class ActRefused(Exception):
    """Base of every refusal. `field` names the form's field, "" for the whole."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


class NotAllowed(ActRefused):
    """The actor, or the case's state, does not permit it."""


class Invalid(ActRefused):
    """A value breaks a rule."""


class Stale(ActRefused):
    """Somebody changed the case since the page was shown; what was typed must be kept for another try."""
