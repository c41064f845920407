"""The whole firmware on the other board: a panel of 320 x 240 dots, used by touch alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from simulator.hardware.parts.ili_displays import Ili9341Display
from simulator.people.precinct import Terminal
from simulator.people.slip_reader import codes_on
from simulator.people.typed_numbers import OF_THE_DAY
from simulator.people.words import words
from tests.precinct.by_touch import MORE, seen_whole, touches, types
from tests.precinct.day import ROOT, VOTERS, Day, Snapshot, make_precinct
from tests.precinct.evening_numbers import read_totals_and_keys, type_numbers
from tests.precinct.traces import ballots

BOARD = ROOT / "hw" / "boards" / "tamga_s3_small.py"
SHORT = """
id = "short"
date = 2026-11-29
title = { kk = "Қысқа", ru = "Короткие", en = "Short" }

[settings]
number_cards = true

[[contests]]
id = "president"
title = { kk = "Президент", ru = "Президент", en = "President" }
against_all = { kk = "Барлығына қарсымын", ru = "Против всех", en = "Against all" }

[[contests.options]]
id = "batyrov"
name = { kk = "Батыров", ru = "Батыров", en = "Batyrov" }

[[contests.options]]
id = "koseev"
name = { kk = "Көсеев", ru = "Косеев", en = "Koseev" }

[[contests]]
id = "holiday"
title = { kk = "Бауырсақ күні мереке ме?", ru = "Нужен ли День баурсака?", en = "A Baursak Day?" }

[[contests.options]]
id = "yes"
name = { kk = "Иә", ru = "Да", en = "Yes" }

[[contests.options]]
id = "no"
name = { kk = "Жоқ", ru = "Нет", en = "No" }
"""


# Received, withdrawn, outside, spoiled, unused (one is missing), lost, portable boxes, the room's.
LINES = (10, 0, 0, 0, 8, 0, 0, 1)


@pytest.fixture
def small(tmp_path: Path) -> Snapshot:
    election = tmp_path / "short.toml"
    election.write_text(SHORT, "utf-8")
    return make_precinct(tmp_path / "small" / "made", election=election, board=BOARD, booths=1)


def word(at: Terminal, name: str, *values: object) -> str:
    return words(name, at.language, *values)


def officials(day: Day, at: Terminal) -> None:
    """Chair and member, each told whose card is meant."""
    for card, who in zip(day.role_cards[:2], ("card_chair", "card_member"), strict=True):
        at.sees(who)
        seen_whole(at, word(at, "card_show", word(at, who)))
        at.hands.scan(card.texts[0])
        at.sees("pin_type")
        types(at, card.pin)


def test_it_is_opened_voted_on_and_closed_by_touch_alone(start: Callable[..., Day], small: Snapshot) -> None:
    day = start(small)
    at = day.booth(1)
    display, hands, hardware = at.hardware.display, at.hands, at.hardware
    assert isinstance(display, Ili9341Display)
    hardware.plug_in()
    at.sees("mode_choose")  # no note before it: panel, glass and calibration are as they should be
    assert display.image().shape == (240, 320, 3)
    touches(at, word(at, "mode_official"))
    at.sees("card_chair")
    hands.scan(day.role_cards[1].texts[0])  # the member's card: what is wrong is said, on a page with a button
    at.sees("card_wrong_role")
    touches(at, word(at, "key_ok"))
    officials(day, at)
    at.take_slip("zero")
    vote(day, at, day.activation())
    assert ballots(hardware) == 1
    close(day, at)
    assert display.too_fast == 0


def test_a_desk_is_opened_checks_a_voter_in_and_types_a_number_by_touch_alone(
    start: Callable[..., Day], small: Snapshot
) -> None:
    day = start(small)
    at = day.desk
    at.hardware.plug_in()
    at.sees("mode_choose")
    touches(at, word(at, "mode_official"))
    officials(day, at)
    at.take_slip("zero")
    day.show_zero_of(1)
    day.show_id(day.labels[0])
    name = demo_voters(VOTERS, 1)[0].name
    to_the_booth(at, name)
    assert codes_on(at.take_slip("activation"))
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("polls")
    touches(at, word(at, "action_type_number"))
    at.sees("pin_type")
    types(at, day.role_cards[0].pin)
    at.sees("number_type")
    seen_whole(at, word(at, "action_type_number"), word(at, "number_type"))
    voter = demo_voters(VOTERS, 1)[1]
    types(at, voter.number)
    to_the_booth(at, voter.name)
    assert codes_on(at.take_slip("activation"))
    assert at.hardware.display.too_fast == 0


def test_an_evening_is_counted_and_a_breach_explained(start: Callable[..., Day], small: Snapshot) -> None:
    """Each page of the closed desk on the smallest panel; one paper ballot of ten is nowhere."""
    day = start(small)
    desk, booth = day.desk, day.booth(1)
    for at in (desk, booth):
        day.open(at)
    day.show_zeros()
    names = [voter.name for voter in demo_voters(VOTERS, 1)[:2]]
    day.show_id(day.labels[0])
    to_the_booth(desk, names[0])
    vote(day, booth, codes_on(desk.take_slip("activation"))[0])
    day.show_id(day.labels[1])
    takes(desk, names[1], word(desk, "paper_ballot"))
    for at in (desk, booth):
        day.until(at, day.closes_minutes)
    day.also = {"totals": [day.close_booth(1)]}  # type: ignore[attr-defined]
    day.close_desk()
    read_totals_and_keys(day)
    type_numbers(day, [*[0] * len(OF_THE_DAY), *LINES, 1, 0, 0, 0, *LINES, 0, 1, 0])
    explain(day, desk)
    assert codes_on(desk.take_slip("protocol")) == codes_on(desk.take_slip("protocol"))
    assert desk.hardware.display.too_fast == 0


def explain(day: Day, at: Terminal) -> None:
    """The breach is read to its end, then accepted by chair and member with a reason."""
    at.hands.wait_for(lambda screen: screen.shows(word(at, "breach").split()[0]), "breach")
    takes(at, word(at, "breach"), word(at, "accept_reason"))
    assert at.hands.expect(word(at, "reason_type").split()[0])
    takes(at, word(at, "reason_type"), word(at, "key_ok"))
    at.hands.type_letters("нет")
    officials(day, at)


def to_the_booth(at: Terminal, name: str) -> None:
    takes(at, f"{name} {word(at, 'may_vote')}", word(at, "booth_number", 1))


def takes(at: Terminal, said: str, what: str) -> None:
    """Read what is said, whole, turn to what is wanted, and take it."""
    assert at.hands.expect(said.split()[0])
    seen_whole(at, said)
    while at.hands.screen.target(what) is None:
        onwards = (MORE, word(at, "key_next"), word(at, "key_ok"))
        there = [words for words in onwards if at.hands.screen.target(words)]
        assert there, at.hands.screen.lines
        at.hands.touch(there[0])
    touches(at, what)


def vote(day: Day, at: Terminal, code: str) -> None:
    """A voter who takes Russian, leaves no question out, and looks at all of the review."""
    hands = at.hands
    day.idle(at)
    hands.scan(code)
    at.sees("language")
    touches(at, "Русский")
    for title, option in (("Президент", "Против всех"), ("Нужен ли День баурсака?", "Да")):
        assert hands.expect(title)
        touches(at, option)
        touches(at, words("key_next", "ru"))
    at.sees("review", language="ru")
    seen_whole(at, "Президент", "Против всех", "Нужен ли День баурсака?", "✓ Да")
    touches(at, words("key_print", "ru"))
    at.sees("compare", language="ru")
    seen_whole(at, words("compare", "ru"), words("compare_text", "ru"))
    touches(at, words("key_cast", "ru"))
    at.take_slip("code")
    at.take_slip("ballot")
    at.sees("cast_done", language="ru")


def close(day: Day, at: Terminal) -> None:
    day.idle(at)
    day.until(at, day.closes_minutes)
    chair, member = day.role_cards[:2]
    at.hands.scan(chair.texts[0])
    at.sees("polls")
    touches(at, word(at, "action_close"))
    at.sees("pin_type")
    types(at, chair.pin)
    at.sees("card_member")
    at.hands.scan(member.texts[0])
    at.sees("pin_type")
    types(at, member.pin)
    assert codes_on(at.take_slip("totals"))
    at.sees("booth_closed")
