"""Mail through a real Postfix and a real Dovecot, both ways: delivered to the listener, and fetched over IMAP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import make_person
from tests.databases import TestDatabases
from tests.mailserver.desk import (
    FORWARDED,
    HER_MAILBOX,
    NOBODY,
    REGISTRATION,
    REQUESTS,
    UNIT,
    WITH_ACCENTS,
    Desk,
    running_desk,
)
from tests.mailserver.servers import REFUSED, until
from ventanilla.cases.acts import write_message
from ventanilla.cases.models import Attachment, Case, Message
from ventanilla.files.store import open_blob
from ventanilla.intake.imap import DONE
from ventanilla.mail.models import MailInbound, MailOutgoing, OutgoingState
from ventanilla.people.access import Actor, actor_of
from ventanilla.people.models import Person, Role
from ventanilla.reference.current import current_pack

pytestmark = pytest.mark.xdist_group("mail servers")

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
POLL_SECONDS = 30
ONLY_FETCHED = pytest.mark.parametrize("desk", [True], ids=["fetched"], indirect=True)


@pytest.fixture(scope="module", params=[False, True], ids=["delivered", "fetched"])
def desk(
    request: pytest.FixtureRequest,
    databases: TestDatabases,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    """One installation for all tests of a way; each test writes from addresses of its own."""
    folder = tmp_path_factory.mktemp("desk")
    with (
        databases.fresh() as database,
        django_db_blocker.unblock(),
        database.in_place(),
        running_desk(database, folder=folder, is_fetching=request.param) as running,
    ):
        yield running


@pytest.fixture(autouse=True)
def _logs(request: pytest.FixtureRequest, desk: Desk) -> Iterator[None]:
    """Where a test fails, what the servers wrote stands beside it."""
    yield
    print(desk.said()[-20_000:])


def mail(
    text: str,
    *,
    sender: str,
    to: str = REQUESTS,
    subject: str = "Consulta",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{time.monotonic_ns()}@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def send(desk: Desk, message: EmailMessage, *, envelope_from: str = "", to: str = "") -> None:
    desk.host.send(message.as_bytes(), sender=envelope_from or message["From"], to=to or message["To"])


def filed(sender: str, *, count: int = 1, box: str = "") -> list[MailInbound]:
    """So many mails of a sender, once all of them are settled."""

    def settled() -> list[MailInbound] | None:
        rows = MailInbound.objects.filter(sender__iexact=sender, settled_at__isnull=False).order_by("id")
        found = list(rows.filter(box=box) if box else rows)
        return found if len(found) >= count else None

    found = until(settled, f"{count} mails of {sender} to be filed") or []
    assert len(found) == count
    return found


def received(desk: Desk, person: str, *, count: int = 1) -> list[EmailMessage]:
    """So many mails in a person's mailbox, in the order in which Postfix happened to deliver them."""

    def come() -> list[EmailMessage] | None:
        mails = desk.host.mails(person)
        return mails if len(mails) >= count else None

    mails = until(come, f"{count} mails in the mailbox of {person}") or []
    assert len(mails) == count
    return mails


def open_by_mail(
    desk: Desk, person: str, text: str = "¿Qué documentos pide la fianza?"
) -> tuple[Case, EmailMessage]:
    """A new mail opens a case, and its receipt reaches the person's mailbox."""
    send(desk, mail(text, sender=person))
    [inbound] = filed(person)
    [notice] = received(desk, person)
    return Case.objects.get(number=inbound.ref), notice


def answer(notice: EmailMessage, text: str, *, sender: str, **changes: str) -> EmailMessage:
    """What a mail program makes of *reply*."""
    given = {"to": notice["Reply-To"], "subject": f"RE: {notice['Subject']}"} | changes
    ids = {"In_Reply_To": notice["Message-ID"], "References": notice["Message-ID"]}
    return mail(text, sender=sender, **{**ids, **given})  # type: ignore[arg-type]


def with_accents(message: EmailMessage) -> bytes:
    """The bytes of a mail of hers, with nothing of its headers encoded (RFC 6532)."""
    raw = message.as_bytes().replace(b"From: X", f"From: Ñandú Peña <{WITH_ACCENTS}>".encode())
    raw = raw.replace(b"Subject: Y\r\n", "Subject: Fianza de la peña\r\n".encode())
    return raw.replace(b'filename="Z.pdf"', 'filename="fianza año 2026.pdf"'.encode())


def an_officer() -> Actor:
    """Somebody who works the cases of the unit that general requests come to."""
    unit = current_pack().procedures["general-request"].unit
    person = make_person("marta.rivas@example.org", "Marta Rivas", unit=unit, role=Role.OFFICER)
    return actor_of(person, on=timezone.localdate())


def test_a_reply_with_another_subject_finds_its_case_by_address_or_by_reference(desk: Desk) -> None:
    case, notice = open_by_mail(desk, "ana@example.com")
    assert case.number in notice["Subject"]
    by_token = answer(notice, "Por la dirección.", sender="ana@example.com", subject="otra cosa")
    del by_token["In-Reply-To"], by_token["References"]
    send(desk, by_token)
    filed("ana@example.com", count=2)
    send(
        desk,
        answer(notice, "Por la referencia.", sender="ana@example.com", to=REQUESTS, subject="sin número"),
    )
    reasons = [inbound.reason for inbound in filed("ana@example.com", count=3)[1:]]
    assert reasons == ["por la dirección a la que respondió", "por el correo al que responde"]
    bodies = Message.objects.filter(case=case, direction="in").order_by("id").values_list("body", flat=True)
    assert [body.strip() for body in bodies][-2:] == ["Por la dirección.", "Por la referencia."]


def test_a_strangers_reply_is_held_and_shown_to_nobody(desk: Desk) -> None:
    case, notice = open_by_mail(desk, "berta@example.com")
    send(desk, answer(notice, "Soy otro.", sender="carlos@example.com"))
    [inbound] = filed("carlos@example.com")
    assert (inbound.state, inbound.ref) == ("held", case.number)
    assert not Message.objects.filter(case=case, body__contains="Soy otro").exists()
    until(desk.is_quiet, "everything to be done")
    assert desk.host.mails("carlos@example.com") == []


def test_a_notice_that_comes_back_to_the_desk_is_not_answered(desk: Desk) -> None:
    send(desk, mail("Mi buzón reenvía todo a la mesa.", sender=FORWARDED))
    [mine] = filed(FORWARDED)
    [own] = filed(REQUESTS)
    assert (mine.state, own.state) == ("filed", "ignored")
    assert "bucle" in own.reason
    until(desk.is_quiet, "everything to be done")
    assert MailOutgoing.objects.filter(recipient=FORWARDED).count() == 1


@pytest.mark.parametrize("is_polite", [True, False], ids=["marked", "unmarked"])
def test_an_automatic_answer_begins_no_exchange(desk: Desk, is_polite: bool) -> None:
    """Marked as RFC 3834 asks it is ignored; unmarked it is taken for the person's, and still nothing answers it."""
    person = "fuera@example.com" if is_polite else "grosero@example.com"
    open_by_mail(desk, person)
    headers = {"Auto_Submitted": "auto-replied"} if is_polite else {}
    answered = 0
    for _ in range(5):
        mails = desk.host.mails(person)
        for notice in mails[answered:]:
            send(desk, answer(notice, "Estoy de vacaciones.", sender=person, **headers))
        is_over = answered == len(mails)
        answered = len(mails)
        if is_over:
            break
        filed(person, count=1 + answered)
        until(desk.is_quiet, "everything to be done")
    assert answered == MailOutgoing.objects.filter(recipient=person).count() == 1
    assert filed(person, count=2)[1].state == ("ignored" if is_polite else "filed")


def test_a_machine_that_writes_anew_to_every_notice_is_answered_a_few_times_a_day(desk: Desk) -> None:
    """The worst kind: no mark, no reference, a fresh mail for each one it gets."""
    person = "hilda@example.com"
    send(desk, mail("Mensaje 0.", sender=person))
    answered = 0
    for number in range(1, 16):
        filed(person, count=number)
        until(desk.is_quiet, "everything to be done")
        mails = desk.host.mails(person)
        if len(mails) == answered:
            break
        answered = len(mails)
        send(desk, mail(f"Mensaje {number}.", sender=person))
    assert answered == 10
    assert MailOutgoing.objects.filter(recipient=person).count() == 10


def test_a_notice_that_cannot_be_delivered_is_marked_and_so_is_its_case(desk: Desk) -> None:
    send(desk, mail("Escribo desde una dirección que ya no existe.", sender=NOBODY))
    [inbound] = filed(NOBODY)
    notice = MailOutgoing.objects.get(recipient=NOBODY)

    def bounced() -> bool:
        notice.refresh_from_db()
        return notice.state == OutgoingState.BOUNCED

    until(bounced, "the report of Postfix")
    assert "User doesn't exist" in notice.last_error
    assert Case.objects.get(number=inbound.ref).needs_attention == "notice_bounced"
    report = MailInbound.objects.get(ref=inbound.ref, state="ignored")
    assert report.sender == "mailer-daemon@correo.mh.gob.sv"
    until(desk.is_quiet, "everything to be done")
    assert MailOutgoing.objects.filter(ref=inbound.ref).count() == 1


def test_a_notice_that_the_server_refuses_at_once_marks_its_case_too(desk: Desk) -> None:
    send(desk, mail("A esta dirección nadie puede escribir.", sender=REFUSED))
    [inbound] = filed(REFUSED)
    case = Case.objects.get(number=inbound.ref)

    def is_marked() -> bool:
        case.refresh_from_db()
        return case.needs_attention == "notice_failed"

    until(is_marked, "the case to be marked")
    notice = MailOutgoing.objects.get(recipient=REFUSED)
    assert notice.state == OutgoingState.FAILED
    assert notice.last_error.startswith("554")


def test_thirty_megabytes_are_refused_by_name_and_the_words_are_kept(desk: Desk, settings: Any) -> None:
    settings.FILES_DIR = desk.files
    person = "diego@example.com"
    large = PDF + b"x" * (30 * 1024 * 1024)
    message = mail(
        "Van el poder y el plano.", sender=person, files=(("poder.pdf", PDF), ("plano.pdf", large))
    )
    send(desk, message)
    [inbound] = filed(person)
    case = Case.objects.get(number=inbound.ref)
    assert "Van el poder y el plano." in case.answers["description"]
    assert set(Attachment.objects.filter(case=case).values_list("name", flat=True)) == {"poder.pdf"}
    assert inbound.size > len(large)
    told = received(desk, person, count=2)
    assert ["plano.pdf" in notice.get_content() for notice in told].count(True) == 1
    with open_blob(inbound.blob) as kept:
        assert message.as_bytes().splitlines()[-2:] == kept.read().splitlines()[-2:]


def test_a_raw_subject_in_utf8_arrives_as_written(desk: Desk) -> None:
    person = "elena@example.com"
    raw = mail("El año pasado.", sender=person, subject="SUBJECT").as_bytes()
    raw = raw.replace(b"SUBJECT", "Fianza de Ñuñoa: ¿cuánto?".encode())
    desk.host.send(raw, sender=person, to=REQUESTS)
    [inbound] = filed(person)
    assert inbound.subject == "Fianza de Ñuñoa: ¿cuánto?"
    received(desk, person)


def test_an_address_with_accents_is_served_like_any_other(desk: Desk) -> None:
    """SMTPUTF8 all the way and back: to a box, by the product, into her mailbox, and her answer to its case."""
    raw = with_accents(mail("Mi dirección lleva eñe.", sender="X", subject="Y", files=(("Z.pdf", PDF),)))
    assert {line.split(":")[0] for line in raw.decode().splitlines() if not line.isascii()} >= {
        "From",
        "Subject",
        "Content-Disposition",
    }
    desk.host.send(raw, sender=WITH_ACCENTS, to=REQUESTS, utf8=True)
    [inbound] = filed(WITH_ACCENTS)
    envelope = "" if desk.is_fetching else WITH_ACCENTS
    assert (inbound.state, inbound.envelope_from) == ("filed", envelope)
    assert inbound.subject == "Fianza de la peña"
    case = Case.objects.get(number=inbound.ref)
    assert case.applicant_name == "Ñandú Peña"
    assert Attachment.objects.get(case=case).name == "fianza año 2026.pdf"

    [receipt] = received(desk, HER_MAILBOX)
    assert case.number in receipt["Subject"]
    write_message(case=case, text="Ya vimos su fianza.", by=an_officer(), at=timezone.now(), via="desk")
    [answered] = [
        mail for mail in received(desk, HER_MAILBOX, count=2) if mail["Subject"] != receipt["Subject"]
    ]
    assert "Ya vimos su fianza." in answered.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert str(answered["To"]) == WITH_ACCENTS

    hers = answer(answered, "Gracias.", sender="X", to=answered["Reply-To"].addresses[0].addr_spec)
    desk.host.send(with_accents(hers), sender=WITH_ACCENTS, to=hers["To"], utf8=True)
    assert [row.ref for row in filed(WITH_ACCENTS, count=2)] == [case.number, case.number]


def test_each_box_does_what_it_is_for(desk: Desk) -> None:
    person = "pura@example.com"
    for number, (box, tag) in enumerate(((REQUESTS, ""), (REGISTRATION, ""), (UNIT, "+fianzas"))):
        message = mail("Buen día.", sender=person, to=box, subject=f"Correo {number}")
        send(desk, message, to=box.replace("@", f"{tag}@"))
    rows = {inbound.box: inbound for inbound in filed(person, count=3)}
    assert set(rows) == {"solicitudes", "registro", "leyes"}
    assert Case.objects.get(number=rows["solicitudes"].ref).unit != "leyes-especiales"
    assert Case.objects.get(number=rows["leyes"].ref).unit == "leyes-especiales"
    assert (rows["registro"].ref, rows["registro"].reason in {"registro de usuario", "ya tiene usuario"}) == (
        "",
        True,
    )
    assert Person.objects.filter(email=person).count() == 1


@ONLY_FETCHED
def test_what_is_fetched_comes_at_once_and_lies_in_another_folder(desk: Desk) -> None:
    """The watcher sees it: by polling alone, three in a row would not all come within half of its interval."""
    person = "rapida@example.com"
    boxes = (REQUESTS, REGISTRATION, UNIT)
    for count, box in enumerate(boxes, start=1):
        began = time.monotonic()
        send(desk, mail("Buen día.", sender=person, to=box))
        filed(person, count=count)
        assert time.monotonic() - began < POLL_SECONDS / 2
    until(desk.is_quiet, "everything to be done")
    assert [len([1 for taken in desk.host.mails(box, DONE) if taken["From"] == person]) for box in boxes] == [
        1,
        1,
        1,
    ]
