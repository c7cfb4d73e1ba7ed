"""For whom somebody acts: the powers on file at the desk, one accepted from a document, one used, one revoked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ventanilla.cases.errors import ActRefused, Stale
from ventanilla.cases.models import Attachment, Case, CaseParty
from ventanilla.cases.policies import can_work
from ventanilla.desk.access import DeskRequest, case_or_404
from ventanilla.desk.acting import CONFLICT, UNPROCESSABLE, VIA, marks
from ventanilla.desk.forms import ActForm, say_refusal
from ventanilla.desk.page import desk_page
from ventanilla.desk.representation_form import RevocationForm
from ventanilla.desk.representation_page import power_form, representation_page
from ventanilla.desk.rows import procedure_shown
from ventanilla.desk.views.formal import GET_POST, works_cases
from ventanilla.formal.acts import accept_presented_power, revoke_presented_power, use_power
from ventanilla.formal.keeping import representative_of
from ventanilla.people.models import Power
from ventanilla.people.powers import accepted_powers
from ventanilla.ui.context import current_pack


@works_cases
@require_http_methods(GET_POST)
def representation(request: DeskRequest, number: str) -> HttpResponse:
    """Who acts for whom and what proves it; a POST accepts a document of the case as a power."""
    case, party = represented_case(request, number)
    if request.method != "POST":
        return _page(request, case, party)
    pack = current_pack()
    form = power_form(request.POST, case, procedure_shown(case, pack), pack)

    def accept() -> None:
        typed = form.cleaned_data
        accept_presented_power(
            case=case,
            attachment=Attachment.objects.filter(case=case, pk=typed["attachment"]).first(),
            terms=form.terms(),
            name=typed["name"],
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            **marks(typed),
        )

    return _done(request, case, party, "power", form, accept, _("The power is accepted and on file."))


@works_cases
@require_POST
def power_use(request: DeskRequest, number: str, power_id: int) -> HttpResponse:
    """Say that the case goes by a power that is on file."""
    case, party = represented_case(request, number)
    power, form = power_or_404(party, power_id), ActForm(request.POST, code=f"use-{power_id}")

    def use() -> None:
        use_power(
            case=case, power=power, by=request.actor, at=timezone.now(), via=VIA, **marks(form.cleaned_data)
        )

    return _done(request, case, party, "use", form, use, _("The case goes by that power."))


@works_cases
@require_POST
def power_revocation(request: DeskRequest, number: str, power_id: int) -> HttpResponse:
    """End a power at once."""
    case, party = represented_case(request, number)
    code = f"revoke-{power_id}"
    power, form = power_or_404(party, power_id), RevocationForm(request.POST, code=code)

    def revoke() -> None:
        revoke_presented_power(
            case=case,
            power=power,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=timezone.now(),
            via=VIA,
            **marks(form.cleaned_data),
        )

    return _done(
        request,
        case,
        party,
        code,
        form,
        revoke,
        _("The power is revoked. Open cases that go by it are marked."),
    )


def represented_case(request: DeskRequest, number: str) -> tuple[Case, CaseParty]:
    """A case whose party acts for another; others have no such page."""
    case = case_or_404(request.actor, number)
    party = representative_of(case)
    if party is None or party.organisation is None:
        raise Http404
    return case, party


def power_or_404(party: CaseParty, power_id: int) -> Power:
    """A power of the party from whom her case names."""
    held = accepted_powers(party.person_id).filter(organisation=party.organisation)
    power = held.filter(pk=power_id).first()
    if power is None:
        raise Http404
    return power


def _done(
    request: DeskRequest,
    case: Case,
    party: CaseParty,
    code: str,
    form: ActForm,
    do: Callable[[], None],
    done: str,
) -> HttpResponse:
    """Carry it out; a refusal shows the page with its reason and what was typed."""
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            do()
        except ActRefused as refusal:
            say_refusal(form, refusal)
            status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
        else:
            messages.success(request, done)
            return redirect("desk:representation", case.number)
    case.stream.refresh_from_db()
    form.shows(case.stream.seq)
    return _page(request, case, party, {code: form}, status=status)


def _page(
    request: DeskRequest,
    case: Case,
    party: CaseParty,
    typed: Mapping[str, ActForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    pack, known = current_pack(), typed or {}
    page = representation_page(
        case,
        party,
        procedure_shown(case, pack),
        pack,
        may_work=can_work(case, request.actor),
        typed=known,
    )
    refused = next(iter(known.values()), None)
    context = {"case": case, "page": page, "refused": refused}
    return desk_page(request, "formal/representation.html", context, status=status)
