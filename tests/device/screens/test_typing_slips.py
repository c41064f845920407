"""Wrong digits, one letter too many, and entries that are not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.people.screen_reader import fold
from tests.device.screens.dialog_rig import SMALL, UPRIGHT, DialogRig, question

PIN = question("digits", "Төраға картасы", "PIN теріңіз", 6, True)
PANELS = pytest.mark.parametrize("panel", [UPRIGHT, SMALL])


def type_by_touch(rig: DialogRig, characters: str) -> None:
    for character in characters:
        rig.tap(character)


@PANELS
def test_a_pin_by_touch(panel: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, PIN, panel=panel)
    if panel == SMALL:
        assert rig.screen.shows("Төраға картасы") and rig.screen.shows("PIN теріңіз")
        rig.tap("OK")
    type_by_touch(rig, "190375")
    assert rig.screen.shows("••••••")
    rig.tap("OK")
    assert rig.answers == ["190375"]


def test_a_pin_by_keys(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, PIN)
    assert rig.screen.selection == ""
    rig.press("ok", "ok", "down", "ok", "right", "right", "ok", "up", "ok", "left", "left", "ok")  # 1 5 7 3 1
    assert rig.screen.selection == "1"
    assert not rig.screen.target("OK")
    rig.press("right", "ok")
    assert rig.screen.selection == "OK"
    rig.press("ok")
    assert rig.answers == ["157312"]


def test_what_is_hidden_is_never_shown(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, PIN)
    for typed, digit in enumerate("190375", 1):
        rig.tap(digit)
        shown = "•" * typed + "_" * (6 - typed)
        assert any(line.endswith(shown) for line in rig.screen.lines)


def test_fewer_digits_cannot_be_sent_and_more_are_not_taken(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("digits", "T", "Number", 4))
    type_by_touch(rig, "123")
    assert rig.screen.target("OK") is None
    type_by_touch(rig, "456")
    assert rig.screen.shows("Number 1234")
    rig.tap("OK")
    assert rig.answers == ["1234"]


def test_back_deletes_and_leaves_when_nothing_is_typed(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("digits", "T", "Number", 4), question("digits", "T", "Number", 4))
    type_by_touch(rig, "12")
    assert rig.tap("Өшіру").shows("Number 1___")
    rig.press("back")
    assert rig.screen.shows("Number ____")
    rig.press("back")
    assert rig.answers == [""]
    rig.asked(1)
    rig.tap("Артқа")
    assert rig.answers == ["", ""]


def test_after_a_deleted_digit_the_number_can_be_finished(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("digits", "T", "Number", 2))
    type_by_touch(rig, "12")
    rig.press("back")
    assert rig.screen.shows("Number 1_")
    rig.tap("7")
    rig.press("ok")
    assert rig.answers == ["17"]


@PANELS
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_letter_of_the_language_can_be_typed(language: str, panel: str, tmp_path: Path) -> None:
    alphabets = {"kk": "ӘҒҚҢӨҰҮҺІЯ", "ru": "АЁЪЩЭЮЯ", "en": "AQZ"}
    rig = DialogRig(tmp_path, question("letters", "T", "Reason", language=language), panel=panel)
    if panel == SMALL:
        rig.tap("OK")
    seen: set[str] = set()
    for _ in range(8):
        seen |= set(rig.screen.targets)
        rig.tap("▾")
    assert {fold(letter) for letter in alphabets[language] + "0123456789-.,"} <= seen


def test_words_with_capitals_spaces_and_digits(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("letters", "T", "Reason", language="en"))
    rig.type_letters("BAD␣BOX␣2")
    assert rig.screen.shows("Bad Box 2_")
    rig.tap("OK")
    assert rig.answers == ["Bad Box 2"]


@pytest.mark.parametrize(
    ("language", "keys", "words"),
    [("ru", "ЁЖИК␣ЯМАЛ", "Ёжик Ямал"), ("kk", "ӘҰҚІЁ␣ӨҒҢҮҺЯ", "Әұқіё Өғңүһя")],
)
def test_letters_after_the_first_of_a_word_are_small(language: str, keys: str, words: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("letters", "T", "Name", language=language))
    rig.type_letters(keys)
    rig.tap("OK")
    assert rig.answers == [words]


def test_letters_by_keys_go_through_all_pages_and_round(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("letters", "T", "Reason", language="en"))
    assert rig.press("up", "up").selection == "A"  # nothing typed: there is no OK to go to
    rig.press("ok")
    assert rig.press("up").selection == "OK"
    assert rig.press("down").selection == "A"
    assert rig.press("down", "down", "down", "down").selection == "Q"
    rig.press("ok", *["up"] * 5, "ok")
    assert rig.answers == ["Aq"]


def test_too_long_a_reason_stops_at_the_limit(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("letters", "T", "Reason", 3, language="en"))
    type_by_touch(rig, "ABCDE")
    rig.tap("OK")
    assert rig.answers == ["Abc"]


def test_the_end_of_a_long_entry_stays_visible(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("letters", "T", "Reason", language="en"))
    type_by_touch(rig, "ABCDEFGHIJ" * 3)
    assert rig.screen.shows("Reason")
    assert rig.screen.lines[1].endswith("fghij_")


def test_a_prompt_of_two_lines_is_whole_beside_the_entry(tmp_path: Path) -> None:
    prompt = "12/21 1.V5 [17] Желаяқов Тұлпар"
    rig = DialogRig(tmp_path, question("digits", "Ертегілер елінің Президенті", prompt, 4))
    assert rig.screen.shows(prompt + " ____")


def test_a_prompt_that_the_page_does_not_hold_has_one_of_its_own(tmp_path: Path) -> None:
    prompt = "12/21 1.V5 [17] «Қазақстанның ертегі кейіпкерлері» қоғамдық бірлестігінің өкілі"
    rig = DialogRig(tmp_path, question("digits", "T", prompt, 4))
    assert rig.screen.shows(prompt)
    rig.tap("OK")
    type_by_touch(rig, "1234")
    rig.tap("OK")
    assert rig.answers == ["1234"]
