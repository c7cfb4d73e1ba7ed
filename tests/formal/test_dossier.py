"""The dossier of a case: what it holds for whom, its PDF, its ZIP, and how a changed copy gives itself away."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, make_case
from tests.formal.cases import make_bond_change, make_head, signed_resolution
from ventanilla.cases.acts import add_note, write_message
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.cli.main import main
from ventanilla.formal.acts import notify_by_hand
from ventanilla.formal.dossier import MOST_BYTES, Scope, dossier_of, safe_name
from ventanilla.formal.dossier_check import HISTORY, MANIFEST, check_dossier
from ventanilla.formal.dossier_pdf import write_dossier_pdf
from ventanilla.formal.dossier_zip import write_dossier_zip
from ventanilla.formal.models import Notification
from ventanilla.journal.acts import erase_detail
from ventanilla.journal.anchors import anchor_heads
from ventanilla.journal.models import JournalEntry, JournalRead, JournalStream
from ventanilla.people.models import Person

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)


def a_pdf(pages: int = 1, *, rotate: int = 0, user: str | None = None, script: bool = False) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Rotate = rotate
        if script:
            page.obj.AA = pikepdf.Dictionary(
                O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            )
    pdf.save(out, encryption=pikepdf.Encryption(user=user, owner="x") if user is not None else False)
    return out.getvalue()


FILES = {
    "Balance general.pdf": a_pdf(3),
    "Acostado.pdf": a_pdf(2, rotate=90, script=True),
    "ventas año.txt": b"enero 100\n",
    "clave.pdf": a_pdf(user="secreta"),
    "roto.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
}


def send(case: Case, cast: Cast, files: dict[str, bytes], text: str = "Van los documentos.") -> None:
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    taken = take_files(uploads, at=AT)
    assert len(taken.files) == len(files), taken
    write_message(case=case, text=text, files=taken.files, by=cast.actor(cast.applicant), at=AT, via="portal")


@pytest.fixture
def boss(cast: Cast) -> Person:
    return make_head()


@pytest.fixture
def resolved(cast: Cast, boss: Person) -> Case:
    """A bond change with files of every kind, a note, a resolution and the proof of its notification."""
    case = make_bond_change(cast, at=AT)
    send(case, cast, FILES)
    officer = cast.actor(cast.outsider)
    add_note(case=case, text="Cotejar con las declaraciones", by=officer, at=AT, via="desk")
    act = signed_resolution(case, by=officer, head=cast.actor(boss), at=AT)
    notify_by_hand(act=act, party=case.parties.get(), delivered_to="Ana Solís", by=officer, at=AT, via="desk")
    anchor_heads(at=AT)
    return Case.objects.get(pk=case.pk)


def pdf_of(case: Case, scope: Scope = Scope.STAFF) -> bytes:
    out = io.BytesIO()
    write_dossier_pdf(dossier_of(case, scope), out, made_by="Rosa Flores", at=AT)
    return out.getvalue()


def words_of(content: bytes, tmp_path: Path) -> list[str]:
    """The text of each page."""
    path = tmp_path / "dossier.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return told.stdout.decode().split("\f")[:-1]


def exported(case: Case, tmp_path: Path, scope: Scope = Scope.STAFF) -> Path:
    path = tmp_path / "expediente.zip"
    with path.open("wb") as out:
        write_dossier_zip(dossier_of(case, scope), out, made_by="Rosa Flores", at=AT)
    return path


# ── What it holds ────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_holds_what_was_presented_sent_and_signed_in_order(resolved: Case) -> None:
    items = dossier_of(resolved, Scope.STAFF).items
    assert [item.kind for item in items] == [
        "Solicitud",
        "Escrito de la parte interesada",
        "Resolución",
        "Notificación de un acto",
    ]
    assert [len(item.files) for item in items] == [2, 5, 1, 0]
    assert items[1].who == "Ana Solís"
    assert "Firmado por Teresa Luna" in items[2].text
    assert "recibida por Ana Solís" in items[2].text
    assert "ana.solis@example.com" in items[2].text


def test_internal_notes_are_for_who_asks_for_them_and_no_address_for_parties(resolved: Case) -> None:
    kinds = {scope: [item.kind for item in dossier_of(resolved, scope).items] for scope in Scope}
    assert "Nota interna" not in kinds[Scope.PARTY] + kinds[Scope.STAFF]
    assert "Nota interna" in kinds[Scope.INTERNAL]
    party = dossier_of(resolved, Scope.PARTY).items
    assert "Cotejar" not in "".join(item.text for item in party)
    assert "(ana.solis@example.com)" not in "".join(item.text for item in party)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Año 2026, núm. 3.PDF", "Ano-2026-num.-3.PDF"),
        ("财务.xlsx", "xlsx"),
        ("", "archivo"),
        ("a" * 200 + ".pdf", "a" * 76 + ".pdf"),
    ],
)
def test_names_in_the_zip_are_plain(name: str, safe: str) -> None:
    assert safe_name(name) == safe


# ── The PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pdf_has_title_language_tags_and_a_folio_on_every_page(resolved: Case, tmp_path: Path) -> None:
    content = pdf_of(resolved)
    pages = words_of(content, tmp_path)
    for folio, page in enumerate(pages, start=1):
        assert f"Folio {folio}" in page
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.docinfo["/Title"] == f"Expediente {resolved.number}"
        assert pdf.Root.Lang == "es"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot.K
        assert not any("/AA" in page.obj for page in pdf.pages)
        with pdf.open_metadata() as metadata:
            assert "pdfaid:part" not in metadata, "a PDF with strangers' pages is no PDF/A"


def test_the_index_names_the_folios_where_things_stand(resolved: Case, tmp_path: Path) -> None:
    pages = words_of(pdf_of(resolved), tmp_path)
    index = "\n".join(pages[:2])
    first = next(n for n, page in enumerate(pages, start=1) if "Archivo 1" in page)
    assert f"{first + 2}–{first + 4}" in index, "three pages of the balance, after two leaves of text files"
    leaf = next(n for n, page in enumerate(pages, start=1) if "cifrado con una contraseña" in page)
    assert (leaf, leaf + 1) == (
        first + 8,
        next(n for n, page in enumerate(pages, 1) if "está dañado" in page),
    )


def test_without_foreign_pages_it_stays_an_archive_pdf(cast: Cast) -> None:
    content = pdf_of(make_case(cast.applicant, at=AT))
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2"


def test_a_file_that_is_gone_is_named_and_said_to_be(resolved: Case, tmp_path: Path) -> None:
    blob = resolved.attachments.get(name="Balance general.pdf").blob
    type(blob).objects.filter(pk=blob.pk).update(erased_at=AT)
    assert "su contenido fue borrado" in "\n".join(words_of(pdf_of(resolved), tmp_path))
    assert not check_dossier(exported(resolved, tmp_path)).faults


# ── The ZIP and its check ────────────────────────────────────────────────────────────────────────────────────────


def test_the_zip_holds_all_of_it_and_proves_itself(resolved: Case, tmp_path: Path) -> None:
    path = exported(resolved, tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read(MANIFEST))
        assert archive.read("archivos/003-Balance-general.pdf") == FILES["Balance general.pdf"]
        assert "Van los documentos." in archive.read("mensajes/002.txt").decode()
        assert "Cotejar" not in archive.read(HISTORY).decode(), "no internal note, not in the history either"
    assert names[:3] == ["LEEME.txt", "expediente.pdf", "archivos/001-documento.txt"]
    assert names[-2:] == [HISTORY, MANIFEST]
    assert manifest["streams"][0]["head"] == JournalStream.objects.get(pk=resolved.stream_id).head
    assert manifest["anchor"]["seq"] == manifest["streams"][0]["seq"]
    checked = check_dossier(path)
    assert not checked.faults
    assert (checked.case, checked.members) == (resolved.number, len(names) - 1)


def test_internal_notes_have_a_folder_of_their_own(resolved: Case, tmp_path: Path) -> None:
    path = exported(resolved, tmp_path, Scope.INTERNAL)
    with zipfile.ZipFile(path) as archive:
        (note,) = [name for name in archive.namelist() if name.startswith("interno/")]
        assert "Cotejar" in archive.read(note).decode()
    assert not check_dossier(path).faults


def test_a_detail_that_was_erased_is_no_fault(resolved: Case, tmp_path: Path) -> None:
    erase_detail(resolved.stream_id, 1, actor="system", via="system", at=AT, reason="retention")
    assert not check_dossier(exported(resolved, tmp_path)).faults


Change = Callable[[dict[str, bytes]], None]


def history(change: Callable[[list[dict[str, Any]], dict[str, Any]], object]) -> Change:
    """A change to the first stream of the history, with the manifest made to fit as a forger would."""

    def apply(members: dict[str, bytes]) -> None:
        told = json.loads(members[HISTORY])
        change(told["streams"][0]["entries"], told["streams"][0])
        members[HISTORY] = json.dumps(told).encode()
        manifest = json.loads(members[MANIFEST])
        for member in manifest["members"]:
            if member["name"] == HISTORY:
                member["size"] = len(members[HISTORY])
                member["sha256"] = hashlib.sha256(members[HISTORY]).hexdigest()
        members[MANIFEST] = json.dumps(manifest).encode()

    return apply


def forged_file(members: dict[str, bytes]) -> None:
    """A file changed together with all that the manifest says of it."""
    name, content = "archivos/003-Balance-general.pdf", a_pdf(1)
    digest = hashlib.sha256(content).hexdigest()
    manifest = json.loads(members[MANIFEST])
    for row in [*manifest["members"], *(file for item in manifest["documents"] for file in item["files"])]:
        if name in (row.get("member"), row["name"]):
            row["sha256"], row["size"] = digest, len(content)
    members[name], members[MANIFEST] = content, json.dumps(manifest).encode()


def forged_text(members: dict[str, bytes]) -> None:
    name = "mensajes/002.txt"
    members[name] = members[name].replace(b"Van los", b"No van")
    manifest = json.loads(members[MANIFEST])
    row = next(row for row in manifest["members"] if row["name"] == name)
    row["sha256"], row["size"] = hashlib.sha256(members[name]).hexdigest(), len(members[name])
    members[MANIFEST] = json.dumps(manifest).encode()


TAMPERINGS: dict[str, tuple[Change, set[tuple[str, int | None]]]] = {
    "changed file": (
        lambda members: members.update({"archivos/003-Balance-general.pdf": b"%PDF-otro"}),
        {("changed_member", None)},
    ),
    "missing member": (lambda members: members.pop("mensajes/002.txt"), {("missing_member", None)}),
    "added member": (
        lambda members: members.update({"archivos/099-nuevo.pdf": b"x"}),
        {("added_member", None)},
    ),
    "changed history": (
        lambda members: members.update({HISTORY: members[HISTORY].replace(b"Van los", b"No van")}),
        {("changed_member", None), ("detail_edited", 3), ("text_differs", 3)},
    ),
    "file forged with its manifest": (forged_file, {("files_differ", 3)}),
    "text forged with its manifest": (forged_text, {("text_differs", 3)}),
    "entry edited": (history(lambda entries, _: entries[1].update(actor="person:9")), {("edited", 2)}),
    "entry edited and hashed anew": (
        history(lambda entries, _: entries[1].update(hash="0" * 64)),
        {("edited", 2), ("edited", 3)},
    ),
    "entry removed": (history(lambda entries, _: entries.pop(1)), {("removed", 2)}),
    "last entry removed": (history(lambda entries, _: entries.pop()), {("removed", 8)}),
    "entry added": (
        history(lambda entries, _: entries.append({**entries[-1], "seq": 9})),
        {("foreign", 9), ("edited", 9)},
    ),
    "entries reordered": (
        history(lambda entries, _: entries.insert(1, entries.pop(2))),
        {("reordered", 2)},
    ),
    "words edited": (
        history(lambda entries, _: entries[2]["words"]["body"].update(text="Otra cosa")),
        {("detail_edited", 3), ("text_differs", 3)},
    ),
    "words removed": (history(lambda entries, _: entries[2].update(words=None)), {("detail_removed", 3)}),
    "wrong head": (history(lambda _, stream: stream.update(head="0" * 64)), {("head", 8)}),
    "no history": (lambda members: members.pop(HISTORY), {("missing_member", None)}),
    "no manifest": (lambda members: members.pop(MANIFEST), {("missing_member", None)}),
    "history of another shape": (
        lambda members: members.update({HISTORY: b'{"streams": [1]}'}),
        {("changed_member", None)},
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_named(
    name: str, resolved: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, expected = TAMPERINGS[name]
    path = exported(resolved, tmp_path)
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    assert main(["verify", "--json", str(path)]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {(finding["kind"], finding["seq"]) for finding in findings} == expected


def test_verify_tells_people_and_programs_and_what_is_no_dossier(
    resolved: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = exported(resolved, tmp_path)
    assert main(["verify", str(path)]) == 0
    told = capsys.readouterr()
    assert "Todo coincide." in told.err
    assert check_dossier(path).manifest in told.out
    other = tmp_path / "otro.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    text = tmp_path / "nota.txt"
    text.write_text("hola")
    for wrong in (other, text, tmp_path / "no-existe.zip", tmp_path):
        assert main(["verify", str(wrong)]) == 2
        assert str(wrong) in capsys.readouterr().err


def test_verify_of_a_file_loads_no_django_and_needs_no_database(resolved: Case, tmp_path: Path) -> None:
    path = exported(resolved, tmp_path)
    code = (
        "import sys; from ventanilla.cli.main import main; "
        f"assert main(['verify', {str(path)!r}]) == 0; assert not {{'django', 'psycopg', 'pikepdf'}} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, env={"PYTHONPATH": sys.path[0]} | {}
    )


# ── On the pages ─────────────────────────────────────────────────────────────────────────────────────────────────


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_staff_download_both_and_the_journal_says_which_copy(resolved: Case, cast: Cast) -> None:
    officer = browser(cast.outsider)
    page = officer.get(f"/mesa/casos/{resolved.number}/").content.decode()
    assert "Descargar expediente" in page
    assert f"/mesa/casos/{resolved.number}/expediente.zip/" in page
    assert "ZIP con notas internas" not in page
    paper = officer.get(f"/mesa/casos/{resolved.number}/expediente/")
    assert body(paper).startswith(b"%PDF")
    archive = body(officer.get(f"/mesa/casos/{resolved.number}/expediente.zip/"))
    noted = JournalEntry.objects.filter(stream=resolved.stream_id, kind="dossier.exported").order_by("seq")
    assert [entry.facts["form"] for entry in noted] == ["pdf", "zip"]
    assert not any(entry.public for entry in noted)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert hashlib.sha256(opened.read(MANIFEST)).hexdigest() == noted[1].facts["sha256"]


def test_only_a_head_takes_the_notes_along(resolved: Case, cast: Cast, boss: Person) -> None:
    address = f"/mesa/casos/{resolved.number}/expediente.zip/?interno=1"
    refused = browser(cast.outsider).get(address)
    assert refused.status_code == 403
    assert "Solo la jefatura de la unidad" in refused.content.decode()
    assert "ZIP con notas internas" in browser(boss).get(f"/mesa/casos/{resolved.number}/").content.decode()
    with zipfile.ZipFile(io.BytesIO(body(browser(boss).get(address)))) as archive:
        assert any(name.startswith("interno/") for name in archive.namelist())


def test_an_auditor_reads_it_and_writes_nothing_but_that_she_did(resolved: Case, cast: Cast) -> None:
    got = browser(cast.auditor).get(f"/mesa/casos/{resolved.number}/expediente.zip/")
    assert body(got).startswith(b"PK")
    assert not JournalEntry.objects.filter(kind="dossier.exported").exists()
    assert JournalRead.objects.filter(subject=f"case:{resolved.number}").exists()


def test_the_party_downloads_hers_and_has_opened_the_act_then(
    resolved: Case, cast: Cast, tmp_path: Path
) -> None:
    applicant = browser(cast.applicant)
    address = f"/casos/{resolved.number}/expediente/"
    assert address in applicant.get(f"/casos/{resolved.number}/").content.decode()
    text = "\n".join(words_of(body(applicant.get(address)), tmp_path))
    assert "Copia de la parte interesada" in text
    assert "Cotejar" not in text
    assert Notification.objects.filter(opened_at__isnull=False).exists()
    assert browser(cast.stranger).get(address).status_code == 404
    assert browser(cast.officer).get(f"/mesa/casos/{resolved.number}/expediente/").status_code == 404


def test_what_is_too_large_says_what_to_do(resolved: Case, cast: Cast) -> None:
    blob = resolved.attachments.get(name="Balance general.pdf").blob
    type(blob).objects.filter(pk=blob.pk).update(size=MOST_BYTES)
    for person, address in ((cast.applicant, "/casos"), (cast.outsider, "/mesa/casos")):
        refused = browser(person).get(f"{address}/{resolved.number}/expediente/")
        assert refused.status_code == 409
        assert "Descárguelos uno por uno" in refused.content.decode()
    assert timezone.now() > AT
