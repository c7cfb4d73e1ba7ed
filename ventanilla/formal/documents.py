"""The documents of acts: what stands in the PDF that is signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from ventanilla.cases.definitions import procedure_of
from ventanilla.cases.models import Case
from ventanilla.cases.notices import absolute
from ventanilla.catalogue.texts import fill
from ventanilla.files.certificates import Certificate
from ventanilla.formal.models import ActKind, FormalAct
from ventanilla.formal.paper import Paper, make_pdf
from ventanilla.formal.receipts import spoken_moment
from ventanilla.formal.terms import rule_of
from ventanilla.reference.current import current_pack, unit_title, zone

TITLES = {ActKind.RESOLUTION: "Resolución", ActKind.REMEDY_NOTICE: "Auto de prevención"}
TERM_OF = {
    "remedy_warning": "remedy",
    "resolution_recourse": "recourse",
    "archive_facts": "remedy",
    "archive_reasons": "remedy",
    "archive_decision": "remedy",
}
"""The term whose days a drafting text names."""


def title_of(act: FormalAct) -> str:
    """What people call an act, in Spanish: its kind and number."""
    return f"{TITLES[ActKind(act.kind)]} {act.number}".strip()


def drafting_text(case: Case, code: str, **more: str) -> str:
    """The pack's text of a section, filled with the data of the case and `more`; "" where the pack has none."""
    pack = current_pack()
    template = pack.formal.papers.get(code, "")  # type: ignore[call-overload]
    rule = rule_of(TERM_OF.get(code, ""))
    return fill(
        template,
        {
            "applicant_name": case.applicant_name,
            "case_number": case.number,
            "opened_on": spoken_day(case.opened_at.astimezone(zone())),
            "procedure_title": str(procedure_of(case).title),
            "unit": unit_title(case.unit),
            "days": str(rule.amount) if rule else "",
            "articles": _articles(case),
            **more,
        },
    ).strip()


def spoken_day(day: dt.date) -> str:
    """A day as acts write it: 9 de marzo de 2026."""
    with override("es"):
        return date_format(day, r"j \d\e F \d\e Y")


def act_pdf(act: FormalAct, *, signer: str, certificate: Certificate | None = None) -> bytes:
    """The PDF of an act: of one that is signed with its number and code, of a draft marked as such. Raises PaperFault."""
    return make_pdf(act_paper(act, signer=signer, certificate=certificate))


def act_paper(act: FormalAct, *, signer: str, certificate: Certificate | None = None) -> Paper:
    """What stands in an act's PDF. `certificate` is the one it will be signed with, which the page names."""
    case = act.case
    url = absolute(reverse("portal:verification", args=[act.code])) if act.code else ""
    signed_at = act.signed_at.astimezone(zone()) if act.signed_at else None
    data: dict[str, Any] = {
        "heading": title_of(act) if act.number else f"{title_of(act)} (borrador, sin firma)",
        "facts": [
            ["Caso", case.number],
            ["Trámite", str(procedure_of(case).title)],
            ["Solicitante", case.applicant_name],
            ["Unidad", unit_title(act.unit)],
            ["Fecha", spoken_moment(signed_at) if signed_at else ""],
        ],
        "sections": _sections(act),
        "signer": signer,
        "capacity": act.signed_as,
        "delegation": act.on_delegation,
        "certificate": _named(certificate) if certificate else "",
        "code": act.code,
        "note": "Abra esta dirección o lea el código para comprobar que la administración emitió este acto.",
    }
    return Paper("act", data, pack=current_pack(), title=f"{title_of(act)} · {case.number}", url=url)


def _named(certificate: Certificate) -> str:
    until = certificate.until.astimezone(zone())
    return (
        f"Firmado electrónicamente con el certificado de {certificate.subject}, emitido por {certificate.issuer}, "
        f"serie {certificate.serial}, vigente hasta el {until:%d/%m/%Y}."
    )


def _sections(act: FormalAct) -> list[dict[str, Any]]:
    body = act.body
    if act.kind == ActKind.RESOLUTION:
        outcome = current_pack().outcomes.get(act.outcome)
        return [
            {"heading": "Antecedentes", "text": body["facts"], "points": []},
            {"heading": "Fundamentos", "text": body["reasons"], "points": []},
            {
                "heading": "Por tanto, se resuelve",
                "text": f"{outcome.title}.\n\n{body['decision']}" if outcome else body["decision"],
                "points": [],
            },
            {"heading": "Recursos", "text": body["recourse"], "points": []},
        ]
    titles = {item.code: str(item.title) for item in procedure_of(act.case).requirements}
    points = [{"title": titles.get(item.requirement, ""), "text": item.defect} for item in act.items.all()]
    return [
        {"heading": "Antecedentes", "text": body.get("opening", ""), "points": []},
        {"heading": "Lo que debe subsanarse", "text": "", "points": points},
        {"heading": "Prevención", "text": body.get("warning", ""), "points": []},
    ]


def _articles(case: Case) -> str:
    laws = current_pack().laws
    named = [
        f"{laws[basis.law].title if basis.law in laws else basis.law}, artículo {basis.article}"
        for basis in procedure_of(case).legal_basis
    ]
    return "; ".join(named)
