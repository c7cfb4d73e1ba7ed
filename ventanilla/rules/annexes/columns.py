"""The columns of the annexes: their names, what may stand in them, and the headings by which they are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ventanilla.rules.annexes.words import Pair

Kind = Literal["tariff", "text", "amount", "measure", "whole", "duty", "degree", "litres", "product"]
"""`amount` may be 0; `measure`, `litres` and `whole` may not; `duty` and `degree` are in per cent."""

NUMERIC: frozenset[Kind] = frozenset({"amount", "measure", "whole", "duty", "degree", "litres"})


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the contract; `also` are other headings people write for it, in any case and with or without accents."""

    name: str
    kind: Kind
    title: Pair
    help: Pair
    also: tuple[str, ...] = ()
    is_required: bool = True
    is_in_template: bool = True

    @property
    def headings(self) -> frozenset[str]:
        """Every heading of the column, as `heading` leaves it."""
        return frozenset(heading(text) for text in (self.name, *self.title, *self.also))


_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_WORD = re.compile(r"[^a-z0-9%]+")


def heading(text: str) -> str:
    """A heading without remarks in brackets, case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", _REMARK.sub(" ", text).lower())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NO_WORD.sub(" ", bare).strip()


def by_heading(columns: Iterable[Column]) -> Mapping[str, Column]:
    """The columns by each of their headings."""
    return {text: column for column in columns for text in column.headings}


GOODS = (
    Column(
        "tariff_code",
        "tariff",
        ("Código arancelario", "Tariff code"),
        ("Clasificación de 8 dígitos, como 2208.30.90.", "Classification of 8 digits, such as 2208.30.90."),
        (
            "inciso", "inciso arancelario", "inciso sac", "sac", "código sac", "clasificación arancelaria",
            "partida", "partida arancelaria", "fracción arancelaria", "arancel", "hs code", "hs", "tariff",
        ),
    ),
    Column(
        "description",
        "text",
        ("Descripción", "Description"),
        ("Nombre comercial de la mercancía y su marca.", "Trade name of the goods and their brand."),
        ("mercancía", "mercancías", "producto marca", "descripción de la mercancía", "detalle", "goods", "item"),
    ),
    Column(
        "quantity",
        "measure",
        ("Cantidad", "Quantity"),
        ("Cuántas unidades comerciales: cajas, cartones, piezas.", "How many trade units: boxes, cartons, pieces."),
        ("cant", "qty"),
    ),
    Column(
        "unit",
        "text",
        ("Unidad", "Unit"),
        ("En qué se cuenta la cantidad: caja, cartón, kg.", "What the quantity counts: box, carton, kg."),
        ("unidad de medida", "u m", "um", "medida", "unit of measure", "uom"),
    ),
    Column(
        "cost",
        "amount",
        ("Costo", "Cost"),
        ("Valor de la mercancía (FOB), sin seguro ni flete.", "Value of the goods (FOB), without insurance or freight."),
        ("coste", "costo fob", "valor fob", "fob", "valor", "cost fob"),
    ),
    Column(
        "insurance",
        "amount",
        ("Seguro", "Insurance"),
        ("Seguro hasta el lugar de importación; 0 si no hay.", "Insurance to the place of importation; 0 if none."),
        ("seguros",),
    ),
    Column(
        "freight",
        "amount",
        ("Flete", "Freight"),
        ("Flete hasta el lugar de importación; 0 si no hay.", "Freight to the place of importation; 0 if none."),
        ("fletes", "transporte"),
    ),
    Column(
        "duty_rate",
        "duty",
        ("DAI %", "Duty rate %"),
        ("Derecho arancelario en porcentaje: 15 es 15 %.", "Import duty as a percentage: 15 is 15 %."),
        ("dai", "% dai", "tasa dai", "tasa de dai", "porcentaje dai", "derecho arancelario", "duty", "duty rate", "duty %"),
    ),
    Column(
        "cif",
        "amount",
        ("CIF", "CIF"),
        ("Si lo escribe, debe ser la suma de costo, seguro y flete.", "If written, it must be cost, insurance and freight."),
        ("valor cif", "cif value", "total cif"),
        is_required=False,
        is_in_template=False,
    ),
)  # fmt: skip

LOOSE_GOODS = tuple(
    replace(column, is_required=False) if column.name in {"quantity", "unit"} else column for column in GOODS
)
"""The columns of goods where others already say how many there are."""

_PRICE = (
    "precio de venta sugerido", "precio de venta sugerido al público", "precio sugerido", "pvp", "pvp sugerido",
    "pvp sugerido unitario", "pvp unitario", "pvp sin iva", "precio sugerido sin iva", "suggested retail price",
)  # fmt: skip

ALCOHOL = (
    Column(
        "degree",
        "degree",
        ("Grado alcohólico", "Alcoholic strength"),
        ("En % vol: 40 es 40 % vol.", "In % vol: 40 is 40 % vol."),
        ("grado", "grados", "% vol", "grado alcohólico % vol", "grado %", "graduación", "graduación alcohólica", "abv", "degrees"),
    ),
    Column(
        "litres_per_container",
        "litres",
        ("Litros por envase", "Litres per container"),
        ("Contenido de un envase en litros: 0.75 es 750 ml.", "Content of one container in litres: 0.75 is 750 ml."),
        ("contenido por envase", "contenido", "litros envase", "capacidad", "capacidad en litros", "liters per container", "litres"),
    ),
    Column(
        "containers",
        "whole",
        ("Envases", "Containers"),
        ("Cuántas botellas, latas o barriles.", "How many bottles, cans or kegs."),
        ("botellas", "número de envases", "cantidad de envases", "no de envases", "bottles"),
    ),
    Column(
        "retail_price",
        "amount",
        ("Precio de venta sugerido por envase", "Retail price per container"),
        (
            "Precio de venta sugerido al público de un envase, sin IVA.",
            "Suggested retail price of one container, without VAT.",
        ),
        (*_PRICE, "retail price"),
    ),
)  # fmt: skip

TOBACCO = (
    Column(
        "product",
        "product",
        ("Producto", "Product"),
        ("cigarrillo, puro u otro.", "cigarette, cigar or other."),
        ("tipo de producto", "clase de producto", "tipo", "type of product"),
    ),
    Column(
        "units",
        "whole",
        ("Unidades", "Units"),
        ("Cuántos cigarrillos o puros sueltos suma la línea.", "How many single cigarettes or cigars in the line."),
        ("número de unidades", "piezas", "pieces"),
    ),
    Column(
        "packs",
        "whole",
        ("Cajetillas", "Packs"),
        ("Cuántas cajetillas o envases de venta al público.", "How many packs as sold to the public."),
        ("paquetes", "número de cajetillas", "cantidad de cajetillas", "packages"),
    ),
    Column(
        "retail_price",
        "amount",
        ("Precio de venta sugerido por cajetilla", "Retail price per pack"),
        (
            "Precio de venta sugerido al público de una cajetilla, sin IVA.",
            "Suggested retail price of one pack, without VAT.",
        ),
        (*_PRICE, "retail price"),
    ),
)  # fmt: skip
