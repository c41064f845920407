"""The flash driver on MicroPython against a chip on the bench."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.w25q128 import W25Q128
from tests.rig import Rig

SMALL = 64 << 10
HEAD = """
    import time
    from machine import Pin, SPI
    from drivers.norflash import NorFlash
    spi = SPI(1, baudrate=20_000_000)
    flash, other = NorFlash(spi, Pin(10, Pin.OUT)), NorFlash(spi, Pin(9, Pin.OUT))
"""


class FlashRig(Rig):
    """Two chips of different sizes on one bus."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.chip, self.other = W25Q128(SMALL, seed=1), W25Q128(1 << 20, seed=2)
        self.bench.wire_spi(1, 10, self.chip)
        self.bench.wire_spi(1, 9, self.other)
        self.device("drivers/__init__.py", "drivers/norflash.py")


@pytest.fixture
def rig(tmp_path: Path) -> FlashRig:
    return FlashRig(tmp_path)


def run(rig: FlashRig, source: str) -> list[str]:
    return rig.main(HEAD + source + "\n    print('done')\n    time.sleep(1000)\n").run_until_printed("done")


def test_two_chips_on_one_bus_are_told_apart(rig: FlashRig) -> None:
    lines = run(
        rig,
        """
    print(flash.identify(), other.identify(), flash.unique_id() == other.unique_id())
    print(flash.unique_id().hex())
    flash.program(0, b"first")
    other.program(0, b"second")
    """,
    )
    assert lines[:2] == [f"{SMALL} {1 << 20} False", rig.chip.unique_id.hex()]
    assert rig.chip.array[:7] == b"first\xff\xff" and rig.other.array[:7] == b"second\xff"


def test_a_record_across_pages_reads_back(rig: FlashRig) -> None:
    lines = run(
        rig,
        """
    flash.identify()
    record = bytes(i * 7 & 255 for i in range(700))
    print(flash.program(0x1F3, record), flash.read(0x1F3, 700) == record)
    print(flash.is_blank(0, 0x1F3), flash.is_blank(0, 0x1F4), end="")
    print("", flash.is_blank(0x1F3 + 700, 5000), flash.is_blank(0x1000, 0xF000))
    print(flash.erase_sector(0), flash.is_blank(0, flash.size_bytes))
    """,
    )
    assert lines[:3] == ["True True", "True False True True", "True True"]
    assert [length for kind, _, length in rig.chip.journal if kind == "program"] == [13, 256, 256, 175]


def test_a_typical_page_takes_its_datasheet_time(rig: FlashRig) -> None:
    lines = run(
        rig,
        """
    flash.identify()
    started = time.ticks_us()
    flash.program(0, bytes(256))
    print(700 <= time.ticks_diff(time.ticks_us(), started) < 1000)
    """,
    )
    assert lines[0] == "True"


def test_empty_socket_is_no_chip_and_takes_no_record(rig: FlashRig) -> None:
    rig.chip.absent = True
    lines = run(
        rig,
        """
    print(flash.identify(), other.identify())
    flash.size_bytes = 65536
    print(flash.program(0, b"record"), flash.erase_sector(0), flash.unique_id().hex())
    """,
    )
    assert lines[:2] == ["None 1048576", "False False ffffffffffffffff"]


def test_locked_chip_refuses(rig: FlashRig) -> None:
    rig.chip.read_only = True
    lines = run(
        rig,
        """
    print(flash.identify(), flash.program(0, b"record"), flash.erase_sector(0), flash.is_blank(0, 65536))
    """,
    )
    assert lines[0] == "65536 False False True"


def test_slow_chip_is_waited_for(rig: FlashRig) -> None:
    rig.chip.slow = True
    lines = run(
        rig,
        """
    flash.identify()
    print(flash.program(0, b"record"), flash.read(0, 6), flash.erase_sector(0), flash.is_blank(0, 4096))
    """,
    )
    assert lines[0] == "True bytearray(b'record') True True"


def test_one_wrong_size_in_an_answer_puts_nothing_outside_the_chip(rig: FlashRig) -> None:
    """A bit of the identification is read wrong once; what was stored above that size is read all the same."""
    rig.main(
        HEAD
        + """
    print(other.identify())
    other.program(0x50000, b"kept")
    print("before")
    time.sleep(1)
    print(other.identify())
    print("after")
    time.sleep(1)
    print(bytes(other.read(0x50000, 4)))
    print("done")
    time.sleep(1000)
    """
    )
    rig.run_until_printed("before")
    size, rig.other.size_bytes = rig.other.size_bytes, SMALL
    assert rig.run_until_printed("after")[-2] == str(SMALL)
    rig.other.size_bytes = size
    assert rig.run_until_printed("done")[-2] == "b'kept'"


def test_outside_the_chip_is_a_bug(rig: FlashRig) -> None:
    lines = run(
        rig,
        """
    flash.identify()
    for call in (lambda: flash.program(65530, b"1234567"), lambda: flash.read(-1, 2), lambda: flash.erase_sector(256)):
        try:
            print("accepted", call())
        except ValueError as trouble:
            print(trouble)
    """,
    )
    assert lines[:3] == ["outside the chip", "outside the chip", "not the start of a sector"]
