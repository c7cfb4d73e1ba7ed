"""The forms of the counter: what is begun, what stands beside the answers, and the papers with which it is registered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ventanilla.catalogue import Pack
from ventanilla.ui.fields import DatetimeAnswer

ALIAS_LIMIT = 80


class AsideForm(forms.Form):
    """When it was handed in, and the number an outside system gave it. Right or wrong, `typed` is what was typed."""

    use_required_attribute = False
    scheme = forms.ChoiceField(label=gettext_lazy("Which system gave the number"), required=False)
    alias = forms.CharField(label="", required=False, max_length=ALIAS_LIMIT)

    def __init__(self, data: Any = None, *, pack: Pack, now: dt.datetime, typed: Mapping[str, str]) -> None:
        local = now.astimezone(pack.timezone)
        begun = {"presented_at": local.strftime("%Y-%m-%dT%H:%M"), **typed}
        super().__init__(data, auto_id="counter-%s", initial=begun)
        self.fields["presented_at"] = DatetimeAnswer(
            label=_("Day and hour of presentation"),
            help_text=_("When it was handed in: it may be before now, and the legal term counts from it."),
            zone=pack.timezone,
            latest=now,
        )
        kinds = pack.doors.outside_numbers
        self.fields["scheme"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        if len(kinds) < 2:
            self.fields["scheme"].widget = forms.HiddenInput()
            self.initial["scheme"] = kinds[0].code if kinds else ""
        if kinds:
            self.fields["alias"].label = kinds[0].title if len(kinds) == 1 else _("Outside number")
            self.fields["alias"].help_text = kinds[0].help or ""
        else:
            del self.fields["alias"]
        self.order_fields(["presented_at", "scheme", "alias"])

    def typed(self) -> dict[str, str]:
        """What was typed, for the draft."""
        return {name: str(self.data.get(name, ""))[:ALIAS_LIMIT].replace("\0", "") for name in self.fields}


class RegisterForm(forms.Form):
    """What registers a form of the counter; `remove` takes a file out of it first."""

    key = forms.UUIDField(required=False)
    remove = forms.IntegerField(required=False, min_value=1, max_value=2**62)
