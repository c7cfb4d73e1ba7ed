"""A load of mails and forms while processes are killed, and the end of it: everything drained."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q
from django.test import override_settings
from django.utils import timezone

from tests.faults.forms import Crowd, plan_forms
from tests.faults.installation import VICTIMS, Installation, installed
from tests.faults.mails import WITH_PDF, MailServer, plan
from tests.journeys.mailbox import Mailbox, open_mailbox
from ventanilla.intake.draining import file_waiting
from ventanilla.mail.models import InboundState, MailInbound, MailOutgoing, OutgoingState
from ventanilla.mail.sending import drain_outgoing

LONGEST_WAIT = dt.timedelta(days=3)
"""Longer than any lease or pause between two tries of mail."""
DRAINED = Q(state__in=[InboundState.RECEIVED, InboundState.FAILED], next_try_at__isnull=False)
WHOLE_BEFORE = 0.7
"""How often a strike waits until the last one is recovered from; else it hits what is just coming up."""
UNSENT = Q(state__in=[OutgoingState.QUEUED, OutgoingState.SENDING])


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is sent, how often each kind of process is killed, and how many seconds there are for it."""

    mails: int
    forms: int
    rounds: int
    seconds: float
    patience: float


SMALL = Scale(mails=120, forms=40, rounds=1, seconds=25, patience=240)
FULL = Scale(mails=2000, forms=500, rounds=4, seconds=300, patience=3600)


@dataclass(slots=True)
class Outcome:
    """What was sent and answered, what came out, and the installation as it stands then."""

    installation: Installation
    mails: MailServer
    crowd: Crowd
    mailbox: Mailbox
    seconds: float = 0.0
    waited_for: int = 0


@contextmanager
def endured(scale: Scale, *, seed: int, state: Path) -> Iterator[Outcome]:
    """Everything sent, killed, drained; its database is Django's for as long as the block lasts."""
    chance = random.Random(f"faults {seed}")
    mails = state / "mails"
    mails.mkdir()
    with open_mailbox(mails) as mailbox, installed(state, mailbox.url) as installation:
        outcome = _outcome(scale, chance, seed, installation, mailbox)
        begun = time.monotonic()
        _send_and_kill(outcome, scale, chance)
        outcome.seconds = time.monotonic() - begun
        with installation.database.in_place(), override_settings(FILES_DIR=installation.files):
            _drain(outcome, scale.patience)
            yield outcome


def _outcome(
    scale: Scale, chance: random.Random, seed: int, installation: Installation, mailbox: Mailbox
) -> Outcome:
    posts = plan(scale.mails, seconds=scale.seconds, chance=chance)
    forms = plan_forms(
        scale.forms,
        seconds=scale.seconds,
        with_pdf=lambda: chance.random() < WITH_PDF,
        content=chance.randbytes,
    )
    server = MailServer(installation.lmtp_port, mailbox, posts, seed)
    return Outcome(installation, server, Crowd(installation.url, forms), mailbox)


def _send_and_kill(outcome: Outcome, scale: Scale, chance: random.Random) -> None:
    """Kill each kind of process as often as the scale says, in random order at random moments, until all is taken."""
    installation, ended = outcome.installation, threading.Event()
    victims = [victim for _ in range(scale.rounds) for victim in chance.sample(VICTIMS, len(VICTIMS))]
    threads = [*outcome.mails.start(ended), *outcome.crowd.start(ended)]
    try:
        for victim in victims:
            if chance.random() < WHOLE_BEFORE:
                installation.wait_until(installation.is_whole, "an installation that is whole again", 600)
            installation.tend_for(chance.uniform(0.1, scale.seconds / len(victims)))
            installation.wait_until(
                lambda victim=victim: installation.strike(victim, chance), f"a {victim} to kill"
            )
        installation.wait_until(
            lambda: outcome.mails.is_done and outcome.crowd.is_done, "the end of the load", scale.patience
        )
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _drain(outcome: Outcome, patience: float) -> None:
    """Let the worker do what is due. What waits for a lease or its next try is done as if that time had passed."""
    installation = outcome.installation
    installation.wait_until(lambda: not _is_due(), "an end of what is due", patience)
    installation.end_parts()
    outcome.waited_for = (
        MailInbound.objects.filter(DRAINED).count() + MailOutgoing.objects.filter(UNSENT).count()
    )
    later = timezone.now()
    for _ in range(10):
        later += LONGEST_WAIT
        file_waiting(clock=lambda at=later: at)  # type: ignore[misc]
        drain_outgoing(url=outcome.mailbox.url, clock=lambda at=later: at)  # type: ignore[misc]
        if (
            not MailInbound.objects.filter(DRAINED).exists()
            and not MailOutgoing.objects.filter(UNSENT).exists()
        ):
            return
    raise AssertionError("something is never drained")


def _is_due() -> bool:
    now = timezone.now()
    waiting = MailInbound.objects.filter(DRAINED, next_try_at__lte=now)
    return waiting.exists() or MailOutgoing.objects.filter(UNSENT, next_try_at__lte=now).exists()
