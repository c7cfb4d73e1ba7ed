"""Accounts first, then what they brought to the desk."""

from __future__ import annotations

import datetime as dt

from ventanilla.operations.demo.words import SampleAccount
from ventanilla.operations.population.accounts import ensure_accounts, receiving_units, sample_accounts
from ventanilla.operations.population.keeping import keep
from ventanilla.operations.population.playing import Player
from ventanilla.operations.population.stories import stories_of
from ventanilla.reference.current import current_pack


def fill(*, at: dt.datetime) -> list[SampleAccount]:
    """Make the population of the installation's pack around the moment `at`; twice is once."""
    pack = current_pack()
    stories = stories_of(pack.code)
    desk = stories.desk or tuple(receiving_units(pack)[:2])
    people = ensure_accounts(at=at, desk=desk)
    if stories.cases and Player(stories, people, at).play():
        keep(people, desk, at=at)
    return sample_accounts(people, desk)
