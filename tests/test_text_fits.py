"""Words that do not fit the screens: buttons, titles, choices and single words, in every language, on both panels."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import product

import pytest

from host_tools.fonts import ruler
from host_tools.fonts.ruler import LARGE, STANDARD, Panel, font, panel
from host_tools.provisioning.closure import ROLES, firmware_files
from tests.test_screens_page import DRAWS_SLIPS
from tests.test_screens_page import said as said_on_screens
from tests.test_texts import DEVICE, FILES, LANGUAGES, known, literals, sources

PANELS = UPRIGHT, SMALL = panel("st7796_320x480"), panel("ili9341_320x240")
ASKING = {"choose": 0, "confirm": 0, "message": 0, "digits": 0, "letters": 0, "mark": 0, "show": 0, "read": 1}
TURNING = ("▴", "▾")
VALUE = "88"  # in place of braces
MOST_TITLE_LINES = 3  # of the ten that the upright panel holds
LANGUAGE_NAMES = ("kk", "ru", "en")
PRINTED = (0, 1)
PAPER_DOTS = 384  # of the narrowest paper
MOST_OF_A_BOOTH = "3000"  # voters of the largest precinct


def words(role: str, name: str, language: int) -> str:
    return known(role)[name][language].replace("\\t", " ").replace("{}", VALUE)


def asked(role: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Ids of titles, and pairs of ids of buttons that stand side by side."""
    titles, pairs = set(), {("key_back", "key_ok"), ("key_back", "key_next"), ("key_delete", "key_ok")}
    for name in firmware_files(DEVICE, role):
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse((DEVICE / name).read_text("utf-8"))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "title":
                titles |= ids(node.value)
            elif isinstance(node, ast.Call):
                called = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
                if called in ASKING and len(node.args) > ASKING[called]:
                    titles |= ids(node.args[ASKING[called]])
                if called == "choose":
                    constants = [str(given.value) for given in node.args if isinstance(given, ast.Constant)]
                    pairs |= {("key_back", value) for value in constants if value.startswith("key_")}
                if called == "confirm":
                    buttons = [argument for argument in node.args[2:] if isinstance(argument, ast.Constant)]
                    chosen = [str(button.value or "key_ok") for button in buttons] or ["key_back"]
                    pairs.add((chosen[0], chosen[1] if len(chosen) > 1 else "key_ok"))
    return titles, pairs


def ids(expression: ast.expr) -> set[str]:
    calls = [node for node in ast.walk(expression) if isinstance(node, ast.Call) and node.args]
    first = [node.args[0] for node in calls if ast.unparse(node.func).endswith("texts")]
    found = {str(argument.value) for argument in first if isinstance(argument, ast.Constant)}
    is_place = any(isinstance(argument, ast.Starred) and ast.unparse(argument).endswith(".place") for argument in first)
    return found | ({"slip_desk", "slip_desk_number"} if is_place else set())  # what a poll calls its desk


@pytest.mark.parametrize("role", ROLES)
def test_buttons_fit_side_by_side(role: str) -> None:
    wrong = []
    for pair, language in product(asked(role)[1], range(LANGUAGES)):
        left, right = (words(role, name, language) for name in pair)
        if max(panel.button_rows(left, right) for panel in PANELS) > 1 + (pair == ("key_change", "key_cast")):
            wrong.append((left, right, "alone"))
        alone = [word for word in (left, right) for panel in PANELS if panel.button_rows(word, TURNING[1]) > 1]
        wrong += [(word, "beside the button for more pages") for word in alone]
        more = [(words(role, "key_back", language), words(role, "key_more", language)) for language in range(LANGUAGES)]
        wrong += [row for row in more for panel in PANELS if panel.button_rows(*row) > 1]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_titles_take_three_lines_at_the_most(role: str) -> None:
    titles = {(name, words(role, name, language)) for name in asked(role)[0] for language in range(LANGUAGES)}
    assert titles
    most = MOST_TITLE_LINES * font().height
    assert {(name, text) for name, text in titles if UPRIGHT.title_rows(text) > most} == set()


@pytest.mark.parametrize("role", ROLES)
def test_titles_with_the_mark_of_a_test_or_training_leave_room_for_a_target(role: str) -> None:
    """`canvas.mark` puts it before every title; on the small panel such a title has pages of its own."""
    marks = [known(role)[name] for name in ("test_mark", "training_mark")]
    texts = {
        mark[language] + " · " + words(role, name, language)
        for name, language, mark in product(asked(role)[0], range(LANGUAGES), marks)
    }
    assert {text for text in texts if UPRIGHT.room(text) < UPRIGHT.target} == set()


def test_a_word_to_whoever_marks_leaves_room_for_a_cell() -> None:
    """On the small panel it has a page of its own."""
    notes = ("too_many", "alone", "mark_needed")
    said = {"⚠ " + words("booth", name, language) for name, language in product(notes, range(LANGUAGES))}
    assert {text for text in said if UPRIGHT.room(text) < UPRIGHT.target} == set()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("panel_of", [UPRIGHT, SMALL], ids=lambda used: used.name)
def test_pages_that_nobody_turns_hold_all_their_words(panel_of: Panel, role: str) -> None:
    """In the standard size, without a bar, and under the mark of a test or training."""
    found, wrong = shown(role), []
    assert found
    for (title, lines), language in product(found, range(LANGUAGES)):
        marks = max((known(role)[name][language] for name in ("test_mark", "training_mark")), key=len)
        rows = panel_of.title_rows(f"{marks} · {words(role, title, language)}")
        for line in lines:
            rows += font().height * font().lines(words(role, line, language), panel_of.text_width)
        wrong += [(title, lines, LANGUAGE_NAMES[language])] if rows > panel_of.height else []
    assert wrong == []


def shown(role: str) -> set[tuple[str, tuple[str, ...]]]:
    """(id of the title, ids of the lines) of every page that is put up and asks nothing, and of the alert."""
    found = {("still_there", ("press_any_key",))}
    for name in firmware_files(DEVICE, role):
        for node in ast.walk(ast.parse((DEVICE / name).read_text("utf-8"))) if name.endswith(".py") else ():
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "show" and len(node.args) == 2:
                found |= {(title, tuple(sorted(ids(node.args[1])))) for title in ids(node.args[0])}
    return found


@pytest.mark.parametrize("role", ROLES)
def test_two_choices_fit_one_page(role: str) -> None:
    """Whatever is chosen from stands with another choice on one page of the larger panel."""
    names = [name for name in known(role) if name.startswith(("action_", "mode_", "reason_"))]
    texts = {words(role, name, language) for name in names for language in range(LANGUAGES)}
    assert {text for text in texts if 2 * UPRIGHT.cell_rows(text, False) > UPRIGHT.room("T")} == set()


BOLD = {name for role in ROLES for name in asked(role)[0]}  # titles
BOLD |= {"certificates", "box_portable", "box_room", "paper_invalid", "paper_outside", "paper_received", "paper_unused"}


@pytest.mark.parametrize("name", FILES)
def test_no_word_is_longer_than_a_line(name: str) -> None:
    """In the standard size; a word that is too long for the large one stands in the standard one."""
    said = [(identity, text) for identity, texts in FILES[name].items() for text in texts if identity not in on_paper()]
    assert [found for found in said if longest(found[1], bold=found[0] in BOLD) > UPRIGHT.text_width] == []


@cache
def on_paper() -> set[str]:
    """Ids of words that stand on slips and on no screen."""
    return set().union(*(set(known(role)) for role in ROLES)) - set().union(*(said_on_screens(role) for role in ROLES))


def test_no_word_to_voters_is_longer_than_a_line_of_the_small_panel() -> None:
    said = [(identity, text) for identity, texts in FILES["booth"].items() for text in texts]
    assert [found for found in said if longest(found[1], bold=False) > SMALL.text_width] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_word_on_paper_is_broken(role: str) -> None:
    named = {text for name, tree in sources(role) if DRAWS_SLIPS.match(name) for text in literals(tree)}
    assert named & set(known(role))
    said = {(name, words(role, name, language)) for name in named & set(known(role)) for language in PRINTED}
    assert {found for found in said if longest(found[1], bold=True) > PAPER_DOTS} == set()


def test_no_cell_of_the_table_of_booths_runs_into_the_next() -> None:
    tree = ast.parse((DEVICE / "desk" / "count" / "precinct_part.py").read_text("utf-8"))
    (columns,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_COLUMNS"
    )
    cells = *(heading for heading, _ in columns), MOST_OF_A_BOOTH
    widest = max(font("font_small.bin").width(cell, bold=cell is not MOST_OF_A_BOOTH) for cell in cells)
    assert widest <= PAPER_DOTS // len(columns)


def longest(text: str, bold: bool) -> int:
    pieces = re.split(r" |(?<=-)", text.replace("\\t", " ").replace("{}", VALUE))
    return max(font().width(piece, bold) for piece in pieces)


@pytest.mark.parametrize("size", [STANDARD, LARGE])
def test_no_character_without_a_glyph_in_either_size(size: str) -> None:
    said = "".join(text for words in FILES.values() for texts in words.values() for text in texts)
    assert set(said.replace("\\t", "")) - set(font(size).advances) == set()


def test_the_ruler_measures_lines_as_the_terminal_wraps_them() -> None:
    """tests/device/text holds the terminal's wrapping to the same examples."""
    assert font().lines("Мысалбаев-Үлгіқұлов", 300) == 2
    assert font().lines("Бюллетень №\u00a0128", 200) == 2
    assert font().lines("", 200) == 1
    assert font().lines("Щ" * 20, 440) == 2
    assert Panel("narrow", 100, 100, 20).text_width == 100 - 2 * ruler.layout()["MARGIN"]
