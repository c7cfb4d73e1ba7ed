"""A bond change as the tests of formal acts need it: complete but for its evidence, in the unit that resolves it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import MONDAY, OTHER_UNIT, Cast, make_person
from ventanilla.cases.acts import Applicant, NewFile, open_case, take_step
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.formal.acts import Draft, RemedyPoint, draft_remedy_notice, draft_resolution, sign_act
from ventanilla.formal.acts.drafting import draft_of
from ventanilla.formal.models import FormalAct
from ventanilla.people.access import ANONYMOUS, Actor
from ventanilla.people.models import Person, Role
from ventanilla.reference.current import current_pack, zone

ANSWERS: dict[str, Any] = {
    "person_kind": "legal",
    "full_name": "Ana Solís",
    "capacity": "legal_representative",
    "document_type": "dui",
    "dui": "00016297-5",
    "personal_details": "Mayor de edad, comerciante, de San Salvador",
    "organisation": "Tienda Libre del Istmo, S.A. de C.V.",
    "direction": "raise",
    "imports_alcohol": True,
    "imports_cigarettes": False,
    "has_charter_amendment": False,
    "email": "ana.solis@example.com",
}
RESOLUTION = Draft(
    outcome="granted",
    body={
        "facts": "La sociedad pidió ampliar su fianza.",
        "reasons": "Las ventas crecieron; CAUCA, artículo 21.",
        "decision": "Amplíese la fianza a US$ 60,000.00.",
        "recourse": "Puede recurrir dentro de diez días hábiles.",
    },
)
POINTS = [
    RemedyPoint("sales-evidence", "El balance no está auditado: preséntelo firmado por el auditor."),
    RemedyPoint("annex-2", "Falta el cuadro de bebidas alcohólicas."),
]


def make_head(email: str = "teresa.luna@example.org") -> Person:
    """The head of the unit that resolves."""
    return make_person(email, "Teresa Luna", unit=OTHER_UNIT, role=Role.HEAD)


def a_file(requirement: str, at: dt.datetime, content: bytes = b"un documento") -> NewFile:
    """A stored file for a requirement."""
    return take_files([SimpleUploadedFile("documento.txt", content)], at=at, requirement=requirement).files[0]


def make_bond_change(
    cast: Cast, *, at: dt.datetime, unit: str = OTHER_UNIT, officer: Person | None = None
) -> Case:
    """Presented by the applicant, under analysis by an officer: of the special laws unit, if none is named."""
    case = open_case(
        procedure=current_pack().procedures["bond-change"],
        applicant=Applicant(name="Ana Solís", email="ana.solis@example.com", person=cast.applicant),
        answers=ANSWERS,
        files=[a_file("application-letter", at), a_file("identity-document", at)],
        by=ANONYMOUS,
        at=at,
        channel="online",
        unit=unit,
    )
    take_step(case=case, step="start_review", by=cast.actor(officer or cast.outsider), at=at, via="desk")
    return case


def signed_notice(case: Case, *, by: Actor, head: Actor, at: dt.datetime) -> FormalAct:
    """A remedy notice of two points, drafted by the officer and signed by the head."""
    draft = Draft(
        body={"opening": "Se revisó la solicitud.", "warning": "Subsane dentro de diez días hábiles."}
    )
    draft_remedy_notice(case=case, draft=draft, points=POINTS, by=by, at=at, via="desk")
    return _signed(case, "remedy_notice", head, at)


def signed_resolution(case: Case, *, by: Actor, head: Actor, at: dt.datetime) -> FormalAct:
    """A resolution that grants, drafted by the officer and signed by the head."""
    draft_resolution(case=case, draft=RESOLUTION, by=by, at=at, via="desk")
    return _signed(case, "resolution", head, at)


def _signed(case: Case, kind: str, head: Actor, at: dt.datetime) -> FormalAct:
    act = draft_of(case, kind)
    assert act is not None
    sign_act(act=act, by=head, at=at, via="desk")
    case.refresh_from_db()
    return FormalAct.objects.get(pk=act.pk)


def at(day: int, hour: int = 7, month: int = 3) -> dt.datetime:
    """A quarter past an hour of a day, in March unless said otherwise."""
    return dt.datetime(2026, month, day, hour, 15, tzinfo=zone())


def noticed(cast: Cast, head: Person) -> Case:
    """Prevented on Monday 9 March: ten business days end on Monday 23."""
    case = make_bond_change(cast, at=MONDAY)
    signed_notice(case, by=cast.actor(cast.outsider), head=cast.actor(head), at=MONDAY)
    return case
