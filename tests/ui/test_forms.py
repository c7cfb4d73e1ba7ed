"""A catalogue form as a Django form: what it asks, what it refuses and in which words, what it keeps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from ventanilla.catalogue import get_pack
from ventanilla.catalogue.forms import facts as facts_of
from ventanilla.catalogue.model import Field, Form, Procedure, Section
from ventanilla.ui.answers import answered_sections
from ventanilla.ui.forms import CatalogueForm, documents_form, form_for

NOW = datetime(2026, 11, 20, 20, 35, tzinfo=UTC)  # 14:35 in El Salvador
SHOWN = "shown_fields"


def field_of(values: dict[str, Any]) -> Field:
    return Field.model_validate(
        {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    )


def asking(*fields: dict[str, Any]) -> Procedure:
    """A procedure that asks these questions in one part."""
    section = Section(code="part", title="Parte", fields=tuple(field_of(field) for field in fields))
    return get_pack("sv").procedures["general-request"].model_copy(update={"form": Form(sections=(section,))})


def form_of(
    procedure: Procedure, data: dict[str, Any] | None = None, code: str = "sv", **options: Any
) -> CatalogueForm:
    sent = None
    if data is not None:
        sent = QueryDict(mutable=True)
        for name, value in data.items():
            sent.setlist(name, value if isinstance(value, list) else [value])
    return form_for(procedure, pack=get_pack(code), now=NOW, data=sent, **options)


def error(field: dict[str, Any], value: Any) -> str:
    """The one error of one question answered with `value`, or ""."""
    form = form_of(asking({"label": "Dato", "code": "x", **field}), {"x": value})
    return "" if form.is_valid() else str(form.errors["x"][0])


def answer(field: dict[str, Any], value: Any) -> Any:
    form = form_of(asking({"label": "Dato", "code": "x", **field}), {"x": value})
    assert form.is_valid(), form.errors
    return form.answers().get("x")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ({"type": "text"}, "", "Falta «Dato»: escriba este dato."),
        ({"type": "text"}, "   ", "Falta «Dato»: escriba este dato."),
        (
            {"type": "text", "max_length": 5},
            "camión",
            "«Dato» tiene 1 carácter de más: el máximo es 5. Acórtelo.",
        ),
        (
            {"type": "text", "max_length": 5},
            "camiones",
            "«Dato» tiene 3 caracteres de más: el máximo es 5. Acórtelo.",
        ),
        ({"type": "text"}, "a\x00b", "caracteres que no se pueden leer"),
        (
            {
                "type": "text",
                "pattern": "[A-Z]{2}-[0-9]+",
                "pattern_error": "Escriba dos letras, un guion y cifras",
            },
            "77",
            "«Dato»: escriba dos letras, un guion y cifras.",
        ),
        ({"type": "email"}, "maria@", "no es una dirección completa: escríbala como nombre@dominio.com"),
        ({"type": "email"}, "maria @x.com", "sin espacios"),
        ({"type": "phone"}, "22", "«Dato»: el número de teléfono"),
        ({"type": "identifier", "identifiers": ["sv.dui"]}, "123", "«Dato»: el DUI tiene 9 dígitos"),
        ({"type": "identifier", "identifiers": ["sv.dui", "sv.nit"]}, "123", "no es válido como DUI o NIT"),
        ({"type": "number"}, "doce", "no es un número: escriba solo cifras"),
        ({"type": "number"}, "1.234,5", "no es un número"),
        ({"type": "money"}, "12,500", "sin separador de miles"),
        ({"type": "money"}, "-3", "no puede ser menor que cero"),
        ({"type": "date"}, "20/11/2026", "no es una fecha"),
        ({"type": "date"}, "0026-11-20", "demasiado antigua"),
        ({"type": "date", "not_future": True}, "2026-11-21", "no puede ser una fecha futura"),
        ({"type": "datetime"}, "2026-11-20", "necesita el día y la hora"),
        ({"type": "datetime"}, "0001-01-01T00:00+10:00", "necesita el día y la hora"),
        ({"type": "datetime"}, "9999-12-31T23:59-10:00", "necesita el día y la hora"),
        ({"type": "datetime", "not_future": True}, "2026-11-20T14:36", "no puede estar en el futuro"),
        ({"type": "choice", "choices": [{"code": "a", "title": "A"}]}, "", "«Dato»: elija una opción."),
        ({"type": "choice", "choices": [{"code": "a", "title": "A"}]}, "z", "no es una de las opciones"),
        ({"type": "choices", "choices": [{"code": "a", "title": "A"}]}, [], "marque al menos una opción"),
        (
            {"type": "choices", "choices": [{"code": "a", "title": "A"}]},
            ["a", "z"],
            "no está entre las opciones",
        ),
        ({"type": "confirm"}, "", "Para continuar, marque: «Dato»"),
        ({"type": "file"}, "", "adjunte al menos un archivo"),
        ({"type": "post", "choices_from": "posts"}, "nowhere", "no es una de las opciones"),
        ({"type": "country"}, "ZZ", "no es una de las opciones"),
    ],
)
def test_errors_name_field_rule_and_remedy(field: dict[str, Any], value: Any, said: str) -> None:
    assert said in error(field, value)


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ({"type": "text"}, "  Ñandú  ", "Ñandú"),
        ({"type": "textarea"}, "uno\r\ndos\r\n", "uno\ndos"),
        ({"type": "email"}, " maria@correo.example ", "maria@correo.example"),
        ({"type": "identifier", "identifiers": ["sv.dui"]}, "000162975", "00016297-5"),
        ({"type": "phone"}, "+503 2244-5182", "2244 5182"),
        ({"type": "number"}, "12,5", "12.5"),
        ({"type": "money"}, "12500.5", "12500.50"),
        ({"type": "date"}, "2026-11-20", "2026-11-20"),
        ({"type": "datetime", "not_future": True}, "2026-11-20T14:35", "2026-11-20T14:35-06:00"),
        (
            {"type": "choices", "choices": [{"code": "b", "title": "B"}, {"code": "a", "title": "A"}]},
            ["a", "b"],
            ["b", "a"],
        ),
        ({"type": "confirm"}, "on", True),
        ({"type": "country"}, "SV", "SV"),
        ({"type": "text", "required": False}, "", None),
        ({"type": "money", "required": False}, "", None),
    ],
)
def test_answers_are_stored_in_one_form(field: dict[str, Any], value: Any, stored: Any) -> None:
    assert answer(field, value) == stored


def test_a_limit_counts_a_line_end_once() -> None:
    assert error({"type": "textarea", "max_length": 3}, "a\r\nb") == ""


CHOICE = {
    "code": "kind",
    "label": "Tipo",
    "type": "choice",
    "choices": [{"code": "person", "title": "Persona"}, {"code": "company", "title": "Empresa"}],
}
NAME = {
    "code": "company",
    "label": "Razón social",
    "type": "text",
    "required": False,
    "shown_when": 'kind == "company"',
    "required_when": 'kind == "company"',
}


def test_a_question_appears_by_its_condition() -> None:
    procedure = asking(CHOICE, NAME)
    assert form_of(procedure).order == ["kind"]
    assert form_of(procedure, answers={"kind": "company"}).order == ["kind", "company"]
    assert form_of(procedure, {"kind": "person"}).order == ["kind"]


def test_a_question_just_called_for_is_asked_not_reproached() -> None:
    form = form_of(asking(CHOICE, NAME), {"kind": "company", SHOWN: "kind"})
    assert not form.is_valid()
    assert "company" not in form.errors
    assert form.non_field_errors() == ["Según sus respuestas, hay 1 pregunta más: contéstela y continúe."]
    assert form.new_anchor == "#field-company"


def test_a_question_shown_and_left_empty_is_reproached() -> None:
    form = form_of(asking(CHOICE, NAME), {"kind": "company", SHOWN: "kind company"})
    assert form.errors == {"company": ["Falta «Razón social»: escriba este dato."]}


def test_an_optional_question_is_asked_before_sending() -> None:
    optional = {**NAME, "required_when": None}
    assert not form_of(asking(CHOICE, optional), {"kind": "company", SHOWN: "kind"}).is_valid()
    assert form_of(asking(CHOICE, optional), {"kind": "company", SHOWN: "kind company"}).is_valid()


def test_the_answer_to_a_question_that_went_away_is_dropped() -> None:
    form = form_of(asking(CHOICE, NAME), {"kind": "person", "company": "Izalco", SHOWN: "kind company"})
    assert form.is_valid()
    assert form.answers() == {"kind": "person"}


def test_refresh_shows_the_questions_without_errors_and_keeps_what_was_typed() -> None:
    form = form_of(asking(CHOICE, NAME), {"kind": "company", "refresh": "1", SHOWN: "kind"})
    assert form.is_refresh
    assert not form.is_valid()
    assert form.errors == {}
    assert form.order == ["kind", "company"]
    assert form["kind"].value() == "company"


def test_draft_answers_lose_nothing_that_was_typed() -> None:
    procedure = asking({"code": "mail", "label": "Correo", "type": "email"}, CHOICE)
    form = form_of(procedure, {"mail": "maria@", "kind": "person"})
    assert not form.is_valid()
    assert form.draft_answers() == {"mail": "maria@", "kind": "person"}


def test_answers_survive_json_and_fill_the_form_again() -> None:
    procedure = asking({"code": "at", "label": "Cuándo", "type": "datetime"}, CHOICE)
    form = form_of(procedure, {"at": "2026-11-20T14:35", "kind": "person"})
    assert form.is_valid()
    again = form_of(procedure, answers=json.loads(json.dumps(form.answers())))
    assert 'value="2026-11-20T14:35"' in str(again["at"])
    assert "checked" in str(again["kind"])


def test_a_part_alone_keeps_the_answers_of_the_others() -> None:
    first = Section(code="one", title="Uno", fields=(field_of(CHOICE),))
    second = Section(code="two", title="Dos", fields=(field_of(NAME),))
    procedure = asking(CHOICE).model_copy(update={"form": Form(sections=(first, second))})
    form = form_of(procedure, {"company": "Izalco"}, answers={"kind": "company"}, sections={"two"})
    assert form.is_valid()
    assert form.order == ["company"]
    assert form.answers() == {"kind": "company", "company": "Izalco"}


def test_facts_of_the_case_reach_the_conditions() -> None:
    field = {
        "code": "mail",
        "label": "Correo",
        "type": "email",
        "required": False,
        "required_when": 'channel == "online"',
    }
    assert not form_of(asking(field), {"mail": ""}, facts={"channel": "online"}).is_valid()
    assert form_of(asking(field), {"mail": ""}, facts={"channel": "counter"}).is_valid()


def test_few_options_are_radios_and_many_a_list() -> None:
    many = [{"code": f"c{number}", "title": str(number)} for number in range(8)]
    form = form_of(asking(CHOICE, {"code": "many", "label": "Muchas", "type": "choice", "choices": many}))
    assert form["kind"].widget_type == "radioselect"
    assert form["many"].widget_type == "select"


def files(*items: tuple[str, int]) -> MultiValueDict:
    return MultiValueDict({"x": [SimpleUploadedFile(name, b"x" * size) for name, size in items]})


FILE = {"code": "x", "label": "Capturas", "type": "file"}


def test_what_fits_is_kept_and_what_does_not_is_refused_by_name() -> None:
    form = form_of(asking(FILE), {}, files=files(("ventas.pdf", 10), ("virus.exe", 10), ("vacío.pdf", 0)))
    assert not form.is_valid()
    said = " ".join(form.errors["x"])
    assert "«virus.exe» es de un tipo que no se admite" in said
    assert "«vacío.pdf» está vacío" in said
    assert [file.name for file in form.accepted_files()["x"]] == ["ventas.pdf"]


def test_files_together_stay_within_the_limit_of_the_pack() -> None:
    held = {"x": [{"name": "antes.pdf", "size": 24 * 1_048_576}]}
    form = form_of(asking(FILE), {}, files=files(("a.pdf", 600_000), ("b.pdf", 600_000)), kept=held)
    assert not form.is_valid()
    assert "«b.pdf» no cabe" in form.errors["x"][0]
    assert "Envíelo en otro mensaje del mismo caso" in form.errors["x"][0]
    assert [file.name for file in form.accepted_files()["x"]] == ["a.pdf"]


def test_a_file_kept_before_answers_the_question() -> None:
    form = form_of(asking(FILE), {}, kept={"x": [{"name": "antes.pdf", "size": 10}]})
    assert form.is_valid()
    assert form.answers() == {}


def test_too_many_files_are_refused_by_name() -> None:
    form = form_of(asking(FILE), {}, files=files(*((f"{number}.pdf", 1) for number in range(21))))
    assert not form.is_valid()
    assert "«20.pdf» excede la cantidad" in form.errors["x"][0]
    assert len(form.accepted_files()["x"]) == 20


def test_documents_follow_from_the_facts() -> None:
    pack = get_pack("sv")
    bond = pack.procedures["bond-change"]
    without = documents_form(bond, pack=pack, facts=facts_of(bond, {}))
    alcohol = documents_form(bond, pack=pack, facts=facts_of(bond, {"imports_alcohol": True}))
    assert set(without.fields) <= set(alcohol.fields)
    sent = documents_form(bond, pack=pack, facts=facts_of(bond, {}), data={}, files=MultiValueDict())
    required = [code for code, field in sent.fields.items() if field.required]
    assert set(sent.errors) == set(required)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("code", "name"),
    [
        (code, name)
        for code in ("sv", "ec", "mx")
        for name, item in get_pack(code).procedures.items()
        if item.form
    ],
)
def test_every_form_of_the_packs_renders_and_refuses_emptiness(code: str, name: str, language: str) -> None:
    with translation.override(language):
        pack = get_pack(code).localized(language)
        procedure = pack.procedures[name]
        form = form_for(procedure, pack=pack, now=NOW, data=QueryDict(), facts={"channel": "online"})
        assert not form.is_valid()
        html = render_to_string("ui/form_sections.html", {"form": form, "refresh_url": "/x/"})
    for bound in form:
        assert f'id="field-{bound.name}"' in html
    assert html.count("usa-error-message") == len(form.errors)


@pytest.mark.parametrize("language", ["es", "en"])
def test_errors_are_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        form = form_of(
            asking({"code": "x", "label": "Dato", "type": "identifier", "identifiers": ["sv.dui"]}),
            {"x": "1"},
        )
        said = str(form.errors["x"][0])
    assert ("el DUI tiene" in said) == (language == "es")
    assert ("is not a valid DUI" in said) == (language == "en")


def test_page_refreshes_itself_where_questions_depend_on_answers() -> None:
    procedure = asking(CHOICE, NAME)
    html = render_to_string(
        "ui/form_sections.html", {"form": form_of(procedure), "refresh_url": "/preguntas/"}
    )
    assert 'hx-post="/preguntas/"' in html
    assert 'class="v-watched"' in html
    assert "<noscript>" in html
    alone = render_to_string("ui/form_sections.html", {"form": form_of(asking(CHOICE)), "refresh_url": "/x/"})
    assert "hx-post" not in alone
    assert "<noscript>" not in alone


def test_answers_read_as_people_read_them() -> None:
    procedure = asking(
        CHOICE,
        NAME,
        {"code": "at", "label": "Cuándo", "type": "datetime"},
        {"code": "sum", "label": "Monto", "type": "money"},
        {"code": "ok", "label": "Acepto", "type": "confirm"},
        {"code": "none", "label": "Nada", "type": "text", "required": False},
        FILE,
    )
    answers = {
        "kind": "person",
        "company": "Izalco",
        "at": "2026-11-20T14:35-06:00",
        "sum": "12500.50",
        "ok": True,
    }
    (part,) = answered_sections(procedure, answers, pack=get_pack("sv"), change_url="/solicitudes/t/")
    assert [(row.label, row.value) for row in part.rows] == [
        ("Tipo", "Persona"),
        ("Cuándo", "20 de noviembre de 2026, 14:35"),
        ("Monto", "$12,500.50"),
        ("Acepto", "Sí"),
        ("Nada", ""),
    ]
    assert part.rows[0].href == "/solicitudes/t/#field-kind"


def test_a_draft_keeps_what_the_database_can_hold() -> None:
    questions = asking(
        {"label": "Dato", "code": "x", "type": "text"},
        {"label": "Otro", "code": "y", "type": "choices", "choices": [{"code": "a", "title": "A"}]},
    )
    form = form_of(questions, {"x": "uno\0dos", "y": ["a\0"]})
    assert not form.is_valid()
    assert form.draft_answers() == {"x": "unodos", "y": ["a"]}
