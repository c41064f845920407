"""A letter that the font does not have would be a letter that a voter cannot read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.device.text import font_file

ANSWERS = Path(__file__).with_name("font_answers.py")
DEVICE = Path(__file__).parents[3] / "device"
FONTS = ("font.bin", "font_large.bin", "font_small.bin")
KAZAKH = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
ALPHABETS = KAZAKH + KAZAKH.lower() + "".join(map(chr, range(0x20, 0x7F))) + "«»№–—…₸✓▸◂▴▾←→↑↓·×§°\u00a0“”„’☐☑"


def said_in(path: Path) -> str:
    """Every character of every string in a source file that is not a docstring, or of a table of words."""
    if path.suffix == ".tsv":
        return "".join(sorted(set(path.read_text()) - set("\t\n")))
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    strings = (node.value for node in constants if isinstance(node.value, str))
    return "".join(sorted({character for string in strings for character in string if character.isprintable()}))


@pytest.mark.parametrize("name", FONTS)
def test_every_alphabet_of_the_country_is_there(name, micropython):
    assert micropython(ANSWERS, [["missing", name, ALPHABETS]]) == [None]


def test_everything_the_firmware_says_can_be_shown(micropython):
    sources = [*sorted(DEVICE.rglob("*.py")), *sorted(DEVICE.rglob("*.tsv"))]
    answers = micropython(ANSWERS, [["missing", "font.bin", said_in(source)] for source in sources])
    assert {str(source): missing for source, missing in zip(sources, answers, strict=True) if missing} == {}


def test_the_first_character_without_a_glyph_is_named(micropython):
    cases = [["missing", "font.bin", text] for text in ("Дауыс 漢字 беру", "two\nlines")]
    assert micropython(ANSWERS, cases) == ["漢", None]


def test_it_is_drawn_as_a_box_and_not_left_out(micropython):
    unknown, box = micropython(ANSWERS, [["draw", "font.bin", text, 64, 3, 0, 1, False] for text in ("漢", "□")])
    assert unknown == box
    assert int(unknown[1], 16)


def test_capitals_are_as_high_as_the_law_of_reading_asks():
    """3.5 mm on paper at 8 dots a millimetre, 4.8 mm on the panel with dots of 0.174 mm (VVSG 2.0 7.1-G)."""
    font = font_file.load("font.bin")
    heights = {glyph: font.glyphs[glyph].ink.shape[0] for glyph in "HНІЖҮ"}
    assert set(heights.values()) == {28} == {font.capital_height}
    assert 28 / 8 >= 3.5
    assert 28 * 0.174 >= 4.8
    assert font_file.load("font_small.bin").capital_height / 8 == 2.5  # of protocols alone: no voter has to read it
    assert 6.4 <= font_file.load("font_large.bin").capital_height * 0.174 <= 9.0


@pytest.mark.parametrize("name", FONTS)
def test_letters_never_share_a_column(name):
    """Else text could not be read back from a picture without doubt."""
    font = font_file.load(name)
    for character, glyph in font.glyphs.items():
        rows, width = glyph.ink.shape
        assert glyph.left + width <= glyph.advance, character
        assert glyph.top + rows <= font.height, character
        if width:
            assert glyph.ink[[0, -1]].any(axis=1).all(), character
            assert glyph.ink[:, [0, -1]].any(axis=0).all(), character
    assert font.size_bytes < 40_000


@pytest.mark.parametrize("pair", ["ҰҮ", "ҢН", "ҚК", "ҒГ", "ӨО", "әа", "Иі", "З3", "О0", "1l"])
def test_letters_that_mean_different_things_look_different(pair):
    font = font_file.load("font.bin")
    first, second = (font.glyphs[character] for character in pair)
    assert first.ink.shape != second.ink.shape or (first.ink != second.ink).any()
