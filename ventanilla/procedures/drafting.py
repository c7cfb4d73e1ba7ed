"""A form on its way, whichever door it came through: its questions and papers as forms, and what is kept of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ventanilla.cases.definitions import procedure_by_sha
from ventanilla.cases.drafts import add_files, facts_of, presented_before
from ventanilla.cases.models import Draft, DraftFile
from ventanilla.catalogue.forms import facts
from ventanilla.catalogue.model import Procedure
from ventanilla.files.models import Scan
from ventanilla.ui.context import current_pack
from ventanilla.ui.forms import OTHERS, CatalogueForm, DocumentsForm, documents_form, form_for

Kept = dict[str, list[dict[str, Any]]]


def procedure_shown(sha256: str) -> Procedure:
    """The procedure of a definition in the reader's language, while the pack still has it; else as it was stored."""
    for procedure in current_pack().procedures.values():
        if procedure.sha256 == sha256:
            return procedure
    return procedure_by_sha(sha256)


def kept_files(draft: Draft) -> Kept:
    """The files of a draft by question or requirement, as the file-list component takes them."""
    kept: Kept = {}
    for file in DraftFile.objects.filter(draft=draft).select_related("blob").order_by("id"):
        row = {
            "name": file.name,
            "size": file.blob.size,
            "state": Scan.INFECTED if file.blob.scan == Scan.INFECTED else "",
            "remove_name": "remove",
            "remove_value": file.pk,
        }
        kept.setdefault(file.requirement, []).append(row)
    return kept


def questions_of(draft: Draft, kept: Kept, request: HttpRequest | None = None) -> CatalogueForm:
    """The draft's questions: bound to what `request` sent, or filled with what was kept."""
    return form_for(
        procedure_shown(draft.definition_id),
        pack=current_pack(),
        now=timezone.now(),
        data=request.POST if request else None,
        files=request.FILES if request else None,
        answers=draft.answers,
        facts=facts_of(draft),
        kept=kept,
    )


def papers_of(
    draft: Draft,
    kept: Kept,
    request: HttpRequest | None = None,
    *,
    is_lenient: bool = False,
    filed: Collection[str] = (),
    on_file: Mapping[str, Mapping[str, str]] | None = None,
) -> DocumentsForm:
    """The papers that the draft's answers call for; without fields where there are none.

    What is `filed` already is not compulsory; `on_file` is how it is shown. `is_lenient` where none of them is an obstacle and any others may come too.
    """
    procedure = procedure_shown(draft.definition_id)
    form = documents_form(
        procedure,
        pack=current_pack(),
        facts=facts(procedure, draft.answers, facts_of(draft)),
        presented=presented_before(draft) | frozenset(filed),
        on_file=on_file or {},
        data=request.POST if request else None,
        files=request.FILES if request else None,
        kept={OTHERS if is_lenient and not code else code: files for code, files in kept.items()},
        with_others=is_lenient,
    )
    if is_lenient:
        for field in form.fields.values():
            field.required = False
    return form


def keep_files(draft: Draft, form: CatalogueForm | DocumentsForm) -> dict[str, tuple[str, ...]]:
    """Store what fits of the files sent; returns, by question, a text for each one refused for its content."""
    now = timezone.now()
    refused = {
        code: add_files(draft, uploads, requirement="" if code == OTHERS else code, at=now)
        for code, uploads in form.accepted_files().items()
    }
    return {code: texts for code, texts in refused.items() if texts}


def said_again(
    form: DocumentsForm, sent: DocumentsForm, refused: Mapping[str, tuple[str, ...]], *, with_missing: bool
) -> DocumentsForm:
    """The papers as they are held now, `form`, with what is to be said of those `sent`.

    That one is still missing is said only where somebody wanted to go on (`with_missing`).
    """
    form.full_clean()
    form.cleaned_data = {}
    for code, errors in sent.errors.as_data().items():
        for error in errors:
            if with_missing or error.code != "required":
                form.add_error(code, error)
    for code, texts in refused.items():
        form.add_error(code, list(texts))
    return form
