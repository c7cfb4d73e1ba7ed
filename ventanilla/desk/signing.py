"""Signing at the desk: the phrase that opens a certificate, and how often it may be tried."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ventanilla.cases.errors import Invalid
from ventanilla.desk.formal_forms import SignForm
from ventanilla.formal.acts import sign_act
from ventanilla.formal.models import FormalAct
from ventanilla.formal.sealing import FIELD, seal_file
from ventanilla.people.access import Actor
from ventanilla.people.models import Person
from ventanilla.people.rates import hit
from ventanilla.people.rates import seen as hits

TRIES = 5
WINDOW = dt.timedelta(minutes=15)


def has_certificate(actor: Actor) -> bool:
    """Whether a certificate is kept for the actor. Without a query where the installation keeps none."""
    if settings.SIGNING_DIR is None or actor.person_id is None:
        return False
    return seal_file(Person.objects.get(pk=actor.person_id)) is not None


@sensitive_variables("passphrase")
def sign_with_phrase(
    act: FormalAct,
    form: SignForm,
    *,
    by: Actor,
    at: dt.datetime,
    via: str,
    seen: int | None,
    key: uuid.UUID | None,
) -> None:
    """Sign an act. Raises what `sign_act` raises; after too many wrong phrases none is tried for a while."""
    tries = f"passphrase:{by.known_id}"
    passphrase = str(form.cleaned_data[FIELD])
    if passphrase and hits(tries, window=WINDOW, at=at) >= TRIES:
        raise Invalid(
            _(
                "Pass phrase: it was tried %(times)s times without success. Wait %(minutes)s minutes and write it again."
            )
            % {"times": TRIES, "minutes": WINDOW.seconds // 60},
            field=FIELD,
        )
    try:
        sign_act(act=act, by=by, at=at, via=via, passphrase=passphrase, seen=seen, key=key)
    except Invalid as refusal:
        if passphrase and refusal.field == FIELD:
            hit(tries, limit=TRIES, window=WINDOW, at=at)
        raise
