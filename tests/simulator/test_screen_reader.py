"""What the reader of screens does when a screen is not what it expects. Reading real pages: tests/device/screens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simulator.people.screen_reader import UNREADABLE, Screen, fold, read

GOLDEN = Path(__file__).parents[1] / "golden"


def picture(name: str) -> np.ndarray:
    return np.asarray(Image.open(GOLDEN / f"page_{name}.png").convert("RGB")).copy()


@pytest.fixture
def page() -> np.ndarray:
    return picture("marks")


def test_a_dark_panel_says_nothing() -> None:
    assert read(np.zeros((320, 480, 3), np.uint8)) == Screen()


def test_a_white_page_says_nothing_either() -> None:
    assert read(np.full((320, 480, 3), 255, np.uint8)).lines == []


def test_noise_is_unreadable_and_not_an_exception() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (320, 480, 3), dtype=np.uint8)
    assert UNREADABLE in read(noise).text


def test_one_wrong_dot_in_a_letter_is_noticed(page: np.ndarray) -> None:
    clean = read(page)
    ink = np.argwhere(page[100:150, 80:200, 1] < 128)[100]
    page[100 + ink[0], 80 + ink[1]] = 255
    damaged = read(page)
    assert UNREADABLE in damaged.lines[2]
    assert damaged.lines[3:] == clean.lines[3:]


def test_title_focus_marks_and_buttons_are_told_apart(page: np.ndarray) -> None:
    screen = read(page)
    assert screen.title == fold("President of Fairy-Tale Land")
    assert screen.selection == ""  # no key was pressed
    assert screen.marked == [fold("Болат Сынақ")]
    assert list(screen.targets) == [fold(words) for words in ("Айгүл Үлгі", "Болат Сынақ", "Back", "3 more ▾")]
    assert (screen.more_above, screen.more_below) == (False, True)


@pytest.mark.parametrize("name", ["marks_large_inverse", "review_large_low", "small_choice", "letters_large"])
def test_either_size_any_contrast_and_both_panels_are_read(name: str) -> None:
    screen = read(picture(name))
    assert screen.targets
    assert UNREADABLE not in screen.text


def test_a_target_is_found_by_its_words_or_by_a_part_that_only_it_has(page: np.ndarray) -> None:
    screen = read(page)
    left, top, width, height = screen.target("3 more") or (0, 0, 0, 0)
    assert left > 120 and top > 240 and width >= 73 and height >= 73
    assert screen.target("Болат") == screen.targets[fold("Болат Сынақ")]
    assert screen.target("a") is None  # in more than one
    assert screen.target("Cast") is None


def test_look_alikes_fold_and_different_letters_do_not() -> None:
    assert fold("Аа Рр Сс Іі Һһ") == fold("Aa Pp Cc Ii Һh")
    kazakh = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
    for letters in (kazakh, kazakh.lower(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"):
        assert len({fold(letter) for letter in letters}) == len(letters)


def test_spaces_of_any_number_and_kind_are_one() -> None:
    assert fold(" №\u00a0 1\n ") == "№ 1"
