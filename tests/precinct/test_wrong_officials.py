"""Cards and PINs of chair and members: somebody else's, the same one twice, a PIN that somebody tries to guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from simulator.people.precinct import OFFICIAL
from tests.precinct.day import Day, Snapshot, shared
from tests.precinct.traces import events, refusal

WRONG_PIN = "000000"


@pytest.fixture(scope="module")
def booth(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One open booth, to which people come one after the other."""
    yield from shared(opened, tmp_path_factory.mktemp("officials"), 1)


def asked_for_officials(start: Callable[..., Day], new: Snapshot) -> Day:
    """Booth 1, new, where somebody has chosen to open officially."""
    day = start(new)
    booth = day.booth(1)
    day.ask_to_open(booth)
    booth.sees("card_show")
    return day


def test_only_the_right_two_people_open_the_polls(
    start: Callable[..., Day], new: Snapshot, neighbour: Snapshot
) -> None:
    day = asked_for_officials(start, new)
    booth, (chair, member, *_) = day.booth(1), day.role_cards
    booth.hands.scan(neighbour.provisioned.role_cards[0].texts[0])
    booth.sees("code_other_precinct")
    booth.hands.scan(member.texts[0])
    booth.sees("card_wrong_role")
    booth.presses("ok")
    booth.sees("card_show")
    day.show_card(booth, chair)
    booth.sees("card_show")
    booth.sees("card_member")
    booth.hardware.rest(3000)
    booth.hands.scan(chair.texts[0])
    booth.sees("card_wrong_role")
    booth.presses("ok")
    booth.sees("card_show")
    day.show_card(booth, member)
    booth.take_slip("zero")
    day.idle(booth)
    noted = [refusal("code_other_precinct"), refusal("card_wrong_role"), refusal("card_wrong_role")]
    assert events(booth.hardware) == [("opened", OFFICIAL), *noted]


def test_every_wrong_pin_makes_the_next_wait_longer_and_pulling_the_plug_wins_nothing(
    start: Callable[..., Day], new: Snapshot
) -> None:
    day = asked_for_officials(start, new)
    booth, chair = day.booth(1), day.role_cards[0]
    booth.hands.scan(chair.texts[0])
    for wait_s in (0, 0, 2, 4):
        if wait_s:
            booth.sees("pin_wait", wait_s)
        booth.sees("pin_type", limit_ms=wait_s * 1000 + 500)
        booth.hands.type_digits(WRONG_PIN)
        booth.sees("pin_wrong")
        booth.presses("ok")
    booth.sees("pin_wait", 8)
    booth.hardware.pull_plug()
    day.ask_to_open(booth)
    booth.sees("card_show")
    booth.hands.scan(chair.texts[0])
    booth.sees("pin_wait", 8)
    began_us = booth.hardware.bench.clock.now_us
    booth.sees("pin_type")
    assert booth.hardware.bench.clock.now_us - began_us > 6_000_000  # the wait began when the card was in view
    booth.hands.type_digits(chair.pin)
    booth.sees("card_member")
    booth.hardware.pull_plug()
    booth.hardware.plug_in()
    booth.sees("mode_choose")
    day.open(booth)
    day.idle(booth)
    assert events(booth.hardware) == [("opened", OFFICIAL)], (
        "what happened before the power cut was not on the cartridge yet"
    )


def test_a_wrong_pin_in_the_voting_hours_is_noted(booth: Day) -> None:
    at, chair = booth.booth(1), booth.role_cards[0]
    booth.idle(at)
    booth.until(at, booth.closes_minutes)
    at.hands.scan(chair.texts[0])
    at.sees("polls")
    at.chooses("action_close")
    at.sees("pin_type")
    at.hands.type_digits(WRONG_PIN)
    at.sees("pin_wrong")
    assert events(at.hardware)[-1] == ("pin_wrong", 0)
    at.presses("ok")
    at.sees("pin_type")
    at.presses("back")
    at.sees("show_slip")
    booth.vote(1, booth.activation(), ["Косеев", "Да", "Нет"])


def test_a_member_alone_cannot_close(booth: Day) -> None:
    at, (_, member, *_) = booth.booth(1), booth.role_cards
    booth.idle(at)
    booth.until(at, booth.closes_minutes)
    at.hands.scan(member.texts[0])
    at.sees("polls")
    at.chooses("action_close")
    at.sees("card_show")
    at.sees("card_chair")
    at.presses("back")
    at.sees("show_slip")


def test_the_neighbours_chair_is_refused_in_the_voting_hours(booth: Day, neighbour: Snapshot) -> None:
    at = booth.booth(1)
    booth.idle(at)
    at.hands.scan(neighbour.provisioned.role_cards[0].texts[0])
    at.sees("code_other_precinct")
    at.sees("show_slip")
    assert events(at.hardware)[-1] == refusal("code_other_precinct")
