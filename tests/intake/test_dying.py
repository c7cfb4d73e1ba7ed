"""What the transport of mail does, killed before each of its statements: nothing of it stays, and the mail is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import MONDAY, Cast, case, cast, make_case
from tests.dying import Act, kill_each
from tests.intake.letters import PDF, REGISTRATION, delivery_report, letter, reply_to
from ventanilla.cases.acts import Said, take_step
from ventanilla.cases.models import Case
from ventanilla.cases.uploads import take_files
from ventanilla.files.store import store
from ventanilla.intake import draining
from ventanilla.intake.telling import tell_of_trouble
from ventanilla.mail import sending
from ventanilla.mail.incoming import MEDIA_TYPE, claim, receive_mail
from ventanilla.mail.models import MailBoxState, MailInbound, MailOutgoing
from ventanilla.operations.verification import verify_all

__all__ = ["case", "cast"]

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + dt.timedelta(days=1)


class Story:
    """A mail that opens a case, one that answers what was asked, one that registers somebody, one that came back."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.number = make_case(cast.applicant, at=MONDAY).number
        take_files([SimpleUploadedFile("nota.pdf", PDF)], at=MONDAY)

    def acts(self) -> Iterator[Act]:
        """All of them, in the order in which they are done."""
        opening = letter(
            "Buenas tardes.", sender="Rosa Tobar <rosa.tobar@example.com>", files=(("nota.pdf", PDF),)
        )
        store([opening], media_type=MEDIA_TYPE, at=MONDAY)
        yield Act("receive_mail", lambda: self.receive(opening))
        yield Act("claim", lambda: claim(at=TUESDAY))
        yield Act("_file", self.file)
        yield Act("_file", self.file, prepare=lambda: self.claimed(self.answer()))
        joining = letter("Quiero registrarme.", sender="Luz Paz <luz.paz@example.com>", to=REGISTRATION)
        yield Act("_file", self.file, prepare=lambda: self.claimed(joining, box="registro"))
        yield Act("_file", self.file, prepare=lambda: self.claimed(self.returned()))
        broken = letter("Otra carta.")
        yield Act(
            "_fail",
            lambda: draining._fail(self.last(), "se dañó", at=TUESDAY),
            prepare=lambda: self.claimed(broken),
        )
        yield Act("_claim", lambda: sending._claim(TUESDAY + dt.timedelta(days=1)))
        notice = lambda: MailOutgoing.objects.filter(ref=self.number).order_by("id")[0]  # noqa: E731
        yield Act("_give_up", lambda: sending._give_up(notice(), "550 5.1.1", at=TUESDAY))
        yield Act("tell_of_trouble", lambda: tell_of_trouble(at=TUESDAY), prepare=self.silence)

    def answer(self) -> bytes:
        """The applicant answers what she was asked."""
        doing = {"by": self.cast.actor(self.cast.officer), "at": MONDAY, "via": "desk"}
        case = Case.objects.get(number=self.number)
        take_step(case=case, step="start_review", **doing)
        take_step(case=case, step="request_information", said=Said(text="¿De qué año?"), **doing)
        asked = MailOutgoing.objects.filter(ref=self.number).latest("id")
        return reply_to(asked, "De 2019.", files=(("nota.pdf", PDF),))

    def returned(self) -> bytes:
        notice = MailOutgoing.objects.filter(ref=self.number).order_by("id")[0]
        return delivery_report(
            to=notice.envelope_from, recipient=notice.recipient, message_id=notice.message_id
        )

    def receive(self, raw: bytes, box: str = "solicitudes") -> None:
        receive_mail(box=box, raw=[raw], envelope_from="ana.solis@example.com", at=TUESDAY)

    def claimed(self, raw: bytes, box: str = "solicitudes") -> None:
        self.receive(raw, box)
        claim(at=TUESDAY)

    def last(self) -> int:
        return MailInbound.objects.latest("id").pk

    def file(self) -> None:
        assert draining._file(self.last(), at=TUESDAY) is not None

    def silence(self) -> None:
        """Nothing came to a box where mail is awaited."""
        MailBoxState.objects.filter(box="solicitudes").update(
            watched_at=TUESDAY - dt.timedelta(days=60), received_at=TUESDAY - dt.timedelta(days=50)
        )


def test_each_act_leaves_nothing_when_it_dies(cast: Cast) -> None:
    kill_each(Story(cast).acts())
    assert not list(verify_all())
