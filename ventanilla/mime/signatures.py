"""What stands under a message without having been written for it: delimited signatures, lines of telephones, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ventanilla.mime.lines import Line

_DELIMITER = re.compile(r"--\s?\Z|—\s?\Z")
_MOST_LINES = 15
_LINK = r"(?:\s*[<\[(]?https?://\S{1,300}?[>\])]?)?"
_TAGLINE = re.compile(
    r"\s*(?:[-_*\[(]{0,3}\s*)(?:"
    r"(?:enviado|enviada) (?:desde|con|por|do|pelo|a partir do|via|usando) [^\n.]{0,60}?"
    r"\b(?:iphone|ipad|ipod|android|samsung|galaxy|xiaomi|redmi|huawei|motorola|moto|blackberry|outlook|correo|mail|e-mail|yahoo"
    r"|tel[eé]fono|m[oó]vil|celular|tigo|claro|movistar|smartphone|tablet|windows|nokia|lg|oppo|honor|proton|dispositivo"
    r"|telem[oó]vel)\b[^\n.]{0,60}"
    r"|sent (?:from|with|via|using) [^\n.]{0,60}?\b(?:iphone|ipad|ipod|android|samsung|galaxy|blackberry|outlook|mail|yahoo|phone"
    r"|mobile|windows|device|smartphone|tablet|proton|xiaomi|huawei|motorola)\b[^\n.]{0,60}"
    r"|(?:obtener|obtenga|consigue|descarga|get|obter|obtenha o?|baixe o?) outlook (?:para|for) [^\n.]{0,30}"
    r"|(?:yahoo mail|aol mail|correo yahoo)\s?: [^\n]{0,80}"
    r"|envoyé (?:de|depuis) mon [^\n.]{0,60}"
    r")\.?" + _LINK + r"[.\])*_]{0,3}\s*\Z",
    re.IGNORECASE,
)
_VIRUS = re.compile(
    r"\s*(?:libre de virus|virus-free|sem v[íi]rus|no virus found|livre de v[íi]rus)\b[^\n]{0,40}(?:www\.\w{1,20}\.com)?[^\n]{0,120}\Z",
    re.IGNORECASE,
)
_CONFIDENTIAL = re.compile(
    r"\b(?:confidencial|confidential|privilegiad|privileged|legalmente protegid)", re.IGNORECASE
)
_ADDRESSEE = re.compile(
    r"\b(?:destinatari|destinat[áa]ri|recipient|addressee|dirigid[oa] exclusivamente|uso exclusivo|intended)",
    re.IGNORECASE,
)
_MISTAKE = re.compile(
    r"\b(?:por error|por equivocaci[oó]n|in error|por engano|prohibid|prohibited|proibid|divulgaci[oó]n|disclosure|divulga[cç][aã]o"
    r"|elim[ií]n|delete|si usted no es|if you are not)",
    re.IGNORECASE,
)
_PRINT = re.compile(
    r"\s*(?:p |[^\w\n]{1,4} ?)?(?:antes de imprimir|please consider the environment|piense en el medio ambiente"
    r"|no imprima este|think before (?:you )?print)",
    re.IGNORECASE,
)


def is_tagline(line: Line) -> bool:
    """Whether a telephone or a mail program wrote this line under every message."""
    return len(line.text) < 400 and bool(_TAGLINE.match(line.text) or _VIRUS.match(line.text))


def without_signature(lines: Sequence[Line]) -> list[Line]:
    """One stretch of a person's lines without what stands under it.

    A signature is what follows the delimiter ``--`` (RFC 3676 4.3), if it is short and something stands above it; a
    name and a greeting without delimiter are the person's words.
    """
    kept = [line for line in lines if not is_tagline(line)]
    below = 0
    cut = len(kept)
    for index in range(len(kept) - 1, -1, -1):
        if below > _MOST_LINES:
            break
        if _DELIMITER.match(kept[index].text):
            cut = index
        below += not kept[index].is_blank
    has_words_above = any(not line.is_blank for line in kept[:cut])
    return _without_notices(kept[:cut] if has_words_above else kept)


def _without_notices(lines: list[Line]) -> list[Line]:
    """Without the notices of confidentiality and printing at the end; never without all."""
    end = len(lines)
    while True:
        while end and lines[end - 1].is_blank:
            end -= 1
        start = end
        while start and not lines[start - 1].is_blank:
            start -= 1
        paragraph = " ".join(line.text for line in lines[start:end])
        if not start or not _is_notice(paragraph):
            return lines[:end]
        end = start


def _is_notice(paragraph: str) -> bool:
    if _PRINT.match(paragraph):
        return len(paragraph) < 400
    if not 60 < len(paragraph) < 5_000:
        return False
    return all(pattern.search(paragraph) for pattern in (_CONFIDENTIAL, _ADDRESSEE, _MISTAKE))
