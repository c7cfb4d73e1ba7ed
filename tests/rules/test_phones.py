"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ventanilla.rules.phones import PhoneCheck, check_phone

REGIONS = ("SV", "EC", "MX")
WRITTEN = st.one_of(
    st.tuples(st.just("SV"), st.from_regex(r"[267][0-9]{3}[- ]?[0-9]{4}", fullmatch=True)),
    st.tuples(
        st.just("EC"), st.from_regex(r"09[89] ?[0-9]{3} ?[0-9]{4}|0[2-7] ?[23][0-9]{6}", fullmatch=True)
    ),
    st.tuples(st.just("MX"), st.from_regex(r"(55|33|81) ?[1-9][0-9]{3} ?[0-9]{4}", fullmatch=True)),
)
unhurried = settings(deadline=None)  # a first answer loads its library, and machines are busy


@pytest.mark.parametrize(
    ("text", "region", "e164", "national"),
    [
        ("2244-5182", "SV", "+50322445182", "2244 5182"),
        ("22445182", "SV", "+50322445182", "2244 5182"),
        ("(503) 2244 5182", "SV", "+50322445182", "2244 5182"),
        ("+503 7777-7777", "SV", "+50377777777", "7777 7777"),
        ("00503 2244 5182", "SV", "+50322445182", "2244 5182"),
        ("2244-5182 ext. 12", "SV", "+50322445182", "2244 5182 ext. 12"),
        ("\u202a+503 2244\u20115182\u202c", "SV", "+50322445182", "2244 5182"),
        ("+593 2 394 0000", "SV", "+59323940000", "+593 2-394-0000"),
        ("02 394 0000", "EC", "+59323940000", "(02) 394-0000"),
        ("099 123 4567", "EC", "+593991234567", "099 123 4567"),
        ("55 5123 4567", "MX", "+525551234567", "55 5123 4567"),
        ("+503 2244 5182", "EC", "+50322445182", "+503 2244 5182"),
    ],
)
def test_valid(text: str, region: str, e164: str, national: str) -> None:
    assert check_phone(text, region) == PhoneCheck(valid=True, e164=e164, national=national)


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("", "SV", "El número de teléfono está en blanco: escríbalo como 2123 4567."),
        (" - ", "SV", "El número de teléfono no tiene dígitos: escríbalo como 2123 4567."),
        ("no tengo", "EC", "El número de teléfono no tiene dígitos: escríbalo como (02) 212-3456."),
        ("1", "SV", "El número de teléfono no se puede leer: escríbalo como 2123 4567."),
        ("2244\x005182", "SV", "El número de teléfono no se puede leer: escríbalo como 2123 4567."),
        ("2244-518", "SV", "El número de teléfono no existe en el plan de numeración: revise que esté completo, como 2123 4567; si es de otro país, comience con + y el código del país."),
        ("3" * 65, "SV", "El número de teléfono no puede tener más de 64 caracteres: escriba un solo número."),
        ("22445182", "ZZ", "El número de teléfono no se puede leer: escríbalo con + y el código del país."),
    ],
)  # fmt: skip
def test_refused_with_the_rule_and_the_remedy(text: str, region: str, reason: str) -> None:
    assert check_phone(text, region) == PhoneCheck(valid=False, reason=reason)


@unhurried
@given(text=st.text(st.characters(codec=None), max_size=70), region=st.sampled_from([*REGIONS, "ZZ", ""]))
@example(text="\ud800" + "2" * 8, region="SV")
@example(text="+" * 60 + "1", region="SV")
@example(text=";ext=1;phone-context=+5031", region="SV")
def test_any_text_gets_an_answer(text: str, region: str) -> None:
    result = check_phone(text, region)
    assert bool(result.e164) is bool(result.national) is result.valid is not bool(result.reason)


@unhurried
@given(written=WRITTEN)
def test_the_stored_form_is_its_own_in_every_country(written: tuple[str, str]) -> None:
    region, text = written
    stored = check_phone(text, region).e164
    assume(stored)
    assert {check_phone(stored, other).e164 for other in REGIONS} == {stored}


def test_a_megabyte_is_refused_at_once() -> None:
    assert not check_phone("2" * 1_000_000, "SV").valid
