"""Mail and merged cases: a new mail on an old matter is suggested, and whatever names a merged case goes to the other."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.cases.alike import alike
from tests.cast import Cast, case, cast, make_case
from tests.intake.letters import DESK, TUESDAY, arrive, case_of, letter, notices, reply_to
from ventanilla.cases.acts import merge_cases, undo_merge
from ventanilla.cases.models import Attachment, Case, CaseAlias, CaseParty, Message
from ventanilla.cases.queries import timeline

__all__ = ["case", "cast"]
WEDNESDAY = TUESDAY + dt.timedelta(days=1)


@pytest.fixture
def merged(cast: Cast, case: Case) -> Case:
    """A second letter of the applicant, merged into `case`."""
    second = case_of(arrive(letter(message_id="<segunda@example.com>")))
    officer = cast.actor(cast.officer)
    merge_cases(case=second, into=case, by=officer, at=TUESDAY, via="desk")
    return second


def test_a_new_mail_with_an_old_subject_opens_a_case_that_is_suggested(cast: Cast) -> None:
    first = case_of(arrive(letter("La fianza.")))
    second = case_of(arrive(letter("Y la póliza.", subject="RE: Consulta sobre  FIANZA"), at=WEDNESDAY))
    assert first != second
    officer = cast.actor(cast.officer)
    assert alike(second, officer) == [first]
    assert alike(first, officer) == [second]
    merge_cases(case=second, into=first, by=officer, at=WEDNESDAY, via="desk")
    third = arrive(letter("Ya la mandé.", subject="Consulta sobre fianza"), at=WEDNESDAY)
    assert alike(case_of(third), officer) == [first]


@pytest.mark.parametrize("way", ["token", "reference", "own", "number", "alias"])
def test_whatever_names_a_merged_case_goes_to_the_other(
    cast: Cast, case: Case, merged: Case, way: str
) -> None:
    receipt = notices(merged)[0]
    CaseAlias.objects.create(case=merged, scheme="bpm", value="BPM-77/2026")
    raw = {
        "token": reply_to(receipt, subject="Otra cosa", In_Reply_To="<x@y.z>", References="<x@y.z>"),
        "reference": reply_to(receipt, to=DESK, subject="Otra cosa"),
        "own": letter("Adjunto lo que falta.", subject="Otra cosa", In_Reply_To="<segunda@example.com>"),
        "number": letter("Adjunto lo que falta.", subject=f"Caso {merged.number}"),
        "alias": letter("Adjunto lo que falta.", subject="Sobre BPM-77/2026"),
    }[way]
    inbound = arrive(raw, at=WEDNESDAY)
    assert (inbound.state, inbound.ref) == ("filed", case.number)
    assert Message.objects.get(inbound=inbound).case == case


def test_its_files_are_in_the_other_case(cast: Cast, case: Case, merged: Case) -> None:
    arrive(reply_to(notices(merged)[0], files=(("nota.txt", b"nota"),)))
    assert Attachment.objects.get().case == case
    assert [item.name for item in timeline(case, for_staff=False).attachments] == ["nota.txt"]


def test_a_chain_is_followed_to_its_end(cast: Cast, case: Case, merged: Case) -> None:
    third = case_of(arrive(letter(message_id="<tercera@example.com>"), at=WEDNESDAY))
    officer = cast.actor(cast.officer)
    undo_merge(case=merged, by=officer, at=WEDNESDAY, via="desk")
    merge_cases(case=third, into=merged, by=officer, at=WEDNESDAY, via="desk")
    merge_cases(case=merged, into=case, by=officer, at=WEDNESDAY, via="desk")
    assert arrive(letter(In_Reply_To="<tercera@example.com>"), at=WEDNESDAY).ref == case.number


def test_after_the_undo_replies_come_back(cast: Cast, case: Case, merged: Case) -> None:
    undo_merge(case=merged, by=cast.actor(cast.officer), at=WEDNESDAY, via="desk")
    assert arrive(reply_to(notices(merged)[0]), at=WEDNESDAY).ref == merged.number


def test_a_party_of_the_merged_case_alone_is_held(cast: Cast, case: Case, merged: Case) -> None:
    CaseParty.objects.create(
        case=merged,
        person=cast.stranger,
        name="Ernesto Paz",
        email="ernesto.paz@example.com",
        not_me_token="x",
        since=TUESDAY,
    )
    raw = reply_to(notices(merged)[0], sender="ernesto.paz@example.com")
    inbound = arrive(raw, at=WEDNESDAY)
    assert (inbound.state, inbound.ref) == ("held", case.number)
    assert not Message.objects.filter(inbound=inbound).exists()


def test_another_copy_with_other_words_is_not_lost(cast: Cast, case: Case, merged: Case) -> None:
    inbound = arrive(letter("Otras palabras", message_id="<segunda@example.com>"), at=WEDNESDAY)
    assert (inbound.state, inbound.ref) == ("filed", case.number)
    assert Message.objects.get(inbound=inbound).case == case


def test_a_notice_that_comes_back_marks_the_other_case(cast: Cast, case: Case, merged: Case) -> None:
    receipt = notices(merged)[0]
    raw = (
        b"Return-Path: <>\r\nFrom: MAILER-DAEMON@example.com\r\nTo: " + DESK.encode() + b"\r\n"
        b"Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        b"Final-Recipient: rfc822; ana.solis@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: "
        + receipt.message_id.encode()
        + b"\r\n\r\n--b--\r\n"
    )
    arrive(raw, envelope_from="", at=WEDNESDAY)
    case.refresh_from_db()
    assert case.needs_attention == "notice_bounced"


def test_a_form_sent_after_a_mail_is_suggested_too(cast: Cast) -> None:
    """Cases of every door are compared."""
    first = case_of(arrive(letter()))
    second = make_case(cast.applicant, subject="consulta sobre fianza", at=WEDNESDAY)
    assert alike(second, cast.actor(cast.officer)) == [first]
