"""Mail that no person wrote: never answered, and why. RFC 3834; a person is never mistaken for a machine."""

from __future__ import annotations

from ventanilla.intake.boxes import is_ours
from ventanilla.intake.letters import Letter

_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mailerdaemon"})
_DEAF = frozenset(
    {"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "no-responder", "noresponder"}
)
_AUTOMATIC = {
    "auto-replied": "respuesta automática (fuera de oficina u otra)",
    "auto-generated": "correo generado por una máquina",
}


def why_machine(letter: Letter) -> str:
    """The reason why a mail is a machine's; "" where a person may have written it.

    Mail of a list or marked as bulk is judged by `is_bulk`: a person may write through a list.
    """
    if letter.sender and is_ours(letter.sender):
        return "lo envió la propia mesa: responderlo sería un bucle"
    if letter.mail.feedback_report is not None:
        return "informe de abuso de un proveedor de correo"
    if letter.mail.auto_submitted in _AUTOMATIC:
        return _AUTOMATIC[letter.mail.auto_submitted]
    if letter.sender.partition("@")[0] in _DAEMONS:
        return "lo envió un servidor de correo"
    if letter.is_from_nobody:
        return "remitente de sobre vacío: es de una máquina"
    return ""


def is_bulk(letter: Letter) -> bool:
    """Whether it came through a list or was sent to many."""
    return letter.mail.auto_submitted == "bulk"


def is_deaf(letter: Letter) -> bool:
    """Whether the address says that nobody reads what is sent to it."""
    return letter.sender.partition("@")[0].partition("+")[0] in _DEAF
