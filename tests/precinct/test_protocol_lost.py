"""A signed protocol whose file is gone or altered: nothing is signed under its number again, printed or sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.slip_reader import codes_on
from tests.precinct.day import Day, Snapshot
from tests.precinct.traces import events, regions


def file_of(day: Day) -> Path:
    return day.provisioned.terminals[0] / "data" / "protocol-0.cose"


@pytest.mark.parametrize("how", ["gone", "altered"])
def test_it_is_said_and_nothing_is_signed_again(start: Callable[..., Day], counted: Snapshot, how: str) -> None:
    day = start(counted)
    at, file = day.desk, file_of(day)
    signed = file.read_bytes()
    altered = signed[:100] + bytes((signed[100] ^ 1,)) + signed[101:]
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(altered)
    before = file.read_bytes() if file.exists() else None
    at.hardware.plug_in()
    at.sees("power_nothing")
    at.presses("ok")
    at.sees("protocol_lost")
    at.presses("ok")
    at.sees("desk_closed")
    at.hardware.rest(3000)
    day.menu(at, "count" if how == "gone" else "reprint", *day.role_cards[: 2 if how == "gone" else 1])
    at.sees("protocol_lost")
    at.presses("ok")
    assert not any(codes_on(slip) for slip in at.hardware.printer.slips)
    assert (file.read_bytes() if file.exists() else None) == before


def test_a_protocol_that_was_kept_and_not_logged_is_logged_before_it_is_printed(
    start: Callable[..., Day], counted: Snapshot
) -> None:
    day = start(counted)
    hardware = day.desk.hardware
    begin, _ = regions(hardware)["log"]
    region = bytes(hardware.chips[0].array[begin : begin + 64 * 400])
    at = next(i for i in range(400) if region[64 * i + 8 : 64 * i + 10] == (12).to_bytes(2, "little"))
    for chip in hardware.chips:
        chip.array[begin + 64 * at : begin + 64 * 400] = b"\xff" * (64 * (400 - at))
    assert "counted" not in [name for name, _ in events(hardware)]
    day.resume(day.desk)
    assert "counted" in [name for name, _ in events(hardware)]
