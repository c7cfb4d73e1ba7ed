"""The worker is woken once for what a transaction leaves it, and not before it can see it."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.databases import TestDatabase
from ventanilla.mail.acts import Sender, queue_notice
from ventanilla.mail.models import MailOutgoing

NOW = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)
DESK = Sender(name="Mesa de Servicios", address="mesa@example.org")


def tell(recipient: str) -> MailOutgoing:
    return queue_notice(
        sender=DESK, recipient=recipient, subject="Recibimos", body="Hola", kind="receipt", ref="", at=NOW
    )


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="mail.drain", status="todo").count()


def test_once_for_many_notices_and_after_the_commit(own_database: TestDatabase) -> None:
    with transaction.atomic():
        for name in ("ana", "eva"):
            tell(f"{name}@example.com")
        assert waiting() == 0
    assert waiting() == 1
    tell("luis@example.com")
    assert (waiting(), MailOutgoing.objects.count()) == (1, 3)


def test_again_once_a_run_has_begun(own_database: TestDatabase) -> None:
    """A run that began may have looked already: the next notice gets one of its own."""
    tell("ana@example.com")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tell("eva@example.com")
    assert waiting() == 1


def test_not_for_what_is_rolled_back(own_database: TestDatabase) -> None:
    with transaction.atomic():
        tell("ana@example.com")
        transaction.set_rollback(True)
    assert (waiting(), MailOutgoing.objects.count()) == (0, 0)
