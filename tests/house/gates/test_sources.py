"""What no source file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PRODUCT = ROOT / "ventanilla"
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "services",
    "service",
    "manager",
    "managers",
    "misc",
}

# The only modules that may import by name at run time, and why.
IMPORTERS = {
    "ventanilla/cli/main.py": "a command's module is imported when it is called",
    "ventanilla/formal/sealing.py": "what signs a PDF costs every start two seconds, and few processes ever sign",
    "ventanilla/rules/identifiers/__init__.py": "kinds are files of one shape; a command that needs none loads none",
    "ventanilla/rules/phones.py": "phonenumbers alone would double the start of commands that read no number",
}
# Modules with an import inside a function, and why.
LATE_IMPORTS: dict[str, str] = {}
# Countries are packs. A path with a country in its text, and why.
COUNTRIES = re.compile(r"\b(el salvador|ecuador|m[eé]xico|salvadore[nñ]|ecuatorian|mexican)", re.IGNORECASE)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def modules() -> list[Path]:
    return sorted(path for path in PRODUCT.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_room_or_module_has_a_name_that_says_nothing() -> None:
    named = {
        path for path in PRODUCT.rglob("*") if path.suffix in {".py", ""} and path.stem in FORBIDDEN_NAMES
    }
    assert not named


def test_imports_stand_at_the_top() -> None:
    late = {
        f"{name_of(path)}:{inner.lineno}"
        for path in modules()
        if name_of(path) not in LATE_IMPORTS
        for outer in ast.walk(tree_of(path))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert not late


def test_nothing_is_imported_by_name() -> None:
    importing = {name_of(path) for path in modules() if "importlib" in set(imported(tree_of(path)))}
    assert importing <= set(IMPORTERS)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_signal_receivers_and_no_unfinished_notes() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|django\.dispatch|models\.signals")
    assert not {name_of(path) for path in modules() if pattern.search(path.read_text("utf-8"))}


@pytest.mark.parametrize("room", ["rules", "mime", "catalogue"])
def test_below_the_line_there_is_no_django(room: str) -> None:
    for path in (PRODUCT / room).rglob("*.py"):
        names = set(imported(tree_of(path)))
        assert not any(name.split(".")[0] in {"django", "psycopg", "procrastinate"} for name in names), path


def test_no_country_stands_in_code() -> None:
    """Names of things are code; comments and docstrings may cite a law and whose it is."""
    assert not {
        name_of(path): said
        for path in modules()
        if not is_of_a_country(path) and (said := countries_in(path))
    }


def is_of_a_country(path: Path) -> bool:
    """A kind of identifier is one country's, and says so in its name."""
    return path.parent.name == "identifiers" and bool(re.match(r"_?(sv|ec|mx)_", path.name))


def countries_in(path: Path) -> list[str]:
    tree = tree_of(path)
    docstrings = {id(text) for text in docstrings_of(tree)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and COUNTRIES.search(node.value)
    ]


def docstrings_of(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_host_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://|index-url|find-links", text)
    requirements = pins_of(name)
    assert all("--hash=sha256:" in rest for rest in requirements.values())


def test_both_locks_pin_the_same() -> None:
    product, tools = pins_of("requirements.lock"), pins_of("requirements-dev.lock")
    assert product.items() <= tools.items()
    assert "pytest" in tools
    assert "pytest" not in product


def pins_of(name: str) -> dict[str, str]:
    """Each package with its version, markers and hashes."""
    blocks = re.split(r"^(?=\w)", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    return dict(block.split("==", 1) for block in blocks if "==" in block)  # type: ignore[misc]


def test_no_committed_file_names_a_place_on_somebody_s_machine() -> None:
    places = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")
    allowed = {"tests/house/gates/test_sources.py"}
    suffixes = {
        ".py",
        ".md",
        ".toml",
        ".yaml",
        ".yml",
        ".json",
        ".html",
        ".css",
        ".js",
        ".lock",
        ".po",
        ".sh",
        "",
    }
    for path in tracked():
        if path.suffix in suffixes and name_of(path) not in allowed and path.stat().st_size < 1_000_000:
            found = places.search(path.read_text("utf-8", "replace"))
            assert not found, f"{name_of(path)}: {found and found[0]}"
