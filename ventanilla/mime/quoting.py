"""How mail programs introduce the message that they quote: in Spanish, English, Portuguese, and some neighbours.

Every function looks at a few lines in front of it and has patterns without nested repetition, so that a body is read in
linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ventanilla.mime.lines import Line

_OPENING = re.compile(r"\s*(?:El|On|Em|No dia|A|Le|Am|Il|Op|En|Dne|Den)\b", re.IGNORECASE)
_RESTART = re.compile(r"\s*(?:El|On|Em|Le|Am|Il|Op) [^\n]{0,40}\d")
_DIGIT = re.compile(r"\d")
_WROTE = re.compile(
    r"\b(?:escribi[oó]|wrote|escreveu|ha scritto|a [ée]crit|schrieb|va escriure|ha escrito|ha escrit|schreef|skrev)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b")
_ADDRESS = re.compile(r"[^\s<>()\[\]@,;:]{1,80}@[^\s<>()\[\]@,;:]{1,120}")
_NAMED = re.compile(r"\d{1,2}:\d{2}[^\n]{0,200}<[^<>\s]{1,80}@[^<>\s]{1,120}>\s*:\s*\Z")
_GROUPWISE = re.compile(r"\S[^\n]{0,200}\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}[^\n]{0,40}>>>\s*\Z")
_RULE = re.compile(r"\s*(?:_{8,}|-{8,}|={8,}|\*{8,}|–{3,}|—{3,})\s*\Z")
_DASHES = r"\s*[-–—_=*]{2,30}\s*"
_SEPARATOR = re.compile(
    _DASHES
    + r"(?:mensaje original|correo original|mensaje anterior|original message|mensagem original|reply message"
    r"|original appointment|cita original|message d.origine|urspr[üu]ngliche nachricht|messaggio originale"
    r"|mensaje de respuesta|in reply to|en respuesta a|em resposta a)\s*[-–—_=*]{0,30}\s*:?\s*\Z",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"\s*(?:[-–—_=*]{2,30}\s*(?:forwarded message|forwarded by\b[^\n]{0,120}|mensaje reenviado|correo reenviado"
    r"|mensagem encaminhada|mensagem reencaminhada|mensaje enviado|reenviado por\b[^\n]{0,120}|encaminhado por\b[^\n]{0,120})"
    r"\s*[-–—_=*]{0,30}|begin forwarded message\s*:|inicio del mensaje reenviado\s*:|in[íi]cio da mensagem (?:re)?encaminhada\s*:"
    r"|in[íi]cio da mensagem reenviada\s*:)\s*\Z",
    re.IGNORECASE,
)
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{1,60}\]\s*)?(?:rv|fw|fwd|enc|tr|wg|reenv|reenviado|encaminhado)\s*:", re.IGNORECASE
)
_REPLY_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{1,60}\]\s*)?(?:re|r|res|resp|aw|sv|rta|respuesta)\s*(?:\[\d{1,3}\])?\s*:", re.IGNORECASE
)

_KEYS = {
    "from": "de|from|von|da|desde|remitente|expéditeur",
    "sent": "enviado el|enviado em|enviado|enviados|enviada em|enviada|enviadas|fecha|data|date|sent|envoyé|gesendet|"
    "fecha de envío|fecha y hora|date sent",
    "to": "para|to|an|à|destinatario|destinatarios|destinatário",
    "cc": "cc|c\\.c\\.|cco|bcc|cópia|copia|con copia",
    "subject": "asunto|subject|assunto|objet|betreff|oggetto|tema",
    "more": "importancia|importance|importância|prioridad|priority|prioridade|datos adjuntos|adjuntos|archivos adjuntos|"
    "attachments|anexos|responder a|reply-to|sensibilidad|sensitivity|organización|lugar|where|when|cuándo|dónde",
}
_KEY_OF = {word.replace("\\", ""): kind for kind, words in _KEYS.items() for word in words.split("|")}
_KEY = re.compile(
    r"[\s>]{0,10}[*_]{0,2}\s{0,3}(" + "|".join(_KEYS.values()) + r")\s{0,3}[*_]{0,2}\s{0,3}:(?=\W|\w|\Z)",
    re.IGNORECASE,
)
_MOST_LINES = 16


def is_forward(subject: str) -> bool:
    """Whether the subject says that a message is passed on: what it holds is then what the person sends."""
    return bool(_FORWARD_SUBJECT.match(subject))


def is_reply(subject: str) -> bool:
    """Whether the subject says that this answers a message."""
    return bool(_REPLY_SUBJECT.match(subject))


def begins_forward(line: Line) -> bool:
    """Whether a forwarded message begins under this line."""
    return len(line.text) < 200 and bool(_FORWARDED.match(line.text))


def attribution_length(lines: Sequence[Line], index: int) -> int:
    """How many lines from `index` on say who wrote the quotation below; 0 if they do not.

    "El lun, 2 mar 2026 a las 9:30, Ana <ana@x.example> escribió:" and its like, wrapped over up to four lines. A time or
    an address must be named, or the quotation follow marked: a person may also write "el notario escribió:".
    """
    joined = ""
    for count in range(1, 5):
        place = index + count - 1
        if place >= len(lines) or lines[place].is_blank or lines[place].depth != lines[index].depth:
            return 0
        joined = f"{joined} {lines[place].text.strip()}".strip().strip("\xa0")
        if len(joined) > 600 or (count == 1 and not _may_begin(joined)):
            return 0
        if count > 1 and _RESTART.match(lines[place].text):
            return 0
        if _is_attribution(joined, lines, index + count):
            return count
    return 0


def _may_begin(text: str) -> bool:
    """Whether an attribution may begin with this line: words of the person's own may stand right above one."""
    if _WROTE.search(text) or _NAMED.search(text[-260:]) or text.endswith(">>>"):
        return True
    return bool(_DIGIT.search(text)) and bool(
        _OPENING.match(text) or _ADDRESS.search(text) or _TIME.search(text)
    )


def _is_attribution(text: str, lines: Sequence[Line], after: int) -> bool:
    if text.startswith("--") and text.endswith("--"):
        text = f"{text.strip('- ')}:"
    if not text.endswith((":", ">>>")) and not _WROTE.search(text):
        return False
    if text.endswith(">>>") and _GROUPWISE.search(text):
        return True
    if _NAMED.search(text[-260:]):
        return True
    is_marked = next_depth(lines, after) > lines[after - 1].depth
    wrote = _WROTE.search(text)
    if not wrote or not (text.endswith(":") or is_marked) or len(text) - wrote.end() > 90:
        return False
    is_dated = bool(_TIME.search(text)) and bool(_OPENING.match(text) or _ADDRESS.search(text))
    return is_dated or bool(_ADDRESS.search(text)) or is_marked


def next_depth(lines: Sequence[Line], index: int) -> int:
    """The depth of the first line with words from `index` on; -1 if none follows within fifty lines."""
    return next((line.depth for line in lines[index : index + 50] if not line.is_blank), -1)


def header_length(lines: Sequence[Line], index: int) -> int:
    """How many lines from `index` on are the separator and headers of a quoted message; 0 if they are none.

    Of sender, date, recipient and subject, three must stand there, the sender among them, and a separator, a time or an
    address show that a program wrote them: officials begin their memoranda with DE, PARA, ASUNTO as well.
    """
    line = lines[index].text
    is_separated = len(line) < 200 and bool(_SEPARATOR.match(line))
    is_ruled = len(line) < 200 and bool(_RULE.match(line))
    place = index
    if is_separated or is_ruled:
        place = _next_written(lines, index + 1)
    length, kinds, has_proof = _read_block(lines, place, lines[index].depth)
    is_block = ("from" in kinds and len(kinds - {"more", "cc"}) >= 3) or ({"from", "sent", "cc"} <= kinds)
    if is_block and (has_proof or is_separated or is_ruled):
        return place + length - index
    return 1 if is_separated else 0


def _next_written(lines: Sequence[Line], start: int) -> int:
    place = start
    while place < len(lines) and place < start + 3 and lines[place].is_blank:
        place += 1
    return place


def _read_block(lines: Sequence[Line], start: int, depth: int) -> tuple[int, set[str], bool]:
    """Length of the header block at `start`, which headers it has, and whether a time or an address stands in it."""
    kinds: set[str] = set()
    has_proof = False
    length = strays = 0
    for offset, line in enumerate(lines[start : start + _MOST_LINES]):
        found = _KEY.match(line.text) if line.depth == depth else None
        if found:
            kind = _KEY_OF[found[1].lower()]
            if kind == "from" and "from" in kinds:
                break
            kinds.add(kind)
            length, strays = offset + 1, 0
            has_proof |= bool(_ADDRESS.search(line.text[:1_000])) or (
                kind == "sent" and bool(_TIME.search(line.text))
            )
        elif not kinds or strays >= 2 or (line.is_blank and strays):
            break
        else:
            strays += 1
            has_proof |= bool(_ADDRESS.search(line.text[:300])) and not line.is_blank and len(kinds) < 3
    return length, kinds, has_proof
