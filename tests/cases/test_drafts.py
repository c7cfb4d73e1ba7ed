"""Drafts keep what was typed, refuse files by name and become one case however often they are sent."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from tests.cast import MONDAY, Cast, make_cast, make_person
from tests.databases import TestDatabase
from ventanilla.cases.drafts import (
    ANONYMOUS_PER_ADDRESS,
    SIGNED_IN_PER_ADDRESS,
    add_files,
    drafts_of,
    missing_requirements,
    prune_drafts,
    remove_file,
    save_answers,
    send_draft,
    start_draft,
)
from ventanilla.cases.errors import Invalid, NotAllowed
from ventanilla.cases.models import Case, CaseParty, Draft, DraftFile
from ventanilla.mail.models import MailOutgoing
from ventanilla.people.access import ANONYMOUS, Actor
from ventanilla.people.models import Person
from ventanilla.reference.current import current_pack

ANSWERS = {
    "full_name": "Ana Solís",
    "email": "Ana.Solis@example.com",
    "subject": "Horario",
    "description": "¿Cuál es?",
}


def draft_by(actor: Actor, *, checked: bool = True, code: str = "general-request") -> Draft:
    draft = start_draft(procedure=current_pack().procedures[code], by=actor, at=MONDAY)
    save_answers(draft, ANSWERS, is_checked=checked, at=MONDAY)
    return draft


def send(draft: Draft, by: Actor, source: str = "192.0.2.1") -> Case:
    return send_draft(draft, by=by, at=MONDAY, source=source, key=draft.key)


def test_an_anonymous_draft_becomes_a_case_and_an_unclaimed_account(db: None) -> None:
    case = send(draft_by(ANONYMOUS), ANONYMOUS)
    person = Person.objects.get(email="ana.solis@example.com")
    assert not person.has_usable_password()
    assert CaseParty.objects.get(case=case).person == person
    assert case.answers["description"] == "¿Cuál es?"


def test_the_account_known_by_the_address_is_not_overwritten(cast: Cast) -> None:
    send(draft_by(ANONYMOUS), ANONYMOUS)
    assert Person.objects.filter(email="ana.solis@example.com").count() == 1
    cast.applicant.refresh_from_db()
    assert cast.applicant.has_usable_password()


def test_sent_twice_it_is_one_case(db: None) -> None:
    draft = draft_by(ANONYMOUS)
    assert send(draft, ANONYMOUS).pk == send(draft, ANONYMOUS).pk
    assert Case.objects.count() == 1
    assert MailOutgoing.objects.count() == 1
    with pytest.raises(NotAllowed, match="ya se envió"):
        save_answers(draft_again(draft), {}, is_checked=True, at=MONDAY)


def draft_again(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_two_tabs_at_the_same_moment_make_one_case(own_database: TestDatabase) -> None:
    draft = draft_by(ANONYMOUS)
    barrier, cases = threading.Barrier(2), []

    def tab() -> None:
        try:
            barrier.wait()
            cases.append(send(draft_again(draft), ANONYMOUS).number)
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(2)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert len(cases) == 2
    assert len(set(cases)) == 1
    assert Case.objects.count() == 1


def test_an_unchecked_draft_or_a_foreign_page_is_not_sent(db: None) -> None:
    with pytest.raises(Invalid, match="datos por corregir"):
        send(draft_by(ANONYMOUS, checked=False), ANONYMOUS)
    with pytest.raises(Invalid, match="ya no corresponde"):
        send_draft(draft_by(ANONYMOUS), by=ANONYMOUS, at=MONDAY, source="x", key=uuid.uuid4())


def test_files_that_do_not_fit_are_named_and_the_rest_is_kept(db: None) -> None:
    draft = draft_by(ANONYMOUS)
    big = SimpleUploadedFile("a.txt", b"a" * (20 * 1_048_576))
    bigger = SimpleUploadedFile("b.txt", b"b" * (6 * 1_048_576))
    fits = SimpleUploadedFile("c.txt", b"c")
    refused = add_files(draft, [big, bigger, fits], requirement="", at=MONDAY)
    assert len(refused) == 1
    assert refused[0].startswith("b.txt: con este archivo se superan los 25 MB")
    assert set(DraftFile.objects.values_list("name", flat=True)) == {"a.txt", "c.txt"}
    [again] = add_files(draft, [bigger], requirement="", at=MONDAY)
    assert again.startswith("b.txt")
    remove_file(draft, DraftFile.objects.get(name="a.txt").pk)
    assert add_files(draft, [bigger], requirement="", at=MONDAY) == ()
    case = send(draft, ANONYMOUS)
    assert sorted(case.attachments.values_list("name", flat=True)) == ["b.txt", "c.txt"]


def test_a_required_document_is_missed_by_name(db: None) -> None:
    draft = start_draft(procedure=current_pack().procedures["bond-change"], by=ANONYMOUS, at=MONDAY)
    save_answers(draft, ANSWERS | {"imports_alcohol": True}, is_checked=True, at=MONDAY)
    missing = missing_requirements(draft)
    assert any("Anexo 2" in text for text in missing)
    assert not any("Anexo 3" in text for text in missing)
    with pytest.raises(Invalid, match="falta adjuntar"):
        send(draft, ANONYMOUS)


def test_the_form_is_no_mail_bomb(db: None) -> None:
    for n in range(ANONYMOUS_PER_ADDRESS):
        send(draft_by(ANONYMOUS), ANONYMOUS, source=f"192.0.2.{n}")
    draft = draft_by(ANONYMOUS)
    with pytest.raises(NotAllowed, match="su borrador se conserva"):
        send(draft, ANONYMOUS, source="192.0.2.99")
    assert MailOutgoing.objects.count() == ANONYMOUS_PER_ADDRESS
    assert draft_again(draft).case is None


def test_signed_in_people_are_not_limited(cast: Cast) -> None:
    actor = cast.actor(cast.applicant)
    for _ in range(ANONYMOUS_PER_ADDRESS + 1):
        send(draft_by(actor), actor)
    assert Case.objects.count() == ANONYMOUS_PER_ADDRESS + 1


def test_a_draft_is_its_owners(cast: Cast) -> None:
    own = draft_by(cast.actor(cast.applicant))
    open_to_all = draft_by(ANONYMOUS)
    assert set(drafts_of(cast.actor(cast.applicant))) == {own, open_to_all}
    assert set(drafts_of(cast.actor(cast.stranger))) == {open_to_all}
    assert set(drafts_of(ANONYMOUS)) == {open_to_all}


def test_old_drafts_are_forgotten_and_sent_ones_kept(db: None) -> None:
    old, sent = draft_by(ANONYMOUS), draft_by(ANONYMOUS)
    send(sent, ANONYMOUS)
    later = MONDAY + dt.timedelta(days=31)
    fresh = start_draft(procedure=current_pack().procedures["general-request"], by=ANONYMOUS, at=later)
    prune_drafts(at=later)
    assert set(Draft.objects.values_list("pk", flat=True)) == {sent.pk, fresh.pk}
    assert old.pk not in {sent.pk, fresh.pk}


def test_a_draft_that_is_being_sent_is_not_forgotten(own_database: TestDatabase) -> None:
    draft = draft_by(ANONYMOUS)
    forgotten: list[int] = []

    def prune() -> None:
        try:
            forgotten.append(prune_drafts(at=MONDAY + dt.timedelta(days=31)))
        finally:
            connection.close()

    with transaction.atomic():
        case = send(draft, ANONYMOUS)
        thread = threading.Thread(target=prune)
        thread.start()
        thread.join()
    assert forgotten == [0]
    assert Draft.objects.get(pk=draft.pk).case == case


def test_two_forms_with_one_new_address_make_one_person(own_database: TestDatabase) -> None:
    make_cast()
    drafts = [draft_by(ANONYMOUS) for _ in range(4)]
    for draft in drafts:
        save_answers(draft, ANSWERS | {"email": "nueva@example.com"}, is_checked=True, at=MONDAY)

    def tab(draft: Draft) -> None:
        try:
            send(draft, ANONYMOUS)
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab, args=[draft]) for draft in drafts]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert Person.objects.filter(email="nueva@example.com").count() == 1
    assert Case.objects.count() == 4


def test_a_person_of_an_older_desk_who_shares_her_address_keeps_it(db: None) -> None:
    first, second = (make_person("caja@example.com", name) for name in ("Una", "Otra"))
    draft = draft_by(ANONYMOUS)
    save_answers(draft, ANSWERS | {"email": "caja@example.com"}, is_checked=True, at=MONDAY)
    case = send(draft, ANONYMOUS)
    assert CaseParty.objects.get(case=case).person == first
    assert second.pk != first.pk


def test_an_account_floods_its_own_address_alone(cast: Cast) -> None:
    by = cast.actor(cast.applicant)

    def sent_to(email: str) -> Case:
        draft = draft_by(by)
        save_answers(draft, ANSWERS | {"email": email}, is_checked=True, at=MONDAY)
        return send(draft, by)

    for _ in range(SIGNED_IN_PER_ADDRESS):
        sent_to("otra@example.com")
    with pytest.raises(NotAllowed, match=r"otra@example\.com"):
        sent_to("otra@example.com")
    assert sent_to(cast.applicant.email).pk


def test_a_file_that_arrives_after_sending_is_refused_and_not_lost_in_silence(db: None) -> None:
    draft = draft_by(ANONYMOUS)
    stale = Draft.objects.get(pk=draft.pk)
    send(draft, ANONYMOUS)
    with pytest.raises(NotAllowed, match="ya se envió"):
        add_files(stale, [SimpleUploadedFile("nota.txt", b"hola")], requirement="", at=MONDAY)
    assert not DraftFile.objects.exists()
