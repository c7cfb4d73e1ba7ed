"""Looking at a page as its readers do: axe, the width of a phone, its language, what the browser complains of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from babel.messages.pofile import read_po
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.journeys.pictures import PICTURES, take
from ventanilla.catalogue import get_pack

LOCALE = Path(__file__).parents[2] / "ventanilla" / "ui" / "locale"
HEIGHT = 900
REFUSALS = {409, 410, 422}
"""How a page answers what it refuses: it is shown again, with the reason."""

_AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_ENGLISH = re.compile(
    r"\b(the|and|your|you|with|please|this|that|these|are|is|was|have|for|from|of|not|required|submit|"
    r"choose|select|search|case|cases|file|files|next|previous|invalid|sign|password)\b",
    re.IGNORECASE,
)
_UNFILLED = re.compile(r"\{[a-z_]+\}|\{\{|\{%|%\([a-z_]+\)s|\bNone\b|\b[a-z]+_[a-z_]+\b|<[A-Z]\w+:")
_TEXTS = """() => {
  const spoken = [];
  const foreign = (element) => element.closest('[lang]').lang !== document.documentElement.lang;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest('script,style,noscript,pre,textarea') || foreign(parent)) continue;
    spoken.push(walker.currentNode.textContent);
  }
  for (const element of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')) {
    if (foreign(element)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (element.getAttribute(name)) spoken.push(element.getAttribute(name));
  }
  return spoken.map(text => text.replace(/\\s+/g, ' ').trim()).filter(text => text);
}"""


@dataclass
class Complaints:
    """What the browser says against the pages of one visitor. Attach it before the first page."""

    origin: str
    found: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=lambda: set(REFUSALS))

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("response", self._response)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.found.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.found.append(f"{response.status}: {response.url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.found.append(f"asked elsewhere: {request.url}")


def look(
    page: Page, name: str, *, pack: str, widths: Sequence[int], with_axe: bool = True, picture: bool = False
) -> list[str]:
    """What is wrong with the page as it stands at each of the widths, each fault with the page's `name`.

    The page keeps the last width. None if all is well. axe waits for timers, which a page without script never runs.
    """
    faults = _language(page, pack)
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        faults += [f"at {width}: {fault}" for fault in _overflow(page, width)]
        if with_axe:
            faults += [f"at {width}: {fault}" for fault in _axe(page)]
        if picture and PICTURES:
            take(page, name, width)
    return [f"{name} ({page.url}): {fault}" for fault in faults]


def _axe(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results: dict[str, Any] = page.evaluate("options => axe.run(options)", _AXE)
    return [
        f"axe {rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:4]]}"
        for rule in results["violations"]
    ]


def _overflow(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= width:
        return []
    culprits = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
             .filter(element => element.getBoundingClientRect().right > width + 1)
             .slice(-5).map(element => element.outerHTML.slice(0, 120))""",
        width,
    )
    return [f"scrolls sideways: {wide} > {width}: {culprits}"]


def _language(page: Page, pack: str) -> list[str]:
    if page.locator("html").get_attribute("lang") != "es":
        return []
    untranslated = _ids() | _codes(pack)
    faults = []
    for text in page.evaluate(_TEXTS):
        bare = re.sub(r"\S+@\S+|\S+\.(?:pdf|png|csv|txt)\b|https?://\S+", "", text)
        if text in untranslated or _ENGLISH.search(bare) or _UNFILLED.search(bare):
            faults.append(f"not Spanish: {text[:160]}")
    return faults


_KNOWN_IDS: set[str] = set()


def _ids() -> set[str]:
    """Every id of our own texts whose Spanish differs from it."""
    if not _KNOWN_IDS:
        with (LOCALE / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.id and message.string != message.id:
                    _KNOWN_IDS.add(message.id)
    return _KNOWN_IDS


def _codes(code: str) -> set[str]:
    """Codes of the pack that no reader should meet."""
    pack = get_pack(code)
    steps = {step.code for workflow in pack.workflows.values() for step in workflow.steps}
    units = {unit.code for unit in pack.units.values() if "-" in unit.code}
    return steps | set(pack.outcomes) | units | {item for item in pack.procedures if "-" in item}
