"""What no template and no style sheet of ours may do."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PRODUCT = ROOT / "ventanilla"
OUTSIDE = re.compile(r"""(?:src|href|action|srcset|poster|data)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
OUTSIDE_IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""", re.IGNORECASE)
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']""", re.IGNORECASE
)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
# In this field it means to pay.
PAYS = re.compile(r"\bcancelar\b", re.IGNORECASE)


def templates() -> list[Path]:
    return sorted(path for path in PRODUCT.rglob("*.html") if "templates" in path.parts)


def static_files() -> list[Path]:
    found = [*PRODUCT.rglob("static/**/*.css"), *PRODUCT.rglob("static/**/*.js")]
    return sorted(path for path in found if "vendor" not in path.parts)


def offenders(paths: list[Path], pattern: re.Pattern[str]) -> dict[str, str]:
    """The first hit in each file, comments of templates apart."""
    texts = {str(path.relative_to(PRODUCT)): COMMENT.sub("", path.read_text("utf-8")) for path in paths}
    hits = {name: pattern.search(text) for name, text in texts.items()}
    return {name: hit[0] for name, hit in hits.items() if hit}


def test_templates_refer_to_no_other_host() -> None:
    assert not offenders(templates(), OUTSIDE)


def test_templates_have_no_inline_script_or_style() -> None:
    assert not offenders(templates(), INLINE)


def test_no_button_says_to_pay_where_it_means_to_drop() -> None:
    assert not offenders(templates(), PAYS)


def test_style_sheets_and_scripts_refer_to_no_other_host() -> None:
    assert not offenders(static_files(), OUTSIDE_IN_CSS)
    assert not offenders(static_files(), re.compile(r"\beval\("))
