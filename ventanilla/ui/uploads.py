"""Files in a form: what is refused is refused by name, what fits is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ventanilla.catalogue import Pack
from ventanilla.ui.fields import Answer
from ventanilla.ui.figures import size

Files: TypeAlias = "list[UploadedFile[Any]]"


@dataclass(frozen=True, slots=True)
class FileRules:
    """The types one question admits (extensions), and the limits of the whole sending."""

    types: tuple[str, ...]
    total_mb: int
    max_files: int


class Budget:
    """What is left of one sending's limits, shared by all its file questions."""

    def __init__(self, pack: Pack, kept: Sequence[Any] = ()) -> None:
        self.pack = pack
        self.bytes_left = pack.uploads.total_bytes - sum(int(file["size"]) for file in kept)
        self.files_left = pack.uploads.max_files - len(kept)

    def take(self, size: int) -> None:
        self.bytes_left -= size
        self.files_left -= 1


class ManyFilesInput(forms.FileInput):
    """A native control for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files. What each may be is checked where they are stored, so that what fits is kept."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Files:
        return _files(data)


class FilesAnswer(Answer):
    """Files, beside those already `kept` (mappings with name and size); `on_file` is what need not be attached anew.

    After cleaning, `accepted` has the files that fit, even where others were refused. Content is not looked
    at here: the room of files does that when it takes them in.
    """

    widget = ManyFilesInput
    rules: FileRules

    def __init__(
        self,
        *,
        rules: FileRules,
        budget: Budget,
        kept: Sequence[Any] = (),
        on_file: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.on_file = on_file
        self.rules = rules
        self.budget = budget
        self.kept = kept
        self.accepted: Files = []

    def clean(self, value: Any) -> Files:
        refused = []
        for file in _files(value):
            reason = self._refusal(file)
            if reason:
                named = self.named(file=file.name, reason=reason)
                refused.append(ValidationError(_("“%(field)s”: the file “%(file)s” %(reason)s") % named))
            else:
                self.budget.take(file.size or 0)
                self.accepted.append(file)
        if refused:
            raise ValidationError(refused)
        if self.required and not self.accepted and not self.kept:
            raise ValidationError(_("“%(field)s”: attach at least one file.") % self.named(), code="required")
        return self.accepted

    def _refusal(self, file: UploadedFile[bytes]) -> str:
        if PurePosixPath(file.name or "").suffix.lower().lstrip(".") not in self.rules.types:
            types = ", ".join(item.upper() for item in self.rules.types)
            return _(
                "is of a type that is not accepted. Save it as one of these and attach it again: %(types)s."
            ) % {"types": types}
        if not file.size:
            return _("is empty. Save it again and attach it.")
        if self.budget.files_left < 1:
            return _("is one too many: at most %(count)s. Send it in another message of the same case.") % {
                "count": self.rules.max_files
            }
        if file.size > self.budget.bytes_left:
            return _(
                "does not fit (%(size)s): all files together up to %(total)s MB. "
                "Send it in another message of the same case."
            ) % {"size": size(file.size, self.budget.pack), "total": self.rules.total_mb}
        return ""


def _files(value: Any) -> Files:
    if not value:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
