"""What can go wrong with a flash chip: torn operations, worn cells, flipped bits."""

from __future__ import annotations

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.lines import PowerCut
from simulator.hardware.parts.w25q128 import W25Q128
from tests.simulator.hardware.parts.test_w25q128 import ENABLE, SIZE, command, program, read, say

PATTERN = bytes(range(256))


@pytest.fixture
def chip() -> W25Q128:
    return new_chip(7)


def new_chip(seed: int) -> W25Q128:
    chip = W25Q128(SIZE, seed=seed)
    chip.clock = Clock()
    return chip


def cut_while_programming(chip: W25Q128, torn: bool | str) -> bytes:
    chip.cut_at(1, torn)
    with pytest.raises(PowerCut):
        program(chip, 0x100, PATTERN)
    chip.power_off()
    chip.power_on()
    return read(chip, 0x100, 256)


def test_power_gone_before_the_program_leaves_the_page_alone(chip: W25Q128) -> None:
    assert cut_while_programming(chip, False) == b"\xff" * 256
    assert chip.operations == 0


def test_power_gone_after_the_program_leaves_it_whole(chip: W25Q128) -> None:
    assert cut_while_programming(chip, "after") == PATTERN


def test_a_torn_page_has_some_of_its_zeros_and_no_others(chip: W25Q128) -> None:
    got = cut_while_programming(chip, True)
    assert all(found & wanted == wanted for found, wanted in zip(got, PATTERN, strict=True))
    assert got not in (PATTERN, b"\xff" * 256)
    assert cut_while_programming(new_chip(7), True) == got
    assert cut_while_programming(new_chip(8), True) != got


def test_a_torn_erase_keeps_old_ones_and_stays_in_its_sector(chip: W25Q128) -> None:
    for page in range(32):
        program(chip, page * 256, PATTERN)
    chip.cut_at(1, torn=True)
    say(chip, ENABLE)
    with pytest.raises(PowerCut):
        say(chip, command(0x20, 0x1000))
    got = bytes(chip.array[0x1000:0x2000])
    assert all(found & old == old for found, old in zip(got, PATTERN * 16, strict=True))
    assert got not in (PATTERN * 16, b"\xff" * 4096)
    assert chip.array[:0x1000] == PATTERN * 16


def test_the_cut_comes_at_the_operation_it_was_set_for_and_once(chip: W25Q128) -> None:
    program(chip, 0, b"\0")
    chip.cut_at(2)
    program(chip, 1, b"\0")
    with pytest.raises(PowerCut):
        program(chip, 2, b"\0")
    chip.power_off()
    chip.power_on()
    program(chip, 3, b"\0")
    assert chip.array[:4] == b"\0\0\xff\0"


def test_the_plug_pulled_while_the_chip_is_busy_tears_the_operation(chip: W25Q128) -> None:
    say(chip, ENABLE)
    say(chip, command(0x02, 0, PATTERN))
    chip.clock.advance_to(300)
    chip.power_off()
    chip.power_on()
    got = read(chip, 0, 256)
    assert got not in (PATTERN, b"\xff" * 256)
    assert say(chip, b"\x05\0")[1] == 0


def test_worn_cells_end_at_their_own_value(chip: W25Q128) -> None:
    chip.stuck_bits = {(0, 3): 1, (5000, 0): 0}
    program(chip, 0, b"\0")
    assert chip.array[0] == 0x08
    say(chip, ENABLE)
    say(chip, command(0x20, 4096))
    assert chip.array[5000] == 0xFE and chip.array[5001] == 0xFF


def test_a_bit_can_fall_by_itself(chip: W25Q128) -> None:
    chip.flip(9, 7)
    assert read(chip, 9, 1) == b"\x7f"


def test_an_empty_socket_reads_ones_and_keeps_nothing(chip: W25Q128) -> None:
    chip.absent = True
    program(chip, 0, b"\0")
    assert say(chip, b"\x9f\0\0\0") == b"\xff" * 4
    chip.absent = False
    assert read(chip, 0, 1) == b"\xff" and chip.operations == 0


def test_erase_in_voting_hours_is_caught(chip: W25Q128) -> None:
    chip.forbid_erase = True
    program(chip, 0, b"\0")
    say(chip, ENABLE)
    with pytest.raises(AssertionError, match="erase while polls are open"):
        say(chip, command(0x20, 0))


def test_the_journal_names_every_operation(chip: W25Q128) -> None:
    program(chip, 0x203, b"abc")
    say(chip, ENABLE)
    say(chip, command(0x20, 0x3456))
    assert chip.journal == [("program", 0x203, 3), ("erase", 0x3000, 4096)]
    assert (chip.operations, chip.erases, chip.wear[3]) == (2, [0x3000], 1)
