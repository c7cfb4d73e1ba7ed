"""Passport of any country.

ICAO Doc 9303 gives the number nine characters; some states print longer ones, so up to twenty are taken with a
warning. No check digit: the one of the machine readable zone is not part of the number.
"""

from __future__ import annotations

from ventanilla.rules.identifiers._answer import IdentifierCheck
from ventanilla.rules.identifiers._document import check_document

KIND = "passport"


def check(text: str) -> IdentifierCheck:
    """A passport of 6 to 9 letters and digits; 10 to 20 with a warning."""
    return check_document(text, name="El pasaporte", shortest=6, usual=9)
