"""The signed link by which a party completes her case without signing in: made out to her, for some days."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.core import signing
from django.urls import reverse

from ventanilla.cases.merged import living
from ventanilla.cases.models import Case, CaseParty, Phase
from ventanilla.reference.current import current_pack

_SALT = "ventanilla.cases.completion"


class Over(StrEnum):
    """Why a link that was good no longer is."""

    EXPIRED = "expired"
    CLOSED = "closed"
    ENDED = "ended"


class LinkUnknown(Exception):
    """The token is not one of ours."""


class LinkOver(Exception):
    """The link was ours and is spent; `why` says by what, `case` is the one it led to."""

    def __init__(self, why: Over, case: Case) -> None:
        super().__init__(why)
        self.why = why
        self.case = case


def completion_path(party: CaseParty, *, at: dt.datetime) -> str:
    """The path that leads a party to the form for what is missing."""
    return reverse("portal:completion", args=[_token(party, at)])


def upload_path(party: CaseParty, *, at: dt.datetime) -> str:
    """The path where a party sends more documents into the case."""
    return reverse("portal:completion_documents", args=[_token(party, at)])


def party_by_link(token: str, *, at: dt.datetime) -> CaseParty:
    """The party a link was made out to, in the case hers was merged into where it was.

    Raises LinkUnknown, or LinkOver: too old, her part over, or the case closed.
    """
    try:
        party_id, sent_at = _signer().unsign_object(token)
    except signing.BadSignature as error:
        raise LinkUnknown from error
    party = CaseParty.objects.select_related("case__stream", "person").filter(pk=party_id).first()
    if party is None:
        raise LinkUnknown
    party = _living_part(party)
    why = why_over(party.case, is_party=party.until is None and party.person_id is not None)
    if why is None and at.timestamp() - sent_at > current_pack().completion_link.days * 86_400:
        why = Over.EXPIRED
    if why is not None:
        raise LinkOver(why, party.case)
    return party


def _living_part(party: CaseParty) -> CaseParty:
    case = living(party.case)
    if case.pk == party.case_id or party.until is not None:
        return party
    parts = CaseParty.objects.filter(case=case, person=party.person, until=None).order_by("id")
    return parts.select_related("case__stream", "person").first() or party


def why_over(case: Case, *, is_party: bool) -> Over | None:
    """Why a case can no longer be completed by somebody; None where it can."""
    if not is_party:
        return Over.ENDED
    return Over.CLOSED if case.phase == Phase.CLOSED else None


def _token(party: CaseParty, at: dt.datetime) -> str:
    return _signer().sign_object([party.pk, int(at.timestamp())])


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=_SALT)
