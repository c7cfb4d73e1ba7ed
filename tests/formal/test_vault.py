"""The vault: what an officer found good is not asked for again while it has effect, and only who may reads it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import MONDAY, UNIT, Cast
from tests.formal.cases import make_bond_change
from tests.formal.companies import accept, check_met, company_case, company_on_file, new_draft
from tests.formal.test_dossier import exported
from tests.formal.test_representing import LATER, party_of, send
from ventanilla.cases.acts import deny_authorship
from ventanilla.cases.drafts import add_files
from ventanilla.cases.errors import Invalid
from ventanilla.cases.models import Attachment, CaseParty, Draft
from ventanilla.cases.on_file import on_file_for, usable
from ventanilla.formal.acts import Verdict, check_requirements
from ventanilla.formal.checklist import checklist
from ventanilla.formal.dossier_check import check_dossier
from ventanilla.formal.keeping import default_until
from ventanilla.journal.models import JournalEntry
from ventanilla.people.models import Power, VaultDocument
from ventanilla.people.vault import visible_to
from ventanilla.reference.current import current_pack

ON_FILE = {"identity-document", "registered-credential", "charter-amendment"}


def codes(documents: object) -> set[str]:
    return {document.requirement for document in documents}  # type: ignore[attr-defined]


def test_only_what_is_met_and_reusable_goes_on_file(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    accept(case, cast, at=MONDAY)
    check_met(case, cast, "application-letter", "identity-document", at=MONDAY)
    kept = VaultDocument.objects.exclude(power__isnull=False).get()
    assert (kept.requirement, kept.person, kept.case_number) == (
        "identity-document",
        cast.applicant,
        case.number,
    )


def test_nothing_goes_on_the_file_of_a_company_by_who_proved_no_power(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY, person=cast.stranger)
    check_met(case, cast, "charter-amendment", "registered-credential", at=MONDAY)
    assert not VaultDocument.objects.exists()
    accept(case, cast, at=MONDAY)
    assert codes(VaultDocument.objects.all()) == {"charter-amendment", "registered-credential"}


def test_a_verdict_that_changes_takes_its_document_off_file(cast: Cast) -> None:
    case, _power = company_on_file(cast, at=MONDAY)
    verdict = Verdict("identity-document", "unmet", "Es ilegible")
    check_requirements(
        case=case, verdicts={"identity-document": verdict}, by=cast.actor(cast.officer), at=LATER, via="desk"
    )
    assert codes(VaultDocument.objects.filter(withdrawn_at=None)) == ON_FILE - {"identity-document"}


def test_who_says_it_was_not_she_has_nothing_of_that_case_on_file(cast: Cast) -> None:
    case, _power = company_on_file(cast, at=MONDAY)
    deny_authorship(party=CaseParty.objects.get(case=case), at=LATER, via="portal")
    assert not VaultDocument.objects.filter(withdrawn_at=None).exists()
    power = Power.objects.get()
    assert (power.revoked_at, power.revoked_by) == (LATER, cast.applicant)
    assert JournalEntry.objects.filter(stream=power.organisation.stream, kind="power.renounced").exists()


def test_a_new_request_asks_for_nothing_on_file_and_carries_the_same_contents(cast: Cast) -> None:
    first, power = company_on_file(cast, at=MONDAY)
    second = send(new_draft(cast, at=LATER, has_charter_amendment=True), cast, LATER)
    linked = {item.requirement: item for item in Attachment.objects.filter(case=second, vault__isnull=False)}
    assert set(linked) == ON_FILE
    before = {item.requirement: item.blob_id for item in Attachment.objects.filter(case=first)}
    assert all(item.blob_id == before[code] for code, item in linked.items())
    assert party_of(second).power == power
    rows = {row.requirement.code: row for row in checklist(second)}
    assert {code for code, row in rows.items() if row.is_from_file} == ON_FILE


def test_what_comes_from_the_file_is_not_put_there_again(cast: Cast) -> None:
    company_on_file(cast, at=MONDAY)
    second = send(new_draft(cast, at=LATER), cast, LATER)
    before = VaultDocument.objects.count()
    check_met(second, cast, "identity-document", at=LATER)
    assert VaultDocument.objects.count() == before


def test_the_file_of_a_case_that_used_the_vault_proves_itself(cast: Cast, tmp_path: Path) -> None:
    company_on_file(cast, at=MONDAY)
    second = send(new_draft(cast, at=LATER), cast, LATER)
    checked = check_dossier(exported(second, tmp_path))
    assert (checked.faults, checked.case) == ((), second.number)


def test_another_file_may_be_sent_instead(cast: Cast) -> None:
    company_on_file(cast, at=MONDAY)
    draft = new_draft(cast, at=LATER)
    from_hand = _attach(draft, "identity-document")
    second = send(draft, cast, LATER)
    item = Attachment.objects.get(case=second, requirement="identity-document")
    assert (item.vault, item.name) == (None, from_hand)


def test_a_document_whose_effect_ended_is_asked_for_again(cast: Cast) -> None:
    case, _power = company_on_file(cast, at=MONDAY)
    check_met(case, cast, "identity-document", at=MONDAY, until=MONDAY.date() + dt.timedelta(days=10))
    draft = new_draft(cast, at=LATER)
    held = on_file_for(draft, on=LATER.date())
    assert not held["identity-document"].is_usable
    assert usable(held) == ON_FILE - {"identity-document"}
    with pytest.raises(Invalid, match="documento de identificación"):
        send(draft, cast, LATER)


def test_a_document_is_not_found_good_for_days_that_passed(cast: Cast) -> None:
    case = company_case(cast, at=MONDAY)
    with pytest.raises(Invalid, match="antes de hoy") as refused:
        check_met(case, cast, "identity-document", at=MONDAY, until=MONDAY.date() - dt.timedelta(days=1))
    assert refused.value.field == "identity-document"


def test_what_came_to_the_counter_without_its_papers_shows_what_is_on_file(cast: Cast) -> None:
    first, power = company_on_file(cast, at=MONDAY)
    case = make_bond_change(cast, at=LATER, unit=UNIT, officer=cast.officer)
    Attachment.objects.filter(case=case).delete()
    filed = {row.requirement.code: row.filed for row in checklist(case, with_filed=True) if row.filed}
    assert {code: item.case_number for code, item in filed.items()} == {"identity-document": first.number}
    CaseParty.objects.filter(case=case).update(power=power, organisation=power.organisation)
    assert {row.requirement.code for row in checklist(case, with_filed=True) if row.filed} == ON_FILE


def test_drafts_of_others_offer_nothing(cast: Cast) -> None:
    company_on_file(cast, at=MONDAY)
    hers = new_draft(cast, at=LATER, person=cast.stranger)
    assert not on_file_for(hers, on=LATER.date())
    nobodys = new_draft(cast, at=LATER)
    Draft.objects.filter(pk=nobodys.pk).update(person=None)
    assert not on_file_for(Draft.objects.get(pk=nobodys.pk), on=LATER.date())


def test_another_representative_reads_the_company_s_file_but_no_power_of_others(cast: Cast) -> None:
    company_on_file(cast, at=MONDAY)
    hers = company_case(cast, at=LATER, person=cast.stranger)
    accept(hers, cast, at=LATER)
    read = visible_to(cast.actor(cast.stranger), on=LATER.date())
    assert {(item.requirement, item.case_number == hers.number) for item in read} == {
        ("charter-amendment", False),
        ("registered-credential", True),
    }


def test_a_power_for_one_procedure_opens_what_that_procedure_asks_for(cast: Cast) -> None:
    _case, power = company_on_file(cast, at=MONDAY)
    Power.objects.filter(pk=power.pk).update(procedures=["general-request"])
    read = visible_to(cast.actor(cast.applicant), on=LATER.date())
    assert codes(read) == {"identity-document"}


def test_who_lost_the_power_reads_her_own_file_alone(cast: Cast) -> None:
    _case, power = company_on_file(cast, at=MONDAY)
    assert codes(visible_to(cast.actor(cast.applicant), on=LATER.date())) == ON_FILE
    Power.objects.filter(pk=power.pk).update(revoked_at=LATER, revoked_by=cast.officer)
    assert codes(visible_to(cast.actor(cast.applicant), on=LATER.date())) == {"identity-document"}


@pytest.mark.parametrize(
    ("presented", "until"),
    [(dt.date(2026, 3, 9), dt.date(2028, 3, 9)), (dt.date(2024, 2, 29), dt.date(2026, 2, 28))],
)
def test_the_pack_s_validity_counts_whole_months(presented: dt.date, until: dt.date) -> None:
    identity = current_pack().procedures["bond-change"].requirement("identity-document")
    assert default_until(identity, presented) == until
    letter = current_pack().procedures["bond-change"].requirement("application-letter")
    assert default_until(letter, presented) is None


def _attach(draft: Draft, code: str) -> str:
    from_hand = "otro.pdf"
    content = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF otro"
    add_files(draft, [SimpleUploadedFile(from_hand, content)], requirement=code, at=LATER)
    return from_hand
