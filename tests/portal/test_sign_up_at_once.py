"""Signing up from several windows at the same moment, with real commits."""

from __future__ import annotations

from threading import Barrier, Thread

from django.db import connection
from django.test import Client

from tests.databases import TestDatabase
from tests.portal.test_accounts import SIGN_UP
from ventanilla.people.models import Person


def test_one_address_signs_up_once_however_often_the_form_is_sent_at_once(own_database: TestDatabase) -> None:
    together, answers = Barrier(3), []

    def press(number: int) -> None:
        try:
            client = Client(REMOTE_ADDR=f"192.0.2.{number}")
            together.wait()
            answers.append(client.post("/registro/", SIGN_UP)["Location"])
        finally:
            connection.close()

    presses = [Thread(target=press, args=[number]) for number in range(1, 4)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert Person.objects.filter(email="rosa@example.com").count() == 1
    assert answers == ["/registro/correo-enviado/"] * 3
