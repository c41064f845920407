"""What a terminal is given to run on: packages and firmware that are not as the authority signed them."""

from __future__ import annotations

from collections.abc import Callable

import cbor2
import pytest
from nacl.signing import SigningKey

from host_tools.formats import packages
from tests.precinct.day import Day, Snapshot

OFFICIAL_PACKAGE = "official.tmpk"


def altered(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def damaged(day: Day) -> bytes:
    data = package_of(day, 1)
    return altered(data, len(data) - 5)


def with_other_manifest(day: Day) -> bytes:
    return altered(package_of(day, 1), 60)


def signed_by_somebody(day: Day) -> bytes:
    parts = {"election": b"x", "precinct": b"y", "secrets": b"z"}
    return packages.build("booth", 17, 0, 1, parts, SigningKey(b"s" * 32))


def of_the_desk(day: Day) -> bytes:
    return package_of(day, 0)


def of_the_other_booth(day: Day) -> bytes:
    return package_of(day, 2)


def of_the_test(day: Day) -> bytes:
    return (day.provisioned.terminals[1] / "data" / "test.tmpk").read_bytes()


def cut_short(day: Day) -> bytes:
    return package_of(day, 1)[:-100]


def package_of(day: Day, terminal: int) -> bytes:
    return (day.provisioned.terminals[terminal] / "data" / OFFICIAL_PACKAGE).read_bytes()


WRONG = {
    "package_damaged": (damaged, cut_short),
    "package_signature": (with_other_manifest, signed_by_somebody),
    "package_role": (of_the_desk, of_the_other_booth, of_the_test),
}


def test_polls_do_not_open_on_a_wrong_package(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    booth, path = day.booth(1), day.provisioned.terminals[1] / "data" / OFFICIAL_PACKAGE
    good = path.read_bytes()
    booth.hardware.plug_in()
    for words, ways in WRONG.items():
        for way in ways:
            path.write_bytes(way(day))
            refuses_to_open(day, words)
    path.unlink()
    refuses_to_open(day, "package_missing")
    assert all(set(chip.array) == {0xFF} for chip in booth.hardware.chips), "nothing may be written before all is right"
    path.write_bytes(good)
    day.open(booth)


def refuses_to_open(day: Day, words: str) -> None:
    booth = day.booth(1)
    booth.sees("mode_choose")
    booth.chooses("mode_official")
    booth.sees(words)
    booth.sees("call_technician")
    booth.presses("ok")


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("main.py", b"MicroPython"),
        ("board.py", b"GPIO"),
        ("firmware.romfs", b"cast_done"),
        ("firmware.tmf", b"F2"),
    ],
)
def test_firmware_with_one_byte_altered_refuses_to_start_and_says_so(
    start: Callable[..., Day], opened: Snapshot, file: str, place: bytes
) -> None:
    day = start(opened)
    booth, path = day.booth(1), day.provisioned.terminals[1] / file
    data = path.read_bytes()
    path.write_bytes(altered(data, data.index(place)))
    before = [bytes(chip.array) for chip in booth.hardware.chips]
    booth.hardware.plug_in()
    booth.sees("firmware_wrong")
    booth.sees("call_technician")
    booth.presses("ok")
    booth.sees("firmware_wrong")
    assert [bytes(chip.array) for chip in booth.hardware.chips] == before
    booth.hardware.pull_plug()
    path.write_bytes(data)
    day.resume(booth)
    day.vote(1, day.activation(), ["Косеев", "Да", "Нет"])


def without(_: bytes) -> None:
    return None


def empty(_: bytes) -> bytes:
    return b""


def cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def of_another_kind(data: bytes) -> bytes:
    return cbor2.dumps(cbor2.loads(data) | {0: "H2"}, canonical=True)


def with_a_short_key(data: bytes) -> bytes:
    return cbor2.dumps(cbor2.loads(data) | {3: bytes(31)}, canonical=True)


def no_map(_: bytes) -> bytes:
    return cbor2.dumps([1, "booth"], canonical=True)


NOT_SET_UP = {
    "device.cbor": (without, empty, cut_in_half, no_map, of_another_kind, with_a_short_key),
    "seed.bin": (without, empty, cut_in_half),
    "own_key.bin": (without, empty, cut_in_half),
}


@pytest.mark.parametrize(("terminal", "other"), [(0, "booth"), (1, "desk"), (1, "polls")])
def test_a_terminal_set_up_for_another_role_says_that_its_firmware_is_not_for_it(
    start: Callable[..., Day], opened: Snapshot, terminal: int, other: str
) -> None:
    day = start(opened)
    at, path = day.terminals[terminal], day.provisioned.terminals[terminal] / "data" / "device.cbor"
    path.write_bytes(cbor2.dumps(cbor2.loads(path.read_bytes()) | {1: other}, canonical=True))
    at.hardware.plug_in()
    at.sees("firmware_wrong", language="kk")
    at.sees("call_technician", language="kk")


@pytest.mark.parametrize("terminal", [0, 1])
@pytest.mark.parametrize("file", NOT_SET_UP)
def test_a_terminal_that_is_not_set_up_says_so_and_keeps_what_it_has(
    start: Callable[..., Day], opened: Snapshot, file: str, terminal: int
) -> None:
    day = start(opened)
    at, path = day.terminals[terminal], day.provisioned.terminals[terminal] / "data" / file
    good, before = path.read_bytes(), [bytes(chip.array) for chip in at.hardware.chips]
    for way in NOT_SET_UP[file]:
        path.unlink(missing_ok=True)
        data = way(good)
        if data is not None:
            path.write_bytes(data)
        at.hardware.plug_in()
        at.sees("device_missing", language="kk")
        at.sees("call_technician", language="kk")
        at.presses("ok")
        at.sees("device_missing", language="kk")
        at.hardware.pull_plug()
        assert (path.read_bytes() if path.exists() else None) == data
    assert [bytes(chip.array) for chip in at.hardware.chips] == before
    path.write_bytes(good)
    day.resume(at)


def test_a_package_that_breaks_in_the_voting_hours_stops_the_terminal_with_words(
    start: Callable[..., Day], opened: Snapshot
) -> None:
    day = start(opened)
    booth, path = day.booth(1), day.provisioned.terminals[1] / "data" / OFFICIAL_PACKAGE
    good = path.read_bytes()
    path.write_bytes(damaged(day))
    booth.hardware.plug_in()
    booth.sees("package_damaged")
    booth.sees("call_technician")
    path.write_bytes(good)
    booth.presses("ok")
    booth.sees("power_nothing")
