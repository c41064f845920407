"""What the reader of screens does when a screen is not what it expects. Reading real pages: tests/device/screens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simulator.screen_reader import UNREADABLE, Screen, fold, read

GOLDEN = Path(__file__).parents[1] / "golden" / "test_ballot_page.png"


@pytest.fixture
def page() -> np.ndarray:
    return np.asarray(Image.open(GOLDEN).convert("RGB")).copy()


def test_a_dark_panel_says_nothing() -> None:
    assert read(np.zeros((320, 480, 3), np.uint8)) == Screen()


def test_a_white_page_says_nothing_either() -> None:
    assert read(np.full((320, 480, 3), 255, np.uint8)).lines == []


def test_noise_is_unreadable_and_not_an_exception() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (320, 480, 3), dtype=np.uint8)
    assert UNREADABLE in read(noise).text


def test_one_wrong_dot_in_a_letter_is_noticed(page: np.ndarray) -> None:
    clean = read(page)
    ink = np.argwhere(page[45:91, 20:200, 1] < 128)[100]
    page[45 + ink[0], 20 + ink[1]] = 255
    damaged = read(page)
    assert UNREADABLE in damaged.lines[1]
    assert damaged.lines[2:] == clean.lines[2:]


def test_title_selection_and_marks_are_told_apart(page: np.ndarray) -> None:
    screen = read(page)
    assert screen.title == fold("Үміткерді таңдаңыз")
    assert [screen.lines[i] for i in screen.selected] == [fold("Болат Сынақ")]
    assert (screen.more_above, screen.more_below) == (False, True)


def test_look_alikes_fold_and_different_letters_do_not() -> None:
    assert fold("Аа Рр Сс Іі Һһ") == fold("Aa Pp Cc Ii Һh")
    kazakh = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
    for letters in (kazakh, kazakh.lower(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"):
        assert len({fold(letter) for letter in letters}) == len(letters)


def test_spaces_of_any_number_and_kind_are_one() -> None:
    assert fold(" №\u00a0 1\n ") == "№ 1"
