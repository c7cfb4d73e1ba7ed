"""Small marks templates need that no component carries: an icon, a form control, a phone link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ventanilla.ui.context import current_pack
from ventanilla.ui.figures import size

register = template.Library()

_CLASSES = {"select": "usa-select", "file": "v-file"}
_OWN_LOOK = {"checkbox", "radio", "hidden"}


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """An icon of the USWDS sprite by its name; decorative unless it has a title."""
    href = f"{_sprite()}#{name}"
    if title:
        return format_html(
            '<svg class="v-icon" role="img" aria-label="{}" focusable="false"><use href="{}"></use></svg>',
            title,
            href,
        )
    return format_html(
        '<svg class="v-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href
    )


@cache
def _sprite() -> str:
    """A table of cases asks for its address a hundred times."""
    return static("vendor/uswds/img/sprite.svg")


_DUE_ICONS = {"paused": "hourglass_empty", "overdue": "error", "soon": "schedule"}


@register.simple_tag
def due_mark(state: str, due: object = "", text: str = "", explain_url: str = "") -> SafeString:
    """When a case is due: `state` is ok, soon, overdue, paused or none; `text` says more than the date."""
    if state in ("", "none"):
        return format_html('<span class="v-muted">{}</span>', _("No term"))
    states = {"overdue": _("Overdue"), "paused": _("Clock stopped")}
    said = [part for part in (states.get(state), moment(due, "date") if due else "", text) if part]
    words = format_html_join(" · ", "{}", ([part] for part in said))
    why = format_html(' <a href="{}">{}</a>', explain_url, _("Why this date")) if explain_url else ""
    mark = icon(_DUE_ICONS.get(state, "event"))
    return format_html('<span class="v-due v-due-{}">{}<span>{}{}</span></span>', state, mark, words, why)


@register.simple_tag
def phase_name(phase: str, side: str = "") -> str:
    """What a phase is called: for its applicant, or on the desk (side "staff")."""
    match phase:
        case "received":
            return _("Received")
        case "in_review":
            return _("In review")
        case "waiting_applicant":
            return _("Waiting for the applicant") if side == "staff" else _("Waiting for you")
        case "decided":
            return _("Answered")
        case "closed":
            return _("Closed")
        case _other:
            message = f"there is no phase {phase!r}"
            raise ValueError(message)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The field's own widget with our classes."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "textarea")
    look = "usa-textarea" if isinstance(widget, Textarea) else _CLASSES.get(kind, "usa-input")
    width = getattr(bound.field, "width", "")
    own = widget.attrs.get("class", "")
    classes = [
        "" if kind in _OWN_LOOK else look,
        f"v-width-{width}" if width in {"short", "medium"} else "",
        own,
    ]
    return bound.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def control_kind(bound: BoundField) -> str:
    """How the field is laid out: radios, checkboxes, checkbox, or "" for one control below its label."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, RadioSelect):
        return "radios"
    return "checkbox" if isinstance(widget, CheckboxInput) else ""


@register.filter
def phone_href(number: object) -> str:
    """`tel:` link of a printed number: its digits and a leading plus."""
    text = str(number).split("ext")[0]
    return "tel:" + ("+" if text.strip().startswith(("+", "(+")) else "") + re.sub(r"\D", "", text)


@register.filter
def whatsapp_href(number: object) -> str:
    """Link that opens a chat with a printed number."""
    return "https://wa.me/" + re.sub(r"\D", "", str(number))


@register.filter
def bare_url(url: object) -> str:
    """An address as people say it: without scheme and last slash."""
    return str(url).split("://", 1)[-1].rstrip("/")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a control, or one name with its value."""

    value: Any
    label: Any
    hint: str = ""
    sourced: Any = None


@register.filter
def as_options(items: Iterable[Any] | None) -> list[Any]:
    """(value, label) pairs as things with `value`, `label` and `hint`; others as they are."""
    return [Option(*item) if isinstance(item, tuple | list) else item for item in items or ()]


@register.filter
def as_facts(items: Iterable[Any] | None) -> list[Any]:
    """(name, value) pairs as things with `label` and `value`; others as they are."""
    return [
        Option(value=item[1], label=item[0]) if isinstance(item, tuple | list) else item
        for item in items or ()
    ]


@register.filter
def is_list(value: object) -> bool:
    """Whether a value is several texts."""
    return isinstance(value, list | tuple)


@register.filter
def upper_list(items: Iterable[str]) -> str:
    """File types as people read them: PDF, PNG, JPG."""
    return ", ".join(item.upper() for item in items)


@register.filter
def accept(items: Iterable[str]) -> str:
    """File types as the `accept` attribute has them: .pdf,.png,.jpg."""
    return ",".join(f".{item}" for item in items)


@register.filter
def file_size(count: int) -> str:
    """Bytes as people read them: 471 KB, 1.1 MB."""
    return size(count, current_pack())


@register.filter
def iso(value: object) -> str:
    """A date or a datetime as a native control takes it; text stays as it is."""
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def add_class(classes: str, kind: str) -> str:
    """The classes of a button with those of its kind or size."""
    known = {
        "outline": "usa-button--outline",
        "quiet": "v-button-quiet",
        "danger": "v-button-danger",
        "small": "v-button-small",
    }
    return f"{classes} {known[kind]}" if kind in known else classes


@register.simple_tag
def moment(value: object, form: str = "datetime") -> SafeString:
    """A `time` element of a date, a datetime or ISO text; `form` is date, datetime, long or time.

    Datetimes are shown in the zone of the administration, 24 hours.
    """
    instant = _instant(value)
    if instant is None:
        return SafeString("")
    day = "j b Y" if get_language() == "es" else "j M Y"
    formats = {"date": day, "long": "DATE_FORMAT", "time": "H:i", "datetime": f"{day}, H:i"}
    chosen = formats["date" if form == "datetime" and not isinstance(instant, datetime) else form]
    shown = _local(instant).replace(tzinfo=None) if isinstance(instant, datetime) else instant
    words = _in_words(shown, chosen, get_language())
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), words)


@lru_cache(maxsize=4096)
def _in_words(shown: date, form: str, _language: str | None) -> str:
    """A page names twenty moments, and the next page mostly the same ones."""
    return date_format(shown, form)


def _local(moment: datetime) -> datetime:
    return localtime(moment) if is_aware(moment) else moment


def _instant(value: object) -> date | None:
    if isinstance(value, date):
        return value
    text = str(value or "")
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@register.simple_tag
def form_errors(
    form: BaseForm | None, errors: Iterable[tuple[str, str]] | None = None
) -> list[tuple[str, str]]:
    """Every error as (address of its field, text), in the order of the form's fields."""
    if errors:
        return list(errors)
    if not form:
        return []
    lines = [(getattr(form, "new_anchor", ""), str(text)) for text in form.non_field_errors()]
    for bound in form:
        lines.extend((f"#{_first_id(bound)}", _naming(bound, str(text))) for text in bound.errors)
    return lines


def _naming(bound: BoundField, text: str) -> str:
    """Errors of Django's own fields do not name the field; ours do."""
    return text if str(bound.label) in text else f"{bound.label}: {text}"


def _first_id(bound: BoundField) -> str:
    many = control_kind(bound) in {"radios", "checkboxes"}
    return f"{bound.auto_id}_0" if many else bound.id_for_label
