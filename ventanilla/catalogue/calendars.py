"""The calendars of a pack: `calendar.yaml` as the business calendars of its offices and laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from pydantic import ConfigDict
from pydantic import Field as Key

from ventanilla.catalogue.model import Post
from ventanilla.catalogue.values import Certain, Code, PostCode, Value, Words
from ventanilla.rules.calendars import BusinessCalendar, Closure
from ventanilla.rules.closures import ClosureRule, generate, select


class UnknownCode(LookupError):
    """A post or a law that the pack does not have; the message lists those it has."""

    def __init__(self, what: str, code: str, known: Sequence[str]) -> None:
        self.code = code
        super().__init__(f"El paquete no tiene {what} «{code}». Tiene: {', '.join(known) or 'ninguna'}.")


class Years(Value):
    first: int
    last: int


class ClosureClass(Value):
    code: Code
    title: Words


class CountingLaw(Value):
    """A law that counts business days, and the classes of closures it leaves out.

    `roll_end`: a term of calendar days that ends on a closed day ends on the next business day.
    """

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
    class_: Code = Key(alias="class")
    laws: tuple[Code, ...] = ()
    rule: str
    posts: tuple[PostCode, ...] = ()
    municipalities: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the rule; a `date` written as one is a date."""
        params = dict(self.model_extra or {})
        try:
            params["date"] = date.fromisoformat(params["date"])
        except (KeyError, TypeError, ValueError):
            return params
        return params

    def as_rule(self, posts: Mapping[str, Post]) -> ClosureRule:
        """The entry as `ventanilla.rules.closures` reads it; municipalities become their posts."""
        local = [code for code, post in posts.items() if post.municipality in self.municipalities]
        return ClosureRule(
            name=self.name,
            kind=self.class_,
            rule=self.rule,
            params=self.params,
            laws=frozenset(self.laws),
            posts=frozenset([*self.posts, *local]),
            confirmed=self.is_confirmed,
        )


class CalendarFile(Value):
    """The content of `calendar.yaml`. Days that the administration enters one by one are of class `decreed_class`."""

    years: Years
    classes: tuple[ClosureClass, ...]
    decreed_class: Code = "decreed"
    laws: tuple[CountingLaw, ...]
    closures: tuple[ClosureEntry, ...]

    @property
    def default_law(self) -> CountingLaw:
        """The law that counts where none is named."""
        return next((law for law in self.laws if law.default), self.laws[0])


@dataclass(frozen=True, eq=False)
class CalendarBook:
    """All the calendars of a pack in one language, made when asked for and kept."""

    file: CalendarFile
    posts: Mapping[str, Post]
    language: str = "es"

    @cached_property
    def closures(self) -> tuple[Closure, ...]:
        """Every closed day of the published years, of every class, law and post."""
        rules = [entry.as_rule(self.posts) for entry in self.file.closures]
        return generate(rules, self.file.years.first, self.file.years.last)

    @property
    def titles(self) -> Mapping[str, str]:
        """Title of each class of closures."""
        return {item.code: item.title for item in self.file.classes}

    def law(self, code: str | None) -> CountingLaw:
        """The law named `code`, or the default one. Raises UnknownCode."""
        if code is None:
            return self.file.default_law
        known = {law.code: law for law in self.file.laws}
        if code not in known:
            raise UnknownCode("la ley", code, list(known))
        return known[code]

    def calendar(
        self, post: str | None = None, law: str | None = None, decreed: Sequence[Closure] = ()
    ) -> BusinessCalendar:
        """The business days of `post` (None: the offices in general) as `law` counts them.

        `decreed` are closures beyond the pack's, published by the administration; one that names a law closes under
        it though the law leaves its class out. Raises UnknownCode.
        """
        if post is not None and post not in self.posts:
            raise UnknownCode("la oficina", post, list(self.posts))
        return _calendar(self, post, self.law(law), tuple(decreed))


@lru_cache(maxsize=512)
def _calendar(
    book: CalendarBook, post: str | None, law: CountingLaw, decreed: tuple[Closure, ...]
) -> BusinessCalendar:
    classes = law.classes or tuple(book.titles)
    named = {closure.kind for closure in decreed if law.code in closure.laws} - set(classes)
    return select(
        [*book.closures, *decreed],
        (*classes, *sorted(named)),
        post,
        first_year=book.file.years.first,
        last_year=book.file.years.last,
        law=law.code,
        titles=book.titles,
        law_title=law.title,
        language=book.language,
        roll_end=law.roll_end,
    )
