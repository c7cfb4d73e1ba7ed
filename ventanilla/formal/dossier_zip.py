"""The dossier as a ZIP that proves itself: the PDF, every file, every text, the history and a manifest of hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.conf import settings

from ventanilla import __version__
from ventanilla.files.store import chunks_of, open_blob
from ventanilla.formal.dossier import Dossier, DossierItem, Scope
from ventanilla.formal.dossier_check import FORMAT, HISTORY, MANIFEST
from ventanilla.formal.dossier_pdf import write_dossier_pdf
from ventanilla.formal.receipts import spoken_moment
from ventanilla.journal.chain import entry_fields
from ventanilla.journal.models import JournalDetail, JournalEntry
from ventanilla.reference.current import zone

_README = """EXPEDIENTE {number}

Copia hecha el {day} por {made_by}.

expediente.pdf   todo en un documento: índice con folios, textos y archivos
archivos/        cada archivo como se recibió, numerado como en el índice
mensajes/        el texto de cada documento
diario.json      el historial del caso: cada asiento con su huella, que encadena la del anterior
manifiesto.json  la huella SHA-256 de cada pieza de esta copia y la del último asiento

Para comprobar la copia, sin conexión ni base de datos:

    ventanilla verify {name}

Nombra lo que haya sido cambiado, quitado o agregado. La administración conserva la huella del manifiesto de cada
copia que entrega al personal y la de cada asiento: compárelas con ella si duda de la copia entera.

Sin el programa: la huella de cada pieza es su SHA-256 (sha256sum). La de un asiento es el SHA-256 de sus campos, de
«subject» a «detail», con «previous» (la huella del asiento anterior, o vacía en el primero), escritos en JSON con las
claves ordenadas, sin espacios y en UTF-8. «detail» es el SHA-256 de «salt» seguido de «body» escrito de igual modo.
"""


class _Members:
    """Writes members one by one and keeps what the manifest says of them."""

    def __init__(self, archive: zipfile.ZipFile, at: dt.datetime) -> None:
        self.archive, self.at = archive, at
        self.written: list[dict[str, Any]] = []

    def add(self, name: str, chunks: Iterable[bytes], *, compress: bool = True) -> str:
        """Write a member; its sha256."""
        info = zipfile.ZipInfo(name, self.at.astimezone(zone()).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(info, "w") as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.written.append({"name": name, "size": size, "sha256": digest.hexdigest()})
        return digest.hexdigest()


def write_dossier_zip(dossier: Dossier, out: BinaryIO, *, made_by: str, at: dt.datetime) -> str:
    """Write the ZIP; the sha256 of its manifest. Only for staff: the history is whole. Raises PaperFault."""
    with zipfile.ZipFile(out, "w") as archive, tempfile.TemporaryFile() as paper:
        members = _Members(archive, at)
        members.add("LEEME.txt", [_readme(dossier, made_by, at).encode()])
        write_dossier_pdf(dossier, paper, made_by=made_by, at=at)
        paper.seek(0)
        members.add("expediente.pdf", chunks_of(paper), compress=False)
        for file in dossier.files:
            if not file.fault:
                with open_blob(file.blob) as content:
                    members.add(file.member, chunks_of(content), compress=False)
        for item in dossier.items:
            if item.text:
                members.add(item.member, [_message(item).encode()])
        members.add(HISTORY, [_json({"streams": _streams(dossier)})])
        manifest = _manifest(dossier, members.written, made_by=made_by, at=at)
        return members.add(MANIFEST, [_json(manifest)])


def zip_name(dossier: Dossier) -> str:
    """What the ZIP of a dossier is called."""
    return f"expediente-{dossier.case.number}.zip"


def _readme(dossier: Dossier, made_by: str, at: dt.datetime) -> str:
    return _README.format(
        number=dossier.case.number,
        day=spoken_moment(at.astimezone(zone())),
        made_by=made_by,
        name=zip_name(dossier),
    )


def _message(item: DossierItem) -> str:
    head = [f"{item.n}. {item.kind}", f"De: {item.who}", f"Fecha: {item.at.astimezone(zone()).isoformat()}"]
    if item.is_internal:
        head.append("Nota interna: no se entrega a las partes.")
    return "\n".join(head) + f"\n\n{item.text}\n"


def _streams(dossier: Dossier) -> list[dict[str, Any]]:
    """The histories whole, each entry with what its hash covers and, unless erased or internal, its words."""
    ids = [stream.pk for stream in dossier.streams]
    subjects = {stream.pk: stream.subject for stream in dossier.streams}
    words = {
        (detail.stream_id, detail.seq): {"salt": detail.salt, "body": detail.body}
        for detail in JournalDetail.objects.filter(stream_id__in=ids)
    }
    entries: dict[int, list[dict[str, Any]]] = {pk: [] for pk in ids}
    for entry in JournalEntry.objects.filter(stream_id__in=ids).order_by("stream_id", "seq"):
        is_withheld = entry.kind == "note.added" and dossier.scope != Scope.INTERNAL
        entries[entry.stream_id].append(
            {
                **entry_fields(entry, subject=subjects[entry.stream_id]),
                "hash": entry.hash,
                "words": None if is_withheld else words.get((entry.stream_id, entry.seq)),
                "withheld": is_withheld,
            }
        )
    return [{**_head(dossier, pk), "entries": entries[pk]} for pk in ids]


def _head(dossier: Dossier, pk: int) -> dict[str, Any]:
    stream = next(stream for stream in dossier.streams if stream.pk == pk)
    return {"subject": stream.subject, "seq": stream.seq, "head": stream.head}


def _manifest(
    dossier: Dossier, members: list[dict[str, Any]], *, made_by: str, at: dt.datetime
) -> dict[str, Any]:
    leaf = dossier.anchor
    return {
        "format": FORMAT,
        "case": dossier.case.number,
        "scope": dossier.scope.value,
        "produced_at": at.astimezone(zone()).isoformat(),
        "produced_by": made_by,
        "pack": settings.VENTANILLA_PACK,
        "version": __version__,
        "streams": [_head(dossier, stream.pk) for stream in dossier.streams],
        "anchor": {
            "at": leaf.anchor.at.isoformat(),
            "seq": leaf.seq,
            "head": leaf.head,
            "root": leaf.anchor.root,
            "previous": leaf.anchor.previous,
        }
        if leaf
        else None,
        "documents": [_document(dossier, item) for item in dossier.items],
        "members": members,
    }


def _document(dossier: Dossier, item: DossierItem) -> dict[str, Any]:
    subjects = {stream.pk: stream.subject for stream in dossier.streams}
    return {
        "n": item.n,
        "subject": subjects[item.entry.stream_id],
        "seq": item.entry.seq,
        "kind": item.kind,
        "at": item.at.isoformat(),
        "who": item.who,
        "text": item.member if item.text else None,
        "files": [
            {
                "n": file.n,
                "name": file.name,
                "sha256": file.blob.sha256,
                "size": file.blob.size,
                "member": None if file.fault else file.member,
                "missing_because": file.fault,
            }
            for file in item.files
        ],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
