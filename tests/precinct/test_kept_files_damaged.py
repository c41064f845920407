"""What a terminal keeps in files is not what it has written: a bit flipped, a file empty or of another shape."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from host_tools.formats import cose
from simulator.people.precinct import TEST
from simulator.people.slip_reader import codes_on
from simulator.people.words import words
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.traces import events


def kept(day: Day, name: str) -> Path:
    return Path(day.provisioned.terminals[0]) / "data" / f"{name}-0.cose"


def openings_of(day: Day, number: int) -> Path:
    return Path(day.provisioned.terminals[number]) / "data" / "opening-0"


def one_bit(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


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


def test_a_damaged_note_of_copies_counts_none_and_stops_nobody(start: Callable[..., Day], counted: Snapshot) -> None:
    """What else the desk has signed, and whatever has another shape under its signature, is no note either."""
    day = start(counted)
    file, key = kept(day, "copies"), day.device_key(0)
    whole = file.read_bytes()
    poll = cbor2.loads(payload(whole))[:-1]
    signed = [cose.sign1(content, key) for content in (cbor2.dumps([*poll, {1: [2, -1]}]), b"\xff")]
    unsigned = cbor2.dumps([*poll, {1: [2, 0]}])
    of_a_test = cose.sign1(cbor2.dumps([*poll[:-1], TEST, {1: [2, 0]}]), key)
    for content in (one_bit(whole), unsigned, kept(day, "protocol").read_bytes(), of_a_test, *signed):
        file.write_bytes(content)
        day.resume(day.desk)
        day.desk.sees("slip_protocol_number", 1)  # as if none was printed yet
        assert day.desk.hands.screen.shows(words("torn_void", day.desk.language))
        day.desk.hardware.pull_plug()


def payload(signed: bytes) -> bytes:
    peeked = cose.peek1(signed)
    assert peeked is not None
    return peeked[1]


@pytest.mark.parametrize("number", [0, 1], ids=["desk", "booth"])
def test_files_of_no_length_that_a_terminal_writes_are_no_files(
    start: Callable[..., Day], counted: Snapshot, opened: Snapshot, number: int
) -> None:
    """Each far longer than the heap, and folders in the place of files: what they held is gone, nobody is stopped."""
    day = start(opened if number else counted)
    at, data = day.terminals[number], Path(day.provisioned.terminals[number]) / "data"
    for name in ("copies-0.cose", "receipt-0.cose", "signatures-0.cose", "key-0.cose", "opening-0", "attempts"):
        (data / name).write_bytes(bytes(600_000))
    day.resume(at)
    at.hardware.pull_plug()
    for name in ("copies-0.cose", "opening-0"):
        (data / name).unlink(missing_ok=True)
        (data / name).mkdir()
    day.resume(at)
    if number:
        day.vote(1, day.activation(), VOTE)
    else:
        at.sees("slip_protocol_number", 1)
    assert at.hardware.bench.restarts == 0


def checked(content: object) -> bytes:
    """A value as the file of openings holds it, with its checksum."""
    data = cbor2.dumps(content)
    return data + sha256(data).digest()[:8]


def damaged_openings(whole: bytes) -> list[bytes]:
    """One wrong bit in the identity, the state and the checksum; cut short; whole files of another shape."""
    turned = [whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :] for at in (30, len(whole) - 10, len(whole) - 1)]
    shapes: list[object] = [7, [], [b"", 17, [], 0, ""], [b"", 17, ["identity"], 1, ""], [b"", 17, [bytes(16)], [], 0]]
    return [*turned, b"", whole[:-1], *map(checked, shapes)]


@pytest.mark.parametrize("number", [0, 1], ids=["desk", "booth"])
def test_a_damaged_file_of_openings_is_made_anew_from_the_cartridge(
    start: Callable[..., Day], opened: Snapshot, number: int
) -> None:
    day = start(opened)
    at, file = day.terminals[number], openings_of(day, number)
    whole = file.read_bytes()
    for content in damaged_openings(whole)[:: 1 if number == 0 else 4]:
        file.write_bytes(content)
        day.resume(at)
        day.idle(at)
        at.hardware.pull_plug()
        assert file.read_bytes() == whole
    assert ("memory_trouble", 0) in events(at.hardware)


def test_a_damaged_file_of_openings_says_that_polls_were_opened(start: Callable[..., Day], opened: Snapshot) -> None:
    """On blank cartridges: a desk does not open a second time, a booth asks for the reason."""
    day = start(opened)
    for number, words_ in ((0, "opened_before"), (1, "open_again_text")):
        at, file = day.terminals[number], openings_of(day, number)
        file.write_bytes(one_bit_of(file.read_bytes()))
        for chip in at.hardware.chips:
            chip.array[:] = b"\xff" * len(chip.array)
        day.ask_to_open(at)
        at.sees(words_)


def one_bit_of(data: bytes) -> bytes:
    return data[:30] + bytes((data[30] ^ 16,)) + data[31:]
