"""The way from the search to the case's number with the keyboard alone: Tab, Space, arrows, Enter and letters."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import Product
from tests.journeys.ways import let_questions_follow, number_on, paper

MOST_STOPS = 120
_FOCUSED = """() => {
  const focused = document.activeElement;
  const label = focused.labels && focused.labels.length ? focused.labels[0].innerText : "";
  const group = focused.closest("fieldset");
  const legend = group ? group.querySelector("legend").innerText : "";
  const name = focused.getAttribute("aria-label") || label || focused.innerText || focused.value || "";
  const ring = [focused, focused.closest("label") || focused].some((element) => {
    const look = getComputedStyle(element);
    return look.outlineStyle !== "none" || look.boxShadow !== "none";
  });
  return {name: name.trim(), legend: legend.trim(), type: focused.type || focused.tagName, ring};
}"""


class Keyboard:
    """Somebody who never touches the mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str, *, legend: str = "") -> None:
        """Tab until what is called `name` has the focus; it has to show that it does."""
        passed = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(_FOCUSED)
            passed.append(focused["name"])
            if focused["name"].startswith(name) and focused["legend"].startswith(legend):
                assert focused["ring"], f"{name}: nothing shows that it has the focus"
                return
        raise AssertionError(f"Tab never reaches {name!r}, only {passed}")

    def press(self, name: str) -> None:
        """Reach a link or button and press it, and wait for the page it leads to."""
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Reach a field and type."""
        self.reach(name)
        self.page.keyboard.type(text)

    def choose(self, legend: str, first: str, *, steps: int = 0) -> None:
        """Reach a group of options at its `first` one, and choose it or one some arrows below."""
        self.reach(first, legend=legend)
        self.page.keyboard.press("Space")
        for _ in range(steps):
            self.page.keyboard.press("ArrowDown")
        let_questions_follow(self.page)


def test_keyboard_alone(sv: Product, arrive: Arrive, tmp_path: Path) -> None:
    address = "teclado@correo.example"
    visitor = arrive(sv)
    # The browser hands choosers of files over from the first listener on: asked for later, the first may slip through.
    visitor.page.on("filechooser", lambda chooser: None)
    page = visitor.open("/")
    keyboard = Keyboard(page)
    keyboard.reach("Ir al contenido")
    keyboard.page.keyboard.press("Enter")
    keyboard.write("Buscar trámites", "solicitud")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keyboard.press("Solicitud general")
    keyboard.press("Presentar en línea")
    keyboard.press("Comenzar")
    keyboard.choose("¿En nombre de quién", "Persona natural")
    keyboard.write("Nombre completo", "Teresa Márquez")
    keyboard.choose("Tipo de documento", "DUI")
    expect(page.get_by_label("Número de DUI")).to_be_visible()
    visitor.look("question-that-followed")
    keyboard.write("Número de DUI", "00016297-5")
    keyboard.write("Correo electrónico", address)
    keyboard.write("Teléfono", "71234567")
    keyboard.write("Asunto", "Horario de la ventanilla")
    keyboard.write("Descripción de su solicitud", "¿A qué hora abre la ventanilla?")
    keyboard.reach("Confirmo que los datos")
    page.keyboard.press("Space")
    keyboard.press("Continuar")
    keyboard.reach("Documentos de apoyo")
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    choosing.value.set_files(paper(tmp_path, "nota.pdf", "Nota"))
    keyboard.press("Continuar")
    keyboard.press("Enviar")
    assert number_on(page)
    visitor.look("receipt-by-keyboard")
    visitor.mailbox.wait(to=address, subject="recibimos su solicitud")
