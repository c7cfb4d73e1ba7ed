"""The dossier as one PDF: cover, index and texts, then every file in its place, each page with its folio."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf
from django.utils.formats import date_format
from django.utils.translation import override

from ventanilla.cases.definitions import procedure_of
from ventanilla.files.store import path_of
from ventanilla.formal.dossier import Dossier, DossierFile, DossierItem, Scope
from ventanilla.formal.dossier_words import moment
from ventanilla.formal.folios import add_bookmark, append_pages, stamp
from ventanilla.formal.paper import Paper, make_pdf
from ventanilla.formal.receipts import kilobytes, spoken_moment
from ventanilla.reference.current import current_pack, unit_title, zone

PDF = "application/pdf"
MOST_PAGES = 2000
"""A file with more pages is named on a leaf instead: it is in the ZIP as it is."""
_SCOPES: Mapping[str, str] = {
    Scope.PARTY: "Copia de la parte interesada: lo que se le ha comunicado y lo que ha presentado.",
    Scope.STAFF: "Copia de la administración, sin notas internas.",
    Scope.INTERNAL: "Copia de la administración, con notas internas. No se entrega a las partes.",
}
_PROOF = (
    "Cada acto del caso quedó asentado con una huella que encadena la del asiento anterior. Quien tenga la huella del "
    "último asiento puede comprobar que ninguno fue cambiado, quitado ni cambiado de orden."
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file stands: `offset` folios after the index, over `pages`; `leaf` is the text of the page that stands
    for a file whose own pages cannot."""

    file: DossierFile
    item: int
    offset: int
    pages: int
    leaf: str


class _Unusable(Exception):
    """A PDF that opened and whose pages cannot be taken over."""

    def __init__(self, file: DossierFile) -> None:
        super().__init__(file.name)
        self.file = file


def write_dossier_pdf(dossier: Dossier, out: BinaryIO, *, made_by: str, at: dt.datetime) -> None:
    """Write the PDF. A file that cannot be shown has a leaf that names it and says why. Raises PaperFault."""
    faults = {file.n: fault for file in dossier.files if (fault := _fault_of(file))}
    while True:
        places = _places(dossier, faults)
        try:
            index = make_pdf(_index(dossier, places, made_by=made_by, at=at))
            return _assemble(index, places, out)
        except _Unusable as broken:
            faults[broken.file.n] = _BROKEN


_BROKEN = "El PDF está dañado y no se puede mostrar aquí."


def _fault_of(file: DossierFile) -> str:
    """Why a file's own pages do not stand in the document, as its leaf says it; "" where they do."""
    if file.fault:
        return f"Este archivo no se incluye: {file.fault}."
    if file.blob.type != PDF:
        return "Este archivo no es un PDF. Va tal como se recibió en la copia electrónica del expediente."
    try:
        with pikepdf.open(path_of(file.blob.sha256)) as pdf:
            if pdf.is_encrypted:
                return "El PDF está cifrado o protegido y no se puede unir a otro documento."
            return (
                ""
                if 0 < len(pdf.pages) <= MOST_PAGES
                else f"El PDF tiene {len(pdf.pages)} páginas y va aparte."
            )
    except pikepdf.PasswordError:
        return "El PDF está cifrado con una contraseña y no se puede abrir."
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return _BROKEN


def _places(dossier: Dossier, faults: Mapping[int, str]) -> tuple[_Place, ...]:
    places, offset = [], 1
    for item in dossier.items:
        for file in item.files:
            leaf = faults.get(file.n, "")
            pages = 1 if leaf else _count(file)
            places.append(_Place(file, item.n, offset, pages, leaf))
            offset += pages
    return tuple(places)


def _count(file: DossierFile) -> int:
    with pikepdf.open(path_of(file.blob.sha256)) as pdf:
        return len(pdf.pages)


def dossier_paper(dossier: Dossier, *, made_by: str, at: dt.datetime) -> Paper:
    """What typst makes of a dossier where every file can be shown or has a known fault."""
    faults = {file.n: fault for file in dossier.files if (fault := _fault_of(file))}
    return _index(dossier, _places(dossier, faults), made_by=made_by, at=at)


def _index(dossier: Dossier, places: tuple[_Place, ...], *, made_by: str, at: dt.datetime) -> Paper:
    """Cover, index, texts, and at the end the leaves."""
    case = dossier.case
    data: dict[str, Any] = {
        "heading": f"Expediente {case.number}",
        "sentence": _SCOPES[dossier.scope],
        "facts": [
            ["Trámite", str(procedure_of(case).title)],
            ["Asunto", case.subject],
            ["Solicitante", case.applicant_name],
            ["Unidad", unit_title(case.unit)],
            ["Presentado", spoken_moment(case.opened_at.astimezone(zone()))],
            ["Terminado", spoken_moment(case.closed_at.astimezone(zone())) if case.closed_at else ""],
            ["Casos unidos", ", ".join(sorted({item.under for item in dossier.items} - {""}))],
            ["Documentos y archivos", f"{len(dossier.items)} y {len(places)}"],
            ["Copia hecha", f"{spoken_moment(at.astimezone(zone()))}, por {made_by}"],
        ],
        "items": [_item(item) for item in dossier.items],
        "files": [_file(place) for place in places],
        "proof": _PROOF,
        "chain": _chain(dossier),
    }
    return Paper("dossier", data, pack=current_pack(), title=f"Expediente {case.number}")


def _item(item: DossierItem) -> dict[str, Any]:
    with override("es"):
        day = date_format(item.at.astimezone(zone()), "d/m/Y")
    return {
        "n": item.n,
        "date": day,
        "kind": item.kind,
        "who": f"{item.who} ({item.under})" if item.under else item.who,
        "internal": item.is_internal,
        "text": item.text,
        "facts": [
            ["De", item.who],
            ["Fecha", spoken_moment(item.at.astimezone(zone()))],
            ["Medio", item.medium],
            ["Recibido en el caso", item.under],
            ["Asiento", str(item.entry.seq)],
            ["Archivos", ", ".join(f"{file.n}. {file.name}" for file in item.files)],
        ],
    }


def _file(place: _Place) -> dict[str, Any]:
    file = place.file
    return {
        "n": file.n,
        "item": place.item,
        "name": file.name,
        "type": file.blob.type,
        "size": kilobytes(file.blob.size),
        "sha256": file.blob.sha256,
        "offset": place.offset,
        "pages": place.pages,
        "leaf": place.leaf,
        "signatures": list(file.signatures),
    }


def _chain(dossier: Dossier) -> list[list[str]]:
    rows = []
    for stream in dossier.streams:
        name = stream.subject.removeprefix("case:")
        rows.append([f"Último asiento de {name}", f"N.º {stream.seq}, con la huella", stream.head])
    leaf = dossier.anchor
    if leaf is not None:
        told = f"{moment(leaf.anchor.at)}, hasta el asiento {leaf.seq}, con la raíz"
        rows.append(["Último anclaje", told, leaf.anchor.root])
    return rows


def _assemble(index: bytes, places: tuple[_Place, ...], out: BinaryIO) -> None:
    """Put each file's pages, or its leaf, in their order after the index."""
    with ExitStack() as opened:
        pdf = opened.enter_context(pikepdf.open(io.BytesIO(index)))
        start = len(pdf.pages) - sum(bool(place.leaf) for place in places)
        bookmarks = []
        for place in places:
            at = start + place.offset - 1
            if not place.leaf:
                source = opened.enter_context(pikepdf.open(path_of(place.file.blob.sha256)))
                try:
                    append_pages(pdf, source, at=at)
                    for page in range(at, at + place.pages):
                        stamp(pdf, page, f"Folio {page + 1}")
                except (
                    pikepdf.PdfError,
                    ValueError,
                    TypeError,
                    AttributeError,
                    KeyError,
                    RuntimeError,
                ) as error:
                    raise _Unusable(place.file) from error
                bookmarks.append((f"Archivo {place.file.n}: {place.file.name}", at))
        add_bookmark(pdf, bookmarks)
        pdf.save(out, deterministic_id=True)
