"""Components have one shape, the gallery shows them all, and each does with its parameters what it says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from ventanilla.ui import views
from ventanilla.ui.components import FOLDER, Component, components
from ventanilla.ui.samples import gallery_sample

README = FOLDER.parents[1] / "README.md"
SPRITE = FOLDER.parents[1] / "static/vendor/uswds/img/sprite.svg"


def rendered(source: str, **context: object) -> str:
    compiled = CottonCompiler().process(source)
    return engines["django"].from_string(compiled).render(context, RequestFactory().get("/"))


def test_names_are_found() -> None:
    assert {"alert", "error-summary", "timeline-entry"} <= {component.name for component in components()}


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_component_has_its_contract_and_example(component: Component) -> None:
    source = (FOLDER / component.code / "index.html").read_text("utf-8")
    declared = re.search(r"<c-vars (.*?)/>", source)
    names = re.findall(r":?([\w-]+)(?:=\"[^\"]*\")?", declared.group(1)) if declared else []
    assert component.contract
    for name in [name for name in names if "{" not in name and "%" not in name]:
        assert re.search(rf"\b{name}\b", component.contract), (
            f"{component.name}: {name} is not in its contract"
        )
    assert (FOLDER / component.code / "example.html").is_file()


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_readme_repeats_the_contract(component: Component) -> None:
    assert f"### {component.name}\n\n{component.contract}\n" in README.read_text("utf-8")


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_example_renders_and_uses_its_component(component: Component) -> None:
    source = (FOLDER / component.code / "example.html").read_text("utf-8")
    assert f"<c-{component.name}" in source
    html = rendered(source, **gallery_sample())
    assert html.strip()
    assert "<c-" not in html
    assert "{%" not in html


def test_gallery_shows_every_component() -> None:
    html = views.gallery(RequestFactory().get("/mesa/componentes/")).content.decode()
    for component in components():
        assert f'id="{component.code}"' in html


def test_icons_exist() -> None:
    known = set(re.findall(r'id="(\w+)"', SPRITE.read_text("utf-8")))
    used = set()
    for template in FOLDER.parents[2].glob("**/templates/**/*.html"):
        source = template.read_text("utf-8")
        used |= set(re.findall(r'{% icon "(\w+)"', source)) | set(re.findall(r'\bicon="(\w+)"', source))
    assert used - known == set()


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.styled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"for", "aria-describedby", "aria-labelledby"}:
                self.references.extend((value or "").split())
            if name == "style" or name.startswith("on"):
                self.styled.append(tag)


@pytest.mark.parametrize("language", ["es", "en"])
def test_gallery_has_no_dangling_reference_double_id_or_inline_code(language: str) -> None:
    with translation.override(language):
        html = views.gallery(RequestFactory().get("/")).content.decode()
    page = _Ids()
    page.feed(html)
    doubled = {name for name in page.ids if page.ids.count(name) > 1}
    assert doubled == set()
    assert set(page.references) - set(page.ids) == set()
    assert page.styled == []
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


def test_component_does_not_see_its_caller() -> None:
    assert "secret" not in rendered("<c-tag>x</c-tag>", kind="secret")


def test_alert_announces_errors() -> None:
    assert 'role="alert"' in rendered('<c-alert kind="error" live>No se guardó.</c-alert>')
    assert 'role="status"' in rendered('<c-alert kind="success" live>Guardado.</c-alert>')
    assert "role=" not in rendered("<c-alert>Aviso.</c-alert>")


def test_button_with_href_is_a_link() -> None:
    assert rendered('<c-button href="/x/">Ver</c-button>').strip().startswith("<a ")
    html = rendered('<c-button kind="danger" size="small" name="act" value="1">Desistir</c-button>')
    assert 'class="usa-button v-button-danger v-button-small' in html
    assert 'name="act"' in html


def test_error_summary_is_silent_without_errors() -> None:
    assert rendered('<c-error-summary :errors="errors" />', errors=[]).strip() == ""


def test_error_summary_names_the_field_of_a_plain_form() -> None:
    html = rendered('<c-error-summary :form="gallery.form" />', **gallery_sample())
    assert "Correo electrónico: " in html
    assert 'href="#id_sample-direction_0"' in html


def test_sourced_mark_is_silent_for_what_is_confirmed() -> None:
    assert rendered('<c-sourced-mark status="confirmado" source="Ficha" />').strip() == ""
    html = rendered('<c-sourced-mark status="por_confirmar" source="Ficha, apartado 9" />')
    assert "por confirmar" in html
    assert "Ficha, apartado 9" in html


@pytest.mark.parametrize(
    ("state", "words"),
    [("ok", "2 dic 2026"), ("overdue", "Vencido"), ("paused", "Plazo detenido"), ("none", "Sin plazo")],
)
def test_due_badge_says_its_state(state: str, words: str) -> None:
    assert words in rendered('<c-due-badge :state="state" due="2026-12-02" />', state=state)


def test_due_badge_leads_to_its_explanation() -> None:
    assert 'href="/plazo/"' in rendered('<c-due-badge state="ok" due="2026-12-02" explain_url="/plazo/" />')


def test_timeline_entry_marks_an_internal_note() -> None:
    html = rendered('<c-timeline-entry kind="note" author="Ana">Cotejar.</c-timeline-entry>')
    assert "Nota interna" in html
    assert "Nota interna" not in rendered('<c-timeline-entry kind="outgoing">Listo.</c-timeline-entry>')


def test_text_of_people_is_escaped() -> None:
    html = rendered(
        '<c-card title="{{ name }}" href="/x/">{{ name }}</c-card><c-summary-list :rows="rows" />',
        name="<b>x</b>",
        rows=[{"label": "L", "value": "<script>"}],
    )
    assert "<b>" not in html
    assert "<script>" not in html


def test_file_upload_says_its_rules() -> None:
    html = rendered(
        '<c-file-upload id="f" name="f" label="F" :types="types" total_mb="25" max_files="20" />',
        types=["pdf", "png"],
    )
    assert "PDF, PNG" in html
    assert "25 MB" in html
    assert 'accept=".pdf,.png"' in html


def test_pagination_is_silent_on_a_single_page() -> None:
    assert rendered('<c-pagination previous_url="" next_url="" />').strip() == ""
    assert 'rel="next"' in rendered('<c-pagination next_url="?after=9" />')
