#!/usr/bin/env python3
"""The one door to a checkout: ``python3 run.py demo`` and ``python3 run.py test`` need Python 3.11 and nothing else.

Every recipe first makes the environment in ``.venv``: what the lock file lists, checked by hash, and the program itself.
Once it is there this takes no time. This file uses the standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
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
TOOLS_LOCK = ROOT / "requirements-dev.lock"
STAMPS = VENV / "ventanilla-stamps"
OLDEST_PYTHON = (3, 11)
SIDE_BY_SIDE = ["-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder"]


def setup(*, with_tools: bool) -> None:
    """Make or update ``.venv``; each part only where what it is made of has changed.

    ``with_tools``: what tests and gates need too. A demonstration does without and is there sooner.
    """
    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"Ventanilla needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; this is {sys.version.split()[0]}."
        )
    if not PYTHON.exists():
        say("Making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", VENV])
    STAMPS.mkdir(exist_ok=True)
    lock = TOOLS_LOCK if with_tools or is_done("lock-tools", [TOOLS_LOCK]) else LOCK
    with_stamp("lock-tools" if lock is TOOLS_LOCK else "lock", [lock], lambda: install_lock(lock))
    with_stamp("program", program_files(), install_program)


def install_lock(lock: Path) -> None:
    """Install exactly what the lock lists, and compile it: uncompiled, every start would take seconds."""
    say(f"Installing what {lock.name} lists")
    installer = [*installer_command(), "--require-hashes", "--requirement", lock]
    run([*installer, "--compile-bytecode" if is_uv(installer) else "--compile"], log="install.log")


def installer_command() -> list[object]:
    """uv, which is several times faster; got by pip, by hash, where there is none; else pip itself."""
    uv = shutil.which("uv") or (PROGRAMS / "uv" if (PROGRAMS / "uv").exists() else None)
    if uv is None:
        only_uv = STAMPS / "uv.lock"
        only_uv.write_text("".join(block for block in lock_blocks(TOOLS_LOCK) if block.startswith("uv==")))
        pip = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--only-binary=:all:",
            "--require-hashes",
            "-r",
            only_uv,
        ]
        done = subprocess.run([str(word) for word in pip], capture_output=True, check=False)
        uv = PROGRAMS / "uv" if done.returncode == 0 else None
    if uv is None:
        return [PYTHON, "-m", "pip", "install", "--quiet"]
    return [uv, "pip", "install", "--quiet", "--python", PYTHON]


def is_uv(command: list[object]) -> bool:
    return Path(str(command[0])).name == "uv"


def lock_blocks(lock: Path) -> list[str]:
    """One text for each package: its line and those of its hashes."""
    return re.split(r"^(?=\w)", lock.read_text("utf-8"), flags=re.MULTILINE)


def install_program() -> None:
    """Install the checkout itself; its build fetches style sheets and compiles translations."""
    say("Installing ventanilla from this checkout")
    run([*installer_command(), "--no-deps", "--editable", ROOT], log="install.log")
    run([PYTHON, "-m", "compileall", "-q", ROOT / "ventanilla"])


def program_files() -> list[Path]:
    """What the build reads; sources are read where they lie."""
    named = [ROOT / name for name in ("pyproject.toml", "hatch_build.py", "assets.json")]
    return [*named, *sorted((ROOT / "ventanilla" / "ui" / "locale").glob("*/LC_MESSAGES/*.po"))]


def with_stamp(name: str, files: Iterable[Path], work: Callable[[], None]) -> None:
    """Do the work unless it was done with these very files."""
    files = list(files)
    if not is_done(name, files):
        work()
        (STAMPS / name).write_text(digest(files))


def is_done(name: str, files: Iterable[Path]) -> bool:
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == digest(files)


def digest(files: Iterable[Path]) -> str:
    content = hashlib.sha256(sys.version.encode())
    for path in files:
        content.update(path.read_bytes())
    return content.hexdigest()


def lock(rest: list[str]) -> int:
    """Write both lock files anew; what they pin stays where it may, and both pin the same."""
    compile_lock = [
        *(PROGRAMS / "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
        *("--python-version", ".".join(map(str, OLDEST_PYTHON)), "--no-header", "--no-annotate", *rest),
    ]
    run([*compile_lock, "--extra", "dev", "pyproject.toml", "--output-file", TOOLS_LOCK])
    pins = STAMPS / "pins.txt"
    pins.write_text(
        "".join(block.split(" \\\n")[0] + "\n" for block in lock_blocks(TOOLS_LOCK) if "==" in block)
    )
    run([*compile_lock, "--constraint", pins, "pyproject.toml", "--output-file", LOCK])
    return 0


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
            *(
                str(PYTHON),
                "-W",
                "ignore::RuntimeWarning",
                "-m",
            ),  # there is no database to ask for its history
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


def cover(rest: list[str]) -> int:
    """Run tests and hold the law, the packs and the question who may what at full coverage of every branch."""
    python = [str(PYTHON), "-m", "coverage"]
    tested = subprocess.run([*python, "run", "-m", "pytest", *rest], cwd=ROOT, env=environment(), check=False)
    fully = "ventanilla/rules/*,ventanilla/catalogue/*,ventanilla/*/policies.py,ventanilla/people/access.py"
    report = [*python, "report", f"--include={fully}", "--fail-under=100"]
    covered = subprocess.run(report, cwd=ROOT, env=environment(), check=False)
    return 1 if tested.returncode or covered.returncode else 0


def pictures(rest: list[str]) -> int:
    """Let the journeys take the pictures that the documentation shows."""
    with_folder = {**environment(), "VENTANILLA_SCREENS": str(ROOT / "docs" / "screens")}
    command = [str(PYTHON), "-m", "pytest", "tests/journeys", *rest]
    return subprocess.run(command, cwd=ROOT, env=with_folder, check=False).returncode


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
    "test": (
        "run the tests side by side; what follows goes to pytest (-n 0: one after the other)",
        lambda rest: become("pytest", [*SIDE_BY_SIDE, *rest]),
    ),
    "check": ("run every gate: style, types, layers, templates, packs, budgets", check),
    "cover": ("run the tests and hold law, packs and access at full branch coverage", cover),
    "pictures": ("take the documentation's pictures anew", pictures),
    "lock": ("write the lock files anew, from a registry (--upgrade)", lock),
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
    setup(with_tools=arguments.recipe != "demo")
    return RECIPES[arguments.recipe][1](arguments.rest)


if __name__ == "__main__":
    sys.exit(main())
