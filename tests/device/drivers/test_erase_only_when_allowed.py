"""While polls are open the firmware programs bits and never erases; the chip on the bench holds it to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.w25q128 import W25Q128
from tests.rig import Rig

FIRMWARE = """
    import time
    from machine import Pin, SPI
    from drivers.norflash import NorFlash
    flash = NorFlash(SPI(1), Pin(10, Pin.OUT))
    flash.identify()
    print("erased" if flash.erase_sector(0) else "refused")
    print("programmed" if flash.program(0, b"mark") else "refused")
    time.sleep(60)
    flash.erase_sector(4096)
    time.sleep(60)
"""


def test_an_erase_after_opening_stops_the_run(tmp_path: Path) -> None:
    chip = W25Q128(64 << 10)
    rig = Rig(tmp_path).device("drivers").main(FIRMWARE)
    rig.bench.wire_spi(1, 10, chip)
    assert rig.run_until_printed("programmed") == ["erased", "programmed"]
    chip.forbid_erase = True
    with pytest.raises(AssertionError, match="erase while polls are open"):
        rig.bench.run(lambda: len(chip.erases) > 1)
    rig.bench.pull_plug()
