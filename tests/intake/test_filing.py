"""Where a mail goes, rule by rule: what opens a case, what joins one, what waits for an officer, what is nobody's."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from tests.cast import MONDAY, UNIT, Cast, make_case, make_person
from tests.intake.letters import (
    DESK,
    PDF,
    REGISTRATION,
    TUESDAY,
    arrive,
    case_of,
    delivery_report,
    letter,
    notices,
    read,
    reply_to,
)
from ventanilla.cases.acts import Said, deny_authorship, take_step
from ventanilla.cases.aliases import Alias
from ventanilla.cases.counter import register_at_counter, start_at_counter
from ventanilla.cases.drafts import save_answers
from ventanilla.cases.models import Attachment, Case, CaseAlias, CaseMailId, CaseParty, Message
from ventanilla.cases.queries import as_party
from ventanilla.files.store import open_blob
from ventanilla.intake.judging import ANSWERS_PER_DAY, CASES_PER_DAY
from ventanilla.mail.models import MailInbound, MailOutgoing
from ventanilla.operations.verification import verify_all
from ventanilla.people.models import Person
from ventanilla.reference.current import current_pack

STRANGER = "Ernesto Paz <ernesto.paz@example.com>"


class TestNewMail:
    def test_opens_a_case_with_number_account_and_receipt(self, db: None) -> None:
        inbound = arrive(letter(sender="Carla Ruiz <Carla.Ruiz@example.com>", message_id="<uno@example.com>"))
        case = case_of(inbound)
        assert (inbound.state, inbound.sender, inbound.message_id) == (
            "filed",
            "carla.ruiz@example.com",
            "<uno@example.com>",
        )
        assert (case.channel, case.unit, case.phase, case.subject) == (
            "email",
            UNIT,
            "received",
            "Consulta sobre fianza",
        )
        assert case.answers["description"] == "Buenas tardes, consulto por el trámite de mi fianza."
        person = Person.objects.get(email="carla.ruiz@example.com")
        assert (person.name, person.has_usable_password()) == ("Carla Ruiz", False)
        assert CaseParty.objects.get(case=case).person == person

    def test_its_receipt_answers_it_in_spanish_with_the_number(self, db: None) -> None:
        case = case_of(arrive(letter(message_id="<uno@example.com>")))
        [receipt] = notices(case)
        text = read(receipt).get_content()
        assert (receipt.kind, receipt.recipient) == ("receipt_by_email", "ana.solis@example.com")
        assert read(receipt)["In-Reply-To"] == "<uno@example.com>"
        for said in (case.number, "No envíe un correo nuevo", "contraseña", "guia", "adjuntar documentos"):
            assert said in text

    def test_goes_to_her_account_where_she_has_one(self, cast: Cast) -> None:
        case = case_of(arrive(letter()))
        assert list(as_party(cast.actor(cast.applicant))) == [case]
        assert Person.objects.filter(email="ana.solis@example.com").count() == 1

    def test_keeps_its_files_and_names_what_it_refuses(self, db: None) -> None:
        inbound = arrive(letter(files=(("poder.pdf", PDF), ("virus.exe", b"MZ"))))
        case = case_of(inbound)
        [attachment] = Attachment.objects.filter(case=case)
        assert attachment.name == "poder.pdf"
        [refusal] = notices(case, "attachments_refused")
        assert "virus.exe" in read(refusal).get_content()
        assert list(verify_all()) == []

    def test_keeps_eight_bit_text_of_an_old_program(self, db: None) -> None:
        raw = (
            "From: José Núñez <jose@example.com>\r\nTo: servicios.dga@mh.gob.sv\r\nSubject: Petición\r\n"
            "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            "Señores: ¿cuándo estará lista la resolución?\r\n"
        ).encode("latin-1")
        case = case_of(arrive(raw))
        assert case.answers["description"] == "Señores: ¿cuándo estará lista la resolución?"
        assert (case.subject, case.applicant_name) == ("Petición", "José Núñez")

    def test_a_nul_and_a_lone_surrogate_are_storable(self, db: None) -> None:
        raw = b"From: x@example.com\r\nSubject: a\x00b =?utf-8?q?=ED=A0=80?=\r\n\r\nho\x00la\r\n"
        assert arrive(raw).state == "filed"

    def test_a_name_is_made_of_the_address_where_none_is_given(self, db: None) -> None:
        case = case_of(arrive(letter(sender="maria.lopez@example.com")))
        assert case.applicant_name == "Maria Lopez"
        assert "full_name" not in case.answers

    def test_another_new_mail_is_another_case(self, db: None) -> None:
        first, second = arrive(letter()), arrive(letter())
        assert first.ref != second.ref

    def test_the_box_of_a_unit_opens_for_that_unit(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        box = (
            current_pack()
            .mail.boxes[0]
            .model_copy(
                update={
                    "code": "juridica",
                    "address": "juridica@mh.gob.sv",
                    "purpose": "unit",
                    "unit": "leyes-especiales",
                }
            )
        )
        identity = current_pack().mail.model_copy(update={"boxes": (*current_pack().mail.boxes, box)})
        monkeypatch.setitem(current_pack().__dict__, "mail", identity)
        assert case_of(arrive(letter(to="juridica@mh.gob.sv"), box="juridica")).unit == "leyes-especiales"


class TestReplies:
    def test_to_a_notice_join_the_case_with_files(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        inbound = arrive(reply_to(receipt, "Adjunto el poder.", files=(("poder.pdf", PDF),)))
        assert (inbound.state, inbound.ref) == ("filed", case.number)
        [message] = Message.objects.filter(case=case)
        assert (message.body, message.channel, message.author, message.inbound) == (
            "Adjunto el poder.",
            "email",
            cast.applicant,
            inbound,
        )
        assert [item.name for item in message.attachments.all()] == ["poder.pdf"]
        assert CaseMailId.objects.get(message_id=inbound.message_id).case == case
        assert len(notices(case)) == 1
        assert list(verify_all()) == []

    def test_the_quotation_is_not_repeated(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        text = "Aquí está.\n\nEl lun, 9 mar 2026 a las 10:00, Mesa de Servicios DGA escribió:\n> Recibimos su solicitud\n"
        arrive(reply_to(receipt, text))
        assert Message.objects.get(case=case).body == "Aquí está."

    def test_a_token_is_enough_whatever_the_subject_and_the_ids(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        changed = reply_to(receipt, subject="Otra cosa", In_Reply_To="<x@y.z>", References="<x@y.z>")
        assert arrive(changed).ref == case.number

    def test_a_token_in_the_envelope_is_enough(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        local, _, domain = DESK.partition("@")
        to = f"{local}+{receipt.reply_token}@{domain}"
        assert arrive(letter(subject="Documentos"), recipients=(to,)).ref == case.number

    def test_ids_are_enough_where_the_program_drops_the_tag(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        assert arrive(reply_to(receipt, to=DESK, subject="Cambiado")).ref == case.number
        only_references = reply_to(receipt, to=DESK, subject="Cambiado", In_Reply_To="<perdido@x>")
        assert arrive(only_references).ref == case.number

    def test_to_her_own_sent_mail_join_its_case(self, db: None) -> None:
        case = case_of(arrive(letter(message_id="<mia@example.com>")))
        again = letter("Olvidé decir algo.", subject="RV: algo", In_Reply_To="<mia@example.com>")
        assert arrive(again).ref == case.number
        chained = arrive(letter("Y esto.", References="<otra@x> <mia@example.com> <perdida@y>"))
        assert chained.ref == case.number

    def test_the_number_in_the_subject_is_enough_from_a_party(self, cast: Cast, case: Case) -> None:
        assert arrive(letter(subject=f"Documentos del caso [{case.number.lower()}].")).ref == case.number

    def test_an_alias_in_the_subject_is_enough_from_a_party(self, cast: Cast, case: Case) -> None:
        CaseAlias.objects.create(case=case, scheme="bpm", value="BPM-77/2026")
        assert arrive(letter(subject="Sobre BPM-77/2026:")).ref == case.number
        assert arrive(letter(subject="Anexos 1, 2 y 3 (bpm-77/2026)")).ref == case.number

    def test_an_alias_from_anybody_else_is_held_and_opens_no_case(self, cast: Cast, case: Case) -> None:
        CaseAlias.objects.create(case=case, scheme="bpm", value="BPM-77/2026")
        held = arrive(letter(subject="Sobre BPM-77/2026:", sender=STRANGER))
        assert (held.state, held.ref) == ("held", case.number)
        assert "no tiene parte en él" in held.reason
        assert Case.objects.count() == 1

    def test_digits_that_are_no_alias_hold_nothing(self, cast: Cast, case: Case) -> None:
        """An ordinary mail with numbers of its own opens its case, however like an alias they look."""
        CaseAlias.objects.create(case=case, scheme="bpm", value="BPM-77/2026")
        for subject in (
            "Factura BPM-78/2026",
            "BPM-77 de 2026",
            "77/2026",
            "Declaración 4-123456 del 9/3/2026",
        ):
            new = arrive(letter(subject=subject, sender=STRANGER))
            assert new.state == "filed"
            assert new.ref != case.number

    def test_what_was_handed_in_at_the_counter_is_found_by_its_number(self, cast: Cast) -> None:
        """S2.6: the annexes come by a new mail that names the number of the correspondence system."""
        by = cast.actor(cast.officer)
        draft = start_at_counter(procedure=current_pack().procedures["general-request"], by=by, at=MONDAY)
        answers = {"full_name": "Ana Solís", "email": "ana.solis@example.com", "subject": "Fianza"}
        save_answers(draft, answers, is_checked=True, at=MONDAY)
        alias = Alias("correspondence", "E-2026-004512")
        case = register_at_counter(draft, presented_at=MONDAY, alias=alias, by=by, at=MONDAY, key=draft.key)
        annexes = letter("Van.", subject="Anexos de E-2026-004512", files=(("anexo1.pdf", PDF),))
        assert arrive(annexes).ref == case.number
        assert Attachment.objects.get(case=case).name == "anexo1.pdf"
        assert Case.objects.count() == 1

    def test_subject_words_alone_join_nothing(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        same_words = letter(subject=f"RE: {case.subject}")
        assert arrive(same_words).ref != case.number
        assert receipt.subject

    def test_supply_what_the_case_waits_for(self, cast: Cast, case: Case) -> None:
        officer = cast.actor(cast.officer)
        take_step(
            case=case,
            step="request_information",
            by=officer,
            at=TUESDAY,
            via="desk",
            said=Said(text="¿Cuál?"),
        )
        [asked] = notices(case, "information_request")
        inbound = arrive(reply_to(asked, "La póliza 45."))
        case.refresh_from_db()
        assert (case.phase, inbound.state) == ("in_review", "filed")
        assert Message.objects.get(kind="supply_information").inbound == inbound

    def test_an_empty_one_is_shown_as_such(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        arrive(reply_to(receipt, ""))
        assert Message.objects.get(case=case).body == "(correo sin texto)"

    def test_to_a_closed_case_wait_for_an_officer(self, cast: Cast, case: Case) -> None:
        take_step(case=case, step="withdraw", by=cast.actor(cast.applicant), at=TUESDAY, via="portal")
        inbound = arrive(reply_to(notices(case)[0]))
        assert (inbound.state, inbound.ref) == ("held", case.number)
        assert "cerrado" in inbound.reason


class TestStrangers:
    @pytest.mark.parametrize("way", ["token", "reference", "number"])
    def test_are_held_and_shown_to_nobody(self, cast: Cast, case: Case, way: str) -> None:
        [receipt] = notices(case)
        raw = {
            "token": reply_to(receipt, sender=STRANGER, In_Reply_To="<x@y>", References="<x@y>"),
            "reference": reply_to(receipt, sender=STRANGER, to=DESK, subject="Hola"),
            "number": letter(sender=STRANGER, subject=f"Caso {case.number}"),
        }[way]
        before = MailOutgoing.objects.count()
        inbound = arrive(raw)
        assert (inbound.state, inbound.ref) == ("held", case.number)
        assert "ernesto.paz@example.com no tiene parte en él" in inbound.reason
        assert not Message.objects.filter(case=case).exists()
        assert (MailOutgoing.objects.count(), Case.objects.count()) == (before, 1)

    def test_who_said_it_was_not_her_is_one(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        deny_authorship(party=CaseParty.objects.get(case=case), at=TUESDAY, via="portal")
        assert arrive(reply_to(receipt)).state == "held"

    def test_a_second_confirmed_address_of_a_party_is_none(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        EmailAddress.objects.create(user=cast.applicant, email="ana@trabajo.example", verified=False)
        raw = reply_to(receipt, sender="ana@trabajo.example")
        assert arrive(raw).state == "held"
        EmailAddress.objects.filter(email="ana@trabajo.example").update(verified=True)
        assert arrive(reply_to(receipt, sender="ana@trabajo.example")).ref == case.number

    @pytest.mark.parametrize(
        ("results", "state"),
        [
            ("mx.mh.gob.sv; dmarc=fail header.from=example.com", "held"),
            ("mx.mh.gob.sv; spf=fail smtp.mailfrom=x; dkim=none", "held"),
            ("mx.mh.gob.sv; dmarc=pass; spf=fail; dkim=pass", "filed"),
            ("mx.mh.gob.sv; spf=softfail; dkim=pass", "filed"),
            ("mx.mh.gob.sv; spf=none; dkim=none; dmarc=none", "filed"),
        ],
    )
    def test_a_forged_party_is_held(self, cast: Cast, case: Case, results: str, state: str) -> None:
        [receipt] = notices(case)
        inbound = arrive(reply_to(receipt, Authentication_Results=results))
        assert (inbound.state, inbound.auth_results) == (state, results)

    def test_staff_who_reply_are_no_party(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        assert arrive(reply_to(receipt, sender="marta.rivas@example.org")).state == "held"


class TestMachines:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated"},
            {"Precedence": "bulk"},
            {"List_Id": "<avisos.example.com>"},
            {"Return_Path": "<>"},
            {"sender": "MAILER-DAEMON@example.com"},
            {"sender": f"Mesa <{DESK}>"},
            {"sender": f"Mesa <servicios.dga+abc@{DESK.partition('@')[2]}>"},
            {"sender": REGISTRATION},
        ],
    )
    def test_are_ignored_with_a_reason_and_never_answered(self, db: None, headers: dict[str, str]) -> None:
        inbound = arrive(letter(**headers), envelope_from=None)
        assert (inbound.state, inbound.ref) == ("ignored", "")
        assert inbound.reason
        assert (MailOutgoing.objects.count(), Case.objects.count()) == (0, 0)

    def test_the_null_sender_of_the_envelope_is_one(self, db: None) -> None:
        assert arrive(letter(), envelope_from="").state == "ignored"

    def test_out_of_office_to_a_notice_says_nothing_in_the_case(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        raw = reply_to(receipt, "Estoy fuera de la oficina.", Auto_Submitted="auto-replied")
        assert arrive(raw).state == "ignored"
        assert not Message.objects.filter(case=case).exists()

    def test_a_person_may_reply_through_a_list(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        assert arrive(reply_to(receipt, List_Id="<empresa.example.com>")).ref == case.number

    def test_one_that_hides_gets_few_answers_and_then_waits(self, db: None) -> None:
        for _ in range(ANSWERS_PER_DAY + 2):
            arrive(letter("Hola"))
        assert Case.objects.count() == ANSWERS_PER_DAY + 2
        assert MailOutgoing.objects.filter(kind="receipt_by_email").count() == ANSWERS_PER_DAY
        for _ in range(CASES_PER_DAY - ANSWERS_PER_DAY - 2):
            arrive(letter("Hola"))
        assert arrive(letter("Hola")).state == "held"
        assert arrive(letter("Hola"), at=TUESDAY + dt.timedelta(days=1, minutes=1)).state == "filed"

    def test_no_sender_at_all_waits_for_an_officer(self, db: None) -> None:
        raw = b"To: servicios.dga@mh.gob.sv\r\nSubject: Hola\r\n\r\nSin remitente\r\n"
        assert arrive(raw).state == "held"

    @pytest.mark.parametrize("address", ["x" * 300 + "@example.com", "nadie", "a b@example.com@x"])
    def test_an_address_nobody_can_have_waits_for_an_officer(self, db: None, address: str) -> None:
        raw = f"From: <{address}>\r\nTo: {DESK}\r\nSubject: Hola\r\n\r\nTexto\r\n".encode()
        assert arrive(raw).state == "held"

    def test_nothing_is_rejected_but_nothing(self, db: None) -> None:
        assert arrive(b"\r\n").state == "rejected"


class TestCopies:
    def test_the_same_bytes_are_one_mail(self, db: None) -> None:
        raw = letter()
        first, second = arrive(raw), arrive(raw)
        assert (first.pk, Case.objects.count(), MailInbound.objects.count()) == (second.pk, 1, 1)

    def test_the_same_mail_by_another_way_is_the_same_case_without_a_second_receipt(self, db: None) -> None:
        raw = letter(message_id="<dos@example.com>")
        first = arrive(raw)
        second = arrive(b"Received: from otra.ruta by mx\r\n" + raw)
        assert (second.state, second.ref) == ("filed", first.ref)
        assert (Case.objects.count(), len(notices(case_of(first))), Message.objects.count()) == (1, 1, 0)

    def test_other_words_under_an_old_id_are_not_lost(self, db: None) -> None:
        first = arrive(letter("Uno", message_id="<scanner@example.com>"))
        second = arrive(letter("Dos", message_id="<scanner@example.com>"))
        assert second.ref == first.ref
        assert Message.objects.get(case=case_of(first)).body == "Dos"

    def test_somebody_elses_id_gives_no_part_in_her_case(self, db: None) -> None:
        first = arrive(letter(message_id="<dos@example.com>"))
        second = arrive(letter("Yo también", message_id="<dos@example.com>", sender=STRANGER))
        assert (second.state, second.ref != first.ref) == ("filed", True)
        assert not Message.objects.filter(case=case_of(first)).exists()


class TestSize:
    def test_what_fits_is_kept_and_the_rest_refused_by_name(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        half = PDF + b"\0" * (13 * 1024 * 1024)
        files = (("plano.pdf", half), ("contrato.pdf", half + b"1"), ("poder.pdf", PDF))
        inbound = arrive(reply_to(receipt, "Van tres archivos.", files=files))
        message = Message.objects.get(case=case)
        assert message.body == "Van tres archivos."
        assert [item.name for item in message.attachments.all()] == ["plano.pdf", "poder.pdf"]
        [refusal] = notices(case, "attachments_refused")
        text = read(refusal).get_content()
        assert "contrato.pdf" in text
        assert "plano.pdf" not in text
        assert "Responda nuevamente" in text
        assert case.number in text
        with open_blob(inbound.blob) as raw:
            assert b"contrato.pdf" in raw.read()


class TestRegistration:
    def test_registers_once_and_says_how_to_set_the_password(self, db: None) -> None:
        inbound = arrive(letter(to=REGISTRATION, sender="Eva Luna <eva@example.com>"), box="registro")
        assert (inbound.state, inbound.ref, Case.objects.count()) == ("filed", "", 0)
        assert Person.objects.get(email="eva@example.com").name == "Eva Luna"
        assert "/contrasena/" in read(MailOutgoing.objects.get(kind="registered")).get_content()
        again = arrive(letter(to=REGISTRATION, sender="eva@example.com"), box="registro")
        assert again.reason == "ya tiene usuario"
        assert MailOutgoing.objects.filter(kind="already_registered").count() == 1
        assert Person.objects.filter(email="eva@example.com").count() == 1


def bounce(outgoing: MailOutgoing, *, to: str = "", **changes: str) -> bytes:
    """What Postfix writes when a notice cannot be delivered."""
    return delivery_report(
        to=to or outgoing.envelope_from,
        recipient=outgoing.recipient,
        message_id=outgoing.message_id,
        **changes,
    )


class TestBounces:
    @pytest.mark.parametrize("to", ["", DESK])
    def test_mark_the_notice_and_alert_an_officer(self, cast: Cast, case: Case, to: str) -> None:
        [receipt] = notices(case)
        inbound = arrive(bounce(receipt, to=to), envelope_from="")
        receipt.refresh_from_db()
        case.refresh_from_db()
        assert (inbound.state, inbound.ref) == ("ignored", case.number)
        assert (receipt.state, receipt.result_at) == ("bounced", TUESDAY)
        assert "User unknown" in receipt.last_error
        assert case.needs_attention == "notice_bounced"
        assert (MailOutgoing.objects.count(), Message.objects.count()) == (1, 0)

    def test_a_delay_is_noted_only(self, cast: Cast, case: Case) -> None:
        [receipt] = notices(case)
        arrive(bounce(receipt, action="delayed", status="4.4.1"))
        receipt.refresh_from_db()
        case.refresh_from_db()
        assert (receipt.state, case.needs_attention) == ("queued", "")

    def test_of_somebody_elses_mail_is_ignored(self, db: None) -> None:
        foreign = MailOutgoing(message_id="<otro@example.com>", envelope_from=DESK, recipient="x@example.com")
        assert "no nombra" in arrive(bounce(foreign)).reason


def test_make_case_and_person_stay_apart(cast: Cast) -> None:
    """A reply reaches only the case it belongs to, however many the sender has."""
    other = make_case(cast.applicant, subject="Otra")
    mine = make_case(make_person("nadie@example.com", "Nadie"), subject="De otra persona")
    [receipt] = notices(other)
    assert arrive(reply_to(receipt)).ref == other.number
    assert not Message.objects.filter(case=mine).exists()
