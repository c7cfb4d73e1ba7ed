"""Who acts for a company: found by its NIT, proved by a power that an officer accepted, and nothing without one."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import MONDAY, Cast, make_case
from tests.formal.companies import (
    COMPANY,
    NIT,
    accept,
    company_case,
    company_on_file,
    credential_of,
    new_draft,
    terms,
)
from ventanilla.cases.acts import take_step
from ventanilla.cases.acts.completing import complete_case
from ventanilla.cases.acts.parties import mark_ended_powers
from ventanilla.cases.drafts import add_files, send_draft
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, CaseParty, Draft
from ventanilla.formal.acts import accept_presented_power, revoke_presented_power, use_power
from ventanilla.formal.keeping import representative_of
from ventanilla.formal.models import RequirementState
from ventanilla.journal.models import JournalDetail, JournalEntry
from ventanilla.people.models import Organisation, Power, VaultDocument
from ventanilla.people.powers import PowerRefused, accept_power, state_power
from ventanilla.people.vault import visible_to

LATER = MONDAY + dt.timedelta(days=60)
TODAY = MONDAY.date()


def party_of(case: Case) -> CaseParty:
    party = representative_of(case)
    assert party is not None
    return party


def send(draft: Draft, cast: Cast, at: dt.datetime) -> Case:
    """Send a draft with the papers that are never on file."""
    for code in ("application-letter", "sales-evidence", "annex-1"):
        file = SimpleUploadedFile("hoja.csv" if code == "annex-1" else "papel.pdf", _content(code))
        add_files(draft, [file], requirement=code, at=at)
    assert draft.person is not None
    return send_draft(draft, by=cast.actor(draft.person), at=at, source="192.0.2.7", key=draft.key)


def _content(code: str) -> bytes:
    if code == "annex-1":
        return b"tariff_code,description,quantity,unit,cost,insurance,freight,duty_rate\n"
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def test_a_company_is_found_by_its_identifier_however_it_is_written(cast: Cast) -> None:
    first = company_case(cast, at=MONDAY)
    second = company_case(
        cast, at=LATER, company_nit=NIT.replace("-", ""), organisation="Otro nombre", person=cast.stranger
    )
    assert party_of(first).organisation == party_of(second).organisation
    assert Organisation.objects.get().name == COMPANY


def test_the_same_name_with_another_identifier_is_another_company(cast: Cast) -> None:
    company_case(cast, at=MONDAY)
    company_case(cast, at=LATER, company_nit="0614-311299-101-5")
    assert [row.name for row in Organisation.objects.all()] == [COMPANY, COMPANY]


def test_a_request_for_nobody_names_no_company(cast: Cast) -> None:
    assert party_of(make_case(cast.applicant, at=MONDAY)).organisation is None
    assert party_of(company_case(cast, at=MONDAY, company_nit="12")).organisation is None
    assert not Organisation.objects.exists()


def test_typing_the_identifier_proves_nothing(cast: Cast) -> None:
    company_on_file(cast, at=MONDAY)
    hers = company_case(cast, at=LATER, person=cast.stranger)
    assert party_of(hers).power is None
    assert not visible_to(cast.actor(cast.stranger), on=LATER.date()).exists()


def test_an_accepted_power_counts_for_who_is_signed_in_alone(cast: Cast) -> None:
    _case, power = company_on_file(cast, at=MONDAY)
    assert party_of(company_case(cast, at=LATER)).power == power
    anonymous = company_case(cast, at=LATER, signed_in=False)
    assert party_of(anonymous).person == cast.applicant
    assert party_of(anonymous).power is None


def test_a_power_is_used_only_in_the_capacity_it_gives(cast: Cast) -> None:
    company_on_file(cast, at=MONDAY)
    assert party_of(company_case(cast, at=LATER, capacity="attorney")).power is None


def test_a_power_for_other_procedures_does_not_cover_this_one(cast: Cast) -> None:
    case, power = company_on_file(cast, at=MONDAY)
    Power.objects.filter(pk=power.pk).update(procedures=["general-request"])
    assert party_of(company_case(cast, at=LATER)).power is None
    assert case.pk


def test_accepting_a_power_meets_its_requirement_and_puts_its_document_on_file(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    power = accept(case, cast, at=MONDAY)
    state = RequirementState.objects.get(case=case)
    assert (state.code, state.state, state.valid_until) == ("registered-credential", "met", power.until)
    document = VaultDocument.objects.get()
    assert (document.power, document.organisation, document.blob) == (
        power, power.organisation, credential_of(case).blob,
    )  # fmt: skip
    assert (power.accepted_by, power.stated_by) == (cast.officer, cast.officer)


def test_what_happened_to_a_power_stands_in_the_stream_of_the_company_without_names(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    accept(case, cast, at=MONDAY)
    stream = Organisation.objects.get().stream
    entries = list(JournalEntry.objects.filter(stream=stream).order_by("seq"))
    assert [entry.kind for entry in entries] == ["organisation.registered", "power.stated", "power.accepted"]
    told = " ".join(
        str(entry.facts) for entry in [*entries, *JournalEntry.objects.filter(stream=case.stream)]
    )
    for personal in (COMPANY, NIT, NIT.replace("-", ""), "Libro 12", "Ana"):
        assert personal not in told
    detail = JournalDetail.objects.get(stream=stream, seq=1)
    assert (detail.body["name"], detail.body["identifier"]) == (COMPANY, NIT)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"kind": "friendship"}, "kind", "clase de poder"),
        ({"inscription": " "}, "inscription", "inscripción"),
        ({"until": TODAY - dt.timedelta(days=1)}, "until", "terminó antes de hoy"),
        ({"since": TODAY + dt.timedelta(days=9)}, "since", "todavía no ha comenzado"),
        ({"procedures": ("general-request",)}, "procedures", "este caso"),
        ({"procedures": ("bond-change", "nothing")}, "procedures", "lista"),
    ],
)
def test_a_power_that_cannot_be_is_refused_with_field_and_remedy(
    cast: Cast, changes: dict[str, object], field: str, says: str
) -> None:
    case = company_case(cast, at=MONDAY)
    with pytest.raises(Invalid, match=says) as refused:
        accept(case, cast, at=MONDAY, **changes)
    assert refused.value.field == field
    assert not Power.objects.exists()


def test_a_power_rests_on_a_document_of_its_case_and_names_the_company(cast: Cast) -> None:
    case, other = company_case(cast, at=MONDAY), company_case(cast, at=MONDAY, person=cast.stranger)
    common = {"terms": terms(MONDAY), "by": cast.actor(cast.officer), "at": MONDAY, "via": "desk"}
    for attachment, name, field in ((None, COMPANY, "attachment"), (credential_of(other), COMPANY, "attachment"), (credential_of(case), " ", "name")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            accept_presented_power(case=case, attachment=attachment, name=name, **common)
        assert refused.value.field == field


def test_staff_of_another_unit_and_the_applicant_accept_nothing(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    for person in (cast.outsider, cast.applicant, cast.stranger):
        with pytest.raises(NotAllowed):
            accept_presented_power(
                case=case,
                attachment=credential_of(case),
                terms=terms(MONDAY),
                name=COMPANY,
                by=cast.actor(person),
                at=MONDAY,
                via="desk",
            )


def test_nobody_accepts_her_own_power_and_a_stated_one_counts_for_nothing(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    organisation = party_of(case).organisation
    assert organisation is not None
    common = {"by": cast.actor(cast.officer), "at": MONDAY, "via": "desk"}
    own = state_power(organisation=organisation, person=cast.officer, terms=terms(MONDAY), **common)
    with pytest.raises(PowerRefused, match="propio"):
        accept_power(power=own, **common)
    state_power(
        organisation=organisation, person=cast.applicant, terms=terms(MONDAY), **{**common, "by": cast.actor(cast.applicant)}
    )  # fmt: skip
    assert party_of(company_case(cast, at=LATER)).power is None


def test_accepting_twice_with_one_key_is_once(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    key = uuid.uuid4()
    for _ in range(2):
        accept_presented_power(
            case=case, attachment=credential_of(case), terms=terms(MONDAY), name=COMPANY,
            by=cast.actor(cast.officer), at=MONDAY, via="desk", key=key,
        )  # fmt: skip
    assert Power.objects.count() == 1


def test_a_revoked_power_marks_open_cases_and_is_refused_at_sending(cast: Cast) -> None:
    case, power = company_on_file(cast, at=MONDAY)
    second = company_case(cast, at=LATER)
    common = {"by": cast.actor(cast.officer), "at": LATER, "via": "desk"}
    with pytest.raises(Invalid, match="quién"):
        revoke_presented_power(case=case, power=power, reason=" ", **common)
    revoke_presented_power(case=case, power=power, reason="Escritura de revocatoria", **common)
    for affected in (case, second):
        affected.refresh_from_db()
        assert affected.needs_attention == "power_ended"
    with pytest.raises(Invalid, match=r"revocado.*Credencial"):
        send(new_draft(cast, at=LATER), cast, LATER)
    with pytest.raises(Invalid, match="ya"):
        revoke_presented_power(case=case, power=power, reason="Otra vez", **common)


def test_a_power_that_ended_is_refused_until_a_new_document_comes(cast: Cast) -> None:
    _case, power = company_on_file(cast, at=MONDAY)
    after = dt.datetime.combine(power.until or TODAY, MONDAY.timetz()) + dt.timedelta(days=1)
    draft = new_draft(cast, at=after)
    add_files(
        draft, [SimpleUploadedFile("acta.pdf", _content("x"))], requirement="charter-amendment", at=after
    )
    with pytest.raises(Invalid, match="terminó el"):
        send(draft, cast, after)
    add_files(
        draft, [SimpleUploadedFile("nueva.pdf", _content("y"))], requirement="registered-credential", at=after
    )
    assert party_of(send(draft, cast, after)).power is None


def test_a_link_that_changes_the_company_carries_no_power_over(cast: Cast) -> None:
    case, power = company_on_file(cast, at=MONDAY)
    common = {"files": (), "by": cast.actor(cast.applicant), "at": LATER, "via": "portal"}
    complete_case(case=case, answers={"phone": "7070 7070"}, **common)
    assert party_of(case).power == power
    complete_case(case=case, answers={"company_nit": "0614-311299-101-5"}, **common)
    party = party_of(case)
    assert party.organisation is not None
    assert (party.organisation.identifier, party.power) == ("0614-311299-101-5", None)


def test_open_cases_are_marked_the_day_after_their_power_ends(cast: Cast) -> None:
    case, power = company_on_file(cast, at=MONDAY)
    closed = company_case(cast, at=LATER)
    take_step(case=closed, step="withdraw", by=cast.actor(cast.applicant), at=LATER, via="portal")
    last = dt.datetime.combine(power.until or TODAY, MONDAY.timetz())
    assert mark_ended_powers(at=last) == 0
    assert mark_ended_powers(at=last + dt.timedelta(days=1)) == 1
    assert mark_ended_powers(at=last + dt.timedelta(days=2)) == 0
    case.refresh_from_db()
    assert case.needs_attention == "power_ended"


def test_a_case_from_the_counter_goes_by_a_power_on_file_once_an_officer_says_so(cast: Cast) -> None:
    _case, power = company_on_file(cast, at=MONDAY)
    case = company_case(cast, at=LATER, signed_in=False)
    common = {"by": cast.actor(cast.officer), "at": LATER, "via": "desk"}
    use_power(case=case, power=power, **common)
    assert party_of(case).power == power
    other = company_case(cast, at=LATER, person=cast.stranger)
    with pytest.raises(NotAllowed):
        use_power(case=other, power=power, **common)
