"""A missing program skips a test on a laptop and fails it in continuous integration."""

from __future__ import annotations

import pytest

from tests.conftest import needs

ABSENT = "no-such-program-anywhere"


def test_what_is_there_is_found() -> None:
    assert needs("sh").endswith("/sh")


def test_on_a_laptop_it_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=ABSENT):
        needs(ABSENT)


def test_in_continuous_integration_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=ABSENT):
        needs(ABSENT)
