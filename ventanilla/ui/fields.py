"""The form fields a catalogue may ask for, each with errors that name the field, the rule and the remedy.

Every field cleans to what is stored as the answer: text, true or false, a list of codes, an ISO date, an ISO
moment with its offset, a decimal as text. `None`, "" and [] mean unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ventanilla.rules import identifiers
from ventanilla.rules.phones import check_phone

TEXT_LIMIT = 300
TEXTAREA_LIMIT = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EARLIEST = date(1900, 1, 1)


class Answer(forms.Field):
    """What all kinds share: the words around the control, and whether an answer is missing.

    `explain`, `width`, `limit`, `rules`, `kept` and `sourced` are what the form-field component shows.
    """

    explain = ""
    width = "full"
    limit: int | None = None
    rules: object = None
    kept: Sequence[Any] = ()
    sourced: Any = None

    def __init__(self, *, explain: str = "", width: str = "full", sourced: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.explain = explain
        self.width = width
        self.sourced = sourced

    def validate(self, value: Any) -> None:
        if self.required and value in self.empty_values:
            raise ValidationError(self.missing(), code="required")

    def missing(self) -> str:
        """What to say where a required answer is not given."""
        return _("“%(field)s” is missing: write it.") % self.named()

    def named(self, **values: object) -> dict[str, object]:
        """Values for a message: the field's own name and others."""
        return {"field": self.label, **values}

    def shown(self, answer: Any) -> Any:
        """A stored answer as the control shows it again."""
        return answer


class TextAnswer(Answer):
    """Text; ends are cut, line ends are one character. `pattern` must match whole."""

    widget: type[forms.Widget] = forms.TextInput

    def __init__(
        self, *, limit: int = TEXT_LIMIT, pattern: str | None = None, pattern_error: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.limit_of_text = limit
        self.pattern = re.compile(pattern) if pattern else None
        self.pattern_error = pattern_error

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if _CONTROL.search(text):
            raise ValidationError(
                _("“%(field)s” has characters that cannot be read: type it instead of pasting it.")
                % self.named()
            )
        return text

    def validate(self, value: str) -> None:
        super().validate(value)
        over = len(value) - self.limit_of_text
        if over > 0:
            text = ngettext(
                "“%(field)s” has %(over)s character too many: the limit is %(limit)s. Shorten it.",
                "“%(field)s” has %(over)s characters too many: the limit is %(limit)s. Shorten it.",
                over,
            )
            raise ValidationError(text % self.named(over=over, limit=self.limit_of_text))
        if value and self.pattern and not self.pattern.fullmatch(value):
            rule = self.pattern_error or _(
                "it does not have the form that is asked for. Look at the help of the field"
            )
            raise ValidationError(_("“%(field)s”: %(rule)s") % self.named(rule=_sentence(rule)))


class TextareaAnswer(TextAnswer):
    """Text of several lines, with its limit counted down."""

    widget = forms.Textarea

    def __init__(self, *, limit: int = TEXTAREA_LIMIT, **kwargs: Any) -> None:
        super().__init__(limit=limit, **kwargs)
        self.limit = limit


class EmailAnswer(TextAnswer):
    """One e-mail address."""

    widget = forms.EmailInput
    _check = EmailValidator()

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        try:
            self._check(value)
        except ValidationError:
            raise ValidationError(
                _("“%(field)s” is not a complete address: write it as name@domain.com, without spaces.")
                % self.named()
            ) from None


class PhoneAnswer(TextAnswer):
    """A telephone number of `region` or, with + and its code, of another country; stored as people write it."""

    widget = forms.TextInput

    def __init__(self, *, region: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.region = region
        self.widget.input_type = "tel"

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return text
        check = check_phone(text, self.region)
        if check.valid:
            return check.national
        if get_language() == "es":
            raise ValidationError(_("“%(field)s”: %(rule)s") % self.named(rule=_sentence(check.reason)))
        raise ValidationError(
            _(
                "“%(field)s” is not a number of this country: check it, or begin with + and the country's code."
            )
            % self.named()
        )


class IdentifierAnswer(TextAnswer):
    """An identity or tax number of one of `kinds` (kind → its name); stored in its printed form.

    `warning` is set after cleaning where the number is right in form and yet something does not agree.
    """

    warning = ""

    def __init__(self, *, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kinds = kinds

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return text
        checks = [identifiers.check(kind, text) for kind in self.kinds]
        for check in checks:
            if check.valid:
                self.warning = check.warning
                return check.canonical
        if len(checks) == 1 and get_language() == "es":
            raise ValidationError(_("“%(field)s”: %(rule)s") % self.named(rule=_sentence(checks[0].reason)))
        raise ValidationError(
            _("“%(field)s” is not a valid %(kinds)s: check each character against the document.")
            % self.named(kinds=_either(self.kinds.values()))
        )


class NumberAnswer(Answer):
    """A decimal, written with a point or a comma and without separators of thousands; stored as text."""

    widget = forms.TextInput
    places: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip().replace("\u00a0", "").replace(" ", "")
        if not text:
            return ""
        if not re.fullmatch(r"-?[0-9]{1,15}([.,][0-9]{1,6})?", text) or self._has_thousands(text):
            raise ValidationError(self.unreadable())
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValidationError(self.unreadable()) from None
        return self.canonical(number)

    def _has_thousands(self, text: str) -> bool:
        """Three figures after the only separator may be thousands or thousandths: nobody should guess."""
        return self.places == 2 and re.search(r"[.,][0-9]{3,}$", text) is not None

    def canonical(self, number: Decimal) -> str:
        """The number as it is stored."""
        return format(number, "f")

    def unreadable(self) -> str:
        return _("“%(field)s” is not a number: write figures only, such as 12500.5.") % self.named()


class MoneyAnswer(NumberAnswer):
    """An amount of at most two decimals, not negative."""

    places = 2

    def canonical(self, number: Decimal) -> str:
        if number < 0:
            raise ValidationError(_("“%(field)s” cannot be less than zero.") % self.named())
        return format(number.quantize(Decimal("0.01")), "f")

    def unreadable(self) -> str:
        return (
            _(
                "“%(field)s” is not an amount: write figures and two decimals, without thousands, such as 12500.00."
            )
            % self.named()
        )


class DateAnswer(Answer):
    """A day, not before 1900; `latest` is the last one admitted."""

    widget = forms.DateInput

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.widget.input_type = "date"
        self.latest = latest
        if latest:
            self.widget.attrs["max"] = latest.isoformat()

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValidationError(
                _("“%(field)s” is not a date: choose it in the calendar or write it as 2026-11-20.")
                % self.named()
            ) from None
        if day < _EARLIEST:
            raise ValidationError(_("“%(field)s” is too long ago: check the year.") % self.named())
        if self.latest and day > self.latest:
            raise ValidationError(
                _("“%(field)s” cannot be in the future: write the day it happened.") % self.named()
            )
        return day.isoformat()


class DatetimeAnswer(Answer):
    """A moment to the minute, in the administration's zone; `latest` is the last one admitted."""

    widget = forms.DateTimeInput

    def __init__(self, *, zone: tzinfo, latest: datetime | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)
        self.widget.input_type = "datetime-local"
        self.zone = zone
        self.latest = latest
        if latest:
            self.widget.attrs["max"] = latest.astimezone(zone).strftime("%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        try:
            moment = datetime.fromisoformat(text if "T" in text else text.replace(" ", "T"))
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(self.zone)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or len(text) < len("2026-11-20T14:35"):
            raise ValidationError(
                _("“%(field)s” needs the day and the hour: choose both, or write them as 2026-11-20 14:35.")
                % self.named()
            )
        if moment.date() < _EARLIEST:
            raise ValidationError(_("“%(field)s” is too long ago: check the year.") % self.named())
        if self.latest and moment > self.latest:
            raise ValidationError(
                _("“%(field)s” cannot be in the future: write the moment it happened.") % self.named()
            )
        return moment.isoformat(timespec="minutes")

    def shown(self, answer: Any) -> Any:
        text = str(answer or "")
        return text[: len("2026-11-20T14:35")]


class ChoiceAnswer(Answer):
    """One code of `options` (code, title)."""

    def __init__(self, *, options: Sequence[tuple[str, str]], as_list: bool, **kwargs: Any) -> None:
        self.options = options
        widget = (
            forms.Select(choices=[("", _("Choose one")), *options])
            if as_list
            else forms.RadioSelect(choices=options)
        )
        super().__init__(widget=widget, **kwargs)
        if not as_list:
            self.widget.is_required = self.required

    def to_python(self, value: Any) -> str:
        code = str(value or "")
        if code and code not in dict(self.options):
            raise ValidationError(
                _("“%(field)s”: that is not one of the options. Choose one of those shown.") % self.named()
            )
        return code

    def missing(self) -> str:
        return _("“%(field)s”: choose one option.") % self.named()


class ChoicesAnswer(Answer):
    """Any codes of `options`, in the order of the options."""

    def __init__(self, *, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.options = options
        super().__init__(widget=forms.CheckboxSelectMultiple(choices=options), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        chosen = {str(code) for code in value or ()}
        if chosen - {code for code, _title in self.options}:
            raise ValidationError(
                _("“%(field)s”: one mark is not among the options. Mark those shown.") % self.named()
            )
        return [code for code, _title in self.options if code in chosen]

    def missing(self) -> str:
        return _("“%(field)s”: mark at least one option.") % self.named()


class ConfirmAnswer(Answer):
    """A statement one marks; required means it has to be marked."""

    widget = forms.CheckboxInput

    def to_python(self, value: Any) -> bool:
        return value in {True, "on", "true", "True", "1"}

    def validate(self, value: bool) -> None:
        if self.required and not value:
            raise ValidationError(_("To continue, mark: “%(field)s”") % self.named())


def _sentence(text: str) -> str:
    """A rule of the pack or of a check as the end of our own sentence."""
    text = text.strip()
    lowered = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return lowered if lowered.endswith((".", "?", "!")) else f"{lowered}."


def _either(names: Iterable[str]) -> str:
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return _("%(first)s or %(last)s") % {"first": ", ".join(listed[:-1]), "last": listed[-1]}
