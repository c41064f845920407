"""What a desk keeps in files is not what it has written: a bit flipped, a file empty or of another shape."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.slip_reader import codes_on
from simulator.people.words import words
from tests.precinct.day import Day, Snapshot
from tests.precinct.traces import events


def kept(day: Day, name: str) -> Path:
    return Path(day.provisioned.terminals[0]) / "data" / f"{name}-0.cose"


def one_bit(data: bytes) -> bytes:
    return data[:138] + bytes((data[138] ^ 1,)) + data[139:]


@pytest.mark.parametrize("spoil", [one_bit, lambda data: b""], ids=["one bit", "empty"])
def test_a_protocol_that_was_altered_is_not_printed_again(
    start: Callable[..., Day], counted: Snapshot, spoil: Callable[[bytes], bytes]
) -> None:
    day = start(counted)
    file = kept(day, "protocol")
    file.write_bytes(spoil(file.read_bytes()))
    at = day.desk
    day.resume(at)
    slips = len(at.hardware.printer.slips)
    at.sees("protocol_lost")  # said at each start
    at.presses("ok")
    day.menu(at, "reprint", day.role_cards[0])
    at.sees("protocol_lost")
    at.sees("call_technician")
    assert events(at.hardware)[-1] == ("memory_trouble", 0)
    at.presses("ok")
    at.sees("desk_closed")
    assert not any(codes_on(slip) for slip in at.hardware.printer.slips[slips:])


@pytest.mark.parametrize("content", [b"\xa1\x01\x01", b"\xa1\x01\x82\x61a\x61b"])
def test_a_note_of_copies_of_another_shape_stops_nobody(
    start: Callable[..., Day], counted: Snapshot, content: bytes
) -> None:
    day = start(counted)
    kept(day, "copies").write_bytes(content)
    day.resume(day.desk)
    day.desk.sees("slip_protocol_number", 1)  # as if none was printed yet
    assert day.desk.hands.screen.shows(words("torn_void", day.desk.language))
