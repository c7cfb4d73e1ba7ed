"""What the pages behind a link to complete a case share: whether it still serves, what is missing, what came of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ventanilla.cases.links import LinkOver, LinkUnknown, Over, completion_path, party_by_link
from ventanilla.cases.missing import missing_of, presented_in
from ventanilla.cases.models import Case, CaseParty
from ventanilla.catalogue.forms import Missing, facts
from ventanilla.portal.requests import PortalRequest
from ventanilla.procedures.drafting import procedure_shown
from ventanilla.ui.context import current_pack
from ventanilla.ui.forms import OTHERS, DocumentsForm, documents_form
from ventanilla.ui.uploads import Files

GONE = 410


def linked_party(request: HttpRequest, token: str, *, at: dt.datetime) -> CaseParty | HttpResponse:
    """The party a link was made out to, or the page that says why it no longer serves. Raises Http404."""
    try:
        return party_by_link(token, at=at)
    except LinkUnknown as error:
        raise Http404 from error
    except LinkOver as over:
        return over_page(request, over.why, over.case)


def over_page(request: HttpRequest, why: Over, case: Case | None) -> HttpResponse:
    """What to do where a link no longer serves. Whoever said *no fui yo* reads nothing of the case."""
    context = {"why": why, "number": case.number if case and why != Over.ENDED else ""}
    return render(request, "portal/completion_over.html", context, status=GONE)


def missing_in(case: Case) -> Missing:
    """What a case lacks, in the reader's language."""
    return missing_of(case, procedure=procedure_shown(case.definition_id))


def completed_page(request: HttpRequest, case: Case) -> HttpResponse:
    """What was sent is in the case: its number, and what happens next."""
    context = {"case": case, "procedure": procedure_shown(case.definition_id)}
    return render(request, "portal/completed.html", context)


def upload_form(case: Case, request: PortalRequest | None = None) -> DocumentsForm:
    """The documents a case may still take, as many or as few as one sends; bound to what `request` sent."""
    procedure = procedure_shown(case.definition_id)
    return documents_form(
        procedure,
        pack=current_pack(),
        facts=facts(procedure, case.answers, {"channel": case.channel}),
        data=request.POST if request else None,
        files=request.FILES if request else None,
        presented=presented_in(case),
        with_others=True,
    )


def chosen_files(form: DocumentsForm) -> Mapping[str, Files]:
    """The files that fit, by the requirement they are for."""
    return {"" if code == OTHERS else code: files for code, files in form.accepted_files().items()}


def refused_texts(form: DocumentsForm) -> list[str]:
    """A text for each file that was not taken; what was not sent this time is not reproached."""
    errors = [
        error for found in form.errors.as_data().values() for error in found if error.code != "required"
    ]
    return [text for error in errors for text in error.messages]


def documents_context(party: CaseParty, form: DocumentsForm, *, at: dt.datetime) -> dict[str, object]:
    """What the page for sending documents prints: no file, no word of the case but what it lacks."""
    lacking = missing_in(party.case)
    return {
        "case": party.case,
        "procedure": procedure_shown(party.case.definition_id),
        "form": form,
        "missing": lacking,
        "completion_url": completion_path(party, at=at) if lacking.fields else "",
        "key": uuid.uuid4(),
    }
