"""The command table.

A command is a module of ``ventanilla.cli.commands`` with ``add_arguments(parser) -> None`` and ``run(arguments) -> int``.
Its module is imported when it is called, and only then: commands that only compute start in well under a second
because nobody else's imports stand in their way. This is the one place of the product that imports by name.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from ventanilla import __version__

DONE, BROKEN_RULE, MISUSE = 0, 1, 2


class Command(NamedTuple):
    """Where a command lives and what it says of itself; `with_file` is the module that serves it where it is given a file."""

    module: str
    help: str
    with_file: str = ""


_HOME = "ventanilla.cli.commands"

COMMANDS = {
    "demo": Command(f"{_HOME}.demo", "everything in one, with a small population and its mails"),
    "serve": Command(f"{_HOME}.serve", "the web server"),
    "work": Command(f"{_HOME}.work", "the worker: mail, scanning, due dates"),
    "migrate": Command(f"{_HOME}.migrate", "bring the database up to date"),
    "administrator": Command(f"{_HOME}.administrator", "appoint the first administrator of an installation"),
    "doctor": Command(f"{_HOME}.doctor", "say what is wrong with this installation"),
    "verify": Command(
        f"{_HOME}.verify",
        "check the journal's chain and the files against their hashes, or an exported dossier by itself",
        f"{_HOME}.verify_file",
    ),
    "pack": Command(f"{_HOME}.pack", "check a pack, show a sheet or workflow, print the schema"),
    "mail": Command(f"{_HOME}.mail", "read raw messages as the desk would"),
    "calendar": Command(f"{_HOME}.calendar", "non-business days of a year; the N-th business day"),
    "term": Command(f"{_HOME}.term", "a legal due date, day by day"),
    "estimate": Command(f"{_HOME}.estimate", "the taxes of an annex of a guarantee, line by line"),
    "bonds": Command(f"{_HOME}.bonds", "load the bonds that stood before the register did"),
    "mail ingest": Command(f"{_HOME}.ingest", "file a raw message as if it had arrived"),
    "receive": Command(f"{_HOME}.receive", "the listener that a local mail server delivers to"),
    "id": Command(f"{_HOME}.identifiers", "check identity and tax numbers"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 the input breaks a rule, 2 misuse."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words[0] if words else ""
    if " ".join(words[:2]) in COMMANDS:
        # An action that needs what its sisters do without has a module of its own.
        words = [" ".join(words[:2]), *words[2:]]
        name = words[0]
    if name in {"-V", "--version"}:
        print(f"ventanilla {__version__}")
        return DONE
    if name not in COMMANDS:
        return _explain(name)
    command = COMMANDS[name]
    parser = argparse.ArgumentParser(prog=f"ventanilla {name}", description=_sentence(command.help))
    has_file = any(not word.startswith("-") for word in words[1:])
    module = importlib.import_module(command.with_file if command.with_file and has_file else command.module)
    module.add_arguments(parser)
    try:
        status = int(module.run(parser.parse_args(words[1:])))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output left (`| head`): no reason for a traceback, nor for a second one at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    return status


def _explain(name: str) -> int:
    asked = name in {"-h", "--help", "help"}
    stream = sys.stdout if asked else sys.stderr
    if name and not asked:
        print(f"ventanilla: there is no command '{name}'.", file=stream)
    print("usage: ventanilla COMMAND ...   (ventanilla COMMAND --help tells more)\n", file=stream)
    for word, command in COMMANDS.items():
        print(f"  {word:<15}{command.help}", file=stream)
    return DONE if asked else MISUSE


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


if __name__ == "__main__":
    sys.exit(main())
