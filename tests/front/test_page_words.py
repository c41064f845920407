"""The page's words: nothing is left without a language, and no fault of a part without words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from simulator.channel import faults
from simulator.front import meanings

STATIC = Path(__file__).parents[2] / "simulator" / "front" / "static"
WORDS: dict[str, dict[str, str]] = json.loads((STATIC / "words.json").read_text(encoding="utf-8"))
SAID = re.compile(r'(?:word|hint|label|ask): "([a-z_0-9-]+)"|say\("([a-z_0-9-]+)"')
TABLES = [table for table in vars(faults).values() if isinstance(table, tuple)]
ALL_FAULTS = [fault for table in TABLES for fault in table if isinstance(fault, faults.Fault)]


@pytest.mark.parametrize("name", WORDS)
def test_gap_in_a_language(name: str) -> None:
    texts = WORDS[name]
    assert set(texts) == {"kk", "ru", "en"}
    assert all(text.strip() for text in texts.values())
    assert len({text.count("{}") for text in texts.values()}) == 1, texts


@pytest.mark.parametrize("script", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_words_that_nobody_wrote(script: Path) -> None:
    said = {a or b for a, b in SAID.findall(script.read_text(encoding="utf-8"))}
    assert said <= set(WORDS), said - set(WORDS)


def test_fault_without_words() -> None:
    ids = {f"{fault.part}.{fault.id}" for fault in ALL_FAULTS}
    assert ids
    assert {name for name in ids if f"fault.{name}" not in WORDS or f"expect.{name}" not in WORDS} == set()


def test_meaning_without_words() -> None:
    said = [*meanings.PRINTER.values(), *meanings.DISPLAY.values(), *meanings.FLASH.values(), *meanings.GM65.values()]
    pieces = {piece.split(", ")[-1] for piece in said if piece}
    assert {piece for piece in pieces if f"says.{piece}" not in WORDS} == set()


def test_letters_that_the_font_has_not() -> None:
    known = set(TTFont(STATIC / "fonts" / "NotoSans-Regular.woff").getBestCmap())
    used = {letter for texts in WORDS.values() for text in texts.values() for letter in text}
    assert {letter for letter in used if ord(letter) not in known} == set()
