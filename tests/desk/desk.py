"""The desk as one of its people uses it: open a case, fill one of its forms, send it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client

from tests.portal.reading import Page
from ventanilla.cases.models import Case

QUEUE = "/mesa/"


def address(case: Case, *rest: str) -> str:
    """The address of a case, or of something below it."""
    return "/".join(["/mesa/casos", case.number, *rest, ""])


@dataclass(frozen=True, slots=True)
class Open:
    """A case page somebody has open: what it says, and the marks its forms carry."""

    client: Client
    case: Case
    page: Page
    unfolded: dict[str, str] = field(default_factory=dict)

    def marks(self, form: str) -> dict[str, str]:
        """The hidden `seen` and `key` of the form of an action."""
        html, found = self.unfold(form), {}
        for name in ("seen", "key"):
            match = re.search(rf'<input[^>]*id="{form}-{name}"[^>]*>', html)
            assert match, f"no form {form} with {name}"
            value = re.search(r'value="([^"]*)"', match.group(0))
            found[name] = value.group(1) if value else ""
        return found

    def unfold(self, form: str) -> str:
        """The page's words, or those of an action that it has closed: fetched when first opened, as the browser does."""
        closed = re.search(rf'hx-get="([^"]*/acciones/{form}/[^"]*)"', self.page.html)
        if closed is None:
            return self.page.html
        if form not in self.unfolded:
            response = self.client.get(closed.group(1).replace("&amp;", "&"), headers={"HX-Request": "true"})
            self.unfolded[form] = response.content.decode()
        return self.unfolded[form]

    def has(self, form: str) -> bool:
        """Whether the page offers an action."""
        return f'id="accion-{form}"' in self.page.html

    def send(self, form: str, where: str, **typed: object) -> HttpResponse:
        """Send the form of an action; `where` is its address below the case's."""
        return self.client.post(address(self.case, where), {**self.marks(form), **typed})

    def step(self, step: str, **typed: object) -> HttpResponse:
        """Take a step by its form."""
        return self.send(step, f"pasos/{step}", **typed)

    def typed(self, control: str) -> str:
        """What a text area holds."""
        match = re.search(
            rf'<textarea[^>]*id="{control}"[^>]*>\s*(.*?)</textarea>', self.page.html, re.DOTALL
        )
        assert match, f"no text area {control}"
        return match.group(1).replace("&quot;", '"').replace("&#x27;", "'").strip()


def open_case_page(client: Client, case: Case, query: str = "") -> Open:
    """The case's page, which must be there."""
    response = client.get(address(case) + query)
    assert response.status_code == 200, response.status_code
    return Open(client, case, Page(response))


def after(client: Client, case: Case, response: HttpResponse) -> Open:
    """The page an act came back with: the case itself where it was done, else the refusal."""
    if response.status_code == 302:
        response = client.get(response.headers["Location"])
    return Open(client, case, Page(response))
