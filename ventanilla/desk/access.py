"""Who enters the desk: the anonymous are sent to sign in, everybody else gets 404 where she has no part."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from ventanilla.cases.models import Case, CaseAlias
from ventanilla.cases.queries import OtherCase, as_staff, staff_units
from ventanilla.journal.acts import record_read
from ventanilla.people.access import Actor, Permission

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request as the middleware hands it on."""

    actor: Actor


def staff_only(*permissions: Permission) -> Callable[[View], View]:
    """Let in staff who hold any of `permissions` (all staff where none is named), before anything is looked up."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, **where: object) -> HttpResponseBase:
            actor = request.actor
            if actor.person_id is None:
                here = request.get_full_path() if request.method == "GET" else reverse("desk:queue")
                return redirect_to_login(here, settings.LOGIN_URL)
            if not actor.is_staff or (permissions and not any(map(actor.may, permissions))):
                raise Http404
            return view(request, **where)

        return guarded

    return guard


CASE_READERS = (Permission.WORK_CASES, Permission.READ_ALL_CASES)


def case_or_404(actor: Actor, number: str) -> Case:
    """The case as the desk shows it to the actor, with what its pages need of it in one query.

    Most readers serve the unit that has it: that is asked first, for all the ways to see a case take as long again.
    """
    own = Case.objects.filter(unit__in=actor.units(Permission.WORK_CASES))
    found = _numbered(own, number) or _numbered(as_staff(actor), number)
    if found is None:
        raise Http404
    return found


def _numbered(cases: QuerySet[Case], number: str) -> Case | None:
    aliases = CaseAlias.objects.filter(case=OuterRef("pk")).order_by("id").values("value")
    return (
        cases.filter(number=number)
        .select_related("stream", "officer")
        .annotate(outside_numbers=ArraySubquery(aliases))
        .order_by()
        .first()
    )


def case_to_read(actor: Actor, number: str) -> Case:
    """The same for a page that only shows it; an auditor's reading is noted."""
    case = case_or_404(actor, number)
    if actor.is_auditor:
        record_read(actor=actor.reference, subject=case.stream.subject, at=timezone.now())
    return case


def opens_at_desk(actor: Actor, case: Case | OtherCase) -> bool:
    """Whether a case that the actor sees somehow has a page at the desk for her."""
    return actor.may(Permission.READ_ALL_CASES) or case.unit in staff_units(actor)
