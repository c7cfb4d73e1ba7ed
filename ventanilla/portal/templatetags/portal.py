"""Where a page stands: the steps of its breadcrumb."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def trail(here: str, section: str = "", parent: str = "", parent_url: str = "") -> list[tuple[str, str]]:
    """(text, address) of each step from the first page to `here`.

    `section` is a code of the public menu (procedures, forms, cases); `parent` a page between it and this one.
    """
    steps = [(_("Home"), reverse("portal:home"))]
    labels = {"procedures": _("Procedures"), "forms": _("Forms"), "cases": _("My cases")}
    if section:
        steps.append((labels[section], reverse(f"portal:{section}")))
    if parent:
        steps.append((parent, parent_url))
    return [*steps, (here, "")]
