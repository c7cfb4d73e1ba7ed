"""The forms of the load: each filled in by a person whose browser shows an error now and then, and who then tries again."""

from __future__ import annotations

import http.client
import itertools
import re
import secrets
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

from tests.faults.mails import PDF_BYTES, TRY_AGAIN_AFTER
from tests.portal.filling import GENERAL
from tests.portal.reading import Page

START = "/tramites/solicitud-general/formulario/"
SECONDS_TO_ANSWER = 60


class NotYet(Exception):
    """The page that came is not the one that should have come; the text says which."""


@dataclass(slots=True)
class Form:
    """One form on its way. `number` is the case that the proof of reception names."""

    serial: int
    due: float
    pdf: bytes = b""
    token: str = ""
    key: str = ""
    number: str = ""
    again: int = 0

    @property
    def subject(self) -> str:
        """Stands in this form and in no other."""
        return f"Formulario F{self.serial:05d}"

    @property
    def email(self) -> str:
        return f"formulario{self.serial:05d}@solicitante.example"


class _Answer:
    """What Page reads, of an answer that came over the wire."""

    def __init__(self, status: int, content: bytes) -> None:
        self.status_code, self.content = status, content


class Browser:
    """Keeps cookies, follows redirections, and comes from a network address of its own."""

    def __init__(self, url: str, address: str) -> None:
        self.url, self.address = url, address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page: Page | None = None
        self.path = ""

    def get(self, path: str) -> None:
        """Open a page. Raises OSError or http.client.HTTPException where none comes."""
        self._open(urllib.request.Request(f"{self.url}{path}"))  # noqa: S310  our own loopback address

    def post(self, path: str, data: dict[str, str], files: tuple[tuple[str, str, bytes], ...] = ()) -> None:
        """Send the page's form, with what protects it."""
        assert self.page is not None
        data = {"csrfmiddlewaretoken": self.page.value("csrfmiddlewaretoken"), **data}
        boundary = f"limite-{secrets.token_hex(12)}"
        body = _multipart(data, files, boundary)
        kind = f"multipart/form-data; boundary={boundary}"
        request = urllib.request.Request(f"{self.url}{path}", body, {"Content-Type": kind})  # noqa: S310
        self._open(request)

    def _open(self, request: urllib.request.Request) -> None:
        request.add_header("X-Forwarded-For", self.address)
        with self.opener.open(request, timeout=SECONDS_TO_ANSWER) as answer:
            self.path = urllib.parse.urlsplit(answer.geturl()).path
            self.page = Page(_Answer(answer.status, answer.read()))  # type: ignore[arg-type]


def fill_in(form: Form, url: str, ended: threading.Event) -> None:
    """The way from *Comenzar* to the case's number; each page again until the next one comes."""
    browser = Browser(url, f"10.{form.serial // 62_500}.{form.serial // 250 % 250}.{form.serial % 250 + 1}")

    def insist(step: Callable[[Browser, Form], None]) -> None:
        while not ended.is_set():
            try:
                step(browser, form)
            except (OSError, http.client.HTTPException, NotYet, KeyError):
                form.again += 1
                ended.wait(TRY_AGAIN_AFTER)
            else:
                return

    for step in (_begin, _answer, _attach, _send):
        insist(step)


def _begin(browser: Browser, form: Form) -> None:
    browser.get(START)
    browser.post(START, {})
    form.token = _part(browser, r"^/solicitudes/([^/]+)/$")


def _answer(browser: Browser, form: Form) -> None:
    path = f"/solicitudes/{form.token}/"
    browser.get(path)
    data: dict[str, Any] = {**GENERAL, "email": form.email, "subject": form.subject}
    browser.post(path, {**data, "refresh": "1"})
    assert browser.page is not None
    browser.post(path, {**data, "shown_fields": browser.page.value("shown_fields"), "continue": "1"})
    _part(browser, r"/(documentos)/$")


def _attach(browser: Browser, form: Form) -> None:
    path = f"/solicitudes/{form.token}/documentos/"
    browser.get(path)
    files = (("supporting-documents", f"carta-{form.serial}.pdf", form.pdf),) if form.pdf else ()
    browser.post(path, {"continue": "1"}, files)
    _part(browser, r"/(revision)/$")


def _send(browser: Browser, form: Form) -> None:
    """The review is loaded once; its *Enviar* is pressed until the proof of reception comes."""
    if not form.key or browser.page is None or "seen" not in browser.page.inputs:
        browser.get(f"/solicitudes/{form.token}/revision/")
        if not browser.path.endswith("/constancia/"):
            assert browser.page is not None
            form.key = browser.page.value("key")
    if not browser.path.endswith("/constancia/"):
        assert browser.page is not None
        data = {"key": form.key, "seen": browser.page.value("seen")}
        browser.post(f"/solicitudes/{form.token}/envio/", data)
    _part(browser, r"/(constancia)/$")
    assert browser.page is not None
    found = re.search(r"\bDGA-\d{4}-\d{6}\b", browser.page.text)
    if found is None:
        raise NotYet(browser.path)
    form.number = found.group(0)


def _part(browser: Browser, pattern: str) -> str:
    found = re.search(pattern, browser.path)
    if found is None:
        assert browser.page is not None
        raise NotYet(f"{browser.path} {browser.page.errors}")
    return found.group(1)


def _multipart(data: dict[str, str], files: tuple[tuple[str, str, bytes], ...], boundary: str) -> bytes:
    pieces: list[bytes] = []
    for name, value in data.items():
        pieces.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for name, filename, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        pieces.append(f"--{boundary}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n".encode())
        pieces += [content, b"\r\n"]
    return b"".join([*pieces, f"--{boundary}--\r\n".encode()])


@dataclass(slots=True)
class Crowd:
    """Some people at once, one form after the other. `done` holds what has its number."""

    url: str
    forms: list[Form]
    done: list[Form] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return len(self.done) == len(self.forms) or bool(self.faults)

    def start(self, ended: threading.Event, people: int = 4) -> list[threading.Thread]:
        """Begin; each thread ends when no form is left, or when told so."""
        begun, turns = time.monotonic(), itertools.count()
        threads = [
            threading.Thread(target=self._work, args=(ended, begun, turns), name=f"person {number}")
            for number in range(people)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, ended: threading.Event, begun: float, turns: itertools.count[int]) -> None:
        while not ended.is_set() and (turn := next(turns)) < len(self.forms):
            form = self.forms[turn]
            ended.wait(max(0.0, begun + form.due - time.monotonic()))
            try:
                fill_in(form, self.url, ended)
            except Exception as fault:
                self.faults.append(f"{form.subject}: {type(fault).__name__} {fault}")
                raise
            if form.number:
                self.done.append(form)


def plan_forms(
    number: int, *, seconds: float, with_pdf: Callable[[], bool], content: Callable[[int], bytes]
) -> list[Form]:
    """Forms spread over some seconds; some carry a file."""
    return [
        Form(
            serial,
            seconds * serial / number,
            b"%PDF-1.4\n" + content(PDF_BYTES) + b"\n%%EOF\n" if with_pdf() else b"",
        )
        for serial in range(number)
    ]
