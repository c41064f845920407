"""What voters do with marks: too many, too few, among 64, by touch alone; and a booth that is asked too often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.people.precinct import OFFICIAL
from simulator.people.words import words
from tests.precinct.day import Day, make_precinct
from tests.precinct.traces import ballots, marked

OPTIONS = 64
VOTE = ["Kozha 64", ["Aldar"]]


def election_file(file: Path) -> Path:
    """One of 64; and up to two of four, of which the last is against all, not to be left blank."""

    def names(key: str, name: str) -> str:
        return f'{key} = {{ kk = "{name}", ru = "{name}", en = "{name}" }}'

    lines = ['id = "choices"', "date = 2026-11-29", names("title", "Choices"), "[settings]", "ballots_per_minute = 1"]
    lines += ["[[contests]]", 'id = "many"', names("title", "One of many")]
    for option in range(1, OPTIONS + 1):
        lines += ["[[contests.options]]", f'id = "kozha-{option}"', names("name", f"Kozha {option}")]
    lines += ["[[contests]]", 'id = "two"', names("title", "Two of them"), "votes_allowed = 2", "blank = false"]
    lines += ["against_all = true"]
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
    at.station.scan(day.activation(index=index))
    at.sees("language")
    at.station.choose("English")
    at.station.expect("One of many")
    if number == 2:
        day.mark(at, "en", "Kozha 1")
        at.station.expect("Two of them")


def leaves(day: Day) -> None:
    """Back through all pages, so that the slip stays good."""
    at = day.booth(1)
    while not at.station.screen.shows(words("session_slip_good", "en")):
        at.presses("back")
    day.idle(at)


def test_sixty_four_options_are_paged_and_the_last_is_marked_by_touch(booth: Day) -> None:
    station = booth.booth(1).station
    at_contest(booth, 0, 1)
    seen, pages = set(station.screen.targets), 1
    while station.screen.more_below:
        station.touch("▾")
        station.rest(400)
        seen |= set(station.screen.targets)
        pages += 1
    assert {f"Kozha {option}" for option in range(1, OPTIONS + 1)} <= seen
    assert pages <= OPTIONS // 2
    station.touch("Kozha 64")
    assert station.screen.marked == ["Kozha 64"]
    station.touch("Next")
    station.expect("Two of them")
    leaves(booth)


def test_one_mark_too_many_is_not_taken_and_said(booth: Day) -> None:
    station = booth.booth(1).station
    at_contest(booth, 1, 2)
    for name in ("Aldar", "Tulpar", "Samruk"):
        station.choose(name)
    station.expect(words("too_many", "en", 2))
    assert station.screen.marked == []  # of this page: the one too many
    station.focus_on("Tulpar")
    assert station.screen.marked == ["Aldar", "Tulpar"]
    station.choose("Aldar")
    station.rest(400)
    assert station.screen.marked == ["Tulpar"]
    leaves(booth)


def test_against_all_stands_alone(booth: Day) -> None:
    station = booth.booth(1).station
    at_contest(booth, 2, 2)
    station.choose("Aldar")
    station.choose("Against all")
    station.expect("is marked alone")
    station.choose("Aldar")
    station.choose("Against all")
    station.choose("Tulpar")
    station.expect("is marked alone")
    station.choose("Next")
    station.expect(words("review", "en"))  # against all is a whole answer: nothing to point out
    leaves(booth)


def test_votes_not_given_are_pointed_out_once(booth: Day) -> None:
    at = booth.booth(1)
    at_contest(booth, 3, 2)
    at.station.choose("Aldar")
    at.station.choose("Next")
    at.station.expect(words("votes_left", "en", 1, 2))
    at.presses("back")
    at.station.expect("Tulpar")
    at.station.choose("Next")
    at.sees("review", language="en")
    leaves(booth)


def test_a_contest_that_may_not_be_blank_asks_for_a_mark(booth: Day) -> None:
    at = booth.booth(1)
    at_contest(booth, 4, 2)
    at.station.choose("Next")
    at.sees("mark_needed", language="en")
    booth.mark(at, "en", "Aldar")
    at.station.choose("Two of them")  # from the review
    at.station.choose("Aldar")
    at.presses("back")
    at.station.choose("Print")
    at.sees("key_next", language="en")
    at.station.choose("Next")
    at.sees("mark_needed", language="en")
    leaves(booth)


def test_from_the_review_to_a_contest_and_back(booth: Day) -> None:
    at = booth.booth(1)
    at_contest(booth, 5, 2)
    booth.mark(at, "en", ["Aldar", "Tulpar"])
    at.sees("review", language="en")
    at.station.choose("Two of them")
    at.sees("key_next", language="en")
    at.station.choose("Tulpar")
    at.station.choose("Samruk")
    at.station.choose("Next")
    at.sees("review", language="en")
    assert at.station.screen.shows("✓ Samruk") and not at.station.screen.shows("Tulpar")
    leaves(booth)


def test_a_whole_vote_by_touch_and_a_second_touch_at_once_does_not_cast(booth: Day) -> None:
    at = booth.booth(1)
    station = at.station
    before = ballots(station)
    booth.idle(at)
    station.scan(booth.activation(index=6))
    at.sees("language")
    station.touch("English")
    station.expect("One of many")
    station.touch("Kozha 2")
    station.touch("Next")
    station.expect("Two of them")
    station.touch("Aldar")
    station.touch("Next")
    station.expect(words("votes_left", "en", 1, 2))
    station.touch("Next")
    at.sees("review", language="en")
    station.touch("Print")
    at.sees("compare", language="en")
    left, top, width, height = station.screen.target("Cast")
    station.touch_panel.finger_down(left + width // 2, top + height // 2)  # the page has stood for an instant
    station.rest(150)
    station.touch_panel.finger_up()
    station.rest(3000)
    assert station.screen.shows(words("compare", "en")) and ballots(station) == before
    station.touch("Cast")
    at.sees("cast_done", language="en")
    assert ballots(station) == marked(station, "cast") == before + 1


def test_a_booth_asked_too_often_lets_the_next_voter_wait(booth: Day) -> None:
    at = booth.booth(1)
    booth.vote(1, booth.activation(index=7), VOTE, "en")
    cast_us = at.station.bench.clock.now_us
    booth.idle(at)
    at.station.scan(booth.activation(index=8))
    at.station.expect(words("please_wait", "kk"))
    at.sees("language")
    assert 59 < (at.station.bench.clock.now_us - cast_us) / 1_000_000 < 67  # and the page that thanks
    at.station.choose("English")
    leaves(booth)
    booth.idle(at)
    began_us = at.station.bench.clock.now_us
    at.station.scan(booth.activation(index=8))  # whoever casts nothing holds nobody up
    at.sees("language")
    assert (at.station.bench.clock.now_us - began_us) / 1_000_000 < 5
    at.station.choose("English")
    leaves(booth)
