"""One browser for all, one context for each visitor, one running product for each pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.databases import TestDatabases
from tests.journeys.looking import HEIGHT, Complaints, look
from tests.journeys.mailbox import Mailbox
from tests.journeys.product import PASSWORD, Product, running_product

WIDE, NARROW = 1280, 390
BOTH = (WIDE, NARROW)
SECONDS_TO_SHOW = 20
expect.set_options(timeout=SECONDS_TO_SHOW * 1000)


@dataclass(slots=True)
class Visitor:
    """Somebody at a browser of her own."""

    page: Page
    product: Product
    complaints: Complaints
    widths: Sequence[int]
    has_script: bool = True
    faults: list[str] = field(default_factory=list)

    @property
    def mailbox(self) -> Mailbox:
        return self.product.mailbox

    def open(self, path: str) -> Page:
        """Go to a page of the product, by path or by the address in a mail."""
        self.page.goto(path if path.startswith("http") else self.product.url + path)
        return self.page

    def open_refused(self, path: str, status: int) -> Page:
        """Go to an address that is answered with an error's page."""
        self.complaints.expected.add(status)
        response = self.page.goto(self.product.url + path)
        assert response is not None
        assert response.status == status
        return self.page

    def press(self, name: str) -> None:
        """Press the one button of that name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the first link of that name in the page's own content."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def look(self, name: str, *, picture: bool = False) -> None:
        """Look at the page that shows; what is wrong with it fails the test at its end, with all the rest."""
        self.faults += look(
            self.page,
            name if self.product.pack == "sv" else f"{self.product.pack}-{name}",
            pack=self.product.pack,
            widths=self.widths,
            with_axe=self.has_script,
            picture=picture and self.has_script,
        )
        self.faults += [f"{name}: {complaint}" for complaint in self.complaints.found]
        self.complaints.found.clear()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Type one's address and password into the sign-in page that shows, and go where it leads."""
        self.page.get_by_label("Correo electrónico").fill(email)
        self.page.get_by_label("Contraseña", exact=True).fill(password)
        self.page.locator("main").get_by_role("button", name="Ingresar").click()
        self.page.wait_for_url(lambda url: "/entrar/" not in url)


Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def products(
    databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Product]]:
    """The running product of a pack; started when the first test asks for it."""
    running: dict[str, Product] = {}
    static: Path = tmp_path_factory.mktemp("static")
    with ExitStack() as stack:

        def of(pack: str) -> Product:
            if pack not in running:
                database = stack.enter_context(databases.fresh())
                folder = tmp_path_factory.mktemp(pack)
                running[pack] = stack.enter_context(
                    running_product(database, pack=pack, folder=folder, static=static)
                )
            return running[pack]

        yield of


@pytest.fixture(scope="session")
def sv(products: Callable[[str], Product]) -> Product:
    return products("sv")


@pytest.fixture(scope="session")
def ec(products: Callable[[str], Product]) -> Product:
    return products("ec")


@pytest.fixture(scope="session")
def sessions() -> dict[tuple[str, str], StorageState]:
    """The cookies of those who signed in before, by product and address: signing in costs what a good hash costs."""
    return {}


@pytest.fixture
def arrive(browser: Browser, sessions: dict[tuple[str, str], StorageState]) -> Iterator[Arrive]:
    """Makes visitors: `arrive(product)`, `arrive(product, ANA)` signed in, `widths=`, `script=`.

    Fails at the end for anything wrong with a page they looked at.
    """
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def come(
            product: Product, email: str = "", *, widths: Sequence[int] = (WIDE,), script: bool = True
        ) -> Visitor:
            context = browser.new_context(
                viewport={"width": widths[0], "height": HEIGHT},
                java_script_enabled=script,
                locale="es-SV",
                reduced_motion="reduce",
                storage_state=sessions.get((product.url, email)),
            )
            stack.callback(context.close)
            context.set_default_timeout(SECONDS_TO_SHOW * 1000)
            page = context.new_page()
            complaints = Complaints(product.url)
            complaints.watch(page)
            visitor = Visitor(page, product, complaints, widths, script)
            visitors.append(visitor)
            if email and (product.url, email) not in sessions:
                visitor.open("/entrar/")
                visitor.sign_in(email)
                sessions[product.url, email] = context.storage_state()
            return visitor

        yield come
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(["the pages have faults:", *faults])
