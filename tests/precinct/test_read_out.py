"""A booth's cartridge in a desk that gives its bytes to a computer: whole, over a bad line, with a chip missing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from host_tools.chip_reading.reading import read_chip
from host_tools.chip_reading.source import SECTOR_BYTES
from host_tools.chip_reading.terminal_line import TerminalChip
from tests.precinct.day import FLASH_BYTES, Day, Snapshot
from tests.precinct.serial_port import Port


@pytest.fixture
def reading(start: Callable[..., Day], evening: Snapshot) -> tuple[Day, Port]:
    """A desk on the page that reads out, with the cartridge of booth 1 in its sockets."""
    day = start(evening)
    at = day.desk
    for chip, image in zip(at.hardware.chips, evening.chips[1], strict=True):
        chip.array[:] = image
    port = Port(day.desk.hardware)
    at.hardware.plug_in()
    at.sees("chip_foreign")
    at.presses("down")
    at.sees("read_out_line")
    return day, port


def test_both_chips_come_byte_for_byte_and_are_not_written(reading: tuple[Day, Port]) -> None:
    day, port = reading
    chips = day.desk.hardware.chips
    written = [len(chip.journal) for chip in chips]
    for number, chip in enumerate(chips):
        source = TerminalChip(port, number)
        assert source.size() == FLASH_BYTES
        found = read_chip(source, FLASH_BYTES)
        assert found.whole and bytes(found.image) == bytes(chip.array)
    assert [len(chip.journal) for chip in chips] == written
    day.desk.presses("ok")
    day.desk.sees("chip_foreign")


def test_a_bad_line_costs_time_and_no_byte(reading: tuple[Day, Port]) -> None:
    day, port = reading
    draw = random.Random(3)

    def spoil(data: bytes) -> bytes:
        """One byte in a thousand is lost or wrong."""
        return bytes(draw.randrange(256) if draw.random() < 0.001 else byte for byte in data if draw.random() > 0.0005)

    port.spoils = spoil
    chip = day.desk.hardware.chips[1]
    source, sectors = TerminalChip(port, 1), (0, 1, 2, 3)
    assert [source.read(at * SECTOR_BYTES, SECTOR_BYTES) for at in sectors] == [
        bytes(chip.array[at * SECTOR_BYTES : (at + 1) * SECTOR_BYTES]) for at in sectors
    ]


def test_a_chip_that_is_away_is_said_and_the_other_is_read(reading: tuple[Day, Port]) -> None:
    day, port = reading
    day.desk.hardware.chips[0].absent = True
    assert TerminalChip(port, 0).size() == 0
    assert TerminalChip(port, 0).read(0, SECTOR_BYTES) is None
    assert TerminalChip(port, 1).read(0, SECTOR_BYTES) == bytes(day.desk.hardware.chips[1].array[:SECTOR_BYTES])


def test_a_desk_that_reads_nothing_out_is_not_a_chip(start: Callable[..., Day], evening: Snapshot) -> None:
    day = start(evening)
    port = Port(day.desk.hardware)
    day.resume(day.desk)
    assert TerminalChip(port, 0).size() is None
