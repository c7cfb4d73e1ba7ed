"""The environment is read once and every fault is named at once, with its remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ventanilla.config.environment import EnvironmentFault, read_environment

WHOLE = {
    "DATABASE_URL": "postgresql://ventanilla_app@db.example/ventanilla",
    "SECRET_KEY": "k" * 40,
    "BASE_URL": "https://tramites.example.org",
    "SMTP_URL": "smtp+starttls://desk:p%40ss@mail.example.org",
    "SCAN": "off",
    "FILES_DIR": "/srv/files",
    "STATIC_DIR": "/srv/static",
}


def faults_of(**changes: str) -> str:
    with pytest.raises(EnvironmentFault) as raised:
        read_environment({**WHOLE, **changes})
    return "\n".join(raised.value.lines)


def test_a_whole_environment_is_read() -> None:
    environment = read_environment(WHOLE)
    assert environment.pack == "sv"
    assert environment.process == "command"
    assert environment.allowed_hosts == ("tramites.example.org",)
    assert environment.is_https
    assert not environment.debug
    assert not environment.demo
    smtp = environment.smtp
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == ("mail.example.org", 587, "desk", "p@ss")
    assert smtp.starttls
    assert not smtp.tls


def test_folders_of_certificates_need_not_be_named_and_are_looked_at_when_they_are(tmp_path: Path) -> None:
    assert read_environment(WHOLE).signing_dir is None
    tmp_path.chmod(0o700)
    environment = read_environment({**WHOLE, "SIGNING_DIR": str(tmp_path), "TRUST_DIR": str(tmp_path)})
    assert (environment.signing_dir, environment.trust_dir) == (tmp_path, tmp_path)
    tmp_path.chmod(0o755)
    assert faults_of(SIGNING_DIR=str(tmp_path)) == (
        f"SIGNING_DIR: every account of this machine may enter '{tmp_path}'. Run `chmod 700 {tmp_path}`."
    )
    assert "no folder that this account can read" in faults_of(TRUST_DIR=str(tmp_path / "absent"))
    assert "not an absolute path" in faults_of(SIGNING_DIR="certificados")


def test_every_missing_variable_is_named_in_one_go() -> None:
    with pytest.raises(EnvironmentFault) as raised:
        read_environment({})
    named = {line.split(":")[0] for line in raised.value.lines}
    assert named == set(WHOLE)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://somewhere/db", "postgresql://"),
        ("SECRET_KEY", "short", "32 characters and has 5"),
        ("BASE_URL", "tramites.example.org", "https://"),
        ("BASE_URL", "https://example.org/desk/", "it has a path"),
        ("BASE_URL", "https://[broken", "not an address"),
        ("ALLOWED_HOSTS", "*", "List the host names"),
        ("SMTP_URL", "imap://mail.example.org", "smtp://"),
        ("SCAN", "sometimes", "off, required"),
        ("SCAN", "required", "CLAMD_ADDRESS"),
        ("FILES_DIR", "files", "absolute path"),
        ("TRUSTED_PROXIES", "many", "whole number from 0 to 5"),
        ("DEBUG", "yes", "off, on"),
        ("DEMO", "on", "DEMO_MAILS"),
        ("SOLVENCY_URL", "http://tax.example.org/solvency", "SOLVENCY_URL: the token and people's documents"),
        ("SOLVENCY_URL", "https://tax.example.org/solvency?a=b", "it carries more than scheme"),
        ("SOLVENCY_URL", "ftp://tax.example.org", "SOLVENCY_URL: it is not an address"),
        ("SOLVENCY_URL", "https://tax.example.org/solvency", "SOLVENCY_TOKEN"),
        ("VENTANILLA_PROCESS", "migrate", "DATABASE_OWNER_URL"),
    ],
)
def test_a_wrong_value_names_variable_rule_and_remedy(name: str, value: str, said: str) -> None:
    assert said in faults_of(**{name: value})


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 40 + "\n")
    whole = {name: value for name, value in WHOLE.items() if name != "SECRET_KEY"}
    assert read_environment({**whole, "SECRET_KEY_FILE": str(file)}).secret_key == "f" * 40
    assert "given twice" in faults_of(SECRET_KEY_FILE=str(file))
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        read_environment({**whole, "SECRET_KEY_FILE": str(tmp_path / "absent")})


def test_a_fault_never_repeats_a_secret() -> None:
    assert "hunter2" not in faults_of(
        DATABASE_URL="mysql://app:hunter2@db/x", SMTP_URL="imap://me:hunter2@mail"
    )


def test_a_wrong_environment_stops_the_start_with_clear_lines(tmp_path: Path) -> None:
    for command in (["serve"], ["work"], ["migrate"], ["doctor"]):
        stopped = subprocess.run(
            [sys.executable, "-m", "ventanilla", *command],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "BASE_URL": "nowhere"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert stopped.returncode == 1, command
        assert stopped.stderr.startswith("ventanilla cannot start:\n"), command
        assert "DATABASE_URL: no database is named" in stopped.stderr
        assert "Traceback" not in stopped.stderr


def test_an_unknown_pack_is_named() -> None:
    stopped = subprocess.run(
        [sys.executable, "-m", "ventanilla", "doctor"],
        env={
            **os.environ,
            **WHOLE,
            "VENTANILLA_PACK": "zz",
            "DJANGO_SETTINGS_MODULE": "ventanilla.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert stopped.returncode == 1
    assert "VENTANILLA_PACK" in stopped.stderr
    assert "zz" in stopped.stderr


def test_https_without_a_trusted_proxy_would_redirect_for_ever() -> None:
    assert "Set TRUSTED_PROXIES=1" in faults_of(VENTANILLA_PROCESS="web", TRUSTED_PROXIES="0")
    assert read_environment({**WHOLE, "VENTANILLA_PROCESS": "web", "TRUSTED_PROXIES": "1"}).is_https
    assert read_environment({**WHOLE, "VENTANILLA_PROCESS": "web", "BASE_URL": "http://10.0.0.5:8000"})


def test_a_tax_system_is_named_with_its_token_and_on_this_machine_without_tls(tmp_path: Path) -> None:
    assert read_environment(WHOLE).solvency_url == ""
    file = tmp_path / "token"
    file.write_text("a-token\n")
    named = {"SOLVENCY_URL": "https://tax.example.org/solvency", "SOLVENCY_TOKEN_FILE": str(file)}
    environment = read_environment({**WHOLE, **named})
    assert (environment.solvency_url, environment.solvency_token) == (named["SOLVENCY_URL"], "a-token")
    local = {"SOLVENCY_URL": "http://127.0.0.1:9/s", "SOLVENCY_TOKEN": "t"}
    assert read_environment({**WHOLE, **local}).solvency_url == local["SOLVENCY_URL"]
    assert "SOLVENCY_TOKEN" in faults_of(SOLVENCY_URL=named["SOLVENCY_URL"], SOLVENCY_TOKEN="two words")
