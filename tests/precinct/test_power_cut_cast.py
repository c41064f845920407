"""The plug is pulled at every single flash operation of one cast, with the firmware and the people of a real day.

After the boot the screen says whether the ballot is in, both chips and the activation agree with it, the slip's end is
printed, and the voter goes on: with the same slip where nothing was cast, and never twice. Torn pages
and second cuts are swept in the storage's own tests; here it is the way from the chips to the words.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import PowerWentOff
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.slip_objects import payload_of
from tests.precinct.traces import ballots, events, kept_anywhere, marked, regions


def ready_to_cast(day: Day, index: int) -> None:
    """Booth 1 with the ballot on paper, before the key."""
    booth = day.booth(1)
    if not booth.hardware.bench.powered:
        day.resume(booth)
    day.at_review(day.activation(index=index))
    booth.presses("ok")
    booth.sees("compare", language="ru")


def operations_of_a_cast(day: Day) -> list[int]:
    """How many programs each chip sees from the key on."""
    ready_to_cast(day, 0)
    chips = day.booth(1).hardware.chips
    before = [chip.operations for chip in chips]
    day.booth(1).presses("ok")
    day.booth(1).sees("cast_done", language="ru")
    day.idle(day.booth(1))
    return [chip.operations - had for chip, had in zip(chips, before, strict=True)]


def slips_ended_as_cast(day: Day) -> int:
    """Slips whose bit 1 of four is zero on both chips."""
    hardware = day.booth(1).hardware
    begin, end = regions(hardware)["slips"]
    both = [a | b for a, b in zip(*(chip.array[begin:end] for chip in hardware.chips), strict=True)]
    return sum(not byte >> bit & 1 for byte in both for bit in (1, 5))


def is_forgotten(day: Day) -> bool:
    """Does no entry of the intents' region stand on either chip?"""
    hardware = day.booth(1).hardware
    begin, end = regions(hardware)["intents"]
    found = {bytes(chip.array[at : at + 64]) for chip in hardware.chips for at in range(begin, end, 64)}
    return found <= {bytes(64), b"\xff" * 64}


def cut_and_look(day: Day, index: int, chip: int, operation: int, torn: bool | str) -> bool:
    """One cut; True when the ballot was in. Leaves the booth waiting for the next voter."""
    booth = day.booth(1)
    hands, hardware = booth.hands, booth.hardware
    ready_to_cast(day, index)
    had, had_ended = marked(hardware, "cast"), slips_ended_as_cast(day)
    hardware.chips[chip].cut_at(operation, torn)
    with pytest.raises(PowerWentOff):
        booth.presses("ok")
        booth.sees("cast_done", language="ru")
    # The paper has said so already, and nothing was left to do.
    was_over = slips_ended_as_cast(day) > had_ended and is_forgotten(day)
    hardware.plug_in()
    hands.expect("Электр")  # the first word of all that is said after a power cut
    is_in = marked(hardware, "cast") == had + 1
    booth.sees("power_nothing" if was_over else "power_cast" if is_in else "power_not_cast")
    assert ballots(hardware) == marked(hardware, "cast") == slips_ended_as_cast(day)
    booth.presses("ok")
    day.idle(booth)
    hands.scan(day.activation(index=index))
    if is_in:
        booth.sees("already_cast")
    else:
        booth.sees("language")
        booth.presses("back")
    day.idle(booth)
    hardware.rest(3000)
    return is_in


def test_at_every_operation_the_ballot_is_in_or_out_as_a_whole(start: Callable[..., Day], opened: Snapshot) -> None:
    """One booth for each chip; whoever could not cast is the next one's predecessor with the same slip."""
    for chip in (0, 1):
        day = start(opened)
        count = operations_of_a_cast(day)[chip]
        assert count >= 8, "the cast was not seen on both chips"
        found, index = [], 1
        for operation in range(1, count + 1):
            found.append(cut_and_look(day, index, chip, operation, (True, "after", False)[(operation + chip) % 3]))
            index += found[-1]
        assert found == sorted(found), "once in, a ballot stays in"
        assert found[-1] and not found[0]
        assert payload_of(day.closed_totals(1))[5][0] == 1 + sum(found)
        day.unplug()


def test_a_voter_cut_off_before_the_cast_votes_with_the_same_slip_and_the_day_adds_up(booth: Day) -> None:
    at, code = booth.booth(1), booth.activation(index=3)
    assert not cut_and_look(booth, 3, 0, 3, True)
    booth.vote(1, code, VOTE)
    assert ("recovered", 1) in events(at.hardware)
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1
    cast, spoiled, spent, challenged, cancelled = payload_of(booth.closed_totals(1))[5]
    assert (cast, spoiled, spent, challenged, cancelled) == (1, 1, 1, 0, 0)
    assert not kept_anywhere(at.hardware, [code.encode()])
