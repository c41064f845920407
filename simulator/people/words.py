"""The words on the terminals' screens by id, from the firmware's own files: scripts wait for words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TEXT = Path(__file__).parents[2] / "device" / "text"
LANGUAGES = ("kk", "ru", "en")


@cache
def _table() -> dict[str, list[str]]:
    files = [path for path in sorted(TEXT.glob("*.tsv")) if path.stem != "referendum"]  # said in place of others
    rows = [line.split("\t") for path in files for line in path.read_text("utf-8").splitlines()]
    return {row[0]: row[1:] for row in rows}


def template(name: str, language: str) -> str:
    """The text of an id with its places for values."""
    return _table()[name][LANGUAGES.index(language)].replace("\\t", " ")


def words(name: str, language: str, *values: object) -> str:
    """The words of an id. Without values, what comes before the first brace, which is what can be waited for."""
    text = template(name, language)
    return text.format(*values) if values else text.split("{")[0].strip()


def known() -> frozenset[str]:
    """Every id that has words."""
    return frozenset(_table())
