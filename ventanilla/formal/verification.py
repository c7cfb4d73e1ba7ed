"""Are signed acts, their series and the answers to notices what the journal says? Used by `ventanilla verify`.

The room's other records are compared row by row: `evidence` says which. Who drafted what an act's words were made from is
in no entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q

from ventanilla.files.signatures import exam_of
from ventanilla.formal.entry_facts import facts_of_act
from ventanilla.formal.models import (
    ActSeries,
    ActState,
    FormalAct,
    RemedyItem,
)
from ventanilla.journal.models import JournalDetail, JournalEntry
from ventanilla.journal.verification import Finding

_NAMES = {
    "kind": "su clase",
    "unit": "su unidad",
    "year": "su año",
    "n": "su lugar en la serie",
    "number": "su número",
    "code": "su código",
    "words": "su texto",
}


def verify_formal() -> Iterator[Finding]:
    """Every finding about acts, their series and answers."""
    yield from verify_acts()
    yield from verify_series()
    yield from verify_answers()


def verify_acts() -> Iterator[Finding]:
    """Every signed act is what its entry says, and every act that an entry signs is there."""
    numbers = set()
    signed = FormalAct.objects.filter(state=ActState.SIGNED).order_by("id")
    acts = signed.select_related("case__stream", "blob__signature").prefetch_related("items")
    for some in _chunks(acts.iterator(chunk_size=500)):
        entries = _entries_at({(act.case.stream_id, act.entry) for act in some})
        for act in some:
            numbers.add((act.case.stream_id, act.number))
            for fault in faults_of_act(act, entries.get((act.case.stream_id, act.entry))):
                yield Finding("act_differs", act.case.stream.subject, act.entry, f"{act.number}: {fault}")
    steps = JournalEntry.objects.filter(facts__has_key="act", kind__startswith="step.")
    for entry in steps.select_related("stream").iterator():
        number = str(entry.facts["act"]["number"])
        if (entry.stream_id, number) not in numbers:
            text = f"el asiento {entry.seq} firma {number} y ese acto no existe"
            yield Finding("act_removed", entry.stream.subject, entry.seq, text)


def faults_of_act(act: FormalAct, entry: JournalEntry | None) -> list[str]:
    """What an act says otherwise than the entry that signed it. Entries of older versions say less of it."""
    if entry is None or not entry.kind.startswith("step."):
        return ["ningún asiento lo firma"]
    told = entry.facts.get("act")
    faults = []
    if told is not None:
        now = facts_of_act(act)
        faults = [f"{name} no es lo que se firmó" for key, name in _NAMES.items() if now[key] != told[key]]
        if told["certificate"] and told["certificate"] not in _fingerprints(act):
            faults.append("la firma de su PDF no es del certificado con que se firmó")
    if act.blob_id not in [file["sha256"] for file in entry.facts.get("files", ())]:
        faults.append("su PDF no es el que se firmó")
    if entry.actor != f"person:{act.signed_by_id}":
        faults.append("no lo firmó quien consta en él")
    if entry.effective_at != act.signed_at:
        faults.append("no se firmó cuando consta en él")
    if entry.facts.get("outcome", "") != act.outcome:
        faults.append("lo resuelto no es lo que se firmó")
    return faults


def verify_series() -> Iterator[Finding]:
    """Each series runs from 1 to its last number without a gap."""
    numbers: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    signed = FormalAct.objects.filter(state=ActState.SIGNED)
    for kind, unit, year, n in signed.values_list("kind", "unit", "year", "n"):
        numbers[kind, unit, int(year or 0)].add(int(n or 0))
    lasts = {(row.kind, row.unit, row.year): row.last for row in ActSeries.objects.all()}
    for series in sorted(lasts.keys() | numbers.keys()):
        last, found = lasts.get(series, 0), numbers[series]
        missing = sorted(set(range(1, last + 1)) - found)
        beyond = sorted(n for n in found if n > last)
        if missing:
            text = f"faltan los números {_listed(missing)}; el último es {last}"
            yield Finding("series_gap", _series_name(series), None, text)
        if beyond:
            text = f"están los números {_listed(beyond)} y la serie dice que el último es {last}"
            yield Finding("series_beyond", _series_name(series), None, text)


def verify_answers() -> Iterator[Finding]:
    """Each point of a notice has the answer that its entry holds."""
    items = RemedyItem.objects.exclude(entry=None).select_related("act__case__stream").order_by("act_id", "n")
    by_entry: dict[tuple[int, int | None], list[RemedyItem]] = defaultdict(list)
    for item in items.iterator():
        by_entry[item.act.case.stream_id, item.entry].append(item)
    entries, details = _entries_at(by_entry.keys()), _details_at(by_entry.keys())
    for place, points in by_entry.items():
        fault = _fault_of_answers(points, entries.get(place), details.get(place))
        if fault:
            act = points[0].act
            yield Finding("answer_differs", act.case.stream.subject, place[1], f"{act.number}: {fault}")
    told = JournalEntry.objects.filter(facts__has_key="answered").select_related("stream")
    for entry in told.iterator():
        if (entry.stream_id, entry.seq) not in by_entry:
            text = f"el asiento {entry.seq} responde una prevención y ningún punto tiene esa respuesta"
            yield Finding("answer_removed", entry.stream.subject, entry.seq, text)


def _fingerprints(act: FormalAct) -> set[str]:
    found = exam_of(act.blob).signatures if act.blob else ()
    return {item.certificate.fingerprint for item in found if item.certificate}


def _fault_of_answers(
    points: list[RemedyItem], entry: JournalEntry | None, detail: JournalDetail | None
) -> str:
    if entry is None or any(point.answered_at != entry.effective_at for point in points):
        return "ningún asiento recibe la respuesta que consta"
    told = entry.facts.get("answered")
    if told is None:  # answered as a whole by a message, or by an older version
        return ""
    if [point.n for point in points if point.answer] != told:
        return "los puntos respondidos no son los que el asiento nombra"
    text = "\n\n".join(f"{point.n}. {point.answer}" for point in points if point.answer)
    if detail is not None and detail.body.get("text", "") != text:
        return "la respuesta no es la que se recibió"
    return ""


def _entries_at(places: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], JournalEntry]:
    found = JournalEntry.objects.filter(_at(places))
    return {(entry.stream_id, entry.seq): entry for entry in found.iterator()}


def _details_at(places: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], JournalDetail]:
    found = JournalDetail.objects.filter(_at(places))
    return {(detail.stream_id, detail.seq): detail for detail in found.iterator()}


def _at(places: Iterable[tuple[int, int | None]]) -> Q:
    """Rows in those streams with those numbers: a few more than asked for, which nobody looks up."""
    streams, seqs = {stream for stream, _ in places}, {seq for _, seq in places}
    return Q(stream_id__in=streams, seq__in=seqs - {None})


def _chunks(acts: Iterator[FormalAct]) -> Iterator[list[FormalAct]]:
    while some := list(islice(acts, 500)):
        yield some


def _series_name(series: tuple[str, str, int]) -> str:
    return "series:" + ":".join(map(str, series))


def _listed(numbers: list[int]) -> str:
    """The first of them, for a series of which nothing is left has thousands."""
    shown = ", ".join(map(str, numbers[:10]))
    return f"{shown} y {len(numbers) - 10} más" if len(numbers) > 10 else shown
