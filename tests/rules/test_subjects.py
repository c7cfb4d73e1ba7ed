"""Subjects are compared without what mail programs put before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.rules.subjects import bare_subject


@pytest.mark.parametrize(
    "written",
    [
        "Consulta sobre fianza",
        "RE: Consulta sobre fianza",
        "Re: RV:  Consulta   sobre fianza ",
        "Fwd: FW: consulta sobre\tfianza",
        "RE[2]: Consulta sobre fianza",
        "ENC: Res: consulta SOBRE fianza",
        "RV : Consulta sobre fianza",
    ],
)
def test_what_a_program_adds_is_no_part_of_it(written: str) -> None:
    assert bare_subject(written) == "consulta sobre fianza"


@pytest.mark.parametrize("written", ["Rectificación: fianza", "Reclamo: fianza", "Trámite: fianza"])
def test_words_that_begin_alike_are(written: str) -> None:
    assert bare_subject(written) == written.casefold()


@given(st.text())
def test_twice_is_once(text: str) -> None:
    assert bare_subject(bare_subject(text)) == bare_subject(text)
