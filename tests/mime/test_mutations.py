"""Damaged mails: none raises, none takes long, and all that is read can be stored.

`VENTANILLA_MUTATIONS=20000` tries as many as `python3 run.py bench mail_mutations` does; CI does so once.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from tests.intake.letters import arrive
from tests.mime.hostile import every_attack
from tests.mime.mutating import MUTATIONS, mutant
from tests.mime.storing import assert_fits, assert_storable
from ventanilla.intake.boxes import box_of
from ventanilla.intake.filing import foresee
from ventanilla.intake.letters import address_letter, recipients_of
from ventanilla.mail.models import InboundState
from ventanilla.mime import read

ROOT = Path(__file__).parents[2]
CORPUS = [mail.read_bytes() for mail in sorted((Path(__file__).parent / "corpus").glob("*.eml"))]
SAMPLE, FILED, LONGEST = 1_500, 60, 1.0
TRIES = 3
"""How often a slow one is tried: a core shared with other work counts its waits for memory as work."""
ATTACKS = dict(every_attack(30_000))


def test_damaged_mails_are_read_and_judged(capsys: pytest.CaptureFixture[str]) -> None:
    """In a process of its own, whose memory is measured."""
    number = os.environ.get("VENTANILLA_MUTATIONS", str(SAMPLE))
    ours = {"MUTATIONS": number}
    measured = subprocess.run(
        [sys.executable, "-m", "bench", "mail_mutations"],
        cwd=ROOT,
        env={**os.environ, **ours},
        capture_output=True,
        text=True,
        check=False,
    )
    with capsys.disabled():
        print(f"\n{measured.stdout}")
    assert measured.returncode == 0, measured.stdout + measured.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(FILED))
def test_damaged_mails_are_filed(number: int) -> None:
    """Kept, and brought to an end in the tables: none is left as one that could not be filed."""
    inbound = arrive(mutant(number, CORPUS, seed=7), envelope_from=None)
    assert inbound.state not in (InboundState.RECEIVED, InboundState.FAILED), inbound.reason


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_hostile_mails_are_read_and_judged(name: str) -> None:
    for _ in range(TRIES):
        begin = time.process_time()
        mail = read(ATTACKS[name])
        letter = address_letter(mail, box=box_of(recipients_of(mail)))
        filed = foresee(letter, at=timezone.now())
        spent = time.process_time() - begin
        if spent < LONGEST:
            break
    assert spent < LONGEST
    assert_storable(mail)
    assert_fits(letter, filed)


def test_same_number_gives_the_same_mutation() -> None:
    raw = mutant(7, CORPUS)
    assert raw == mutant(7, CORPUS)
    assert read(raw) == read(raw)


def test_every_kind_of_damage_is_done() -> None:
    """A kind that changed nothing would be none."""
    chance = random.Random(1)
    raw = next(mail for mail in CORPUS if b"base64" in mail and b"boundary=" in mail)
    for kind in MUTATIONS:
        assert any(kind(chance, raw, CORPUS) != raw for _ in range(20)), kind.__name__
