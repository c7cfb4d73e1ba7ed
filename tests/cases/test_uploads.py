"""Contents that nobody holds any more are erased, and nothing else is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import MONDAY, Cast
from ventanilla.cases.acts import NewFile, write_message
from ventanilla.cases.drafts import prune_drafts, start_draft
from ventanilla.cases.models import Case, DraftFile
from ventanilla.cases.uploads import erase_unused
from ventanilla.files.models import Blob
from ventanilla.files.store import path_of, store
from ventanilla.people.access import ANONYMOUS
from ventanilla.reference.current import current_pack

NEXT_DAY = MONDAY + dt.timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def keep(content: bytes, at: dt.datetime = MONDAY) -> Blob:
    return store([content], media_type="text/plain", at=at)


def on_disk() -> set[str]:
    return {blob.sha256 for blob in Blob.objects.all() if path_of(blob.sha256).is_file()}


def test_a_file_of_a_forgotten_draft_goes_and_those_in_use_stay(cast: Cast, case: Case) -> None:
    of_draft, of_case, of_nobody = keep(b"borrador"), keep(b"caso"), keep(b"nadie")
    draft = start_draft(procedure=current_pack().procedures["general-request"], by=ANONYMOUS, at=MONDAY)
    DraftFile.objects.create(draft=draft, blob=of_draft, name="a.txt")
    write_message(
        case=case,
        text="",
        files=[NewFile(of_case, "b.txt")],
        by=cast.actor(cast.applicant),
        at=MONDAY,
        via="portal",
    )
    assert erase_unused(at=NEXT_DAY) == 1
    assert on_disk() == {of_draft.pk, of_case.pk}
    assert not path_of(of_nobody.sha256).exists()
    later = MONDAY + dt.timedelta(days=40)
    prune_drafts(at=later)
    assert erase_unused(at=later) == 1
    assert on_disk() == {of_case.pk}


def test_what_was_just_stored_is_left_even_if_it_lay_there_long_before(db: None) -> None:
    blob = keep(b"otra vez")
    keep(b"otra vez", at=NEXT_DAY)
    assert erase_unused(at=NEXT_DAY) == 0
    assert on_disk() == {blob.pk}
    assert erase_unused(at=NEXT_DAY + dt.timedelta(days=2)) == 1
    assert keep(b"otra vez", at=NEXT_DAY + dt.timedelta(days=3)).pk in on_disk()
