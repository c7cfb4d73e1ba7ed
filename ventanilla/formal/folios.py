"""Pages of somebody else's PDF taken into ours: without what they could do, each with its folio."""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf

_FONT_SIZE, _MARGIN = 8, 14
_CLAIMS = ("pdfaid:part", "pdfaid:conformance")


def append_pages(pdf: Pdf, source: Pdf, *, at: int) -> None:
    """Insert all pages of `source` before page `at`; links to the web stay, whatever else acts is left behind.

    What our own PDF claims of itself (PDF/A) is not true of strangers' pages, so the claim goes.
    """
    for offset, page in enumerate(source.pages):
        pdf.pages.insert(at + offset, page)
        _make_harmless(pdf.pages[at + offset])
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in _CLAIMS:
            if claim in metadata:
                del metadata[claim]


def stamp(pdf: Pdf, index: int, text: str) -> None:
    """Write `text` small at the bottom right of a page as people see it, whatever its rotation."""
    page = pdf.pages[index]
    font = page.add_resource(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        ),
        Name.Font,
        prefix="Folio",
    )
    width = len(text) * _FONT_SIZE * 0.55 + 6
    drawn = (
        f"Q /Artifact <</Type /Pagination>> BDC q {_bottom_right(page, width)} cm "
        f"1 g 0 0 {width:.2f} {_FONT_SIZE + 5} re f 0 g BT {font} {_FONT_SIZE} Tf 3 4 Td ({text}) Tj ET Q EMC"
    )
    page.contents_add(b"q", prepend=True)
    page.contents_add(drawn.encode("ascii"))


def add_bookmark(pdf: Pdf, bookmarks: Sequence[tuple[str, int]]) -> None:
    """Add entries (title, page from 0) to the outline."""
    if not bookmarks:
        return
    with pdf.open_outline() as outline:
        outline.root.extend(OutlineItem(title, page) for title, page in bookmarks)


def _make_harmless(page: Page) -> None:
    """Take away what would act by itself, and the marks that refer to the tags of the other document."""
    for key in ("/AA", "/StructParents", "/PresSteps", "/B"):
        if key in page.obj:
            del page.obj[key]
    if "/Annots" not in page.obj:
        return
    kept = []
    for annotation in page.obj.Annots:
        if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") not in _SHOWN:
            continue
        if annotation.Subtype == Name.Widget and not _becomes_a_picture(annotation):
            continue
        for key in ("/AA", "/StructParent", "/Dest", "/Parent", "/Popup", "/P"):
            if key in annotation:
                del annotation[key]
        if "/A" in annotation and annotation.A.get("/S") != Name.URI:
            del annotation["/A"]
        kept.append(annotation)
    page.obj.Annots = Array(kept)


def _becomes_a_picture(widget: Dictionary) -> bool:
    """Leave of a field of a form (a signature is one) what it looks like; False where it looks like nothing."""
    if "/AP" not in widget:
        return False
    widget.Subtype = Name.Stamp
    for key in ("/FT", "/Ff", "/T", "/TU", "/TM", "/V", "/DV", "/DA", "/DR", "/Kids", "/Opt", "/MK"):
        if key in widget:
            del widget[key]
    return True


_SHOWN = tuple(
    Name(f"/{kind}")
    for kind in (
        *(
            "Link",
            "Widget",
            "Text",
            "FreeText",
            "Line",
            "Square",
            "Circle",
            "Polygon",
            "PolyLine",
            "Highlight",
        ),
        *("Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Redact"),
    )
)
"""Annotations that only show something."""


def _bottom_right(page: Page, width: float) -> str:
    """The matrix that turns the origin to where a text of `width` ends near the visible bottom right corner."""
    box = [float(number) for number in page.cropbox]
    left, right = sorted((box[0], box[2]))
    low, high = sorted((box[1], box[3]))
    turned = int(page.obj.get("/Rotate", 0)) % 360
    across, up = _MARGIN + width, float(_MARGIN)
    if turned == 90:
        return f"0 1 -1 0 {right - up:.2f} {high - across:.2f}"
    if turned == 180:
        return f"-1 0 0 -1 {left + across:.2f} {high - up:.2f}"
    if turned == 270:
        return f"0 -1 1 0 {left + up:.2f} {low + across:.2f}"
    return f"1 0 0 1 {right - across:.2f} {low + up:.2f}"
