"""Every page has its pictures in the documentation, and the list there names those that are there.

A page is an address that answers GET with HTML: a new one fails here until a journey looks at it with `picture=True`
and `run.py pictures` has taken it. See tests/journeys/pictures.py.
"""

from __future__ import annotations

from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.pictures import INDEX, NO_PAGE, PAPERS, PAPERS_FOLDER, listed
from tests.matrix.test_matrix import ROWS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screens"
ERRORS = ROOT / "ventanilla" / "ui" / "templates" / "ui" / "errors"
WIDTHS = (1280, 390)
LARGEST_FOLDER = 20 * 1024 * 1024
NO_HTML = {
    "desk:act_document",
    "desk:counter_receipt_paper",
    "desk:calendar_cases",
    "desk:dossier",
    "desk:dossier_archive",
    "desk:mail_raw",
    "desk:mail_reconciliation",
    "desk:receipt_paper",
    "operations:alive",
    "operations:mail_source",
    "operations:ready",
    "portal:annex_template",
    "portal:dossier",
    "portal:receipt_paper",
    "portal:vault_file",
    "ui:icon",
    "ui:theme",
}
"""What answers GET with something else: a document, a table, a raw mail, a probe's word, a picture, a style sheet."""

SAME_PAGE = {"account_login": "portal:sign_in", "account_logout": "portal:sign_out"}
"""Names of one address; the resolver gives the one listed first."""


def named_routes(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> dict[str, str]:
    """The name of each route of the site, by the route as the URL files write it."""
    found: dict[str, str] = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLPattern):
            found.setdefault(path.replace(" ", ""), f"{space}{pattern.name}")
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found |= {
                key: name for key, name in named_routes(pattern, path, inner).items() if key not in found
            }
    return found


def pages() -> set[str]:
    """The names of all addresses that show somebody a page."""
    names = named_routes()
    shown = {names[row.route] for row in ROWS if row.method == "GET" and "200" in row.expected}
    return {SAME_PAGE.get(name, name) for name in shown - NO_HTML}


def test_every_page_has_a_picture() -> None:
    pictured = {SAME_PAGE.get(picture.page, picture.page) for picture in listed(FOLDER).values()}
    missing = pages() - pictured
    assert not missing, (
        f"look at them in a journey with picture=True, then run.py pictures: {sorted(missing)}"
    )


def test_every_error_has_a_picture() -> None:
    errors = {f"error-{path.stem}" for path in ERRORS.glob("*.html")}
    assert errors == {name for name in listed(FOLDER) if name.startswith("error-")}


def test_the_list_names_pages_that_exist() -> None:
    known = set(named_routes().values()) | {NO_PAGE}
    assert {picture.page for picture in listed(FOLDER).values()} <= known


def test_each_picture_is_there_at_both_widths_and_in_the_list() -> None:
    wanted = {f"{name}-{width}.png" for name in listed(FOLDER) for width in WIDTHS}
    assert wanted == {path.name for path in FOLDER.iterdir()} - {INDEX, PAPERS_FOLDER}


def test_each_paper_has_its_picture_and_stands_in_the_list() -> None:
    assert {path.stem for path in (FOLDER / PAPERS_FOLDER).iterdir()} == set(PAPERS)
    text = (FOLDER / INDEX).read_text("utf-8")
    assert all(f"({PAPERS_FOLDER}/{name}.png) | {title} |" in text for name, title in PAPERS.items())


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*")) < LARGEST_FOLDER
