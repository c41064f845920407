"""Voters for whom the letters are too small or too bright, and the one who comes after them."""

from __future__ import annotations

import numpy as np

from simulator.people.words import words
from tests.precinct.day import Day


def at_languages(day: Day, index: int) -> np.ndarray:
    """A voter's first page, as a picture."""
    at = day.booth(1)
    day.idle(at)
    at.hands.scan(day.activation(index=index))
    at.sees("language", language="kk")
    at.hardware.rest(400)
    return at.hardware.display.image()


def touch(day: Day, name: str, language: str = "kk") -> None:
    """Touch what the words of an id stand on, on whichever page that is."""
    wanted, hands = words(name, language), day.booth(1).hands
    while hands.screen.target(wanted) is None:
        hands.touch("▾")
    hands.touch(wanted)


def test_larger_and_dimmer_by_touch_and_the_next_voter_finds_the_defaults(booth: Day) -> None:
    at = booth.booth(1)
    first = at_languages(booth, 1)
    touch(booth, "appearance")
    touch(booth, "text_larger")
    assert at.hands.screen.shows(words("text_smaller", "kk"))
    for _ in range(2):
        touch(booth, "contrast_next")
    touch(booth, "key_back")
    at.sees("language", language="kk")
    assert (at.hardware.display.image() != first).any()
    while at.hands.screen.target("Русский") is None:
        at.hands.touch("▾")
    at.hands.touch("Русский")
    assert at.hands.screen.shows("Президент Страны сказок")
    ground = at.hardware.display.image()[200, 0]
    assert tuple(ground) != (255, 255, 255)
    at.presses("back")
    at.sees("session_ended", language="ru")
    assert (at_languages(booth, 2) == first).all()


def test_by_keys_in_the_middle_of_voting(booth: Day) -> None:
    at = booth.booth(1)
    first = at_languages(booth, 3)
    at.hands.choose("English")
    at.hands.expect("Samruk Altynkusov")
    standard = at.hardware.display.image()
    at.presses("left")
    assert at.hands.screen.shows("Samruk")
    assert (at.hardware.display.image() != standard).any()
    at.presses("right", "left", "right", "right")
    assert (at.hardware.display.image() == standard).all()
    at.presses("left", "back")
    at.sees("session_ended", language="en")
    assert (at_languages(booth, 4) == first).all()


def test_a_whole_ballot_in_large_and_dim_letters(booth: Day) -> None:
    at = booth.booth(1)
    at_languages(booth, 5)
    at.presses("left", "right", "right")
    booth.choose_ballot(at, "ru", ["Косеев", "Да", "Нет"])
    booth.print_ballot(at, "ru")
    at.presses("ok")
    at.sees("cast_done", language="ru")
    at.sees("show_slip")
