"""How mail comes in: the listener, the command, the loops. What was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import smtplib
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import MONDAY, Cast
from tests.databases import TestDatabase
from tests.intake.letters import DESK, PDF, REGISTRATION, TUESDAY, arrive, letter, notices, reply_to
from ventanilla.cases.models import Case, Message
from ventanilla.cli.main import main
from ventanilla.config.environment import EnvironmentFault, read_environment
from ventanilla.files.store import open_blob, path_of
from ventanilla.intake import filing
from ventanilla.intake.draining import WORN_OUT, file_one, file_waiting
from ventanilla.intake.lmtp import listener
from ventanilla.mail.incoming import LEASE, RETRY_AFTER, claim, receive_mail, reconciliation, retry_mail
from ventanilla.mail.models import MailInbound
from ventanilla.operations.verification import verify_all


class Listening:
    """The listener in a thread of its own."""

    def __init__(self, *, lmtp: bool) -> None:
        self.loop = asyncio.new_event_loop()
        self.lmtp = lmtp
        self.port = 0
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        serve = self.loop.create_server(lambda: listener(lmtp=self.lmtp, hostname="mesa"), "127.0.0.1", 0)
        server = self.loop.run_until_complete(serve)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        server.close()
        self.loop.run_until_complete(server.wait_closed())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def __enter__(self) -> Listening:
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


@pytest.fixture
def lmtp(own_database: TestDatabase) -> Iterator[smtplib.LMTP]:
    with Listening(lmtp=True) as listening, smtplib.LMTP("127.0.0.1", listening.port) as client:
        yield client


class TestListener:
    def test_what_it_acknowledges_is_there_byte_by_byte(self, lmtp: smtplib.LMTP) -> None:
        raw = letter().replace(
            b"\r\n\r\n", b"\r\nX-Raro: \xe1\xff\r\n\r\n.punto al inicio\r\n" + b"x" * 200_000 + b"\r\n", 1
        )
        token = DESK.replace("@", "+0123456789abcdef01234567@")
        assert lmtp.sendmail("ana@example.com", [token], raw) == {}
        inbound = MailInbound.objects.select_related("blob").get()
        assert (inbound.box, inbound.envelope_from, inbound.recipients) == (
            "solicitudes",
            "ana@example.com",
            token,
        )
        with open_blob(inbound.blob) as kept:
            assert kept.read() == raw

    def test_each_box_gets_its_own_and_strangers_are_refused_at_the_door(self, lmtp: smtplib.LMTP) -> None:
        refused = lmtp.sendmail("", [DESK, REGISTRATION, "otro@mh.gob.sv"], letter())
        assert {address: code for address, (code, _) in refused.items()} == {"otro@mh.gob.sv": 550}
        assert lmtp.getreply() == (250, b"2.6.0 Kept")  # the second recipient's, which smtplib leaves unread
        assert set(MailInbound.objects.values_list("box", "envelope_from")) == {
            ("solicitudes", "<>"),
            ("registro", "<>"),
        }

    def test_the_same_mail_again_is_acknowledged_and_kept_once(self, lmtp: smtplib.LMTP) -> None:
        raw = letter()
        for _ in range(2):
            assert lmtp.sendmail("ana@example.com", [DESK], raw) == {}
        assert MailInbound.objects.count() == 1
        assert ProcrastinateJob.objects.filter(task_name="intake.file").count() == 1

    def test_an_address_with_accents_is_taken(self, lmtp: smtplib.LMTP) -> None:
        lmtp.ehlo_or_helo_if_needed()
        assert lmtp.has_extn("smtputf8")
        assert lmtp.sendmail("josé@ejemplo.sv", [DESK], letter(), mail_options=["SMTPUTF8"]) == {}
        assert MailInbound.objects.get().envelope_from == "josé@ejemplo.sv"

    def test_what_cannot_be_kept_is_not_acknowledged(
        self, lmtp: smtplib.LMTP, settings: object, tmp_path: Path
    ) -> None:
        (tmp_path / "full").write_text("no folder")
        settings.FILES_DIR = tmp_path / "full"  # type: ignore[attr-defined]
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            lmtp.sendmail("ana@example.com", [DESK], letter())
        assert refused.value.smtp_code == 451

    @pytest.mark.parametrize(("setting", "value"), [("FILES_DIR", None), ("VENTANILLA_PACK", "nowhere")])
    def test_a_fault_of_ours_refuses_nothing_for_good(
        self, lmtp: smtplib.LMTP, settings: object, setting: str, value: object
    ) -> None:
        setattr(settings, setting, value)
        with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)) as refused:
            lmtp.sendmail("ana@example.com", [DESK], letter())
        error = refused.value
        codes = (
            [code for code, _ in error.recipients.values()]
            if isinstance(error, smtplib.SMTPRecipientsRefused)
            else [error.smtp_code]
        )
        assert codes == [451]

    def test_it_speaks_smtp_too(self, own_database: TestDatabase) -> None:
        with Listening(lmtp=False) as listening, smtplib.SMTP("127.0.0.1", listening.port) as client:
            assert client.sendmail("ana@example.com", [DESK, REGISTRATION], letter()) == {}
        assert MailInbound.objects.count() == 2


class TestLoops:
    def test_two_file_nothing_twice(self, own_database: TestDatabase) -> None:
        for number in range(30):
            receive_mail(
                box="solicitudes",
                raw=[letter(sender=f"p{number}@example.com")],
                at=MONDAY,
                envelope_from="x@y.z",
            )
        failures: list[BaseException] = []

        def drain() -> None:
            try:
                file_waiting(clock=lambda: TUESDAY)
            except BaseException as error:
                failures.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=drain) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert failures == []
        # Where the two got in each other's way a mail waits for its next try: that is late, not lost.
        file_waiting(clock=lambda: TUESDAY + RETRY_AFTER[0])
        assert Case.objects.count() == 30
        assert MailInbound.objects.filter(state="filed").count() == 30
        assert list(verify_all()) == []

    def test_one_bad_mail_stops_no_other_and_is_tried_again(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad = receive_mail(box="solicitudes", raw=[letter("mala")], at=TUESDAY)
        good = receive_mail(box="solicitudes", raw=[letter("buena")], at=TUESDAY)
        path_of(bad.blob_id).unlink()
        file_waiting(clock=lambda: TUESDAY)
        bad.refresh_from_db()
        good.refresh_from_db()
        assert good.state == "filed"
        assert (bad.state, bad.tries, bad.next_try_at) == ("failed", 1, TUESDAY + RETRY_AFTER[0])
        assert "FileNotFoundError" in bad.reason
        clock = TUESDAY
        for wait in RETRY_AFTER:
            clock += wait
            file_waiting(clock=lambda now=clock: now)
        bad.refresh_from_db()
        assert (bad.state, bad.tries, bad.next_try_at) == ("failed", 1 + len(RETRY_AFTER), None)
        raw = letter("mala")
        receive_mail(box="solicitudes", raw=[raw], at=TUESDAY)
        path_of(bad.blob_id).write_bytes(raw)
        retry_mail(bad, at=clock)
        file_waiting(clock=lambda: clock)
        bad.refresh_from_db()
        assert bad.state == "filed"

    def test_one_that_kills_its_worker_is_given_up_and_drags_no_other_along(self, db: None) -> None:
        for text in ("uno", "dos"):
            receive_mail(box="solicitudes", raw=[letter(text)], at=TUESDAY)
        killer, other = MailInbound.objects.order_by("id")
        clock = TUESDAY
        assert claim(at=clock) == [killer.pk, other.pk]
        while killer.state == "received" and clock < TUESDAY + 20 * LEASE:
            clock += LEASE
            for claimed in iter(lambda now=clock: claim(at=now), []):
                assert len(claimed) == 1
                survives = claimed[0] == other.pk or MailInbound.objects.get(pk=killer.pk).tries > 5
                if survives:
                    file_one(claimed[0], at=clock)
            killer.refresh_from_db()
        killer.refresh_from_db()
        other.refresh_from_db()
        assert (killer.state, killer.reason, killer.next_try_at) == ("failed", WORN_OUT, None)
        assert other.state == "filed"

    def test_a_row_that_somebody_else_locks_for_a_moment_is_waited_for(
        self, own_database: TestDatabase
    ) -> None:
        inbound = receive_mail(box="solicitudes", raw=[letter()], at=TUESDAY)
        with psycopg.connect(own_database.app_url) as other:
            other.execute("SELECT 1 FROM mail_inbound WHERE id = %s FOR UPDATE", [inbound.pk])
            release = threading.Timer(0.3, other.commit)
            release.start()
            filed = file_one(inbound.pk, at=TUESDAY)
            release.join()
        assert filed is not None
        assert filed.action == "created"

    def test_a_filing_that_breaks_half_way_leaves_nothing_behind(
        self, cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [receipt] = notices(case)
        with monkeypatch.context() as broken:
            broken.setitem(filing.STATES, "appended", "no existe tal estado")
            inbound = arrive(reply_to(receipt, files=(("poder.pdf", PDF),)))
        assert inbound.state == "failed"
        assert not Message.objects.filter(case=case).exists()
        file_waiting(clock=lambda: TUESDAY + RETRY_AFTER[0])
        assert Message.objects.filter(case=case).count() == 1


class TestReconciliation:
    def test_is_even_whatever_became_of_them(self, cast: Cast, case: Case) -> None:
        arrive(letter())
        arrive(letter(sender="ernesto.paz@example.com", subject=f"Caso {case.number}"))
        arrive(letter(Auto_Submitted="auto-replied"))
        arrive(b"\r\n")
        receive_mail(box="solicitudes", raw=[letter()], at=TUESDAY)
        counts = reconciliation(since=TUESDAY, until=TUESDAY + dt.timedelta(days=1))
        assert counts == {
            "total": 5,
            "received": 1,
            "filed": 1,
            "held": 1,
            "ignored": 1,
            "rejected": 1,
            "failed": 0,
        }
        assert list(verify_all()) == []


class TestCommand:
    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
        assert main(["mail", "ingest", *words]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_files_what_it_is_given(
        self, db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name, raw in (("a", letter(message_id="<a@x>")), ("b", letter(In_Reply_To="<a@x>"))):
            (tmp_path / name).write_bytes(raw)
        files = [str(tmp_path / "a"), str(tmp_path / "b")]
        created, appended = self.run(capsys, "--json", *files)
        assert created == {
            "action": "created",
            "case": Case.objects.get().number,
            "reason": "correo nuevo",
            "auto_reply": True,
        }
        assert (appended["action"], appended["case"], appended["auto_reply"]) == (
            "appended",
            created["case"],
            False,
        )
        again = self.run(capsys, "--json", *files)
        assert [answer["action"] for answer in again] == ["ignored", "ignored"]
        assert Case.objects.count() == 1

    def test_dry_writes_nothing(
        self, cast: Cast, case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        [receipt] = notices(case)
        mails = [
            letter(),
            reply_to(receipt, files=(("a.exe", b"MZ"),)),
            letter(sender="ernesto.paz@example.com", subject=case.number),
            letter(Auto_Submitted="auto-replied"),
            b"",
            letter(to=REGISTRATION),
        ]
        for number, raw in enumerate(mails):
            (tmp_path / str(number)).write_bytes(raw)
        with connection.execute_wrapper(_only_reads):
            answers = self.run(
                capsys, "--dry-run", "--json", *(str(tmp_path / str(n)) for n in range(len(mails)))
            )
        assert [(answer["action"], answer["case"], answer["auto_reply"]) for answer in answers] == [
            ("created", None, True),
            ("appended", case.number, True),
            ("held", case.number, False),
            ("ignored", None, False),
            ("rejected", None, False),
            ("created", None, True),
        ]

    def test_misuse_is_status_2(self, db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["mail", "ingest", "--json", str(tmp_path / "nada")]) == 2
        (tmp_path / "a").write_bytes(letter())
        assert main(["mail", "ingest", "--box", "nadie", str(tmp_path / "a")]) == 2
        assert "nadie" in capsys.readouterr().err


def _only_reads(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert sql.lstrip().upper().startswith("SELECT"), sql
    return execute(sql, params, many, context)


def test_mailboxes_are_named_in_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "boxes"
    secret.write_text("# buzones\nregistro imap://r:x@mail/INBOX\n")
    base = {
        "DATABASE_URL": "postgresql://a@/b",
        "SECRET_KEY": "x" * 40,
        "BASE_URL": "http://x",
        "SMTP_URL": "smtp://x",
        "SCAN": "off",
        "FILES_DIR": "/f",
        "STATIC_DIR": "/s",
    }
    given = {**base, "MAIL_IMAP_MESA_UNO": "imaps://u:p@mail/INBOX", "MAILBOXES_FILE": str(secret)}
    assert read_environment(given).mailboxes == (
        ("mesa-uno", "imaps://u:p@mail/INBOX"),
        ("registro", "imap://r:x@mail/INBOX"),
    )
    with pytest.raises(EnvironmentFault, match="MAIL_IMAP_MESA"):
        read_environment({**base, "MAIL_IMAP_MESA": "pop3://x"})
