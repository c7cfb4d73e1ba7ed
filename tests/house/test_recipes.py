"""`run.py` and the build hook: what they do again, what they refuse, and the words they refuse it with."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def recipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load("run")
    monkeypatch.setattr(module, "STAMPS", tmp_path)
    return module


def test_work_is_done_again_only_where_its_files_changed(recipes: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "lock"
    done: list[str] = []
    for content in ("one", "one", "two"):
        file.write_text(content)
        recipes.with_stamp("lock-stamp", [file], lambda content=content: done.append(content))
    assert done == ["one", "two"]


def test_work_that_failed_is_done_again(recipes: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("one")

    def fail() -> None:
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        recipes.with_stamp("lock-stamp", [file], fail)
    done: list[str] = []
    recipes.with_stamp("lock-stamp", [file], lambda: done.append("done"))
    assert done == ["done"]


def test_without_a_recipe_the_recipes_are_listed() -> None:
    asked = subprocess.run(
        [sys.executable, ROOT / "run.py", "--help"], capture_output=True, text=True, check=True
    )
    for recipe in ("setup", "demo", "test", "check", "bench"):
        assert recipe in asked.stdout
    refused = subprocess.run(
        [sys.executable, ROOT / "run.py", "dance"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2


def test_an_old_python_is_told_which_one_is_needed(
    recipes: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recipes, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(SystemExit):
        recipes.setup(with_tools=True)
    assert "needs Python 99.0 or newer" in capsys.readouterr().err


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an npm that hands out one archive, as the registry would."""
    archive = tmp_path / "thing-1.0.0.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        for name, content in {"a.css": "p{}\n/*# sourceMappingURL=a.css.map */", "b.txt": "b"}.items():
            source = tmp_path / name
            source.write_text(content)
            packed.add(source, f"package/dist/{name}")
    programs = tmp_path / "programs"
    programs.mkdir()
    npm = programs / "npm"
    npm.write_text(
        f'#!/bin/sh\ncase "$2" in thing@1.0.0) ;; *) echo "E404 no such thing" >&2; exit 1;; esac\n'
        f'while [ "$1" != --pack-destination ]; do shift; done\n'
        f'cp "{archive}" "$2/" && echo {archive.name}\n'
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    write_assets(checkout, sha512=base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode())
    return checkout


def write_assets(checkout: Path, **changes: str) -> None:
    entry = {"package": "thing", "version": "1.0.0", "sha512": "", "root": "package/dist", "folder": "thing"}
    previous = checkout / "assets.json"
    if previous.exists():
        entry = json.loads(previous.read_text())[0]
    previous.write_text(json.dumps([{**entry, "files": ["a.css"], **changes}]))


def test_assets_are_unpacked_by_name_without_source_maps(checkout: Path) -> None:
    hook = load("hatch_build")
    hook.fetch_assets(checkout)
    assert hook.are_fetched(checkout)
    vendor = checkout / hook.VENDOR
    assert (vendor / "thing" / "a.css").read_text() == "p{}\n"
    assert not (vendor / "thing" / "b.txt").exists()


def test_an_archive_with_another_sum_is_refused(checkout: Path) -> None:
    hook = load("hatch_build")
    write_assets(checkout, sha512="AAAA")
    with pytest.raises(hook.BuildFault, match=r"not the archive that assets\.json names"):
        hook.fetch_assets(checkout)
    assert not (checkout / hook.VENDOR).exists()


def test_a_registry_that_does_not_answer_is_explained(checkout: Path) -> None:
    hook = load("hatch_build")
    write_assets(checkout, version="2.0.0")
    with pytest.raises(
        hook.BuildFault, match=r"(?s)could not be fetched from npm: E404.*run the same command again"
    ):
        hook.fetch_assets(checkout)


def test_translations_are_compiled_once(tmp_path: Path) -> None:
    hook = load("hatch_build")
    folder = tmp_path / hook.LOCALE / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Send"\nmsgstr "Enviar"\n'
    )
    hook.compile_translations(tmp_path)
    compiled = folder / "django.mo"
    assert b"Enviar" in compiled.read_bytes()
    before = compiled.stat().st_mtime_ns
    hook.compile_translations(tmp_path)
    assert compiled.stat().st_mtime_ns == before
