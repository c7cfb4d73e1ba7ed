"""`doors.yaml`: what the counter and the telephone of the administration are told by."""

from __future__ import annotations

from ventanilla.catalogue.values import Certain, Code, Value, Words


class OutsideNumber(Certain):
    """A number another system gives what is presented at the counter: the case is found by it too, as an alias.

    `pattern` is a regular expression that the whole number follows, in capitals and without spaces.
    """

    code: Code
    title: Words
    help: Words | None = None
    pattern: str = "[A-Z0-9][A-Z0-9./-]{4,39}"


class PhoneOption(Certain):
    """What a caller chooses in the telephone's menu, and the procedure that it leads to."""

    code: Code
    title: Words
    procedure: Code


class DoorsFile(Value):
    outside_numbers: tuple[OutsideNumber, ...] = ()
    phone_options: tuple[PhoneOption, ...] = ()

    def outside_number(self, code: str) -> OutsideNumber | None:
        """The kind of outside number; None where the pack has none of that code."""
        return next((item for item in self.outside_numbers if item.code == code), None)

    def phone_option(self, code: str) -> PhoneOption | None:
        """The option of the telephone's menu; None where the pack has none of that code."""
        return next((item for item in self.phone_options if item.code == code), None)
