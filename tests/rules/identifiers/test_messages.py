"""What people read: each message names the document, the rule and what to do."""

from __future__ import annotations

import pytest

from ventanilla.rules.identifiers import KINDS, check

REASONS = [
    ("sv.dui", "", "El DUI está en blanco: escriba el número."),
    ("sv.dui", "1234567-4", "El DUI tiene 9 dígitos, contando los ceros a la izquierda, y aquí hay 8: revise que no falte ni sobre ninguno."),
    ("sv.dui", "00016297-4", "El DUI termina en un dígito que no corresponde a los anteriores: compare cada uno con el documento."),
    ("sv.dui", "00000000-0", "El DUI 00000000-0 no pertenece a nadie: escriba el que figura en el documento."),
    ("sv.dui", "O0016297-5", "El DUI solo lleva dígitos del 0 al 9: quite o corrija «O»."),
    ("sv.dui", "٠0016297-5", "El DUI solo lleva dígitos del 0 al 9: quite o corrija «٠» (U+0660)."),
    ("sv.dui", "00016297-5\0", "El DUI solo lleva dígitos del 0 al 9: quite o corrija el carácter U+0000."),
    ("sv.dui", "00016297\ud800", "El DUI solo lleva dígitos del 0 al 9: quite o corrija el carácter U+D800."),
    ("sv.dui", "1" * 65, "El DUI no puede tener más de 64 caracteres: escriba solo el número."),
    ("sv.nit", "0614", "El NIT tiene 14 dígitos (o los 9 del DUI) y aquí hay 4: revise que no falte ni sobre ninguno."),
    ("sv.nit", "00016297-4", "El DUI escrito como NIT termina en un dígito que no corresponde a los anteriores: compare cada uno con el documento."),
    ("sv.nit", "0" * 14, "El NIT no puede ser todo ceros: escriba el que figura en la tarjeta."),
    ("sv.nrc", "123456789", "El NRC tiene a lo sumo 8 dígitos y aquí hay 9: revise que no sobre alguno."),
    ("sv.nrc", "0-0", "El NRC no puede ser todo ceros: escriba el que figura en la tarjeta de contribuyente."),
    ("sv.resident-card", "12", "El carné de residente tiene de 4 a 20 letras y dígitos y aquí hay 2: escríbalo completo, tal como está impreso."),
    ("passport", "000000", "El pasaporte no puede ser todo ceros: escriba el número impreso en el documento."),
    ("passport", "Ñ123456", "El pasaporte solo lleva letras de la A a la Z y dígitos: quite o corrija «Ñ» (U+00D1)."),
    ("ec.ci", "171430710", "La cédula tiene 10 dígitos, contando los ceros a la izquierda, y aquí hay 9: revise que no falte ni sobre ninguno."),
    ("ec.ci", "2514307103", "La cédula comienza con la provincia (01 a 24, o 30): compare los dos primeros dígitos con el documento."),
    ("ec.ci", "1774307103", "El tercer dígito de la cédula va del 0 al 6: compárelo con el documento."),
    ("ec.ci", "1714307104", "La cédula termina en un dígito que no corresponde a los anteriores: compare cada uno con el documento."),
    ("ec.ruc", "1", "El RUC tiene 13 dígitos, contando los ceros a la izquierda, y aquí hay 1: revise que no falte ni sobre ninguno."),
    ("ec.ruc", "2592060346001", "El RUC comienza con la provincia (01 a 24, o 30): compare los dos primeros dígitos con el documento."),
    ("ec.ruc", "1782060346001", "El tercer dígito del RUC es del 0 al 6, o 9: compárelo con el certificado."),
    ("ec.ruc", "1714307103000", "El establecimiento, al final del RUC, no puede ser 000: el principal es 001."),
    ("ec.ruc", "1714307104001", "Los diez primeros dígitos del RUC de una persona natural son su cédula, y su último dígito no corresponde a los anteriores: compárelos con el documento."),
    ("mx.curp", "BOXW", "La CURP tiene 18 caracteres y aquí hay 4: revise que no falte ni sobre ninguno."),
    ("mx.curp", "BÑXW310820HNERXN09", "La CURP solo lleva letras de la A a la Z (la Ñ se escribe X) y dígitos: quite o corrija «Ñ» (U+00D1)."),
    ("mx.curp", "B0XW310820HNERXN09", "La CURP lleva 4 letras, 6 dígitos de la fecha, 6 letras, un dígito o letra y un dígito: revise que no haya una O por un 0 ni una I por un 1."),
    ("mx.curp", "BOXW310832HNERXN09", "Los caracteres 5 a 10 de la CURP (año, mes y día) no forman una fecha: compárelos con la constancia."),
    ("mx.curp", "BOXW310820ANERXN09", "El carácter 11 de la CURP es H, M o X: compárelo con la constancia."),
    ("mx.curp", "BOXW310820HZZRXN09", "Los caracteres 12 y 13 de la CURP no son clave de una entidad (NE si nació en el extranjero): compárelos con la constancia."),
    ("mx.curp", "BOXW310820HNERXN08", "El último dígito de la CURP no corresponde a los demás caracteres: compárela con la constancia."),
    ("mx.rfc", "GODE561231", "Al RFC le falta la homoclave: escriba también sus tres últimos caracteres."),
    ("mx.rfc", "GOD", "El RFC tiene 13 caracteres (12 si es de una persona moral) y aquí hay 3: revise que no falte ni sobre ninguno."),
    ("mx.rfc", "G0DE561231GR8", "El RFC lleva 4 letras (3 si es de una persona moral), 6 dígitos de la fecha y 3 de homoclave: revise que no haya una O por un 0 ni una I por un 1."),
    ("mx.rfc", "GODE561331GR8", "Los seis dígitos del RFC (año, mes y día) no forman una fecha: compárelos con la constancia fiscal."),
    ("mx.cp", "1000", "El código postal tiene 5 dígitos, contando los ceros a la izquierda, y aquí hay 4: revise que no falte ni sobre ninguno."),
    ("mx.cp", "17000", "El código postal no comienza como los de ninguna entidad (00 a 16 y 20 a 99): revise sus dígitos."),
    ("mx.cp", "20000 Jalisco", "El código postal corresponde a Aguascalientes: corrija el código o el estado."),
    ("mx.cp", "1" * 65, "El código postal no puede tener más de 64 caracteres: escriba solo el número."),
]  # fmt: skip

WARNINGS = [
    ("sv.nit", "0614-050707-104-0", "El último dígito del NIT no corresponde a los anteriores; hay NIT vigentes así: compare el número con la tarjeta."),
    ("sv.nit", "8614-320013-104-1", "El NIT suele comenzar con 0, 1 o 9: compare el primer dígito con la tarjeta. Los dígitos 5 a 10 del NIT (día, mes y año) no forman una fecha: compárelos con la tarjeta. El último dígito del NIT no corresponde a los anteriores; hay NIT vigentes así: compare el número con la tarjeta."),
    ("passport", "A123456789", "El pasaporte suele tener a lo sumo 9 caracteres: compárelo con el documento."),
    ("sv.resident-card", "RESIDENTE", "El carné de residente suele llevar algún dígito: compárelo con el documento."),
    ("ec.ci", "5001000016", "La cédula comienza con 50, que no está confirmado como provincia: compare los dos primeros dígitos con el documento."),
    ("ec.ruc", "1792060345001", "El dígito verificador del RUC no corresponde a los demás; el SRI ha emitido RUC así a sociedades y entidades públicas: compare el número con el certificado."),
    ("mx.curp", "RATA800101HDFANT05", "Las cuatro primeras letras de la CURP son una palabra que el registro sustituye: compárela con la constancia. Los caracteres 14 a 16 de la CURP suelen ser consonantes: compárelos con la constancia."),
    ("mx.rfc", "VACE460910SX6", "El dígito verificador del RFC no corresponde a los demás caracteres; hay RFC vigentes así: compárelo con la constancia fiscal."),
    ("mx.rfc", "XAXX010101000", "Es el RFC genérico del público en general: no identifica a una persona."),
    ("mx.rfc", "XEXX010101000", "Es el RFC genérico de residentes en el extranjero: no identifica a una persona."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "reason"), REASONS)
def test_reason(kind: str, value: str, reason: str) -> None:
    result = check(kind, value)
    assert (result.valid, result.reason, result.warning, result.canonical) == (False, reason, "", "")


@pytest.mark.parametrize(("kind", "value", "warning"), WARNINGS)
def test_warning(kind: str, value: str, warning: str) -> None:
    result = check(kind, value)
    assert (result.valid, result.warning, result.reason) == (True, warning, "")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_blank_value_is_asked_for_in_every_kind(kind: str) -> None:
    for blank in ("", "   ", "\t\n", "-", "\u200f"):
        assert check(kind, blank).reason.endswith(" está en blanco: escriba el número.")
