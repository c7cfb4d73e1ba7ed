"""The command table: each command is there, explains itself, and costs only what it needs."""

from __future__ import annotations

import argparse
import importlib
import os
import resource
import subprocess
import sys

import pytest

from ventanilla.cli.main import COMMANDS, main

# They compute and need no database, so no framework may load with them.
PURE = {"calendar", "term", "id", "pack", "estimate"}


def test_each_command_has_its_module() -> None:
    for name, command in COMMANDS.items():
        module = importlib.import_module(command.module)
        module.add_arguments(argparse.ArgumentParser())
        assert callable(module.run), name


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(f"  {name}" in printed for name in COMMANDS)


@pytest.mark.parametrize("words", [[], ["no-such-command"]])
def test_misuse_is_status_2_and_shows_the_commands(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert "usage: ventanilla" in capsys.readouterr().err


def test_a_wrong_option_is_status_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["demo", "--no-such-option"])
    assert stopped.value.code == 2


@pytest.mark.parametrize("name", sorted(PURE))
def test_a_command_that_only_computes_loads_no_framework(name: str) -> None:
    code = (
        "import sys, importlib\n"
        f"importlib.import_module({COMMANDS[name].module!r})\n"
        "print(sorted({'django', 'psycopg', 'procrastinate'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_a_reader_who_leaves_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "ventanilla", "calendar", "days", "sv", "2026"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=buffered, text=True, **pipes) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == ""


def test_an_answer_takes_well_under_a_second() -> None:
    """Of a processor's time: what others do on the machine meanwhile is not counted."""
    command = [sys.executable, "-m", "ventanilla", "term", "sv", "--from", "2026-03-10T10:00", "--days", "10"]
    subprocess.run(command, capture_output=True, check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < 1
