"""What the desk and the dossier say of the signatures on files that people sent."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.cast import Cast
from tests.certificates import Authority, a_pdf, signed_pdf
from tests.formal.cases import make_bond_change
from tests.formal.test_dossier import send
from tests.formal.test_pages import browser, text_of
from ventanilla.cases.models import Case
from ventanilla.files.signatures import examine_pending
from ventanilla.formal.dossier import Scope, dossier_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)


def encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


@pytest.fixture
def case(cast: Cast, tmp_path: Path, settings: Settings) -> Case:
    """A case with a file of each sort, examined."""
    authority = Authority.make()
    settings.TRUST_DIR = authority.trust(tmp_path / "raices")
    case = make_bond_change(cast, at=timezone.now() - dt.timedelta(hours=1))
    pdf = signed_pdf(authority.issue("Rosa Menjívar"), at=AT)
    at = pdf.index(b"/MediaBox")
    stranger = Authority.make("Otra autoridad").issue("Pedro Cruz")
    files = {
        "firmado.pdf": pdf,
        "alterado.pdf": pdf[:at] + pdf[at:].replace(b"612", b"613", 1),
        "ajeno.pdf": signed_pdf(stranger, at=AT),
        "sin-firma.pdf": a_pdf(2),
        "cifrado.pdf": encrypted(pdf),
    }
    send(case, cast, files)
    examine_pending(at=timezone.now())
    return case


def test_the_desk_shows_them_beside_each_file(case: Case, cast: Cast) -> None:
    shown = text_of(browser(cast.outsider).get(f"/mesa/casos/{case.number}/"))
    whole = "Firmado por Rosa Menjívar el 09/03/2026 10:00; íntegro; certificado de Autoridad de pruebas, verificado"
    assert f"{whole} contra raíces de confianza." in shown
    assert "lo firmado fue alterado: la firma no vale" in shown
    assert (
        "Firmado por Pedro Cruz el 09/03/2026 10:00; íntegro; certificado de Otra autoridad, que no lleva"
        in shown
    )
    assert "No se pudieron examinar todas las firmas: el PDF está protegido con contraseña." in shown


def test_the_dossier_repeats_them_for_whoever_reads_it(case: Case) -> None:
    told = {file.name: file.signatures for file in dossier_of(case, Scope.PARTY).files}
    assert told["sin-firma.pdf"] == ()
    assert told["firmado.pdf"][0].startswith("Firmado por Rosa Menjívar el 09/03/2026 10:00; íntegro;")
    assert "alterado" in told["alterado.pdf"][0]


def test_the_applicant_s_page_is_as_before(case: Case, cast: Cast) -> None:
    shown = text_of(browser(cast.applicant).get(f"/casos/{case.number}/"))
    assert "firmado.pdf" in shown
    assert "Menjívar" not in shown
