"""Does an exported dossier still say what it said? Needs the file alone: no database, no network, no framework."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ventanilla.journal.chain import detail_digest, fields_hash

FORMAT = "ventanilla-expediente-1"
MANIFEST, HISTORY = "manifiesto.json", "diario.json"
_CHUNK = 1 << 16
_MOST_JSON = 100_000_000
_FIELDS = (
    *(
        "subject",
        "seq",
        "recorded_at",
        "effective_at",
        "kind",
        "clock",
        "actor",
        "on_behalf_of",
        "via",
        "key",
    ),
    *("corrects", "public", "facts", "detail"),
)


class NotADossier(Exception):
    """The file is none that this program exported."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: what (`kind`), where (a member, or a subject with the entry `seq`) and in words."""

    kind: str
    subject: str
    seq: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is a copy of and all that does not hold. `manifest` is the hash that the administration keeps."""

    case: str
    produced_at: str
    manifest: str
    head: str
    members: int
    faults: tuple[Fault, ...]


def check_dossier(path: Path) -> Checked:
    """Check a ZIP. Raises NotADossier where it is none of ours, OSError where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as broken:
        raise NotADossier("El archivo no es un ZIP, o está incompleto.") from broken


def _check(archive: zipfile.ZipFile) -> Checked:
    raw = _read(archive, MANIFEST)
    if raw is None and HISTORY in archive.namelist():
        fault = Fault("missing_member", MANIFEST, None, f"falta «{MANIFEST}», o está dañado")
        return Checked("", "", "", "", 0, (fault,))
    manifest = _parsed(raw)
    if manifest is None or manifest.get("format") != FORMAT:
        raise NotADossier(f"El ZIP no trae el «{MANIFEST}» de un expediente exportado.")
    try:
        faults = list(_members(archive, manifest))
        head = str(manifest["streams"][0]["head"])
        case, produced_at = str(manifest["case"]), str(manifest["produced_at"])
    except _MALFORMED as broken:
        raise NotADossier(f"Al «{MANIFEST}» le faltan partes que todo expediente trae.") from broken
    try:
        faults += _history(archive, manifest)
    except _MALFORMED:
        faults.append(
            Fault("changed_member", HISTORY, None, f"«{HISTORY}» no tiene la forma de un historial")
        )
    digest = hashlib.sha256(raw or b"").hexdigest()
    return Checked(case, produced_at, digest, head, len(manifest["members"]), tuple(faults))


_MALFORMED = (KeyError, TypeError, AttributeError, IndexError, ValueError)


# ── The members against the manifest ─────────────────────────────────────────────────────────────────────────────


def _members(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    there = Counter(archive.namelist())
    named = {str(member["name"]): member for member in manifest["members"]}
    for name, member in named.items():
        if not there[name]:
            yield Fault("missing_member", name, None, f"falta «{name}»")
        elif _digest(archive, name, int(member["size"])) != member["sha256"]:
            yield Fault("changed_member", name, None, f"«{name}» fue cambiado: no coincide con su huella")
    for name, times in sorted(there.items()):
        if name not in named and name != MANIFEST:
            yield Fault("added_member", name, None, f"«{name}» fue agregado: el manifiesto no lo nombra")
        elif times > 1:
            yield Fault("added_member", name, None, f"«{name}» está {times} veces")


def _digest(archive: zipfile.ZipFile, name: str, size: int) -> str:
    """The sha256 of a member, "" where it cannot be read or is not of its size."""
    digest, read = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            while chunk := member.read(_CHUNK):
                read += len(chunk)
                if read > size:
                    return ""
                digest.update(chunk)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return ""
    return digest.hexdigest() if read == size else ""


def _read(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        with archive.open(name) as member:
            raw = member.read(_MOST_JSON + 1)
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError):
        return None
    return raw if len(raw) <= _MOST_JSON else None


def _parsed(raw: bytes | None) -> dict[str, Any] | None:
    try:
        value = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


# ── The history against itself, and what it names against the members ────────────────────────────────────────────


def _history(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    history = _parsed(_read(archive, HISTORY))
    if history is None:
        if HISTORY in archive.namelist():
            yield Fault("changed_member", HISTORY, None, f"«{HISTORY}» no se puede leer")
        return
    streams = {stream["subject"]: stream for stream in history["streams"]}
    for told in manifest["streams"]:
        stream = streams.pop(told["subject"], None)
        if stream is None:
            yield Fault("removed", told["subject"], None, f"falta el historial de {told['subject']}")
            continue
        if (stream["seq"], stream["head"]) != (told["seq"], told["head"]):
            yield Fault(
                "head", told["subject"], told["seq"], "el último asiento no es el que nombra el manifiesto"
            )
        yield from _stream(stream)
    for subject in streams:
        yield Fault("foreign", subject, None, f"el historial de {subject} fue agregado")
    entries = {
        (entry["subject"], entry["seq"]): entry
        for stream in history["streams"]
        for entry in stream["entries"]
    }
    yield from _anchor(manifest, entries)
    yield from _documents(archive, manifest, entries)


def _stream(stream: Mapping[str, Any]) -> Iterator[Fault]:
    subject, entries = stream["subject"], stream["entries"]
    yield from _order(stream)
    by_seq = {entry["seq"]: entry for entry in entries}
    erased = {entry["corrects"] for entry in entries if entry["kind"] == "detail.erased"}
    for seq, entry in sorted(by_seq.items()):
        before = by_seq.get(seq - 1)
        is_first = seq == 1
        if entry["subject"] != subject:
            yield Fault("edited", subject, seq, f"el asiento {seq} es de otro historial: {entry['subject']}")
        elif (before or is_first) and _hash(entry, before) != entry["hash"]:
            yield Fault("edited", subject, seq, f"el asiento {seq} no coincide con su huella")
        yield from _words(subject, entry, erased)
    last = by_seq.get(stream["seq"])
    if last is not None and last["hash"] != stream["head"]:
        yield Fault("head", subject, stream["seq"], "la cabeza no coincide con el último asiento")


def _order(stream: Mapping[str, Any]) -> Iterator[Fault]:
    """Entries taken out, put in, or moved."""
    subject, last = stream["subject"], int(stream["seq"])
    seqs = [int(entry["seq"]) for entry in stream["entries"]]
    for seq in sorted(set(range(1, last + 1)) - set(seqs)):
        yield Fault("removed", subject, seq, f"falta el asiento {seq}")
    for seq, times in sorted(Counter(seqs).items()):
        if times > 1 or not 1 <= seq <= last:
            yield Fault("foreign", subject, seq, f"el asiento {seq} fue agregado")
    for before, seq in pairwise(seqs):
        if seq < before:
            yield Fault("reordered", subject, seq, f"el asiento {seq} está después del {before}")


def _hash(entry: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    fields = {name: entry[name] for name in _FIELDS}
    return fields_hash(fields, previous=str(before["hash"]) if before else "")


def _words(subject: str, entry: Mapping[str, Any], erased: set[int]) -> Iterator[Fault]:
    seq, digest, words = entry["seq"], entry["detail"], entry["words"]
    if words is not None:
        if detail_digest(str(words["salt"]), words["body"]) != digest:
            yield Fault("detail_edited", subject, seq, f"el detalle del asiento {seq} fue cambiado")
    elif digest and not entry["withheld"] and seq not in erased:
        yield Fault("detail_removed", subject, seq, f"falta el detalle del asiento {seq}")


def _anchor(manifest: Mapping[str, Any], entries: Mapping[tuple[str, int], Any]) -> Iterator[Fault]:
    anchor = manifest["anchor"]
    if anchor is None:
        return
    subject = manifest["streams"][0]["subject"]
    entry = entries.get((subject, anchor["seq"]))
    if entry is not None and entry["hash"] != anchor["head"]:
        text = f"el asiento {anchor['seq']} no es el que se ancló"
        yield Fault("rewritten", subject, anchor["seq"], text)


def _documents(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], entries: Mapping[tuple[str, int], Any]
) -> Iterator[Fault]:
    """The files and words of each document are those that its entry names, whatever the manifest says."""
    for document in manifest["documents"]:
        place = (document["subject"], document["seq"])
        entry = entries.get(place)
        if entry is None:
            continue
        named = Counter(file["sha256"] for file in entry["facts"].get("files", ()))
        found = Counter(file["sha256"] for file in document["files"])
        if named != found:
            text = f"los archivos del documento {document['n']} no son los que nombra su asiento"
            yield Fault("files_differ", *place, text)
        yield from _held(manifest, document)
        said = str((entry["words"] or {"body": {}})["body"].get("text", "")).strip()
        told = _read(archive, document["text"]) if document["text"] and said else None
        if told is not None and said not in told.decode("utf-8", "replace"):
            text = f"«{document['text']}» no dice lo que dice su asiento"
            yield Fault("text_differs", *place, text)


def _held(manifest: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Fault]:
    hashes = {member["name"]: member["sha256"] for member in manifest["members"]}
    for file in document["files"]:
        if file["member"] is not None and hashes.get(file["member"]) != file["sha256"]:
            text = f"«{file['member']}» no es el archivo que nombra su asiento"
            yield Fault("files_differ", document["subject"], document["seq"], text)
