"""Code 128 (ISO/IEC 15417), code set B: what a counter's reader reads of a case number."""

from __future__ import annotations

_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]
"""Of each symbol, by its value: the widths of its bars and spaces in turn, a bar first."""
_START_B, _STOP = 104, 106
QUIET = 10
"""The modules that stay white on both sides."""
LONGEST = 40


def code128(text: str) -> tuple[int, ...]:
    """The widths of bars and spaces in turn, a bar first, in modules. Raises ValueError for what set B has no sign for."""
    values = [ord(char) - 32 for char in text]
    if not values or len(values) > LONGEST or any(not 0 <= value <= 94 for value in values):
        raise ValueError(
            f"«{text}» no cabe en un código de barras: de 1 a {LONGEST} letras, cifras y signos ASCII"
        )
    check = (_START_B + sum(place * value for place, value in enumerate(values, start=1))) % 103
    return tuple(int(width) for value in (_START_B, *values, check, _STOP) for width in _WIDTHS[value])


def code128_svg(text: str, *, height: int = 40) -> str:
    """The bars as an SVG image, one unit a module, with the quiet zones that a reader needs."""
    bars, at = [], QUIET
    for place, width in enumerate(code128(text)):
        if place % 2 == 0:
            bars.append(f"M{at} 0h{width}v{height}h-{width}z")
        at += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at + QUIET} {height}" width="{at + QUIET}" '
        f'height="{height}" preserveAspectRatio="none" shape-rendering="crispEdges">'
        f'<path d="{"".join(bars)}"/></svg>'
    )
