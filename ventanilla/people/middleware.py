"""Who acts in a request: `request.actor`, worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from ventanilla.people.access import ANONYMOUS, Actor, actor_of
from ventanilla.people.models import Person
from ventanilla.reference.current import today


def acting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request its `actor`: the signed-in person with the roles of today, or ANONYMOUS."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return actor_of(user, on=today()) if isinstance(user, Person) else ANONYMOUS
