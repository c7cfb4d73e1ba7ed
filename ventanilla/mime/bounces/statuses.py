"""Status codes (RFC 3463) told in a diagnostic, or inferred from its words where none is told."""

from __future__ import annotations

import re

from ventanilla.mime.model import Action

_TOLD = re.compile(r"(?<![\d.])#?([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/@=-])([45]\d\d)(?:[ -]|\Z)")
_CAUSES = (
    ("3.4", (r"too (?:large|big)|size limit|exceeds? (?:the )?(?:maximum|size)|message size|demasiado grande|tama[ñn]o (?:del mensaje|m[áa]ximo)"
     r"|muito grande")),
    ("2.2", (r"(?:mailbox|inbox|account|buz[oó]n|caixa)[^\n]{0,40}\b(?:full|llen[oa]|cheia)|over.{0,5}quota|quota (?:exceeded|violation)|exceeded"
     r"[^\n]{0,40}(?:quota|storage)|full mailbox|cuota|insufficient (?:disk|storage|system)|storage limit|disk quota|out of (?:space|storage)")),
    ("2.1", r"disabled|inactiv|suspended|deactivated|discontinued|deshabilitad|desactivad|suspendid|no longer (?:valid|active|in use)"),
    ("4.6", r"loop(?:ing)?\b|too many hops|hop count"),
    ("1.2", (r"host (?:unknown|not found|name lookup)|unknown host|domain (?:not found|unknown|does(?:n't| not) exist)|unrouteable mail domain"
     r"|no (?:mx|such (?:host|domain))|name (?:service|or service not known)|nullmx|null mx|(?:couldn't|could not) find (?:any|a) (?:host|gateway)"
     r"|dominio[^\n]{0,60}no (?:existe|se ha encontrado|se encontr)|dom[íi]nio[^\n]{0,60}n[ãa]o")),
    ("1.1", (r"(?:user|usuario|recipient|address|mailbox|userid|addressee|account|recipient name|member)[^\n]{0,60}\b(?:unknown|not (?:found|known|exist"
     r"|recogni[sz]ed|listed)|(?:couldn't|could not|can't|cannot) be found|does ?n[o']t exist|doesn't have|invalid|not a valid|illegal|rejected|unavailable)"
     r"|(?:unknown|invalid|no such|illegal|bad)[^\n]{0,40}(?:user|recipient|address|mailbox|account|userid|local|name)|no mailbox|does(?:n't| not) have"
     r"[^\n]{0,60}account|not listed in|not a valid (?:user|mailbox)|unrouteable address|wrong or no longer|no existe|no se (?:ha )?(?:encontr|pudo encontrar)"
     r"|desconocid[oa]|desconhecid[oa]|n[ãa]o (?:foi )?encontrad|n[ãa]o existe|recipnotfound|user not known|relating to the address")),
    ("7.1", (r"spam|blocked|black.?list|block.?list|den(?:ied|egad)|polic(?:y|ies)|relay|not (?:permitted|allowed|authori[sz]ed)|refused by|authenticat"
     r"|unsolicited|not accepting|rejected|reputation|dmarc|spf\b|rechazad|rejeitad|restrict")),
    ("4.7", r"expired|too long|retry time|caducad|expirou|giving up|given up|within \d+ days|allowed queue period"),
    ("4.1", (r"(?:connection|conexi[oó]n|conex[ãa]o)|timed? ?out|time-?out|no route|unreachable|not reachable|not responding|did not respond|no responde"
     r"|could not connect|unavailable or busy")),
)  # fmt: skip
_PATTERNS = tuple((detail, re.compile(pattern, re.IGNORECASE)) for detail, pattern in _CAUSES)


def told_status(text: str) -> str:
    """The first x.y.z in `text`; empty if there is none."""
    found = _TOLD.search(text)
    return f"{found[1]}.{int(found[2])}.{int(found[3])}" if found else ""


def infer_status(text: str, action: Action) -> str:
    """The status of `text`: told, or by the class of its reply code and its words; x.0.0 where nothing is known."""
    if action == "delivered":
        return "2.0.0"
    told = told_status(text)
    if told and told[0] != "2":
        return told
    reply = _REPLY.search(text)
    class_ = reply[1][0] if reply else ("4" if action == "delayed" else "5")
    detail = next((detail for detail, pattern in _PATTERNS if pattern.search(text[:4_000])), "0.0")
    return f"{class_}.{detail}"
