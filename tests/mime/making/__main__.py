"""Writes the corpus: a ``.eml`` and a ``.json`` for each mail."""

from __future__ import annotations

import json
from pathlib import Path

from tests.mime.making.all import every_mail

CORPUS = Path(__file__).parents[1] / "corpus"


def main() -> None:
    """Write every mail anew."""
    for old in (*CORPUS.glob("*.eml"), *CORPUS.glob("*.json")):
        old.unlink()
    for made in every_mail():
        (CORPUS / f"{made.name}.eml").write_bytes(made.raw)
        written = {"language": made.language, **made.expected}
        text = json.dumps(written, ensure_ascii=False, indent=1)
        (CORPUS / f"{made.name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
