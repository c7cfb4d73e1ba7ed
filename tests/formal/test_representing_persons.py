"""Acting for a natural person: an attorney or authorised third party whose power is accepted, offered, ended, refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.cast import MONDAY, Cast
from tests.formal.companies import COMPANY, FULL, NIT, accept, company_case, terms
from ventanilla.cases.acts.parties import mark_ended_powers
from ventanilla.cases.drafts import add_files, save_answers, send_draft, start_draft
from ventanilla.cases.errors import ActRefused, Invalid, NotAllowed
from ventanilla.cases.models import Attachment, Case, CaseParty
from ventanilla.cases.on_file import on_file_for, usable
from ventanilla.cases.representing import POWER_ENDED, answers_from, named_in, powers_for
from ventanilla.formal.acts import accept_presented_power, revoke_presented_power, use_power
from ventanilla.formal.keeping import representative_of
from ventanilla.formal.models import RequirementState
from ventanilla.formal.solvency import document_of, rule_for
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Organisation, Person, Power, VaultDocument
from ventanilla.people.vault import visible_to
from ventanilla.reference.current import current_pack

LATER = MONDAY + dt.timedelta(days=30)
OWNER, DUI = "Rosalía Quintanilla", "04567890-3"
HERS: dict[str, Any] = {
    **{code: value for code, value in FULL.items() if code != "company_nit"},
    "person_kind": "natural",
    "capacity": "attorney",
    "organisation": OWNER,
    "owner_document": DUI,
}
PAPERS = ("application-letter", "identity-document", "power-of-attorney")


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with translation.override("es"):
        yield


def owner_case(cast: Cast, *, at: dt.datetime, **said: Any) -> Case:
    """A bond change for a natural person who owns a shop, sent by her attorney, under review."""
    return company_case(cast, at=at, **{"full": HERS, "papers": PAPERS, **said})


def accept_hers(case: Case, cast: Cast, *, at: dt.datetime, name: str = OWNER, **changes: Any) -> Power:
    """The officer accepts the power of attorney of the case."""
    accept_presented_power(
        case=case,
        attachment=Attachment.objects.get(case=case, requirement="power-of-attorney"),
        terms=terms(at, **{"kind": "special-power", **changes}),
        name=name,
        by=cast.actor(cast.officer),
        at=at,
        via="desk",
    )
    return Power.objects.latest("pk")


def party_of(case: Case) -> CaseParty:
    party = representative_of(case)
    assert party is not None
    return party


def test_the_person_represented_is_known_by_her_document_and_needs_no_account(cast: Cast) -> None:
    first = owner_case(cast, at=MONDAY)
    second = owner_case(
        cast, at=LATER, person=cast.stranger, owner_document="045678903", organisation="R. Q."
    )
    principal = party_of(first).organisation
    assert principal == party_of(second).organisation
    assert principal is not None
    assert (principal.name, principal.identifier_kind, principal.is_natural) == (OWNER, "sv.dui", True)
    assert party_of(first).power is None
    assert not Person.objects.filter(name=OWNER).exists()


def test_who_acts_in_her_own_name_represents_nobody(cast: Cast) -> None:
    own = owner_case(cast, at=MONDAY, capacity="owner", owner_document="")
    assert party_of(own).organisation is None


def test_a_request_for_a_company_still_names_the_company(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    named = named_in(current_pack().procedures["bond-change"], case.answers)
    assert named is not None
    assert (named.name, named.typed, named.is_natural) == (COMPANY, NIT, False)


def test_an_accepted_power_is_used_in_her_next_request_and_proves_it(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY)
    power = accept_hers(case, cast, at=MONDAY)
    assert party_of(case).power == power
    assert RequirementState.objects.get(case=case, code="power-of-attorney").state == "met"
    document = VaultDocument.objects.get(requirement="power-of-attorney")
    assert (document.organisation, document.person, document.power) == (power.organisation, None, power)
    assert party_of(owner_case(cast, at=LATER)).power == power
    assert party_of(owner_case(cast, at=LATER, capacity="authorised_third_party")).power is None
    assert party_of(owner_case(cast, at=LATER, person=cast.stranger)).power is None
    assert party_of(owner_case(cast, at=LATER, signed_in=False)).power is None
    assert party_of(owner_case(cast, at=LATER, owner_document="00016297-5", dui="04567890-3")).power is None


def test_what_is_on_her_file_is_read_by_her_attorney_and_by_no_account_that_says_it_is_hers(
    cast: Cast,
) -> None:
    accept_hers(owner_case(cast, at=MONDAY), cast, at=MONDAY)
    Person.objects.filter(pk=cast.stranger.pk).update(document_kind="sv.dui", document=DUI)
    day = LATER.date()
    assert [item.requirement for item in visible_to(cast.actor(cast.applicant), on=day)] == [
        "power-of-attorney"
    ]
    assert not visible_to(cast.actor(cast.stranger), on=day).exists()


def test_a_third_party_with_a_notarised_document_needs_no_inscription(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY, capacity="authorised_third_party")
    power = accept_hers(case, cast, at=MONDAY, kind="notarised-private-document", inscription="")
    assert party_of(owner_case(cast, at=LATER, capacity="authorised_third_party")).power == power


def test_a_credential_of_a_company_represents_no_person(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY, capacity="legal_representative")
    with pytest.raises(Invalid, match="con ella no se representa a una persona natural") as refusal:
        accept_hers(case, cast, at=MONDAY, kind="registered-credential")
    assert refusal.value.field == "kind"
    assert not Power.objects.exists()


def test_what_was_said_first_does_not_decide_what_she_is(cast: Cast) -> None:
    """A stranger may write a company's NIT as a person's: the officer's acceptance says what it is."""
    owner_case(cast, at=MONDAY, person=cast.stranger, owner_document=NIT, organisation="Otra")
    assert Organisation.objects.get().is_natural
    accept(company_case(cast, at=MONDAY), cast, at=MONDAY)
    principal = Organisation.objects.get()
    assert (principal.is_natural, principal.name) == (False, COMPANY)


def test_nobody_is_her_own_attorney(cast: Cast) -> None:
    same = owner_case(cast, at=MONDAY, owner_document=FULL["dui"])
    with pytest.raises(Invalid, match="da su número de documento también para quien firma") as refusal:
        accept_hers(same, cast, at=MONDAY)
    assert refusal.value.field == "name"
    Person.objects.filter(pk=cast.applicant.pk).update(document_kind="sv.dui", document=DUI)
    with pytest.raises(Invalid, match="quien actúa en nombre propio no necesita poder"):
        accept_hers(owner_case(cast, at=MONDAY), cast, at=MONDAY)
    assert not Power.objects.exists()


def test_an_ended_a_revoked_and_a_narrow_power_prove_nothing(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY)
    power = accept_hers(case, cast, at=MONDAY, until=(MONDAY + dt.timedelta(days=10)).date())
    assert party_of(owner_case(cast, at=LATER)).power is None
    assert mark_ended_powers(at=LATER) == 1
    case.refresh_from_db()
    assert case.needs_attention == POWER_ENDED

    second = owner_case(cast, at=LATER)
    with pytest.raises(NotAllowed, match="Poder: elija uno vigente"):
        use_power(case=second, power=power, by=cast.actor(cast.officer), at=LATER, via="desk")
    fresh = accept_hers(second, cast, at=LATER)
    Power.objects.filter(pk=fresh.pk).update(procedures=["general-request"])
    assert party_of(owner_case(cast, at=LATER)).power is None
    Power.objects.filter(pk=fresh.pk).update(procedures=[])
    third = owner_case(cast, at=LATER)
    assert party_of(third).power == fresh
    officer = cast.actor(cast.officer)
    revoke_presented_power(
        case=third, power=fresh, reason="Lo revocó ella ante notario.", by=officer, at=LATER, via="desk"
    )
    assert party_of(owner_case(cast, at=LATER)).power is None
    second.refresh_from_db()
    assert second.needs_attention == POWER_ENDED


def test_a_request_by_a_revoked_power_is_refused_with_what_to_do(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY)
    power = accept_hers(case, cast, at=MONDAY)
    procedure = current_pack().procedures["bond-change"]
    [offered] = powers_for(cast.actor(cast.applicant), procedure, on=LATER.date())
    known = answers_from(offered, procedure)
    assert known == {
        "organisation": OWNER,
        "owner_document": DUI,
        "capacity": "attorney",
        "person_kind": "natural",
    }
    draft = start_draft(procedure=procedure, by=cast.actor(cast.applicant), at=LATER)
    save_answers(
        draft, {**HERS, "full_name": "Ana Solís", "email": cast.applicant.email}, is_checked=True, at=LATER
    )
    assert usable(on_file_for(draft, on=LATER.date())) == {"power-of-attorney"}
    officer = cast.actor(cast.officer)
    revoke_presented_power(case=case, power=power, reason="Lo revocó.", by=officer, at=LATER, via="desk")
    assert powers_for(cast.actor(cast.applicant), procedure, on=LATER.date()) == []
    for code in ("application-letter", "identity-document", "sales-evidence", "annex-1"):
        name, content = (
            ("hoja.csv", b"tariff_code,description,quantity,unit,cost,insurance,freight,duty_rate\n")
            if code == "annex-1"
            else ("papel.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
        )
        add_files(draft, [SimpleUploadedFile(name, content)], requirement=code, at=LATER)
    with pytest.raises(ActRefused, match=f"Ya no actúa en nombre de {OWNER}"):
        send_draft(draft, by=cast.actor(cast.applicant), at=LATER, source="192.0.2.7", key=draft.key)


def test_a_procedure_that_asks_for_no_person_offers_no_power_of_one(cast: Cast) -> None:
    accept_hers(owner_case(cast, at=MONDAY), cast, at=MONDAY)
    procedure = current_pack().procedures["bond-change"]
    assert procedure.represents is not None
    companies = procedure.model_copy(
        update={"represents": procedure.represents.model_copy(update={"person": None})}
    )
    assert powers_for(cast.actor(cast.applicant), companies, on=LATER.date()) == []


def test_her_stream_tells_it_without_her_name_or_number(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY)
    accept_hers(case, cast, at=MONDAY)
    stream = Organisation.objects.get().stream
    entries = list(JournalEntry.objects.filter(stream=stream).order_by("seq"))
    assert [entry.kind for entry in entries] == ["organisation.registered", "power.stated", "power.accepted"]
    told = " ".join(
        str(entry.facts) for entry in [*entries, *JournalEntry.objects.filter(stream=case.stream)]
    )
    for personal in (OWNER, DUI, "045678903", "Libro 12"):
        assert personal not in told


def test_the_tax_system_is_asked_about_her_and_not_about_who_signs(cast: Cast) -> None:
    case = owner_case(cast, at=MONDAY)
    rule = rule_for(case)
    assert rule is not None
    assert document_of(case, rule) == ("dui", DUI)


def test_the_pages_say_whom_she_represents(cast: Cast, client: Client) -> None:
    case = owner_case(cast, at=MONDAY)
    client.force_login(cast.officer)
    page = client.get(f"/mesa/casos/{case.number}/personeria/")
    text = page.content.decode()
    assert OWNER in text
    assert "Persona natural" in text
    assert "A quién representa" in text
    kinds = [code for code, _title in page.context["page"].form.fields["kind"].choices]
    assert kinds == ["", "general-power", "special-power", "power-clause", "notarised-private-document"]
    accept_hers(case, cast, at=MONDAY)
    client.force_login(cast.applicant)
    mine = client.get("/mis-documentos/").content.decode()
    assert OWNER in mine
    assert 'Persona natural · <span class="v-number">04567890-3</span>' in mine
    start = client.get("/tramites/modificacion-monto-fianza/formulario/").content.decode()
    assert f"{OWNER} (persona natural)" in start
