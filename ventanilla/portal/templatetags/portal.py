"""Where a page stands: the steps of its breadcrumb; and the sheets that requirements are filled in with."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from ventanilla.bonds.annexes import PREFIX, annex_of
from ventanilla.ui.context import current_pack

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


@register.simple_tag
def template_url(requirement: str) -> str:
    """Where the sheet of a requirement is downloaded, "" for what is no annex."""
    if annex_of(requirement, current_pack()) is None:
        return ""
    return reverse("portal:annex_template", args=[requirement.removeprefix(PREFIX)])
