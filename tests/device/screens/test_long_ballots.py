"""More options than a page holds, names longer than a line, and titles that leave no room."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from simulator.people.screen_reader import UNREADABLE, Screen, fold
from tests.device.screens.dialog_rig import LARGE, NEXT, SMALL, UPRIGHT, DialogRig, question

SIXTY_FOUR = [f"Кандидат {number}" for number in range(1, 65)]
LONG = [
    "Ұзынаттыұлы Мысалбек Үлгіжанұлы",
    "Қысқа",
    "«Қазақстанның ертегі кейіпкерлері» қоғамдық бірлестігінің өкілі",
    "Екі-Есімді-Аты-Жөні Сынақова",
]
PANELS = pytest.mark.parametrize("panel", [UPRIGHT, SMALL])


def cells(screen: Screen) -> list[str]:
    """The options on a page."""
    buttons = ("▴", "▾", fold("Артқа"), fold("Келесі"))
    return [words for words in screen.targets if words not in buttons and not words.startswith(fold("Тағы"))]


def turned(rig: DialogRig, button: str) -> list[Screen]:
    """All pages, by touching a button as long as it is there."""
    pages = [rig.screen]
    while rig.screen.target(button):
        pages.append(rig.tap(button))
    return pages


@PANELS
def test_sixty_four_options_are_reached_by_touch_alone(panel: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "Contest", SIXTY_FOUR), panel=panel)
    pages = turned(rig, "▾")
    assert [words for page in pages for words in cells(page)] == [fold(words) for words in SIXTY_FOUR]
    assert all(page.shows(f"{number}/{len(pages)}") for number, page in enumerate(pages, 1))
    back = turned(rig, "▴")
    assert [cells(page) for page in back] == [cells(page) for page in reversed(pages)]
    for _ in range(5):
        rig.tap("▾")
    rig.tap(cells(rig.screen)[-1])
    assert rig.answers == [SIXTY_FOUR.index(next(o for o in SIXTY_FOUR if fold(o) == cells(pages[5])[-1]))]


@PANELS
def test_sixty_four_options_are_reached_by_keys_alone(panel: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "Contest", SIXTY_FOUR), panel=panel)
    assert rig.screen.selection == ""
    for number in range(64):
        assert rig.press("down").selection == fold(SIXTY_FOUR[number])
    rig.press("down")
    assert rig.press("up").selection == fold(SIXTY_FOUR[62])
    rig.press("ok")
    assert rig.answers == [62]


def test_marks_by_keys_go_round_by_the_button_that_goes_on(tmp_path: Path) -> None:
    seven = SIXTY_FOUR[:7]
    asked = [question("mark", "Contest", seven, [1, 6], "", focus) for focus in (0, 0, 6)]
    rig = DialogRig(tmp_path, *asked)
    assert rig.press("up").selection == fold("☐ Кандидат 1")  # the first key shows where the focus is
    assert rig.press("up").selection == fold("Тағы 3 ▾")
    assert rig.press("up").selection == fold("☑ Кандидат 7")
    rig.press("ok")
    rig.asked(1)
    assert rig.screen.selection == fold("☐ Кандидат 1")
    rig.press("down", "ok")
    rig.asked(2)
    assert rig.press("down").selection == fold("Келесі")
    rig.press("ok")
    assert rig.answers == [6, 1, NEXT]


@PANELS
def test_next_leads_to_every_line_before_it_goes_on(panel: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, *[question("mark", "Contest", SIXTY_FOUR[:9], [], "", 0)] * 2, panel=panel)
    seen: list[str] = []
    while True:
        seen += cells(rig.screen)
        if rig.screen.target("Келесі"):
            break
        rig.tap(f"Тағы {9 - len(seen)}")
        assert rig.answers == []
    assert seen == [fold(name) for name in SIXTY_FOUR[:9]]
    rig.tap("Келесі")
    assert rig.answers == [NEXT]
    rig.asked(1)
    rig.press("down", "up", "ok")
    first = fold("☐ " + cells(rig.screen)[0])
    assert rig.screen.selection == first != fold("☐ Кандидат 1")  # by key the focus goes there
    assert rig.answers == [NEXT]


def test_nothing_looks_chosen_before_it_is_chosen(tmp_path: Path) -> None:
    """VVSG 2.0 7.2-D: by touch alone no option ever has the focus; a key brings it, and chooses nothing yet."""
    rig = DialogRig(tmp_path, *[question("mark", "Contest", SIXTY_FOUR[:6], [], "", 0)] * 3)
    assert (rig.screen.selection, rig.screen.marked) == ("", [])
    rig.tap("Тағы 2")
    assert (rig.screen.selection, rig.screen.marked) == ("", [])
    rig.rest(350)
    rig.press("ok")
    assert rig.answers == [] and rig.screen.selection == fold("☐ Кандидат 5")
    rig.press("ok")
    assert rig.answers == [4]


def test_marks_by_touch(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, *itertools.repeat(question("mark", "Contest", SIXTY_FOUR[:4], [2], "", 2), 3))
    assert rig.screen.marked == [fold("Кандидат 3")]
    for number, words in enumerate(("Кандидат 4", "Келесі", "Артқа")):
        rig.asked(number)
        rig.tap(words)
    assert rig.answers == [3, NEXT, -1]


@pytest.mark.parametrize("size", [0, LARGE])
def test_no_letter_of_a_long_name_is_lost(size: int, tmp_path: Path) -> None:
    title = "Қоғамдық бірлестіктердің тізімін таңдаңыз"
    rig = DialogRig(tmp_path, question("choose", title, LONG, size=size))
    assert rig.screen.shows(title)  # it gives way to the longest name: a page of its own
    rig.tap("Келесі")
    pages = turned(rig, "▾")
    assert UNREADABLE not in " ".join(page.text for page in pages)
    assert [words.replace("- ", "-") for page in pages for words in cells(page)] == [fold(name) for name in LONG]


@pytest.mark.parametrize("size", [0, LARGE])
@PANELS
def test_no_mark_is_lost_from_the_review_of_a_contest_with_many(panel: str, size: int, tmp_path: Path) -> None:
    marks = [f"✓ Кандидат {number}" for number in range(1, 12)]
    review = ["Сұрақ\n✓ Иә", "\n".join(["Кеңес", *marks])]
    asked = [question("choose", "Тексеріңіз", review, first, True, "key_print", size=size) for first in (None, 1, None)]
    rig = DialogRig(tmp_path, *asked, panel=panel)
    pages = turned(rig, "▾")
    seen = " ".join(words for page in pages for words in page.targets)
    assert all(fold(words) in seen for words in ["Кеңес", *marks])
    assert "…" not in seen
    rig.tap("Басу")
    rig.asked(1)
    assert fold("Кеңес") in rig.press("down").selection
    rig.press("down", "ok")  # another piece of the same contest
    rig.asked(2)
    rig.tap("Сұрақ")
    assert rig.answers == [2, 1, 0]


@PANELS
def test_the_number_at_the_end_of_a_long_line_is_not_lost(panel: str, tmp_path: Path) -> None:
    lines = ["Бәрі дұрыс", "3.V12 «Қазақстанның ертегі кейіпкерлері» қоғамдық бірлестігінің өкілі, төрағасы: 1234"]
    rig = DialogRig(tmp_path, question("choose", "Сандарды тексеріңіз", lines), panel=panel)
    if rig.screen.target("Келесі"):
        rig.tap("Келесі")
    seen = "".join(words for page in turned(rig, "▾") for words in cells(page))
    assert seen.replace(" ", "") == fold("".join(lines)).replace(" ", "")


def test_a_name_on_several_lines_is_one_target_and_one_focus(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", LONG))
    assert rig.press("down").selection == fold(LONG[0])
    assert len(rig.screen.selected) == 3
    left, top, width, height = rig.screen.targets[fold(LONG[0])]
    assert height >= 88
    rig.glass.tap(left + width / 2, top + height - 4)
    rig.rest(300)
    assert rig.answers == [0]


def test_short_answers_to_a_long_question_stand_on_one_page(tmp_path: Path) -> None:
    title = "Тұлпарларға көшеде жүгіруге рұқсат берілсін бе?"
    rig = DialogRig(tmp_path, question("choose", title, ["Иә", "Жоқ"]))
    assert cells(rig.screen) == [fold(words) for words in ("Иә", "Жоқ")]
    assert rig.screen.title == fold(title)


def test_the_title_gives_way_to_a_name_that_needs_the_room(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "Ертегілер елінің Президенті", ["Болат Сынақұлы"]), panel=SMALL)
    assert rig.screen.shows("Ертегілер елінің Президенті")
    rig.tap("Келесі")
    assert cells(rig.screen) == [fold("Болат Сынақұлы")]
    assert UNREADABLE not in rig.screen.text
