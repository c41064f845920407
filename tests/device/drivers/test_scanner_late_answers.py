"""Answers of the module that come late or damaged: never taken for another command's."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.gm65_module import BOOT_MS
from simulator.hardware.parts.gm65_scanner import Gm65Scanner
from tests.rig import Rig

FIRMWARE = """
    import asyncio
    from machine import UART
    from drivers.gm65_link import Gm65Link

    async def main():
        link = Gm65Link(UART(1), lambda kind: None)
        link.set_baudrate(9600)
        await asyncio.sleep_ms(1000)
        print("tail", await link.read(0x0060))
        print("version", await link.read(0x00E2))
        await asyncio.sleep(3600)

    asyncio.run(main())
"""


def answers(folder: Path, module: Gm65Scanner) -> list[str]:
    rig = Rig(folder).device("drivers", "formats").main(FIRMWARE)
    rig.bench.wire_uart(1, module)
    rig.bench.plug_in()
    rig.bench.run(lambda: len(rig.console) == 2, limit_ms=10_000)
    rig.bench.pull_plug()
    return rig.console


@pytest.mark.parametrize("late_ms", [0, 60, 110, 140, 160, 180, 190])
def test_late_ack_ms(tmp_path: Path, late_ms: int) -> None:
    module = Gm65Scanner()
    module.late_ack_ms = late_ms
    assert BOOT_MS < 1000
    assert answers(tmp_path, module) == ["tail b'\\x01'", "version b'i'"]


@pytest.mark.parametrize(("bad", "tail"), [(2, "b'\\x01'"), (3, "None")])
def test_bad_crc_is_no_answer(tmp_path: Path, bad: int, tail: str) -> None:
    module = Gm65Scanner()
    module.bad_crc = bad
    assert answers(tmp_path, module) == [f"tail {tail}", "version b'i'"]
