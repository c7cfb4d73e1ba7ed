#!/usr/bin/env python3
"""The one door to a checkout: ``python3 run.py demo`` and ``python3 run.py test`` need Python 3.11 and nothing else.

Every recipe first makes the environment in ``.venv``: what the lock file lists, checked by hash, and the program itself.
Once it is there this takes no time. This file uses the standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / "bin"
PYTHON = PROGRAMS / "python"
LOCK = ROOT / "requirements.lock"
STAMPS = VENV / "ventanilla-stamps"
OLDEST_PYTHON = (3, 11)


def setup() -> None:
    """Make or update ``.venv``; each part only where what it is made of has changed."""
    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"Ventanilla needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; this is {sys.version.split()[0]}."
        )
    uv = shutil.which("uv")
    if not PYTHON.exists():
        say("Making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        run(
            [uv, "venv", "--quiet", "--python", sys.executable, VENV]
            if uv
            else [sys.executable, "-m", "venv", VENV]
        )
    STAMPS.mkdir(exist_ok=True)
    with_stamp("lock", [LOCK], lambda: install_lock(uv))
    with_stamp("program", program_files(), lambda: install_program(uv))


def install_lock(uv: str | None) -> None:
    """Install exactly what the lock lists, and compile it: uncompiled, every start would take seconds."""
    say("Installing what requirements.lock lists (a minute or less with uv, two with pip)")
    if uv:
        run(
            [
                uv,
                "pip",
                "install",
                "--quiet",
                "--python",
                PYTHON,
                "--require-hashes",
                "--compile-bytecode",
                "-r",
                LOCK,
            ]
        )
    else:
        run(
            [PYTHON, "-m", "pip", "install", "--quiet", "--compile", "--require-hashes", "-r", LOCK],
            log="pip.log",
        )


def install_program(uv: str | None) -> None:
    """Install the checkout itself; its build fetches style sheets and compiles translations."""
    say("Installing ventanilla from this checkout")
    installer = (
        [uv, "pip", "install", "--quiet", "--python", PYTHON]
        if uv
        else [PYTHON, "-m", "pip", "install", "--quiet"]
    )
    run([*installer, "--no-deps", "--editable", ROOT], log="" if uv else "pip.log")
    run([PYTHON, "-m", "compileall", "-q", ROOT / "ventanilla"])


def program_files() -> list[Path]:
    """What the build reads; sources are read where they lie."""
    named = [ROOT / name for name in ("pyproject.toml", "hatch_build.py", "assets.json")]
    return [*named, *sorted((ROOT / "ventanilla" / "ui" / "locale").glob("*/LC_MESSAGES/*.po"))]


def with_stamp(name: str, files: Iterable[Path], work: Callable[[], None]) -> None:
    """Do the work unless it was done with these very files."""
    digest = hashlib.sha256(sys.version.encode())
    for path in files:
        digest.update(path.read_bytes())
    stamp = STAMPS / name
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    work()
    stamp.write_text(digest.hexdigest())


def check(rest: list[str]) -> int:
    """Every gate that is no test; all run, and the last lines say which did not hold."""
    python = [str(PYTHON), "-m"]
    packs = sorted(path.parent.name for path in (ROOT / "packs").glob("*/pack.yaml"))
    gates: dict[str, list[str]] = {
        "ruff": [str(PROGRAMS / "ruff"), "check", "."],
        "format": [str(PROGRAMS / "ruff"), "format", "--check", "."],
        "types": [*python, "mypy"],
        "layers": [str(PROGRAMS / "lint-imports")],
        "templates": [str(PROGRAMS / "djade"), "--target-version", "5.2", "--check", *templates()],
        "migrations": [
            *python,
            "django",
            "makemigrations",
            "--check",
            "--dry-run",
            "--settings",
            "tests.settings",
        ],
        **{
            f"pack {code}": [*python, "ventanilla", "pack", "check", str(ROOT / "packs" / code)]
            for code in packs
        },
        "budgets": [*python, "pytest", "-q", "tests/house/gates"],
    }
    chosen = {name: command for name, command in gates.items() if not rest or name in rest}
    failed = [name for name, command in chosen.items() if not gate(name, command)]
    say("All gates hold." if not failed else f"Not held: {', '.join(failed)}")
    return 1 if failed else 0


def gate(name: str, command: list[str]) -> bool:
    """Run one gate under its name; its output is shown as it comes."""
    say(f"== {name}")
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode == 0


def templates() -> list[str]:
    return [str(path) for path in sorted((ROOT / "ventanilla").rglob("templates/**/*.html"))]


def become(module: str, rest: list[str]) -> int:
    """Go on as that module: the process that was started is the one that signals reach."""
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", module, *rest], environment())


def environment() -> dict[str, str]:
    """Ours, with the environment's programs first and the checkout importable."""
    path = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONPATH": str(ROOT)}


def run(command: list[object], *, log: str = "") -> None:
    """Run a step of the set-up; where it fails, say how and stop."""
    words = [str(word) for word in command if word]
    if not log:
        done = subprocess.run(words, cwd=ROOT, check=False)
    else:
        # pip warns at length about things that are no fault of anybody here.
        path = VENV / log
        with path.open("ab") as output:
            done = subprocess.run(words, cwd=ROOT, stderr=output, check=False)
        if done.returncode != 0:
            print("\n".join(path.read_text("utf-8", "replace").splitlines()[-20:]), file=sys.stderr)
    if done.returncode != 0:
        stop(f"This step failed: {' '.join(words)}")


def say(line: str) -> None:
    print(line, flush=True)


def stop(line: str) -> None:
    print(line, file=sys.stderr)
    raise SystemExit(1)


RECIPES: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "setup": ("make the environment in .venv, or bring it up to date", lambda rest: 0),
    "demo": (
        "run everything with a small population (--pack ec, --port, --reset)",
        lambda rest: become("ventanilla", ["demo", *rest]),
    ),
    "test": ("run the tests; what follows goes to pytest", lambda rest: become("pytest", rest)),
    "check": ("run every gate: style, types, layers, templates, packs, budgets", check),
    "bench": ("measure; what follows names measurements", lambda rest: become("bench", rest)),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Recipes of this checkout.", formatter_class=argparse.RawTextHelpFormatter
    )
    lines = "\n".join(f"{name:<8}{text}" for name, (text, _) in RECIPES.items())
    parser.add_argument("recipe", choices=RECIPES, metavar="RECIPE", help=lines)
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="arguments of the recipe")
    arguments = parser.parse_args()
    setup()
    return RECIPES[arguments.recipe][1](arguments.rest)


if __name__ == "__main__":
    sys.exit(main())
