"""Finding a procedure by the words people have for it."""

from __future__ import annotations

import pytest

from ventanilla.catalogue import get_pack
from ventanilla.portal.search import find_procedures, words_of

PROCEDURES = tuple(get_pack("sv").procedures.values())


def codes(query: str) -> list[str]:
    return [procedure.code for procedure in find_procedures(PROCEDURES, query)]


def test_words_are_compared_without_accents_or_case() -> None:
    assert words_of("  AMPLIACIÓN, ñandú 11½") == ("ampliacion", "nandu", "111", "2")


@pytest.mark.parametrize("query", ["ampliación", "ampliacion", "AMPLIACIONES", "monto de la fianza"])
def test_accents_case_and_number_do_not_matter(query: str) -> None:
    assert codes(query)[0] == "bond-change"


def test_a_title_weighs_more_than_a_keyword() -> None:
    assert codes("queja")[0] == "complaint"
    found = codes("fianza")
    assert found.index("bond-change") < found.index("container-temporary-import")


def test_a_verb_finds_its_noun() -> None:
    assert codes("renovar fianza") == ["bond-renewal"]


def test_a_slip_of_a_letter_finds_the_word() -> None:
    assert "bond-change" in codes("fiansa")


def test_who_has_every_word_leaves_out_who_lacks_one() -> None:
    assert codes("importación temporal de contenedores") == ["container-temporary-import"]


def test_little_words_alone_are_not_everything() -> None:
    assert codes("quiero hacer una queja") == ["complaint"]


@pytest.mark.parametrize("query", ["", "   ", "¿?", "zzzzzz"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert codes(query) == []
