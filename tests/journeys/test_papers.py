"""Every kind of PDF that the product makes: that a screen reader can follow it, and how it looks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Page, Pdf
from pytest_django import Settings

from tests.cast import Cast
from tests.certificates import PHRASE, Authority, signed_pdf, write_p12
from tests.formal.cases import RESOLUTION, make_bond_change, make_head, signed_notice
from tests.formal.test_dossier import FILES, send
from tests.journeys import pictures
from tests.journeys.pictures import PAPERS
from ventanilla.cases.models import Case
from ventanilla.files.certificates import Certificate
from ventanilla.files.signatures import examine_pending
from ventanilla.files.store import open_blob
from ventanilla.formal.acts import answer_remedy, draft_resolution, sign_act
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.documents import act_paper
from ventanilla.formal.dossier import Scope, dossier_of
from ventanilla.formal.dossier_pdf import dossier_paper, write_dossier_pdf
from ventanilla.formal.models import FormalAct
from ventanilla.formal.paper import Paper, make_pdf, make_pictures
from ventanilla.formal.receipts import receipt_of, receipt_paper
from ventanilla.people.models import Person

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 11, 15, 0, tzinfo=dt.UTC)
DOTS_PER_INCH = 90
_PAINTING = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "EI"}
_OPENING, _CLOSING = {"BDC", "BMC"}, "EMC"


@dataclass(frozen=True, slots=True)
class Papers:
    """A case that came to have all of them: the papers as data, and the PDFs as people get them."""

    papers: dict[str, tuple[Paper, int]]
    signed: bytes
    dossier: bytes

    def pdf(self, name: str) -> bytes:
        """The PDF of which the picture shows a page."""
        if name == "resolution-certified":
            return self.signed
        return self.dossier if name.startswith("dossier") else make_pdf(self.papers[name][0])


@pytest.fixture(scope="module")
def made() -> list[Papers]:
    """What the first test that asked for them made: they are values, and take a while."""
    return []


@pytest.fixture
def papers(made: list[Papers], cast: Cast, tmp_path: Path, settings: Settings) -> Papers:
    if not made:
        made.append(_made(cast, tmp_path, settings))
    return made[0]


def _made(cast: Cast, tmp_path: Path, settings: Settings) -> Papers:
    settings.SIGNING_DIR = tmp_path
    head, authority = make_head(), Authority.make("Autoridad Certificadora de Pruebas")
    officer, applicant = cast.actor(cast.outsider), cast.actor(cast.applicant)
    case = make_bond_change(cast, at=AT - dt.timedelta(days=2))
    notice = signed_notice(case, by=officer, head=cast.actor(head), at=AT - dt.timedelta(days=1))
    answers = {1: "Va firmado por el auditor.", 2: "Va el cuadro, con las tres marcas que importamos."}
    answer_remedy(case=case, answers=answers, by=applicant, at=AT - dt.timedelta(hours=5), via="portal")
    balance = signed_pdf(authority.issue("Rosa Menjívar, auditora"), at=AT - dt.timedelta(days=1))
    send(case, cast, {"Balance firmado.pdf": balance, **FILES})
    draft_resolution(case=case, draft=RESOLUTION, by=officer, at=AT, via="desk")
    act = draft_of(case, "resolution")
    assert act is not None
    draft = act_paper(act, signer="")
    material = authority.issue("Teresa Luna")
    write_p12(tmp_path / f"{head.pk}.p12", material)
    sign_act(act=act, by=cast.actor(head), at=AT, via="desk", passphrase=PHRASE)
    examine_pending(at=AT)
    return _gathered(Case.objects.get(pk=case.pk), notice, draft, head, material.cert)


def _gathered(case: Case, notice: FormalAct, draft: Paper, head: Person, certificate: object) -> Papers:
    resolution = FormalAct.objects.get(case=case, kind="resolution")
    assert resolution.blob is not None
    receipt = receipt_of(case, 1)
    assert receipt is not None
    dossier = dossier_of(case, Scope.STAFF)
    whole = dossier_paper(dossier, made_by="Rosa Flores", at=AT)
    out = io.BytesIO()
    write_dossier_pdf(dossier, out, made_by="Rosa Flores", at=AT)
    facts = Certificate.of(certificate.certificate)  # type: ignore[attr-defined]
    with open_blob(resolution.blob) as content:
        signed = content.read()
    return Papers(
        {
            "receipt": (receipt_paper(receipt), 0),
            "remedy-notice": (act_paper(notice, signer=head.name), 0),
            "resolution": (act_paper(resolution, signer=head.name), 0),
            "resolution-certified": (act_paper(resolution, signer=head.name, certificate=facts), 0),
            "resolution-draft": (draft, 0),
            "dossier-cover": (whole, 0),
            "dossier-files": (whole, 1),
            "dossier-text": (whole, 3),
            "dossier-leaf": (whole, -1),
        },
        signed,
        out.getvalue(),
    )


def test_each_paper_has_its_picture(papers: Papers) -> None:
    assert set(papers.papers) == set(PAPERS)
    for name, (paper, page) in papers.papers.items():
        picture = make_pictures(paper, dots_per_inch=DOTS_PER_INCH)[page]
        assert picture.startswith(b"\x89PNG")
        if pictures.PICTURES:
            pictures.take_paper(name, picture)


@pytest.mark.parametrize(
    "name", [name for name in PAPERS if not name.startswith("dossier-") or name == "dossier-cover"]
)
def test_each_pdf_can_be_read_by_everybody(papers: Papers, name: str) -> None:
    with pikepdf.open(io.BytesIO(papers.pdf(name))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "es"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == str(pdf.docinfo["/Title"]) != ""
            claims = (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance"))
        is_ours = not name.startswith("dossier")  # strangers' pages are none of ours to vouch for
        assert claims == (("2", "A") if is_ours else (None, None))
        elements = list(_elements(pdf.Root.StructTreeRoot))
        kinds = [str(element.get("/S", "")) for element in elements]
        assert {"/H1", "/P", "/Table", "/TR"} <= set(kinds), set(kinds)
        assert all(str(element.get("/Alt", "")) for element in elements if element.get("/S") == Name.Figure)
        assert not [page.index for page in _ours(pdf) if _untagged(page)]


def _ours(pdf: Pdf) -> list[Page]:
    return [page for page in pdf.pages if "/StructParents" in page.obj]


def _elements(node: pikepdf.Object) -> Iterator[Dictionary]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _untagged(page: Page) -> list[str]:
    """The operators that paint something outside of any tag and of what is marked as decoration."""
    depth, found = 0, []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in _OPENING:
            depth += 1
        elif operator == _CLOSING:
            depth -= 1
        elif operator in _PAINTING and not depth:
            found.append(operator)
    return found


def test_the_check_sees_what_is_not_tagged(papers: Papers) -> None:
    with pikepdf.open(io.BytesIO(papers.pdf("receipt"))) as pdf:
        page = pdf.pages[0]
        assert not _untagged(page)
        page.contents_add(b"q 0 0 10 10 re f Q")
        assert _untagged(page) == ["f"]
