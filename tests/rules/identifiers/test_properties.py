"""What holds of every text and every number."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rules.identifiers.worked import worked_cases
from ventanilla.rules.identifiers import KINDS, check

GARBAGE = st.text(st.characters(codec=None), max_size=80)  # surrogates, marks and controls included
LIKELY = st.text(st.sampled_from("0123456789ABCXÑñı&-– \0\t\n٣３\u200f\u202e\ud800"), max_size=24)
VALID = {
    kind: sorted({case["input"]["value"] for case in worked_cases() if case["expected"]["valid"] and case["input"]["kind"] == kind})
    for kind in KINDS
}  # fmt: skip
DIGITS = "0123456789"
unhurried = settings(deadline=None)  # a first answer loads its library, and machines are busy


def holds_of_any_answer(kind: str, text: str) -> None:
    result = check(kind, text)
    assert bool(result.canonical) is result.valid
    assert bool(result.reason) is not result.valid
    assert result.valid or not result.warning
    assert len(result.canonical) <= 20
    assert set(result.canonical) <= set(DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZÑ&-")
    for sentence in (result.reason, result.warning):
        assert sentence == "" or (sentence[0].isupper() and sentence.endswith("."))
        sentence.encode()


@unhurried
@given(kind=st.sampled_from(sorted(KINDS)), text=st.one_of(GARBAGE, LIKELY))
def test_any_text_gets_an_answer(kind: str, text: str) -> None:
    holds_of_any_answer(kind, text)


@unhurried
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_a_number_broken_anywhere_by_anything_gets_an_answer(data: st.DataObject, kind: str) -> None:
    value = data.draw(st.sampled_from(VALID[kind]))
    at = data.draw(st.integers(0, len(value)))
    cut = data.draw(st.integers(0, 2))
    holds_of_any_answer(kind, value[:at] + data.draw(GARBAGE) + value[at + cut :])


@unhurried
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_what_pasting_brings_along_changes_nothing(data: st.DataObject, kind: str) -> None:
    canonical = check(kind, data.draw(st.sampled_from(VALID[kind]))).canonical
    at = data.draw(st.integers(0, len(canonical)))
    mark = data.draw(
        st.sampled_from(["\u200e", "\u200f", "\u202a", "\ufeff", "\u00ad", "–", "\u2011", "\u2212"])
    )
    assert check(kind, f"\u00a0{canonical[:at]}{mark}{canonical[at:].lower()}\n") == check(kind, canonical)


@unhurried
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_the_canonical_form_is_its_own(data: st.DataObject, kind: str) -> None:
    text = data.draw(st.one_of(st.sampled_from(VALID[kind]), LIKELY))
    result = check(kind, text)
    assume(result.valid)
    assert check(kind, result.canonical) == result


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("unit", ["0", "A", " ", "\0", "\u202e", "Ñ", "\U0001f9fe"])
def test_a_megabyte_is_refused_at_once(kind: str, unit: str) -> None:
    started = time.perf_counter()
    result = check(kind, unit * 1_000_000)
    assert time.perf_counter() - started < 0.5
    assert result.reason.endswith("no puede tener más de 64 caracteres: escriba solo el número.")


def changed(number: str, at: int, by: int) -> str:
    """The number with the digit at that place moved on by 1 to 9."""
    return f"{number[:at]}{(int(number[at]) + by) % 10}{number[at + 1 :]}"


def cedula(body: str) -> str:
    """Nine digits and their check digit."""
    return next(body + digit for digit in DIGITS if check("ec.ci", body + digit).check_digit)


BODY_OF_CEDULA = st.builds(
    "{:02}{}{:06}".format, st.integers(1, 24), st.integers(0, 5), st.integers(0, 999_999)
)
ANOTHER = st.integers(1, 9)


@unhurried
@given(body=BODY_OF_CEDULA, at=st.integers(0, 9), by=ANOTHER)
def test_a_changed_digit_of_a_cedula_is_always_noticed(body: str, at: int, by: int) -> None:
    assert not check("ec.ci", changed(cedula(body), at, by)).valid


@unhurried
@given(body=BODY_OF_CEDULA, at=st.integers(0, 9), by=ANOTHER)
def test_a_changed_digit_of_the_cedula_in_a_ruc_is_noticed(body: str, at: int, by: int) -> None:
    result = check("ec.ruc", changed(cedula(body) + "001", at, by))
    assert not result.valid or result.check_digit is False or at == 2  # the third digit changes whose it is


@unhurried
@given(
    province=st.integers(1, 24),
    body=st.integers(0, 999_999),
    at=st.sampled_from([0, 1, *range(3, 10)]),
    by=ANOTHER,
)
def test_a_changed_digit_of_a_company_ruc_is_always_noticed(
    province: int, body: int, at: int, by: int
) -> None:
    numbers = (f"{province:02}9{body:06}{digit}001" for digit in DIGITS)
    number = next((number for number in numbers if check("ec.ruc", number).check_digit), None)
    assume(number is not None)
    result = check("ec.ruc", changed(str(number), at, by))
    assert not result.valid or (result.check_digit is False and result.warning)


@unhurried
@given(body=st.integers(1, 99_999_999), at=st.sampled_from([0, 2, 6, 8]), by=ANOTHER)
def test_a_changed_digit_of_a_dui_is_noticed_where_the_weight_is_prime_to_ten(
    body: int, at: int, by: int
) -> None:
    number = next(f"{body:08}{digit}" for digit in DIGITS if check("sv.dui", f"{body:08}{digit}").valid)
    assert not check("sv.dui", changed(number, at, by)).valid


@unhurried
@given(value=st.sampled_from(VALID["mx.curp"]), at=st.sampled_from([5, 7, 9, 17]), by=ANOTHER)
def test_a_changed_digit_of_a_curp_is_noticed_where_the_weight_is_prime_to_ten(
    value: str, at: int, by: int
) -> None:
    assert not check("mx.curp", changed(check("mx.curp", value).canonical, at, by)).valid


AGREEING_RFC = [value for value in VALID["mx.rfc"] if check("mx.rfc", value).check_digit]


@unhurried
@given(value=st.sampled_from(AGREEING_RFC), at=st.integers(-9, -4), by=ANOTHER)
def test_a_changed_digit_of_the_date_of_an_rfc_is_always_noticed(value: str, at: int, by: int) -> None:
    number = check("mx.rfc", value).canonical
    result = check("mx.rfc", changed(number, len(number) + at, by))
    assert not result.valid or (result.check_digit is False and result.warning)


@unhurried
@given(body=st.integers(0, 10**13 - 1), by=ANOTHER)
def test_a_changed_last_digit_of_a_nit_is_always_noticed(body: int, by: int) -> None:
    number = next(
        f"{body:013}{digit}"
        for digit in DIGITS
        if check("sv.nit", f"{body:013}{digit}").check_digit is not False
    )
    result = check("sv.nit", changed(number, 13, by))
    assert not result.valid or (result.check_digit is False and result.warning)


@unhurried
@given(body=st.integers(0, 99_999_999))
def test_a_dui_means_the_same_as_a_nit(body: int) -> None:
    for digit in DIGITS:
        as_dui, as_nit = (check(kind, f"{body:08}{digit}") for kind in ("sv.dui", "sv.nit"))
        assert (as_dui.valid, as_dui.canonical, as_dui.check_digit) == (
            as_nit.valid,
            as_nit.canonical,
            as_nit.check_digit,
        )
