"""What a mail says, as the beginning of a case."""

from __future__ import annotations

from ventanilla.catalogue.forms import fields
from ventanilla.catalogue.model import Procedure
from ventanilla.people.models import Person


def answers_by_mail(
    procedure: Procedure, *, name: str, email: str, subject: str, text: str
) -> dict[str, str]:
    """What the mail says, as answers to the form: the rest is what is missing."""
    said = {"full_name": name, "email": email, "subject": subject, "description": text}
    asked = {field.code for field in fields(procedure)}
    return {code: words for code, words in said.items() if code in asked and words}


def name_by_mail(address: str) -> str:
    """What to call somebody whose mail gives no name: the name she has with us, else the words of her address."""
    known = Person.objects.filter(email__iexact=address).exclude(name="").order_by("id").first()
    if known is not None:
        return known.name
    words = "".join(char if char.isalpha() else " " for char in address.partition("@")[0].partition("+")[0])
    return words.title().strip() or address
