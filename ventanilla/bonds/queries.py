"""What is read of annexes: the newest file of each, the applicant's and the officer's, with what was computed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from ventanilla.bonds.annexes import PREFIX
from ventanilla.bonds.models import AnnexSheet
from ventanilla.cases.models import Attachment, Case, Message


@dataclass(frozen=True, slots=True)
class AnnexFiles:
    """The newest files of one annex: what the applicant presented, and the version an officer made of it."""

    presented: Attachment | None
    recounted: Attachment | None


def recount_kind(annex: str) -> str:
    """The kind of the message with which an officer's version of an annex came."""
    return f"recount:{annex}"


def annex_files(case: Case, annexes: Iterable[str]) -> Mapping[str, AnnexFiles]:
    """The files of each annex of a case, by its code, in one query."""
    codes = list(annexes)
    requirements = {f"{PREFIX}{code}": code for code in codes}
    kinds = {recount_kind(code): code for code in codes}
    presented: dict[str, Attachment] = {}
    recounted: dict[str, Attachment] = {}
    wanted = Q(requirement__in=requirements) | Q(message__kind__in=kinds)
    for file in Attachment.objects.filter(wanted, case=case).select_related("blob", "message").order_by("id"):
        if file.message is not None and file.message.kind in kinds:
            recounted[kinds[file.message.kind]] = file
        elif file.message is None or file.message.audience != Message.Audience.INTERNAL:
            presented[requirements[file.requirement]] = file
    return {code: AnnexFiles(presented.get(code), recounted.get(code)) for code in codes}


def sheets_of(files: Iterable[Attachment], basis: str) -> Mapping[int, AnnexSheet]:
    """What was computed of files on one basis, by file."""
    return {
        sheet.attachment_id: sheet
        for sheet in AnnexSheet.objects.filter(attachment__in=list(files), basis=basis)
    }
