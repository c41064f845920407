"""What voters do with marks: too many, too few, among 48, by touch alone; and a booth that is asked too often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.people.precinct import OFFICIAL
from simulator.people.words import words
from tests.precinct.by_touch import touches
from tests.precinct.day import Day, make_precinct
from tests.precinct.traces import ballots, marked

OPTIONS = 48
VOTE = ["Kozha 48", ["Aldar"]]


def election_file(file: Path) -> Path:
    """One of 48; and up to two of four, of which the last is against all, not to be left blank."""

    def names(key: str, name: str) -> str:
        return f'{key} = {{ kk = "{name}", ru = "{name}", en = "{name}" }}'

    lines = ['id = "choices"', "date = 2026-11-29", names("title", "Choices"), "[settings]", "ballots_per_minute = 1"]
    lines += ["[[contests]]", 'id = "many"', names("title", "One of many")]
    for option in range(1, OPTIONS + 1):
        lines += ["[[contests.options]]", f'id = "kozha-{option}"', names("name", f"Kozha {option}")]
    lines += ["[[contests]]", 'id = "two"', names("title", "Two of them"), "votes_allowed = 2", 'blank = "not_allowed"']
    lines += [names("against_all", "Against all")]
    for name in ("Aldar", "Tulpar", "Samruk"):
        lines += ["[[contests.options]]", f'id = "{name.lower()}"', names("name", name)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One open booth for all these voters."""
    folder = tmp_path_factory.mktemp("choices")
    day = Day(make_precinct(folder / "made", election=election_file(folder / "choices.toml"), booths=1), folder / "day")
    day.open(day.booth(1), OFFICIAL)
    yield day
    day.unplug()


def at_contest(day: Day, index: int, number: int) -> None:
    """A voter with a slip, in English, before the first or the second contest."""
    at = day.booth(1)
    day.idle(at)
    at.hands.scan(day.activation(index=index))
    at.sees("language")
    at.hands.choose("English")
    at.hands.expect("One of many")
    if number == 2:
        day.mark(at, "en", "Kozha 1")
        at.hands.expect("Two of them")


def leaves(day: Day) -> None:
    """Back through all pages, so that the slip stays good."""
    at = day.booth(1)
    while not at.hands.screen.shows(words("session_slip_good", "en")):
        at.presses("back")
    day.idle(at)


def test_forty_eight_options_are_paged_and_the_last_is_marked_by_touch(booth: Day) -> None:
    hands, hardware = booth.booth(1).hands, booth.booth(1).hardware
    at_contest(booth, 0, 1)
    seen, pages = set(hands.screen.targets), 1
    while hands.screen.more_below:
        hands.touch("▾")
        hardware.rest(400)
        seen |= set(hands.screen.targets)
        pages += 1
    assert {f"Kozha {option}" for option in range(1, OPTIONS + 1)} <= seen
    assert pages <= OPTIONS // 2
    hands.touch("Kozha 48")
    assert hands.screen.marked == ["Kozha 48"]
    hands.touch("Next")
    hands.expect("Two of them")
    leaves(booth)


def test_one_mark_too_many_is_not_taken_and_said(booth: Day) -> None:
    hands, hardware = booth.booth(1).hands, booth.booth(1).hardware
    at_contest(booth, 1, 2)
    for name in ("Aldar", "Tulpar", "Samruk"):
        hands.choose(name)
    hands.expect(words("too_many", "en", 2))
    hands.focus_on("Tulpar")
    assert hands.screen.marked == ["Aldar", "Tulpar"]
    hands.choose("Aldar")
    hardware.rest(400)
    assert hands.screen.marked == ["Tulpar"]
    leaves(booth)


def test_against_all_stands_alone(booth: Day) -> None:
    hands = booth.booth(1).hands
    at_contest(booth, 2, 2)
    hands.choose("Aldar")
    hands.choose("Against all")
    hands.expect("is marked alone")
    hands.choose("Aldar")
    hands.choose("Against all")
    hands.choose("Tulpar")
    hands.expect("is marked alone")
    hands.choose("Next")
    hands.expect(words("review", "en"))  # against all is a whole answer: nothing to point out
    leaves(booth)


def test_votes_not_given_are_pointed_out_once(booth: Day) -> None:
    at = booth.booth(1)
    at_contest(booth, 3, 2)
    at.hands.choose("Aldar")
    at.hands.choose("Next")
    at.hands.expect(words("votes_left", "en", 1, 2))
    at.presses("back")
    at.hands.expect("Tulpar")
    at.hands.choose("Next")
    at.sees("review", language="en")
    leaves(booth)


def test_a_contest_that_may_not_be_blank_asks_for_a_mark(booth: Day) -> None:
    at = booth.booth(1)
    at_contest(booth, 4, 2)
    at.hands.choose("Next")
    at.sees("mark_needed", language="en")
    booth.mark(at, "en", "Aldar")
    at.hands.choose("Two of them")  # from the review
    at.hands.choose("Aldar")
    at.presses("back")
    at.hands.choose("Print")
    at.sees_contest("en")
    at.hands.choose("Next")
    at.sees("mark_needed", language="en")
    leaves(booth)


def test_from_the_review_to_a_contest_and_back(booth: Day) -> None:
    at = booth.booth(1)
    at_contest(booth, 5, 2)
    booth.mark(at, "en", ["Aldar", "Tulpar"])
    at.sees("review", language="en")
    at.hands.choose("Two of them")
    at.sees_contest("en")
    at.hands.choose("Tulpar")
    at.hands.choose("Samruk")
    at.hands.choose("Next")
    at.sees("review", language="en")
    assert at.hands.screen.shows("✓ Samruk") and not at.hands.screen.shows("Tulpar")
    leaves(booth)


def test_a_whole_vote_by_touch_and_a_second_touch_at_once_does_not_cast(booth: Day) -> None:
    at = booth.booth(1)
    hands, hardware = at.hands, at.hardware
    before = ballots(hardware)
    booth.idle(at)
    hands.scan(booth.activation(index=6))
    at.sees("language")
    hands.touch("English")
    hands.expect("One of many")
    hands.touch("Kozha 2")
    touches(at, "Next")  # after every page that was not seen
    hands.expect("Two of them")
    hands.touch("Aldar")
    touches(at, "Next")
    hands.expect(words("votes_left", "en", 1, 2))
    hands.touch("Next")
    at.sees("review", language="en")
    hands.touch("Print")
    at.sees("compare", language="en")
    left, top, width, height = hands.screen.target("Cast")
    hardware.touch_panel.finger_down(left + width // 2, top + height // 2)  # the page has stood for an instant
    hardware.rest(150)
    hardware.touch_panel.finger_up()
    hardware.rest(3000)
    assert hands.screen.shows(words("compare", "en")) and ballots(hardware) == before
    hands.touch("Cast")
    at.sees("cast_done", language="en")
    assert ballots(hardware) == marked(hardware, "cast") == before + 1


def test_a_booth_asked_too_often_lets_the_next_voter_wait(booth: Day) -> None:
    at = booth.booth(1)
    booth.vote(1, booth.activation(index=7), VOTE, "en")
    cast_us = at.hardware.bench.clock.now_us
    booth.idle(at)
    at.hands.scan(booth.activation(index=8))
    at.hands.expect(words("please_wait", "kk"))
    at.sees("language")
    assert 59 < (at.hardware.bench.clock.now_us - cast_us) / 1_000_000 < 67  # and the page that thanks
    at.hands.choose("English")
    leaves(booth)
    booth.idle(at)
    began_us = at.hardware.bench.clock.now_us
    at.hands.scan(booth.activation(index=8))  # whoever casts nothing holds nobody up
    at.sees("language")
    assert (at.hardware.bench.clock.now_us - began_us) / 1_000_000 < 5
    at.hands.choose("English")
    leaves(booth)
