"""The forms of `ec` against the sheet of the Servicio Nacional de Aduana del Ecuador, item by item."""

from __future__ import annotations

import pytest

from ventanilla.catalogue import get_pack
from ventanilla.catalogue.model import Field, Form, Procedure

PACK = get_pack("ec")
PERSONS = {
    "private-legal": "Persona jurídica - Privada",
    "public-legal": "Persona jurídica - Pública",
    "national-natural": "Persona natural - Ecuatoriana",
    "foreign-natural": "Persona natural - Extranjera",
}
OPERATORS = """Agente de aduana, Línea naviera, Línea aérea, Transportista terrestre, Depósito temporal, Depósito aduanero,
Agente de carga internacional, Empresa de tráfico postal internacional y correos rápidos o courier, Consolidadora de carga,
Operador portuario, Verificadora, Instalación industrial, Zona Especial de Desarrollo Económico (ZEDE), Almacén libre,
Importador o exportador, Maquilador, Organismo de control, Almacén especial, Correos del Ecuador, Paletizadora"""
RESULTS = ["Servicio atendido", "Incidente solucionado", "Trámite exitoso", "Consulta absuelta"]
CHANNELS = ["Correo electrónico", "En línea (sitio o portal web)", "Telefónico"]


def form_of(code: str) -> Form:
    form = PACK.procedures[code].form
    assert form is not None
    return form


def field(code: str, name: str) -> Field:
    return next(item for item in form_of(code).fields if item.code == name)


def section(code: str, name: str) -> list[str]:
    return [item.code for part in form_of(code).sections if part.code == name for item in part.fields]


def heading(procedure: Procedure, start: str) -> list[str]:
    return [
        item.text for part in procedure.sheet if str(part.heading).startswith(start) for item in part.items
    ]


def test_whom_it_is_for_is_whom_the_forms_ask_for() -> None:
    assert {code: str(item.title) for code, item in PACK.person_kinds.items()} == PERSONS
    named = [str(item.title) for item in PACK.operator_types.values()]
    assert named[:-1] == " ".join(OPERATORS.split()).split(", ")
    assert PACK.operator_types["other"].title == "Otro operador o usuario en general"
    for procedure in PACK.procedures.values():
        assert heading(procedure, "Dirigido a") == list(PERSONS.values())


@pytest.mark.parametrize("code", ["incident", "consultation", "complaint"])
def test_every_form_asks_for_the_same_contact_data(code: str) -> None:
    assert section(code, "contact") == [
        "person_kind",
        "full_name",
        "national_id",
        "foreign_document",
        "passport",
        "foreign_id",
        "organisation",
        "organisation_ruc",
        "operator_type",
        "email",
        "phone",
    ]


@pytest.mark.parametrize("code", ["incident", "consultation"])
def test_every_item_of_the_two_forms_is_compulsory(code: str) -> None:
    """What is asked of some only is compulsory for those it is asked of."""
    for item in form_of(code).fields:
        assert item.required or item.required_when == item.shown_when != "", item.code


def test_an_incident_is_told_by_screen_field_moment_district_and_account() -> None:
    asked = section("incident", "incident")
    assert {"system", "screen_name", "field_name", "occurred_at", "post", "description"} <= set(asked)
    assert (field("incident", "occurred_at").type, field("incident", "occurred_at").not_future) == (
        "datetime",
        True,
    )
    assert field("incident", "captures_confirmed").type == "confirm"
    captures = next(item for item in PACK.procedures["incident"].requirements if item.code == "captures")
    assert (captures.required, captures.kind) == (True, "file")


def test_a_consultation_asks_for_the_document_of_its_motive() -> None:
    motives = {choice.code for choice in field("consultation", "motive").choices}
    asked = [item for item in PACK.procedures["consultation"].requirements if item.required_when]
    named = {motive for motive in motives for item in asked if f'"{motive}"' in str(item.required_when)}
    assert motives - named == {"regulations", "operator-registration", "other"}


@pytest.mark.parametrize("code", ["incident", "consultation"])
def test_a_case_may_end_in_each_result_of_the_sheet(code: str) -> None:
    procedure = PACK.procedures[code]
    assert heading(procedure, "¿Qué obtendré") == RESULTS
    admitted = {str(PACK.outcomes[outcome].title) for outcome in procedure.outcomes}
    assert set(RESULTS) <= admitted


def test_a_complaint_says_of_which_service_and_channel_of_the_sheet_it_is() -> None:
    """The sheet counts complaints and does not classify them: so that is marked to be confirmed."""
    kind, channel = field("complaint", "complaint_kind"), field("complaint", "attended_through")
    assert [choice.code for choice in kind.choices] == ["incident", "consultation", "call", "other"]
    assert [str(choice.title) for choice in channel.choices][:3] == CHANNELS
    assert not kind.is_confirmed
    assert not channel.is_confirmed
    for code in ("incident", "consultation"):
        assert sorted(heading(PACK.procedures[code], "Canales")) == sorted(CHANNELS)
