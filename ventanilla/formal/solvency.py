"""The tax system, asked whether somebody is solvent. The contract of the question stands in docs/solvency.md.

Nothing here writes: who asks holds no transaction open while another system makes up its mind.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import socket
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.errors import NotAllowed
from ventanilla.cases.models import Case
from ventanilla.cases.policies import check_can_work
from ventanilla.cases.representing import named_in
from ventanilla.catalogue.formal import SolvencyRule
from ventanilla.formal.models import SolvencyCheck
from ventanilla.people.access import Actor
from ventanilla.reference.current import current_pack

logger = logging.getLogger(__name__)

Result = SolvencyCheck.Result
TIMEOUT_SECONDS = 5.0
ATTEMPTS = 2
LARGEST = 65_536
"""Bytes of an answer; a larger one is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tax system said. `text` says why there is no answer, without anything personal."""

    result: str
    reference: str = ""
    valid_until: dt.date | None = None
    text: str = ""


class _NoAnswer(Exception):
    """The system answered nothing that can be used; `again` where a second try may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


@dataclass(frozen=True, slots=True)
class Connector:
    """One tax system behind HTTP. `timeout` in seconds bounds the connection, and then the whole of the answer."""

    url: str
    token: str
    timeout: float = TIMEOUT_SECONDS

    def ask(self, *, kind: str, document: str, case_number: str) -> Answer:
        """Ask about a document, with one more try where the first came to nothing. Never raises."""
        query = urlencode({"document_kind": kind, "document": document, "request": case_number})
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._ask_once(query)
            except _NoAnswer as fault:
                logger.warning(
                    "the tax system gave no answer about case %s (try %s): %s", case_number, attempt, fault
                )
                reason = str(fault)
                if not fault.again:
                    break
        return Answer(Result.NO_ANSWER, text=reason)

    def _ask_once(self, query: str) -> Answer:
        parts = urlsplit(self.url)
        make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = make(parts.hostname or "", parts.port, timeout=self.timeout)
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        try:
            connection.connect()
            with _deadline(connection.sock, self.timeout):
                connection.request("GET", f"{parts.path or '/'}?{query}", headers=headers)
                response = connection.getresponse()
                body = response.read(LARGEST + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise _NoAnswer(type(error).__name__, again=True) from error
        finally:
            connection.close()
        return _read(response.status, body, is_whole=not response.length)


def connector() -> Connector | None:
    """The tax system of this installation; None where it has none."""
    return Connector(settings.SOLVENCY_URL, settings.SOLVENCY_TOKEN) if settings.SOLVENCY_URL else None


def rule_for(case: Case) -> SolvencyRule | None:
    """What the pack says of the question, where the case's procedure asks that the applicant be solvent."""
    rule = current_pack().formal.solvency
    codes = {item.code for item in procedure_of(case).requirements}
    return rule if rule is not None and rule.requirement in codes else None


def ask_solvency(*, case: Case, by: Actor) -> Answer:
    """What the tax system says of the case's applicant; to be called outside of any transaction.

    An applicant without a document the system knows is not reflected in it. Raises NotAllowed for who may not work
    the case, and where nobody can be asked.
    """
    check_can_work(case, by)
    rule, system = rule_for(case), connector()
    if rule is None:
        raise NotAllowed(_("This procedure does not ask that the applicant be solvent."))
    if system is None:
        raise NotAllowed(
            _("No tax system is connected: write down the document with which the applicant proves it.")
        )
    known = document_of(case, rule)
    if known is None:
        return Answer(Result.NOT_REFLECTED)
    kind, document = known
    return system.ask(kind=kind, document=document, case_number=case.number)


def document_of(case: Case, rule: SolvencyRule) -> tuple[str, str] | None:
    """The kind (without its country) and number of the document the applicant is asked about by.

    Of a natural person who is represented it is hers, never that of whoever signs.
    """
    named = named_in(procedure_of(case), case.answers)
    if named is not None and named.is_natural:
        return (named.kind.rpartition(".")[2], named.typed) if named.kind in rule.documents else None
    form = procedure_of(case).form
    given = {
        kind: str(case.answers[field.code])
        for section in (form.sections if form else ())
        for field in section.fields
        for kind in field.identifiers
        if case.answers.get(field.code)
    }
    return next(
        ((kind.rpartition(".")[2], given[kind]) for kind in rule.documents if kind in given),
        None,
    )


def _read(status: int, body: bytes, *, is_whole: bool) -> Answer:
    """An answer by its status and content. Raises _NoAnswer for whatever the contract does not know."""
    if status == 404:
        return Answer(Result.NOT_REFLECTED)
    if status != 200:
        raise _NoAnswer(f"HTTP {status}", again=status >= 500)
    if len(body) > LARGEST:
        raise _NoAnswer("TooLarge", again=False)
    if not is_whole:
        raise _NoAnswer("CutShort", again=True)
    try:
        return _answer(json.loads(body))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _NoAnswer("NotUnderstood", again=False) from error


def _answer(said: Any) -> Answer:
    result, reference, until = said["status"], said.get("reference") or "", said.get("valid_until")
    if result not in (Result.SOLVENT, Result.NOT_SOLVENT) or not isinstance(reference, str):
        raise ValueError(result)
    if len(reference) > 120 or not reference.isprintable():
        raise ValueError("reference")
    return Answer(result, reference, dt.date.fromisoformat(until) if until else None)


@contextlib.contextmanager
def _deadline(connected: socket.socket, seconds: float) -> Any:
    """Break a connection off after `seconds`: a socket's own timeout is renewed by every byte that comes."""
    timer = threading.Timer(seconds, _break_off, [connected])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _break_off(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
