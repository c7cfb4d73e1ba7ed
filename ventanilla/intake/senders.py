"""Who wrote a mail, as far as one can tell: a party of the case by her address, and whether the address is believed."""

from __future__ import annotations

import re

from allauth.account.models import EmailAddress
from django.db.models import Q

from ventanilla.cases.models import Case, CaseParty

_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
_FAILED = frozenset({"fail", "softfail", "permerror"})


def party_of(case: Case, address: str) -> CaseParty | None:
    """The party of a case that an address belongs to: hers in the case, or a confirmed one of her person.

    allauth keeps addresses in lower case, and an index on them as they are.
    """
    if not address:
        return None
    owners = EmailAddress.objects.filter(email=address.lower(), verified=True).values("user_id")
    hers = Q(email__iexact=address) | Q(person__email__iexact=address) | Q(person_id__in=owners)
    parties = CaseParty.objects.filter(hers, case=case, until=None).select_related("person")
    return parties.order_by("id").first()


def is_doubtful(auth_results: str) -> bool:
    """Whether the receiving server says that the From may be forged (Authentication-Results, RFC 8601).

    DMARC decides where it was judged; else SPF and DKIM, one of which is enough. Silence is no doubt.
    """
    results: dict[str, set[str]] = {}
    for method, result in _RESULT.findall(auth_results):
        results.setdefault(method.lower(), set()).add(result.lower())
    dmarc = results.get("dmarc", set()) - {"none", "temperror"}
    if dmarc:
        return "pass" not in dmarc
    judged = results.get("spf", set()) | results.get("dkim", set())
    return "pass" not in judged and bool(judged & _FAILED)
