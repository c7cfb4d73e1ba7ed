"""The calendars of a pack: `calendar.yaml` as the business calendars of its offices and laws."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict
from pydantic import Field as Key

from ventanilla.catalogue.values import Certain, Code, PostCode, Value, Words


class Years(Value):
    first: int
    last: int


class ClosureClass(Value):
    code: Code
    title: Words


class CountingLaw(Value):
    """A law that counts business days, and the classes of closures it leaves out."""

    code: Code
    title: Words
    default: bool = False
    classes: tuple[Code, ...] = ()
    roll_end: bool = False


class ClosureEntry(Certain):
    """One entry of the list of closures; keys beyond these are the parameters of its rule."""

    model_config = ConfigDict(extra="allow")

    code: Code | None = None
    name: Words
    class_: Code | None = Key(default=None, alias="class")
    laws: tuple[Code, ...] = ()
    rule: str
    posts: tuple[PostCode, ...] = ()
    municipalities: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the rule, as written."""
        return dict(self.model_extra or {})


class CalendarFile(Value):
    years: Years
    classes: tuple[ClosureClass, ...]
    laws: tuple[CountingLaw, ...]
    closures: tuple[ClosureEntry, ...]
