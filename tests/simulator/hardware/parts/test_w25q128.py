"""The flash chip against its datasheet, spoken to byte by byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.w25q128 import W25Q128

SIZE = 64 << 10
ENABLE, DISABLE, STATUS, ID = b"\x06", b"\x04", b"\x05\0", b"\x9f\0\0\0"


def say(chip: W25Q128, data: bytes) -> bytes:
    """One command; what came back, byte for byte."""
    chip.select()
    answer = chip.transfer(data)
    chip.deselect()
    return answer


def command(opcode: int, address: int, data: bytes = b"") -> bytes:
    return bytes((opcode,)) + address.to_bytes(3, "big") + data


def program(chip: W25Q128, address: int, data: bytes) -> None:
    say(chip, ENABLE)
    say(chip, command(0x02, address, data))
    chip.clock.advance_to(chip.clock.now_us + 3_000)


def read(chip: W25Q128, address: int, count: int) -> bytes:
    return say(chip, command(0x03, address, bytes(count)))[4:]


@pytest.fixture
def chip() -> W25Q128:
    chip = W25Q128(SIZE)
    chip.clock = Clock()
    return chip


def test_identification_of_the_real_size_and_of_a_small_one(chip: W25Q128) -> None:
    large = W25Q128()
    large.clock = chip.clock
    assert say(large, ID)[1:] == b"\xef\x40\x18"
    assert say(chip, ID)[1:] == b"\xef\x40\x10"
    assert say(chip, b"\x4b" + bytes(12))[5:] == chip.unique_id
    assert W25Q128(SIZE, seed=1).unique_id != chip.unique_id


def test_the_bytes_may_come_in_any_portions(chip: W25Q128) -> None:
    program(chip, 0x1234, b"abcdef")
    chip.select()
    got = b"".join(chip.transfer(part) for part in (b"\x03", b"\0\x12", b"\x34\0\0", b"\0", b"\0\0\0"))
    chip.deselect()
    assert got[4:] == b"abcdef"
    assert say(chip, b"\x0b\0\x12\x34\0" + bytes(6))[5:] == b"abcdef"  # fast read: one dummy byte


def test_reading_goes_on_from_the_last_address_to_the_first(chip: W25Q128) -> None:
    chip.array[-1], chip.array[0] = 0x12, 0x34
    assert read(chip, SIZE - 1, 2) == b"\x12\x34"


def test_programming_only_takes_ones_away(chip: W25Q128) -> None:
    program(chip, 10, b"\xf0")
    program(chip, 10, b"\x3f")
    assert read(chip, 9, 3) == b"\xff\x30\xff"


def test_a_page_program_wraps_inside_its_page(chip: W25Q128) -> None:
    program(chip, 0x1FE, b"\1\2\3\4")
    assert read(chip, 0x1FE, 3) == b"\1\2\xff" and read(chip, 0x100, 2) == b"\3\4"
    program(chip, 0x300, bytes(range(256)) + b"\x55\xaa")  # more than a page: the last 256 bytes count
    assert read(chip, 0x300, 4) == b"\x55\xaa\2\3"


def test_programming_begins_when_the_chip_is_deselected(chip: W25Q128) -> None:
    say(chip, ENABLE)
    chip.select()
    chip.transfer(command(0x02, 0, b"\0"))
    assert chip.array[0] == 0xFF
    chip.deselect()
    assert chip.array[0] == 0


def test_without_write_enable_nothing_is_written(chip: W25Q128) -> None:
    say(chip, command(0x02, 0, b"\0"))
    say(chip, ENABLE)
    say(chip, DISABLE)
    say(chip, command(0x02, 0, b"\0"))
    say(chip, command(0x20, 0))
    assert chip.operations == 0 and not chip.busy


def test_write_enable_is_spent_when_the_operation_ends(chip: W25Q128) -> None:
    say(chip, ENABLE)
    assert say(chip, STATUS)[1] == 2
    say(chip, command(0x02, 0, b"\0"))
    assert say(chip, STATUS)[1] == 3
    chip.clock.advance_to(699)
    assert say(chip, STATUS)[1] == 3
    chip.clock.advance_to(700)
    assert say(chip, STATUS)[1] == 0
    say(chip, command(0x02, 1, b"\0"))
    assert chip.operations == 1


def test_a_busy_chip_hears_only_status_reads(chip: W25Q128) -> None:
    say(chip, ENABLE)
    say(chip, command(0x20, 0))
    assert say(chip, ID)[1:] == b"\xff\xff\xff" and read(chip, 0, 1) == b"\xff"
    say(chip, ENABLE)
    say(chip, command(0x02, 0, b"\0"))
    assert chip.operations == 1 and chip.array[0] == 0xFF
    chip.clock.advance_to(45_000)
    assert say(chip, STATUS)[1] == 0


def test_erase_reaches_its_sector_or_block_and_no_further(chip: W25Q128) -> None:
    for opcode, first, last in ((0x20, 0x5000, 0x5FFF), (0x52, 0, 0x7FFF), (0xD8, 0, 0xFFFF)):
        chip.array[:] = bytes(SIZE)
        say(chip, ENABLE)
        say(chip, command(opcode, 0x5123))
        chip.clock.advance_to(chip.clock.now_us + 2_000_000)
        erased = [address for address in range(SIZE) if chip.array[address] == 0xFF]
        assert (erased[0], erased[-1], len(erased)) == (first, last, last - first + 1)
    assert chip.wear[5] == 3 and chip.wear[15] == 1


def test_whole_chip_erase(chip: W25Q128) -> None:
    chip.array[:] = bytes(SIZE)
    say(chip, ENABLE)
    say(chip, b"\xc7")
    assert chip.array == b"\xff" * SIZE and chip.busy


def test_an_erase_with_a_byte_too_many_is_not_done(chip: W25Q128) -> None:
    program(chip, 0, b"\0")
    say(chip, ENABLE)
    say(chip, command(0x20, 0, b"\0"))
    assert chip.array[0] == 0 and not chip.erases


def test_a_sleeping_chip_hears_only_its_release(chip: W25Q128) -> None:
    say(chip, b"\xb9")
    assert say(chip, ID)[1:] == b"\xff\xff\xff"
    say(chip, b"\xab")
    assert say(chip, ID)[1:] == b"\xff\xff\xff"  # tRES1 has not passed
    chip.clock.advance_to(3)
    assert say(chip, ID)[1:] == b"\xef\x40\x10"
    assert say(chip, b"\xab\0\0\0\0")[4] == 0x0F


def test_nonsense_is_ignored(chip: W25Q128) -> None:
    assert say(chip, b"\xee\1\2\3") == b"\xff" * 4
    assert say(chip, b"") == b""
    say(chip, ENABLE)
    say(chip, b"\x02\0\0")  # an address that breaks off
    say(chip, command(0x02, 0))  # no data
    assert chip.operations == 0


def test_the_image_file_is_the_chip(tmp_path: Path) -> None:
    path = tmp_path / "cartridge.bin"
    chip = W25Q128(SIZE, image=path)
    chip.clock = Clock()
    program(chip, 5, b"kept")
    chip.power_off()
    again = W25Q128(SIZE, image=path)
    assert again.array[5:9] == b"kept" and path.stat().st_size == SIZE
