"""An act signed with the officer's certificate: what the PDF carries, what is refused, and that nothing of it is lost or kept."""

from __future__ import annotations

import datetime as dt
import io
import logging
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import Settings

from tests.cast import Cast
from tests.certificates import PHRASE, Authority, write_p12
from tests.formal.cases import RESOLUTION, make_bond_change, make_head
from tests.formal.test_pages import browser, text_of
from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Case
from ventanilla.files.signatures import exam_of, examine
from ventanilla.files.store import open_blob, path_of
from ventanilla.formal.acts import draft_resolution, sign_act
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.models import ActSeries, FormalAct
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Person

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A drafted resolution, the head who signs it, and the folder of certificates."""

    case: Case
    act: FormalAct
    head: Person
    folder: Path
    cast: Cast

    def sign(self, passphrase: str = PHRASE) -> FormalAct:
        sign_act(act=self.act, by=self.cast.actor(self.head), at=NOW, via="desk", passphrase=passphrase)
        return FormalAct.objects.get(pk=self.act.pk)

    def keep(self, material: PKCS12KeyAndCertificates, name: str = "") -> Path:
        return write_p12(self.folder / f"{name or self.head.pk}.p12", material)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.make()


@pytest.fixture
def scene(cast: Cast, tmp_path: Path, settings: Settings) -> Scene:
    settings.SIGNING_DIR = tmp_path
    head, officer = make_head(), cast.actor(cast.outsider)
    case = make_bond_change(cast, at=NOW - DAY)
    draft_resolution(case=case, draft=RESOLUTION, by=officer, at=NOW - DAY / 2, via="desk")
    act = draft_of(case, "resolution")
    assert act is not None
    return Scene(case, act, head, tmp_path, cast)


def pdf_of(act: FormalAct) -> bytes:
    assert act.blob is not None
    with open_blob(act.blob) as content:
        return content.read()


def test_the_pdf_carries_the_signature_and_stays_what_it_was(scene: Scene, authority: Authority) -> None:
    scene.keep(authority.issue("Teresa Luna"))
    act = scene.sign()
    with pikepdf.open(io.BytesIO(pdf_of(act))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "es"
        assert str(pdf.docinfo["/Title"]).startswith("Resolución RES-ULE-")
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        [field] = pdf.Root.AcroForm.Fields
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert str(field.V.Name) == "Teresa Luna"
        assert str(field.V.Reason) == f"Resolución {act.number}"
        assert str(field.V.Location)
        assert int(field.F) & 4, "PDF/A asks that a field be printed"
        assert [float(number) for number in field.Rect] == [0, 0, 0, 0], "a field without a look needs no tag"
    assert act.blob is not None
    exam = examine(path_of(act.blob.sha256), moment=NOW, roots=authority.trust(scene.folder / "raices"))
    assert [(one.signer, one.signed_at, one.integrity, one.trust) for one in exam.signatures] == [
        ("Teresa Luna", NOW, "whole", "trusted")
    ]


def test_the_journal_holds_the_fingerprint_and_never_the_name(scene: Scene, authority: Authority) -> None:
    scene.keep(authority.issue("Teresa Luna"))
    act = scene.sign()
    entry = JournalEntry.objects.get(stream=scene.case.stream, seq=act.entry)
    assert act.blob is not None
    [signature] = exam_of(act.blob).signatures
    assert signature.certificate is not None
    assert entry.facts["act"]["certificate"] == signature.certificate.fingerprint
    assert "Teresa" not in str(entry.facts)
    assert entry.facts["files"][0]["sha256"] == act.blob_id


def test_a_user_name_names_the_file_too_but_never_one_of_figures(scene: Scene, authority: Authority) -> None:
    Person.objects.filter(pk=scene.head.pk).update(username="tluna")
    scene.keep(authority.issue("Teresa Luna"), "tluna")
    act = scene.sign()
    assert act.blob is not None
    assert exam_of(act.blob).signatures


def test_without_a_certificate_all_is_as_before(scene: Scene) -> None:
    act = scene.sign("")
    assert act.blob is not None
    assert not exam_of(act.blob).signatures
    with pikepdf.open(io.BytesIO(pdf_of(act))) as pdf:
        assert "/AcroForm" not in pdf.Root


def refused(scene: Scene, passphrase: str = PHRASE) -> str:
    """The words of the refusal; the draft, the series and the case are as they were."""
    with pytest.raises(Invalid) as refusal:
        scene.sign(passphrase)
    assert refusal.value.field == "passphrase"
    assert FormalAct.objects.get(pk=scene.act.pk).state == "draft"
    assert not ActSeries.objects.exists()
    return refusal.value.text


def test_what_cannot_serve_is_refused_by_field_rule_and_remedy(scene: Scene, authority: Authority) -> None:
    path = scene.keep(authority.issue("Teresa Luna"))
    assert refused(scene, "otra") == (
        "Frase del certificado: no abre el certificado que se guarda para usted. Escríbala de nuevo; si es la "
        "correcta, pida a quien administra el sistema que reemplace el archivo."
    )
    assert refused(scene, "").startswith("Frase del certificado: escríbala.")
    path.write_bytes(b"no es un certificado")
    assert "no abre el certificado" in refused(scene)
    scene.keep(authority.issue("Teresa Luna", until=NOW - DAY))
    assert f"venció el {NOW - DAY:%d/%m/%Y}. Pida" in refused(scene)
    scene.keep(authority.issue("Teresa Luna", since=NOW + DAY))
    assert f"vale desde el {NOW + DAY:%d/%m/%Y}. Firme entonces" in refused(scene)
    scene.keep(authority.issue("Otra Persona"))
    assert "el certificado que abre es de Otra Persona, no de usted" in refused(scene)
    scene.keep(authority.issue("Teresa Luna", email="otra@example.org"))
    assert "es de Teresa Luna, no de usted" in refused(scene)
    scene.keep(authority.issue("Teresa Luna", signs=False))
    assert "no sirve para firmar" in refused(scene)
    scene.keep(authority.issue("Teresa Luna", size=1024))
    assert "no sirve para firmar" in refused(scene)


def test_the_name_may_be_spelt_as_certificates_do_and_an_address_is_enough(
    scene: Scene, authority: Authority
) -> None:
    Person.objects.filter(pk=scene.head.pk).update(name="Teresa  Lúna")
    scene.keep(authority.issue("TERESA LUNA"))
    assert "escríbala" in refused(scene, "")
    scene.keep(authority.issue("T. Luna de Paz", email=scene.head.email.upper()))
    assert scene.sign().number


# ── On the page ──────────────────────────────────────────────────────────────────────────────────────────────────


def page_of(scene: Scene) -> str:
    path = f"/mesa/casos/{scene.case.number}/actos/{scene.act.pk}/"
    return text_of(browser(scene.head).get(path))


def post(scene: Scene, passphrase: str) -> HttpResponse:
    path = f"/mesa/casos/{scene.case.number}/actos/{scene.act.pk}/firma/"
    return browser(scene.head).post(path, {"passphrase": passphrase})


def test_the_page_says_whether_a_certificate_signs(scene: Scene, authority: Authority) -> None:
    assert "No se guarda un certificado para usted" in page_of(scene)
    scene.keep(authority.issue("Teresa Luna"))
    shown = page_of(scene)
    assert "Frase del certificado" in shown
    assert "No se guarda un certificado" not in shown


def test_the_phrase_is_neither_shown_nor_logged(
    scene: Scene, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    scene.keep(authority.issue("Teresa Luna"))
    caplog.set_level(logging.DEBUG)
    answer = post(scene, "equivocada-pero-secreta")
    assert answer.status_code == 422
    assert "equivocada-pero-secreta" not in answer.content.decode()
    assert "no abre el certificado" in text_of(answer)
    assert "equivocada-pero-secreta" not in caplog.text
    assert post(scene, PHRASE).status_code == 302
    assert PHRASE not in caplog.text


def test_a_phrase_cannot_be_guessed_at(scene: Scene, authority: Authority) -> None:
    scene.keep(authority.issue("Teresa Luna"))
    for _ in range(5):
        assert post(scene, "otra").status_code == 422
    answer = post(scene, PHRASE)
    assert answer.status_code == 422
    assert "se probó 5 veces sin éxito. Espere 15 minutos" in text_of(answer)


def test_desk_and_public_read_whose_certificate_it_is(scene: Scene, authority: Authority) -> None:
    scene.keep(authority.issue("Teresa Luna"))
    post(scene, PHRASE)
    act = FormalAct.objects.get(pk=scene.act.pk)
    for shown in (page_of(scene), text_of(browser(scene.head).get(f"/verificar/{act.code}/"))):
        assert "Teresa Luna emitido por Autoridad de pruebas serie" in shown
        assert "vigente hasta el 31 dic 2098" in shown
        assert "Íntegro" in shown
        assert "no verificado contra raíces de confianza" in shown
