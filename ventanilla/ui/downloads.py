"""How a document that we made is handed out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import BinaryIO

from django.http import FileResponse, HttpResponse


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to keep, never cached by anybody between."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def made_response(write: Callable[[BinaryIO], object], name: str, *, media_type: str) -> FileResponse:
    """What `write` puts into a file on disk, sent as it is read, never cached by anybody between."""
    with ExitStack() as failing:
        content = failing.enter_context(tempfile.TemporaryFile())
        write(content)
        failing.pop_all()
    content.seek(0)
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def sheet_response(content: bytes, name: str) -> HttpResponse:
    """A workbook to fill in. It holds nothing of anybody; it depends on the language the reader chose."""
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
