"""The 32 federal entities of Mexico with the codes identifiers and addresses use.

Prefixes of postal codes were compared with the 144 600 rows of the SEPOMEX catalogue, which itself may not be
redistributed. CURP keeps DF for Ciudad de México.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity: INEGI number, name, CURP code, ISO 3166-2, SAT code, first and last prefix of its postal codes."""

    inegi: str
    name: str
    curp: str
    iso: str
    sat: str
    first_prefix: int
    last_prefix: int


ENTITIES = (
    Entity("01", "Aguascalientes", "AS", "MX-AGU", "AGU", 20, 20),
    Entity("02", "Baja California", "BC", "MX-BCN", "BCN", 21, 22),
    Entity("03", "Baja California Sur", "BS", "MX-BCS", "BCS", 23, 23),
    Entity("04", "Campeche", "CC", "MX-CAM", "CAM", 24, 24),
    Entity("05", "Coahuila de Zaragoza", "CL", "MX-COA", "COA", 25, 27),
    Entity("06", "Colima", "CM", "MX-COL", "COL", 28, 28),
    Entity("07", "Chiapas", "CS", "MX-CHP", "CHP", 29, 30),
    Entity("08", "Chihuahua", "CH", "MX-CHH", "CHH", 31, 33),
    Entity("09", "Ciudad de México", "DF", "MX-CMX", "CMX", 0, 16),
    Entity("10", "Durango", "DG", "MX-DUR", "DUR", 34, 35),
    Entity("11", "Guanajuato", "GT", "MX-GUA", "GUA", 36, 38),
    Entity("12", "Guerrero", "GR", "MX-GRO", "GRO", 39, 41),
    Entity("13", "Hidalgo", "HG", "MX-HID", "HID", 42, 43),
    Entity("14", "Jalisco", "JC", "MX-JAL", "JAL", 44, 49),
    Entity("15", "México", "MC", "MX-MEX", "MEX", 50, 57),
    Entity("16", "Michoacán de Ocampo", "MN", "MX-MIC", "MIC", 58, 61),
    Entity("17", "Morelos", "MS", "MX-MOR", "MOR", 62, 62),
    Entity("18", "Nayarit", "NT", "MX-NAY", "NAY", 63, 63),
    Entity("19", "Nuevo León", "NL", "MX-NLE", "NLE", 64, 67),
    Entity("20", "Oaxaca", "OC", "MX-OAX", "OAX", 68, 71),
    Entity("21", "Puebla", "PL", "MX-PUE", "PUE", 72, 75),
    Entity("22", "Querétaro", "QT", "MX-QUE", "QUE", 76, 76),
    Entity("23", "Quintana Roo", "QR", "MX-ROO", "ROO", 77, 77),
    Entity("24", "San Luis Potosí", "SP", "MX-SLP", "SLP", 78, 79),
    Entity("25", "Sinaloa", "SL", "MX-SIN", "SIN", 80, 82),
    Entity("26", "Sonora", "SR", "MX-SON", "SON", 83, 85),
    Entity("27", "Tabasco", "TC", "MX-TAB", "TAB", 86, 86),
    Entity("28", "Tamaulipas", "TS", "MX-TAM", "TAM", 87, 89),
    Entity("29", "Tlaxcala", "TL", "MX-TLA", "TLA", 90, 90),
    Entity("30", "Veracruz de Ignacio de la Llave", "VZ", "MX-VER", "VER", 91, 96),
    Entity("31", "Yucatán", "YN", "MX-YUC", "YUC", 97, 97),
    Entity("32", "Zacatecas", "ZS", "MX-ZAC", "ZAC", 98, 99),
)
BORN_ABROAD = "NE"
CURP_CODES = frozenset({entity.curp for entity in ENTITIES} | {BORN_ABROAD})
