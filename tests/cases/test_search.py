"""Search finds by number, alias and words without accents, and only what the searcher may see."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.cast import Cast, make_case, make_cast
from tests.databases import TestDatabase
from ventanilla.cases.acts import add_note
from ventanilla.cases.models import Case, CaseAlias, SearchTodo
from ventanilla.cases.search import find_cases, index_pending


@pytest.fixture
def bond(cast: Cast) -> Case:
    found = make_case(cast.applicant, subject="Ampliación de la fianza de la tienda libre")
    make_case(cast.applicant, subject="Vehículo usado")
    index_pending()
    return found


@pytest.mark.parametrize(
    "text", ["ampliacion fianza", "FIANZAS", "Ana Solis fianza", "ana.solis@example.com fianza"]
)
def test_words_are_found_without_accents_or_endings(cast: Cast, bond: Case, text: str) -> None:
    assert find_cases(cast.actor(cast.officer), text) == ([bond], False)


def test_numbers_and_aliases_are_found_before_the_worker_comes(cast: Cast) -> None:
    case = make_case(cast.applicant)
    CaseAlias.objects.create(case=case, scheme="correspondence", value="2026-00017")
    officer = cast.actor(cast.officer)
    assert find_cases(officer, f" {case.number.lower()} ") == ([case], False)
    assert find_cases(officer, "2026-00017") == ([case], False)


def test_others_units_find_nothing(cast: Cast, bond: Case) -> None:
    for person in (cast.outsider, cast.administrator, cast.applicant, cast.stranger):
        assert find_cases(cast.actor(person), "fianza") == ([], False)
        assert find_cases(cast.actor(person), bond.number) == ([], False)
    assert find_cases(cast.actor(cast.auditor), "fianza") == ([bond], False)


def test_an_act_marks_the_case_and_the_worker_indexes_it(cast: Cast, bond: Case) -> None:
    officer = cast.actor(cast.officer)
    add_note(case=bond, text="Preguntar por el aserradero", by=officer, at=timezone.now(), via="desk")
    assert find_cases(officer, "aserradero") == ([], False)
    assert SearchTodo.objects.count() == 1
    assert index_pending() == 1
    assert find_cases(officer, "aserradero") == ([bond], False)
    assert index_pending() == 0


def test_there_are_more_than_a_page(cast: Cast) -> None:
    for _ in range(22):
        make_case(cast.applicant, subject="Contenedor detenido")
    index_pending()
    found, more = find_cases(cast.actor(cast.officer), "contenedor")
    assert (len(found), more) == (20, True)
    assert [case.pk for case in found] == sorted((case.pk for case in found), reverse=True)


@pytest.mark.parametrize("text", ["", "   ", "'", "((", "a & | !", "\x00", "ñ" * 500, "-"])
def test_any_text_is_a_search(cast: Cast, bond: Case, text: str) -> None:
    find_cases(cast.actor(cast.officer), text)


def test_words_of_an_act_under_way_are_not_lost_to_an_index_run(own_database: TestDatabase) -> None:
    """The case was dirty already: the run must not take the mark of the act that has not committed."""
    cast = make_cast()
    case = make_case(cast.applicant)
    written, run = threading.Event(), threading.Event()

    def act() -> None:
        try:
            with transaction.atomic():
                by, at = cast.actor(cast.officer), timezone.now()
                add_note(
                    case=Case.objects.get(pk=case.pk), text="Falta el mandamiento", by=by, at=at, via="desk"
                )
                written.set()
                run.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    written.wait(10)
    index_pending()
    run.set()
    thread.join()
    index_pending()
    assert find_cases(cast.actor(cast.officer), "mandamiento") == ([case], False)
