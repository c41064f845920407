"""A clock that died before the opening, or went wrong during the day, and cards that must not set it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from PIL import Image

from host_tools.formats import codes
from host_tools.provisioning.time_card import TimeCardError, request_of, signed_card
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip
from simulator.people.officials import DAY_OF_VOTING
from simulator.people.precinct import OFFICIAL, TEST
from simulator.people.terminal import Terminal
from tests.precinct.day import CENTRE, Day, Snapshot
from tests.precinct.traces import events, refusal

HALF_PAST_SIX = DAY_OF_VOTING - (9 * 60 + 36) * 60 - 40  # of the day of voting, five hours east of UTC


def asks_for_the_time(at: Terminal) -> str:
    """The request that it prints and shows, once *set the clock* was chosen."""
    at.sees("time_card_show")
    found = re.search(r"(\d{4})\D+(\d{4})\D+(\d{4})", at.hands.screen.aloud)
    assert found, at.hands.screen.aloud
    return request_of("".join(found.groups()))


def shows(day: Day, at: Terminal, request: str, seconds: int, mode: int = OFFICIAL, key: SigningKey = CENTRE) -> None:
    precinct = day.provisioned.precincts[mode].model_copy(update={"centre": bytes(key.verify_key)})
    for code in codes.split("I", signed_card(precinct, request, seconds, key)):
        at.hands.scan(code)


def test_a_clock_that_died_at_half_past_six_opens_from_a_time_card(
    start: Callable[..., Day], new: Snapshot, tmp_path: Path
) -> None:
    day = start(new, unix_seconds=None)
    at = day.booth(1)
    at.hardware.plug_in()
    at.sees("clock_unknown")
    at.presses("ok")
    at.sees("mode_choose")
    at.chooses("mode_official")
    at.sees("hour_ask")
    at.presses("down")  # the button between the two
    slip = at.take_slip("time-request")
    former = asks_for_the_time(at)
    at.presses("back")  # the page is left: its request is gone with it
    at.sees("hour_ask")
    at.presses("down")  # the button between the two
    request = asks_for_the_time(at)
    assert isinstance(slip, Image.Image) and request != former
    for shown, words in (
        ((former, HALF_PAST_SIX), "time_card_other"),
        ((request, HALF_PAST_SIX, TEST), "code_other_mode"),
        ((request, HALF_PAST_SIX, OFFICIAL, SigningKey(b"x" * 32)), "code_signature"),
    ):
        shows(day, at, *shown)
        at.sees(words)
    assert at.hardware.clock_chip.now.year == 2000
    shows(day, at, request, HALF_PAST_SIX)
    at.sees("clock_is", "2026-11-29 06:30")
    at.presses("ok")  # the hour is right now: nobody has to answer for it
    day.officials(at)
    day.idle(at)
    logged = events(at.hardware)
    assert ("clock_set", 0) in logged and not [one for one in logged if one[0] == "hour_confirmed"]
    assert {refusal("time_card_other"), refusal("code_other_mode"), refusal("code_signature")} <= set(logged)
    assert 0 <= at.hardware.clock_chip.now.timestamp() - HALF_PAST_SIX < 120


def test_a_card_is_old_after_a_quarter_of_an_hour_and_the_menu_sets_the_clock(desk: Day) -> None:
    at = desk.desk
    at.hardware.clock_chip.wrong_time(-7200)
    desk.menu(at, "set_clock", desk.role_cards[0])
    request = asks_for_the_time(at)
    at.hardware.rest(15 * 60_000)
    shows(desk, at, request, DAY_OF_VOTING)
    at.sees("time_card_late", 15)
    at.presses("back")
    desk.idle(at)
    desk.menu(at, "set_clock", desk.role_cards[0])
    shows(desk, at, asks_for_the_time(at), DAY_OF_VOTING)
    at.sees("clock_is", "2026-11-29 16:06")
    at.presses("ok")
    desk.idle(at)
    assert events(at.hardware)[-2:] == [refusal("time_card_late"), ("clock_set", 1)]


@pytest.mark.parametrize("typed", ["1234 5678 9012", "12345", "1234 5678 90１2", ""])
def test_a_request_that_no_terminal_shows(typed: str) -> None:
    with pytest.raises(TimeCardError):
        request_of(typed)


def test_a_key_that_is_not_the_centres(new: Snapshot) -> None:
    with pytest.raises(TimeCardError):
        signed_card(new.provisioned.precincts[OFFICIAL], "000000000097", 0, SigningKey(b"x" * 32))


def test_anybody_can_read_what_a_card_sets(new: Snapshot) -> None:
    place, ring = new.provisioned.precincts[OFFICIAL], KeyRing()
    ring.add_precinct(place, "vouched")
    report = verify_slip("I", signed_card(place, "000000000097", HALF_PAST_SIX, CENTRE), ring)
    assert report.ok and any("2026-11-29 01:30:00 UTC" in one.text for one in report.findings)
