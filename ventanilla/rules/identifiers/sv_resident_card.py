"""Carné de residente (El Salvador; document 02 of the tax catalogue CAT-022).

Its format is not published: only its characters and a wide length are checked.
"""

from __future__ import annotations

from ventanilla.rules.identifiers._answer import IdentifierCheck
from ventanilla.rules.identifiers._document import check_document

KIND = "sv.resident-card"


def check(text: str) -> IdentifierCheck:
    """A card of 4 to 20 letters and digits."""
    return check_document(text, name="El carné de residente", shortest=4, usual=20)
