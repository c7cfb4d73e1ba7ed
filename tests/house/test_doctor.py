"""The doctor finds what is planted, and names the remedy."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.certificates import SINCE, UNTIL, Authority, write_p12
from tests.databases import TestDatabase
from ventanilla.operations import doctor
from ventanilla.operations.certificates import certificates_are_kept, roots_are_in_force
from ventanilla.operations.health import Check


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_roles_apart_and_rights_kept(own_database: TestDatabase) -> None:
    checks = by_name(list(doctor.roles_are_apart(own_database.app_url, own_database.owner_url)))
    assert all(check.is_ok for check in checks.values()), checks


def test_one_role_for_both_is_a_fault(own_database: TestDatabase) -> None:
    checks = by_name(list(doctor.roles_are_apart(own_database.owner_url, own_database.owner_url)))
    assert not checks["roles"].is_ok
    assert "role of its own" in checks["roles"].remedy
    assert not checks["rights"].is_ok
    assert "UPDATE on journal_entry" in checks["rights"].detail


def test_a_superuser_at_work_is_a_fault(own_database: TestDatabase) -> None:
    checks = by_name(list(doctor.roles_are_apart(own_database.superuser_url, own_database.owner_url)))
    assert not checks["roles"].is_ok


def test_a_server_that_is_away_is_one_fault(tmp_path: Path) -> None:
    checks = list(doctor.roles_are_apart(f"postgresql:///nothing?host={tmp_path}", ""))
    assert [(check.name, check.is_ok) for check in checks] == [("database", False)]


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert doctor.folder_is_writable(tmp_path, "FILES_DIR").is_ok
    fault = doctor.folder_is_writable(tmp_path / "absent", "FILES_DIR")
    assert not fault.is_ok
    assert "FILES_DIR" in fault.remedy


def test_required_scanning_without_a_scanner(tmp_path: Path, settings: object) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd.sock")  # type: ignore[attr-defined]
    assert not doctor.scanner_answers("required", str(tmp_path / "clamd.sock")).is_ok
    assert doctor.scanner_answers("off", "").is_ok


def test_a_mail_server_that_is_away_and_no_password_printed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    fault = doctor.mail_server_answers(f"smtp://desk:hunter2@127.0.0.1:{port}")
    assert not fault.is_ok
    assert "hunter2" not in fault.detail + fault.remedy


@pytest.mark.parametrize(("is_demo", "is_debug"), [(True, False), (False, True), (True, True)])
def test_switches_that_do_not_belong_before_people(is_demo: bool, is_debug: bool) -> None:
    assert not doctor.is_for_the_public(is_demo=is_demo, is_debug=is_debug).is_ok
    assert doctor.is_for_the_public(is_demo=False, is_debug=False).is_ok


@pytest.mark.django_db
def test_certificates_of_nobody_and_those_everybody_reads(
    cast: Cast, tmp_path: Path, settings: object
) -> None:
    settings.SIGNING_DIR = tmp_path  # type: ignore[attr-defined]
    assert certificates_are_kept(None).is_ok
    kept = write_p12(tmp_path / f"{cast.officer.pk}.p12", Authority.make().issue("Luis Pineda"))
    assert certificates_are_kept(tmp_path).is_ok
    kept.chmod(0o644)
    assert f"every account of this machine may read {kept.name}" in certificates_are_kept(tmp_path).detail
    kept.rename(tmp_path / "nadie.p12").chmod(0o600)
    fault = certificates_are_kept(tmp_path)
    assert (fault.is_ok, fault.detail) == (False, "nadie.p12 is nobody's")
    assert "chmod 600" in fault.remedy


def test_roots_that_cannot_be_read_or_have_ended(tmp_path: Path) -> None:
    assert roots_are_in_force(None, at=SINCE).is_ok
    assert "no .pem" in roots_are_in_force(tmp_path, at=SINCE).detail
    Authority.make().trust(tmp_path)
    assert roots_are_in_force(tmp_path, at=SINCE).is_ok
    assert roots_are_in_force(tmp_path, at=UNTIL).detail == "Autoridad de pruebas has expired"
    (tmp_path / "otra.pem").write_bytes(b"nada")
    assert "otra.pem holds no certificate" in roots_are_in_force(tmp_path, at=SINCE).detail
