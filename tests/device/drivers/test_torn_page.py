"""The power goes in the middle of a record: what is found afterwards is a part of it, and the driver goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.w25q128 import W25Q128
from tests.rig import Rig

RECORD_THEN_LOOK = """
    import time
    from machine import Pin, SPI
    from drivers.norflash import NorFlash
    flash = NorFlash(SPI(1, baudrate=20_000_000), Pin(10, Pin.OUT))
    flash.identify()
    blank = flash.is_blank(0, 1024)
    if blank:
        flash.program(128, bytes(600))
    else:
        flash.erase_sector(0)
    print("erased" if flash.is_blank(0, 1024) else "written")
    time.sleep(1000)
"""


@pytest.mark.parametrize("torn", [False, True, "after"])
def test_every_cut_leaves_the_pages_before_it_whole_and_those_after_it_blank(tmp_path: Path, torn: bool | str) -> None:
    for operation in (1, 2, 3):
        chip = W25Q128(64 << 10, seed=operation)
        rig = Rig(tmp_path / f"{operation}").device("drivers").main(RECORD_THEN_LOOK)
        rig.bench.wire_spi(1, 10, chip)
        chip.cut_at(operation, torn)
        rig.bench.plug_in()
        assert not rig.bench.run(lambda rig=rig: "written" in rig.console)
        starts, ends = (128, 256, 512, 728), (128, 256, 512, 728)[operation - 1 : operation + 1]
        assert bytes(chip.array[128 : ends[0]]) == bytes(ends[0] - 128)
        assert bytes(chip.array[ends[1] : 1024]) == b"\xff" * (1024 - ends[1])
        cut_page = bytes(chip.array[starts[operation - 1] : ends[1]])
        if torn is True:
            assert len(set(cut_page)) > 2
        else:
            assert cut_page == (b"\0" if torn == "after" else b"\xff") * len(cut_page)
        if operation > 1 or torn:
            assert rig.run_until_printed("erased")[-1] == "erased"


def test_a_cut_in_an_erase_is_seen_as_not_blank_and_can_be_repeated(tmp_path: Path) -> None:
    chip = W25Q128(64 << 10)
    chip.array[:4096] = bytes(4096)
    rig = Rig(tmp_path).device("drivers").main(RECORD_THEN_LOOK)
    rig.bench.wire_spi(1, 10, chip)
    chip.cut_at(1, torn=True)
    rig.bench.plug_in()
    assert not rig.bench.run(lambda: bool(rig.console))
    assert 0 in chip.wear and chip.array[:4096] != b"\xff" * 4096
    assert rig.run_until_printed("erased") == ["erased"]
    assert chip.wear[0] == 2
