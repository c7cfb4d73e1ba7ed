"""What every answer carries, and the pages about the installation itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from tests.databases import TestDatabase
from ventanilla.operations.demo.mails import all_mails, read_mail
from ventanilla.operations.health import pending_migrations

RAW = (
    "From: Mesa de Servicios <servicios@mesa.example>\r\nTo: ana@correo.example\r\n"
    "Subject: =?utf-8?q?Recibimos_su_petici=C3=B3n?=\r\nMessage-ID: <1@mesa.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVea https://mesa.example/casos/ por favor\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    '<p onclick="steal()">Hola <img src="https://spy.example/x.png"><script>alert(1)</script></p>'
    '<a href="javascript:alert(1)">x</a><form action="https://evil.example"><input name="p"></form>\r\n--b--\r\n'
)
NAME = "20260310T170000000000-0123456789ab"


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    (tmp_path / f"{NAME}.eml").write_bytes(RAW.encode())
    (tmp_path / "20260310T170001000000-0123456789ab.part").write_bytes(b"half a mail")
    (tmp_path / "notes.eml").write_text("not ours")
    return tmp_path


def test_alive_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_says_which_part_is_missing(own_database: TestDatabase, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": {
            "migrations": True,
            "worker": False,
            "jobs": True,
            "disk": True,
            "mailbox-solicitudes": True,
            "mailbox-registro": True,
        },
    }
    assert pending_migrations() == []


def test_every_answer_allows_our_own_origin_only(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("cookie", "browser", "language"),
    [("", "en-US,en", "es"), ("en", "es", "en"), ("xx", "", "es")],
    ids=["the browser does not decide", "the visitor does", "a made-up choice is Spanish"],
)
def test_the_language_is_spanish_unless_chosen_here(
    client: Client, cookie: str, browser: str, language: str
) -> None:
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = client.get("/healthz", headers={"accept-language": browser})
    assert answer.headers["Content-Language"] == language


@pytest.mark.django_db
def test_the_demo_shows_its_mails_and_nothing_of_theirs_acts(client: Client, mails: Path) -> None:
    with override_settings(DEMO_MAILS=mails):
        listed = client.get("/demo/correos/").content.decode()
        assert "Recibimos su petición" in listed
        assert listed.count("/demo/correos/2026") == 1
        shown = client.get(f"/demo/correos/{NAME}/").content.decode()
        assert '<a href="https://mesa.example/casos/" rel="nofollow">' in shown
        for harmful in ("steal", "spy.example", "alert(1)", "javascript:", "evil.example"):
            assert harmful not in shown
        raw = client.get(f"/demo/correos/{NAME}/original/")
        assert raw.content == RAW.encode()
        assert raw.headers["Content-Type"] == "text/plain; charset=utf-8"
        for missing in ("20260310T170000000000-ffffffffffff", "notes", "..%2Fsecret"):
            assert client.get(f"/demo/correos/{missing}/").status_code == 404
            assert client.get(f"/demo/correos/{missing}/original/").status_code == 404


def test_mails_are_read_newest_first_and_only_whole_ones(mails: Path) -> None:
    (mails / "20260311T000000000000-000000000000.eml").write_bytes(b"Subject: later\r\n\r\nx")
    assert [mail.subject for mail in all_mails(mails)] == ["later", "Recibimos su petición"]
    content = read_mail(mails, NAME)
    assert content is not None
    assert content.mail.arrived_at < timezone.now()
    assert ("Para", "ana@correo.example") in content.headers


def test_every_file_that_a_style_sheet_names_is_there(tmp_path: Path) -> None:
    """As in production: the manifest storage stops at a reference that leads nowhere."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()
