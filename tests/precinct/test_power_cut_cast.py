"""The plug is pulled at every write of one cast, on each chip, with the firmware and the people of a real day.

After the boot the screen says whether the ballot is in, both chips and the activation agree with it, the slip's end is
printed, and the voter goes on: with the same slip where nothing was cast, and never twice. Every operation, torn pages
and second cuts are swept in the storage's own tests; here it is the way from the chips to the words.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import PowerWentOff
from tests.precinct.cut_at_write import CutAtWrite
from tests.precinct.day import VOTE, Day
from tests.precinct.slip_objects import payload_of
from tests.precinct.traces import ballots, events, kept_anywhere, marked, regions

# From the key *cast* on, in their order: (region, which of its writes on a chip); docs/cast-protocol.md, section 3.
WRITES = {
    "CAST_ENTRY": ("intents", 1),
    "RECORD": ("ballots", 1),
    "CAST_BIT": ("cast", 1),
    "SLIP_ENDED": ("slips", 1),
    "CAST_FORGOTTEN": ("intents", 2),
    "SLIP_FORGOTTEN": ("intents", 3),
}
VARIANTS = (False, True, "after")
Cut = Callable[[Day], None]


def at_write(name: str, chip: int, torn: bool | str) -> Cut:
    """A cut at one of `WRITES`."""
    region, number = WRITES[name]

    def cut(day: Day) -> None:
        hardware = day.booth(1).hardware
        CutAtWrite(hardware.chips[chip], regions(hardware)[region], number, torn)

    return cut


def at_operation(chip: int, number: int, torn: bool | str) -> Cut:
    """A cut at the n-th operation of a chip, whatever it is."""
    return lambda day: day.booth(1).hardware.chips[chip].cut_at(number, torn)


def ready_to_cast(day: Day, index: int) -> None:
    """Booth 1 with the ballot on paper, before the key."""
    booth = day.booth(1)
    if not booth.hardware.bench.powered:
        day.resume(booth)
    day.at_review(day.activation(index=index))
    booth.presses("ok")
    booth.sees("compare", language="ru")


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


def goes_in_the_cast(day: Day, index: int, cut: Cut) -> bool:
    """The key *cast*, and the day goes on: does the power go at this cut? False if all was over before it."""
    booth = day.booth(1)
    ready_to_cast(day, index)
    cut(day)
    try:
        booth.presses("ok")
        booth.sees("cast_done", language="ru")
        day.idle(booth)
        booth.hardware.rest(3000)
        booth.must_be_on()
    except PowerWentOff:
        return True
    return False


def is_in_after_power(day: Day, index: int, had: int) -> bool:
    """Is the ballot in? Leaves the booth waiting for the next voter. had: ballots before this one."""
    booth = day.booth(1)
    hands, hardware = booth.hands, booth.hardware
    # The paper has said so already, and nothing was left to do.
    was_over = slips_ended_as_cast(day) > had and is_forgotten(day)
    hardware.plug_in()
    hands.expect("Электр")  # the first word of all that is said after a power cut
    is_in = marked(hardware, "cast") == had + 1
    booth.sees("power_nothing" if was_over else "power_cast" if is_in else "power_not_cast")
    assert ballots(hardware) == marked(hardware, "cast") == slips_ended_as_cast(day) == had + is_in
    booth.presses("ok")
    day.idle(booth)
    hands.scan(day.activation(index=index))
    if is_in:
        booth.sees("already_cast")
    else:
        booth.sees("language")
        booth.presses("back")
    day.idle(booth)
    return is_in


def test_at_every_write_the_ballot_is_in_or_out_as_a_whole(booth: Day) -> None:
    """Whoever could not cast is the next one's predecessor with the same slip."""
    cast = 0
    for number, name in enumerate(WRITES):
        for chip in (0, 1):
            assert goes_in_the_cast(booth, cast, at_write(name, chip, VARIANTS[(number + chip) % 3])), (name, chip)
            is_in = is_in_after_power(booth, cast, cast)
            # One whole record that its entry names is enough: from the second chip's copy on it is cast.
            assert is_in == (number > 1 or (name, chip) == ("RECORD", 1)), (name, chip)
            cast += is_in
    assert payload_of(booth.closed_totals(1))[5][0] == cast


@pytest.mark.long
@pytest.mark.parametrize("chip", [0, 1])
def test_at_every_operation_the_ballot_is_in_or_out_as_a_whole(booth: Day, chip: int) -> None:
    """Until a cast is over before its cut: how many operations it has depends on where its slot lies."""
    found: list[bool] = []
    while goes_in_the_cast(booth, sum(found), at_operation(chip, len(found) + 1, VARIANTS[(len(found) + chip) % 3])):
        found.append(is_in_after_power(booth, sum(found), sum(found)))
    booth.booth(1).hardware.chips[chip].forget_cut()
    assert len(found) >= 8, "the cast was not seen on both chips"
    assert not found[0] and found[-1]
    assert payload_of(booth.closed_totals(1))[5][0] == 1 + sum(found)


def test_a_voter_cut_off_before_the_cast_votes_with_the_same_slip_and_the_day_adds_up(booth: Day) -> None:
    at, code = booth.booth(1), booth.activation(index=3)
    assert goes_in_the_cast(booth, 3, at_write("RECORD", 0, True))
    assert not is_in_after_power(booth, 3, 0)
    booth.vote(1, code, VOTE)
    assert ("recovered", 1) in events(at.hardware)
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1
    cast, spoiled, spent, challenged, cancelled = payload_of(booth.closed_totals(1))[5]
    assert (cast, spoiled, spent, challenged, cancelled) == (1, 1, 1, 0, 0)
    assert not kept_anywhere(at.hardware, [code.encode()])
