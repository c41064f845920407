"""Double presses, fingers that slide, people who walk away, and what brings them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.people.screen_reader import fold
from simulator.people.words import words
from tests.device.screens.dialog_rig import INVERSE, LARGE, SMALL, DialogRig, question

LINES = ["Иә", "Жоқ"]
CAST = question("confirm", "Compare the paper", ["?"], "key_change", "key_cast")


def test_a_double_press_does_not_fall_through_to_the_next_screen(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "First", LINES), CAST)
    rig.press("down", "ok", "ok")
    rig.rest(1000)
    assert rig.answers == [0]
    rig.press("ok")
    assert rig.answers == [0, 1]


def test_a_double_touch_does_not_fall_through_to_the_next_screen(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, CAST, CAST)
    left, top, width, height = rig.screen.target("Дауыс беру") or (0, 0, 0, 0)
    for _ in range(2):
        rig.glass.tap(left + width / 2, top + height / 2, 80)
        rig.rest(170)
    rig.rest(1000)
    assert rig.answers == [1]


def test_a_double_touch_turns_one_page(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", [f"Кандидат {number}" for number in range(20)]))
    left, top, width, height = rig.screen.target("▾") or (0, 0, 0, 0)
    for _ in range(2):
        rig.glass.tap(left + width / 2, top + height / 2, 80)
        rig.rest(170)
    assert rig.rest(500).shows("2/")


def test_a_finger_that_slides_from_one_answer_to_another_gives_none(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", LINES))
    rig.rest(350)
    for begin, end in (("Иә", "Жоқ"), ("Жоқ", "Артқа")):
        for answer, act in ((begin, rig.glass.finger_down), (end, rig.glass.finger_move)):
            left, top, width, height = rig.screen.target(answer) or (0, 0, 0, 0)
            act(left + width / 2, top + height / 2)
            rig.rest(60)
        rig.glass.finger_up()
        rig.rest(200)
    assert rig.answers == []
    rig.tap("Жоқ")
    assert rig.answers == [1]


@pytest.mark.parametrize("act", ["left", "touch"])
def test_any_key_or_touch_at_the_alert_goes_on_and_answers_nothing(act: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", LINES, 1, idle_ms=150_000, alert_ms=30_000))
    before = rig.screen
    assert rig.rest(150_000).shows("Сіз осындасыз ба?")
    if act == "touch":
        rig.rest(400)
        rig.glass.tap(5, 100)
        rig.rest(300)
    else:
        rig.rest(400)
        rig.press(act)
    assert rig.screen == before
    assert rig.answers == []
    rig.rest(400)
    rig.press("ok", "ok")
    assert rig.answers == [1]


@pytest.mark.parametrize("size", [0, LARGE])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_alert_is_whole_on_the_small_panel(language: str, size: int, tmp_path: Path) -> None:
    asked = question("choose", "T", LINES, idle_ms=1000, language=language, size=size)
    rig = DialogRig(tmp_path, asked, panel=SMALL)
    rig.rest(1000)
    assert rig.screen.shows(words("still_there", language))
    assert rig.screen.shows(words("press_any_key", language))


def test_nobody_there_any_more(tmp_path: Path) -> None:
    options = {"idle_ms": 150_000, "alert_ms": 30_000}
    asked: list[tuple] = [("choose", "T", LINES), ("mark", "T", LINES, []), ("confirm", "T", LINES)]
    asked.append(("digits", "T", "P", 4))
    rig = DialogRig(tmp_path, *[question(*call, **options) for call in asked])
    for number in range(4):
        rig.asked(number)
        rig.rest(182_000)
    assert rig.answers == [-2, -2, -2, ""]


def test_keys_change_size_and_contrast_where_that_is_allowed(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", LINES, adjustable=True), question("choose", "T", LINES))
    standard = rig.panel.image()
    rig.press("left")
    height = rig.screen.targets[fold("Иә")][3]
    assert height > 73
    assert rig.press("left", "right").selection == ""
    assert (rig.panel.image() != standard).any()
    rig.press("right", "right")
    assert (rig.panel.image() == standard).all()
    rig.press("ok", "ok")
    assert rig.answers == [0]


def test_keys_change_nothing_where_it_is_not(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", LINES))
    standard = rig.panel.image()
    rig.press("left", "right")
    assert (rig.panel.image() == standard).all()


def test_the_focus_stays_when_the_size_changes(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", [f"Кандидат {n}" for n in range(20)], 13, adjustable=True))
    assert rig.press("down", "left").selection == fold("Кандидат 13")
    assert rig.press("right", "right").selection == fold("Кандидат 13")


def test_the_next_voter_finds_the_defaults(tmp_path: Path) -> None:
    again = question("choose", "T", LINES)
    changed = question("choose", "T", LINES, size=LARGE, contrast=INVERSE)
    rig = DialogRig(tmp_path, again, changed, question("defaults"), again)
    standard = rig.panel.image()
    rig.press("ok", "ok")
    rig.asked(1)
    assert (rig.panel.image() != standard).any()
    rig.press("ok", "ok")
    rig.asked(3)
    assert (rig.panel.image() == standard).all()
