"""Signatures on PDFs that people send: who, when, whether it is whole, whose word stands for it; and what hostile files do."""

from __future__ import annotations

import datetime as dt
import io
import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.db.models import Q
from pytest_django import Settings

from tests.certificates import Authority, a_pdf, signed_pdf
from ventanilla.files import signatures
from ventanilla.files.models import Blob, BlobSignature, Scan
from ventanilla.files.signatures import PDF, Exam, exam_of, examine, examine_pending
from ventanilla.files.store import erase, path_of, store

AT = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.make()


@pytest.fixture
def exam(tmp_path: Path) -> Callable[..., Exam]:
    def look(pdf: bytes, roots: Path | None = None, moment: dt.datetime = AT) -> Exam:
        path = tmp_path / "documento"
        path.write_bytes(pdf)
        return examine(path, moment=moment, roots=roots)

    return look


def test_who_signed_when_and_on_whose_word(
    authority: Authority, exam: Callable[..., Exam], tmp_path: Path
) -> None:
    pdf = signed_pdf(authority.issue("Ana Solís"), at=AT)
    [found] = exam(pdf).signatures
    assert (found.signer, found.signed_at, found.integrity, found.trust) == ("Ana Solís", AT, "whole", "")
    assert found.certificate is not None
    assert found.certificate.issuer == "Autoridad de pruebas"
    assert len(found.certificate.fingerprint) == 64
    assert found.chain == ("Common Name: Autoridad de pruebas",)
    [trusted] = exam(pdf, authority.trust(tmp_path / "raices")).signatures
    assert trusted.trust == "trusted"


def test_a_stranger_s_certificate_and_one_not_in_force_are_not_trusted(
    authority: Authority, exam: Callable[..., Exam], tmp_path: Path
) -> None:
    roots = authority.trust(tmp_path / "raices")
    stranger = signed_pdf(Authority.make("Otra autoridad").issue("Ana Solís"), at=AT)
    [found] = exam(stranger, roots).signatures
    assert (found.integrity, found.trust) == ("whole", "untrusted")
    ended = authority.issue("Ana Solís", until=AT - dt.timedelta(days=1))
    [found] = exam(signed_pdf(ended, at=AT), roots).signatures
    assert found.trust == "untrusted"
    [found] = exam(signed_pdf(ended, at=AT), roots, AT - dt.timedelta(days=2)).signatures
    assert found.trust == "trusted"


def test_a_changed_byte_breaks_it(authority: Authority, exam: Callable[..., Exam]) -> None:
    pdf = signed_pdf(authority.issue("Ana Solís"), at=AT)
    at = pdf.index(b"/MediaBox")
    [found] = exam(pdf[:at] + pdf[at:].replace(b"612", b"613", 1)).signatures
    assert found.integrity == "broken"


def test_what_was_added_after_it_is_told_from_a_further_signature(
    authority: Authority, exam: Callable[..., Exam]
) -> None:
    pdf = signed_pdf(authority.issue("Ana Solís"), at=AT)
    [found] = exam(pdf + _another_page(pdf)).signatures
    assert found.integrity == "extended"


def _another_page(pdf: bytes) -> bytes:
    """An incremental update that gives the first page other contents."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page, size = opened.pages[0].objgen[0], len(opened.objects) + 1
        root = opened.Root.objgen[0]
        pages = opened.Root.Pages.objgen[0]
    start = pdf.rindex(b"startxref") + len(b"startxref")
    previous = int(pdf[start:].split()[0])
    stream = b"q 0 0 100 100 re f Q"
    first = f"\n{page} 0 obj\n<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 300 300] /Contents {size + 5} 0 R >>\nendobj\n"
    second = f"{size + 5} 0 obj\n<< /Length {len(stream)} >>\nstream\n{stream.decode()}\nendstream\nendobj\n"
    at = len(pdf)
    table = (
        f"xref\n{page} 1\n{at + 1:010} 00000 n \n{size + 5} 1\n{at + len(first):010} 00000 n \n"
        f"trailer\n<< /Size {size + 6} /Root {root} 0 R /Prev {previous} >>\n"
        f"startxref\n{at + len(first) + len(second)}\n%%EOF\n"
    )
    return (first + second + table).encode()


def test_a_digest_that_is_no_longer_safe_proves_nothing(
    authority: Authority, exam: Callable[..., Exam], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ventanilla.formal.pades.DIGEST", "sha1")
    [found] = exam(signed_pdf(authority.issue("Ana Solís"), at=AT)).signatures
    assert found.integrity == "weak"


def test_moments_at_the_end_of_all_calendars_can_be_told_anywhere(
    authority: Authority, exam: Callable[..., Exam]
) -> None:
    for_ever = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    [found] = exam(signed_pdf(authority.issue("Ana Solís", until=for_ever), at=for_ever)).signatures
    assert found.certificate is not None
    assert found.signed_at is not None
    for moment in (found.signed_at, found.certificate.until):
        assert moment.astimezone(dt.timezone(dt.timedelta(hours=14))).year == 9999


def test_nothing_is_fetched(authority: Authority, exam: Callable[..., Exam], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        pdf = signed_pdf(authority.issue("Ana Solís", asks_at=place), at=AT)
        [found] = exam(pdf, authority.trust(tmp_path / "raices")).signatures
        assert found.trust == "trusted"
        with pytest.raises(TimeoutError):
            listener.accept()


def _encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


def _many(count: int) -> bytes:
    """A form with many filled signature fields of nonsense."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        fields = [
            pdf.make_indirect(
                pikepdf.Dictionary(
                    FT=pikepdf.Name.Sig,
                    T=f"F{n}",
                    V=pdf.make_indirect(
                        pikepdf.Dictionary(
                            Type=pikepdf.Name.Sig,
                            Filter=pikepdf.Name("/Adobe.PPKLite"),
                            SubFilter=pikepdf.Name("/adbe.pkcs7.detached"),
                            ByteRange=pikepdf.Array([0, 10, 20, 10]),
                            Contents=pikepdf.String(b"0" * 40),
                        )
                    ),
                )
            )
            for n in range(count)
        ]
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields), SigFlags=3)
        pdf.save(out)
    return out.getvalue()


def _bomb() -> bytes:
    """A table of objects that unpacks, twice, to a hundred megabytes."""
    packed = zlib.compress(zlib.compress(bytes(100_000_000)))
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/ByteRange 0>>\nendobj\n"
    table = b"3 0 obj\n<</Type/XRef/Size 9999999/W[1 4 2]/Root 1 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>\n"
    stream = b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (packed, len(head))
    return head + table % len(packed) + stream


def _its_own_child() -> bytes:
    """A form whose field is a part of itself."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="F"))
        field.Kids = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), ByteRange=0)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("pdf", "fault"),
    [
        (_bomb(), "unreadable"),
        (_its_own_child(), "unreadable"),
        (
            (
                b"%PDF-1.7\n/ByteRange\nxref\n0 1\n0000000000 65535 f \ntrailer\n"
                b"<</Size 1/Prev 20/Root 1 0 R>>\nstartxref\n20\n%%EOF"
            ),
            "unreadable",
        ),
        (b"%PDF-1.7\n/ByteRange [0 1 2 3]\nstartxref\n99999999\n%%EOF", "unreadable"),
        (b"%PDF-1.7\n" + b"<<" * 50_000 + b"/ByteRange", "unreadable"),
        (_encrypted(a_pdf()), "encrypted"),
        (_many(3000), "too_many"),
    ],
)
def test_a_hostile_file_has_a_fault_of_its_own(exam: Callable[..., Exam], pdf: bytes, fault: str) -> None:
    found = exam(pdf)
    assert found.fault == fault
    assert all(signature.integrity == "unclear" for signature in found.signatures)
    assert len(found.signatures) <= 20


def test_the_reader_ends_where_its_time_does(
    authority: Authority, exam: Callable[..., Exam], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "MOST_SECONDS", 0.01)
    assert exam(signed_pdf(authority.issue("Ana Solís"), at=AT)).fault == "timeout"


def test_a_file_beyond_measure_is_not_opened(
    exam: Callable[..., Exam], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "MOST_BYTES", 10)
    assert exam(a_pdf()).fault == "too_large"


# ── What the worker does ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Callable[..., Blob]:
    settings.FILES_DIR = tmp_path / "archivos"

    def keep(content: bytes, media_type: str = PDF, second: int = 0) -> Blob:
        return store([content], media_type=media_type, at=AT + dt.timedelta(seconds=second))

    return keep


@pytest.mark.django_db
def test_each_pdf_is_examined_once_and_others_never(
    authority: Authority, kept: Callable[..., Blob], settings: Settings
) -> None:
    signed = kept(signed_pdf(authority.issue("Ana Solís"), at=AT))
    plain, text = kept(a_pdf(), second=1), kept(b"/ByteRange", "text/plain")
    broken = kept(b"%PDF-1.7 /ByteRange", second=2)
    assert examine_pending(at=AT) == 3
    assert examine_pending(at=AT) == 0
    assert {row.blob_id: row.fault for row in BlobSignature.objects.all()} == {
        signed.sha256: "",
        broken.sha256: "unreadable",
    }
    assert [item.signer for item in exam_of(Blob.objects.get(pk=signed.pk)).signatures] == ["Ana Solís"]
    assert exam_of(Blob.objects.get(pk=plain.pk)) == Exam()
    assert Blob.objects.get(pk=text.pk).examined_at is None


@pytest.mark.django_db
def test_nothing_is_opened_before_it_is_known_to_be_clean(
    kept: Callable[..., Blob], settings: Settings
) -> None:
    settings.SCAN = "required"
    blob = kept(a_pdf())
    assert examine_pending(at=AT) == 0
    Blob.objects.filter(pk=blob.pk).update(scan=Scan.INFECTED)
    assert examine_pending(at=AT) == 0
    Blob.objects.filter(pk=blob.pk).update(scan=Scan.CLEAN)
    assert examine_pending(at=AT) == 1


@pytest.mark.django_db
def test_other_roots_are_asked_anew(
    authority: Authority, kept: Callable[..., Blob], settings: Settings, tmp_path: Path
) -> None:
    blob = kept(signed_pdf(authority.issue("Ana Solís"), at=AT))
    examine_pending(at=AT)
    settings.TRUST_DIR = authority.trust(tmp_path / "raices")
    assert examine_pending(at=AT) == 1
    assert [item.trust for item in exam_of(Blob.objects.get(pk=blob.pk)).signatures] == ["trusted"]
    assert examine_pending(at=AT) == 0


@pytest.mark.django_db
def test_a_lost_file_holds_nothing_up_and_an_erased_one_takes_its_signatures_along(
    authority: Authority, kept: Callable[..., Blob]
) -> None:
    lost = kept(a_pdf(2))
    path_of(lost.sha256).unlink()
    signed = kept(signed_pdf(authority.issue("Ana Solís"), at=AT), second=1)
    assert examine_pending(at=AT) == 2
    assert BlobSignature.objects.get(blob=lost).fault == "lost"
    from_now = AT + dt.timedelta(days=1)
    assert erase(signed.sha256, unless=Q(pk__in=[]), stored_before=from_now)
    assert not BlobSignature.objects.filter(blob_id=signed.sha256).exists()
