"""What the annexes say, in the two languages of the screens. An error names what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ventanilla.rules.wording import ENGLISH, SPANISH, known_language

Pair = tuple[str, str]
"""Spanish, English."""

MESSAGES: Mapping[str, Pair] = {
    # The file
    "unreadable_file": (
        "El archivo no se puede leer como XLSX: ábralo en su hoja de cálculo y guárdelo de nuevo como XLSX o CSV.",
        "The file cannot be read as XLSX: open it in your spreadsheet and save it again as XLSX or CSV.",
    ),
    "old_format": (
        "El archivo es de un formato antiguo o tiene contraseña: guárdelo como XLSX sin contraseña, o como CSV.",
        "The file has an old format or a password: save it as XLSX without a password, or as CSV.",
    ),
    "too_large": (
        "Una hoja del archivo llega hasta la celda {address}: borre las filas y columnas sobrantes.",
        "A sheet of the file reaches cell {address}: delete the rows and columns that are not needed.",
    ),
    "unpacks_too_large": (
        "El archivo ocupa al abrirse más de {limit} MB: deje solo la hoja del anexo.",
        "Unpacked, the file takes more than {limit} MB: leave only the sheet of the annex.",
    ),
    "not_text": (
        "El archivo no es un XLSX ni un CSV de texto: guárdelo como XLSX o como CSV (UTF-8).",
        "The file is neither XLSX nor text CSV: save it as XLSX or as CSV (UTF-8).",
    ),
    "broken_csv": (
        "El CSV no se puede leer a partir de la fila {row}: revise las comillas.",
        "The CSV cannot be read from row {row} on: check its quotation marks.",
    ),
    "no_header": (
        "No se encontró la fila de encabezados: use la plantilla o escriba en una fila {columns}.",
        "No row of headings was found: use the template, or write in one row {columns}.",
    ),
    "missing_column": (
        "Falta la columna «{title}» ({name}): añádala; la plantilla la trae.",
        "Column “{title}” ({name}) is missing: add it; the template has it.",
    ),
    "repeated_column": (
        "La columna «{title}» está dos veces ({first} y {second}): deje una sola.",
        "Column “{title}” is there twice ({first} and {second}): leave only one.",
    ),
    "no_rows": (
        "El anexo no tiene líneas: escriba una mercancía en cada fila, debajo de los encabezados.",
        "The annex has no lines: write one good in each row, below the headings.",
    ),
    "too_many_rows": (
        "El anexo pasa de {limit} líneas: repártalo en varios archivos.",
        "The annex has more than {limit} lines: split it into several files.",
    ),
    # A row of a form
    "row": ("Fila {row}", "Row {row}"),
    # A cell
    "formula": (
        "{address}: la fórmula no tiene resultado guardado; ábralo en su hoja de cálculo y guárdelo, o escriba el valor.",
        "{address}: the formula has no stored result; open it in your spreadsheet and save it, or write the value.",
    ),
    "error_cell": (
        "{address}: la celda contiene un error de la hoja de cálculo; corrija la fórmula o escriba el valor.",
        "{address}: the cell holds a spreadsheet error; correct the formula or write the value.",
    ),
    "blank": ("{address}: falta {title}; escriba el dato.", "{address}: {title} is missing; write it."),
    "blank_amount": (
        "{address}: falta {title}; escriba el dato, o 0 si no lo hay.",
        "{address}: {title} is missing; write it, or 0 if there is none.",
    ),
    "not_number": (
        "{address}: «{text}» no es un número; escriba {title} solo con cifras, como 1234.50.",
        "{address}: “{text}” is not a number; write {title} with digits only, such as 1234.50.",
    ),
    "ambiguous": (
        "{address}: «{text}» puede leerse de dos maneras; escriba {title} sin separador de miles, como {example}.",
        "{address}: “{text}” can be read in two ways; write {title} without thousands separator, such as {example}.",
    ),
    "negative": (
        "{address}: {title} no puede ser negativo («{text}»); escriba 0 o más.",
        "{address}: {title} cannot be negative (“{text}”); write 0 or more.",
    ),
    "zero": (
        "{address}: {title} debe ser mayor que 0; escriba el dato.",
        "{address}: {title} must be more than 0; write it.",
    ),
    "not_whole": (
        "{address}: {title} es un número entero, no «{text}»; escríbalo sin decimales.",
        "{address}: {title} is a whole number, not “{text}”; write it without decimals.",
    ),
    "too_big": (
        "{address}: {title} no puede pasar de {limit} («{text}»); revise el dato y su unidad.",
        "{address}: {title} cannot be more than {limit} (“{text}”); check the value and its unit.",
    ),
    "fraction": (
        "{address}: «{text}» parece una fracción; escriba {title} en porcentaje, como {example}.",
        "{address}: “{text}” looks like a fraction; write {title} as a percentage, such as {example}.",
    ),
    "tariff": (
        "{address}: «{text}» no es un código arancelario de 8 dígitos; escríbalo como 2208.30.90.",
        "{address}: “{text}” is not a tariff code of 8 digits; write it as 2208.30.90.",
    ),
    "choice": (
        "{address}: «{text}» no es {title} conocido; escriba {choices}.",
        "{address}: “{text}” is no known {title}; write {choices}.",
    ),
    "too_long": (
        "{address}: {title} pasa de {limit} caracteres; acórtelo.",
        "{address}: {title} has more than {limit} characters; shorten it.",
    ),
    # A line
    "cif_differs": (
        "{address}: el CIF declarado, {stated}, no es la suma de costo, seguro y flete, {sum}; corrija el que no sea.",
        "{address}: the CIF stated, {stated}, is not the sum of cost, insurance and freight, {sum}; correct the wrong one.",
    ),
    "no_rate": (
        "alícuota no configurada para {what} ({tax}): pida a la administración que la añada, o corrija el código.",
        "no rate configured for {what} ({tax}): ask the administration to add it, or correct the code.",
    ),
    "no_rate_yet": (
        "alícuota no configurada para {what} ({tax}) en {on}: la primera rige desde {since}.",
        "no rate configured for {what} ({tax}) on {on}: the first one is in force from {since}.",
    ),
    "no_rates": (
        "El paquete no tiene tasas con que estimar: la administración debe publicarlas (rates.yaml).",
        "The pack has no rates to estimate with: the administration has to publish them (rates.yaml).",
    ),
    # Notes of a line
    "leading_zero": (
        "La hoja guardó el código como número; se leyó {code}.",
        "The sheet kept the code as a number; it was read as {code}.",
    ),
    "disputed": (
        "Dato contradictorio en {title}: otra fuente da {other} ({source}); esta estimación usa {used}.",
        "Contradictory figure for {title}: another source gives {other} ({source}); this estimate uses {used}.",
    ),
    "unusual_duty": (
        "DAI de {rate} %: no es uno de los porcentajes habituales ({usual}); revíselo.",
        "Import duty of {rate} %: not one of the usual percentages ({usual}); check it.",
    ),
    "relief": (
        "Sin DAI: se aplicó la liberación que dice la lectura del paquete.",
        "No import duty: the relief of the pack's reading was applied.",
    ),
    "no_price": (
        "Precio de venta sugerido 0: la línea no causa ad valorem; revíselo.",
        "Suggested retail price 0: the line causes no ad valorem; check it.",
    ),
    "other_annex": (
        "{code} lleva impuesto específico: debe figurar además en el anexo de bebidas alcohólicas o de tabaco.",
        "{code} carries a specific tax: it must also be in the annex of alcoholic drinks or of tobacco.",
    ),
    "low_degree": (
        "El inciso es de bebidas de más de {least} % vol y la línea dice {degree} % vol; revise el código o el grado.",
        "The code is for drinks above {least} % vol and the line says {degree} % vol; check the code or the strength.",
    ),
    # What is to be confirmed
    "unconfirmed_rate": ("{title}: {value}{since}. {source}", "{title}: {value}{since}. {source}"),
    "unconfirmed": ("{title}. {source}", "{title}. {source}"),
    "since": (", desde {day}", ", from {day}"),
}

TAXES: Mapping[str, Pair] = {
    "duty": ("DAI", "Import duty"),
    "specific": ("Específico", "Specific tax"),
    "ad_valorem": ("Ad valorem", "Ad valorem tax"),
    "vat": ("IVA", "VAT"),
}

UNITS: Mapping[str, Pair] = {
    "percent": ("%", "%"),
    "per_degree_litre": ("{currency} por 1 % vol y litro", "{currency} per 1 % vol and litre"),
    "per_litre": ("{currency} por litro", "{currency} per litre"),
    "per_unit": ("{currency} por unidad", "{currency} per unit"),
}

PRODUCTS: Mapping[str, Pair] = {
    "cigarette": ("cigarrillo", "cigarette"),
    "cigar": ("puro", "cigar"),
    "other": ("otro", "other"),
}


def chosen(pair: Pair, language: str) -> str:
    """The text of `pair` in `language`."""
    return pair[known_language(language) == ENGLISH]


def said(message: str, language: str = SPANISH, /, **values: object) -> str:
    """The message of that code in `language`. KeyError names a code there is not."""
    return chosen(MESSAGES[message], language).format(**values)


def plain(number: Decimal) -> str:
    """A number without the zeros that say nothing: `0.05`, `15`, `1200`."""
    return f"{number.normalize():f}"
