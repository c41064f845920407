"""The paper ends in the middle of a slip: it is known at once, and a new roll gets the slip from its beginning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.drivers.printer_rig import PrinterRig, rows_of, whole

PROFILES = ("panel_58_cutter", "csn_a2_58", "epson_80")
AGAIN = """
await job(30, 1)
while await printer.status() == PrinterStatus.PAPER_OUT:
    await asyncio.sleep(1)
print("loaded")
await job(30, 101)
"""


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("left_mm", [0.5, 3, 40, 89.9])
def test_the_slip_is_printed_again_from_its_beginning(tmp_path: Path, profile: str, left_mm: float) -> None:
    rig = PrinterRig(tmp_path, profile).acts(AGAIN)
    rig.printer.paper_left_mm = left_mm
    rig.bench.plug_in()
    rig.bench.run(lambda: bool(rig.lines))
    assert rig.lines == ["slip 1 PAPER_OUT"]
    rig.bench.clock.advance_to(rig.bench.clock.now_us + 20_000_000)
    rig.printer.load_paper()
    assert rig.run() == ["slip 1 PAPER_OUT", "loaded", "slip 101 READY"]
    rig.printer.tear()
    slips = [rows_of(slip) for slip in rig.printer.slips]
    assert all(slip != whole(30, 1) for slip in slips)
    if profile == "csn_a2_58":  # nobody tore the broken piece off
        assert slips[-1][-720:] == whole(30, 101)
    else:
        assert slips[-1] == whole(30, 101)


def test_no_paper_at_all_prints_nothing(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await status()\nawait job(3)")
    rig.printer.paper_left_mm = 0
    assert rig.run() == ["status PAPER_OUT", "slip 1 PAPER_OUT"]
    assert rig.printer.rows_printed == 0


def test_the_end_of_the_paper_is_known_soon(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(60)\nprint('known')")
    rig.printer.paper_left_mm = 40
    rig.run_until_printed("known")
    duration_ms = int(rig.console[0].split()[-1])
    assert rig.lines[0] == "slip 1 PAPER_OUT" and duration_ms < 3_000


def test_a_broken_slip_is_cut_off_and_says_so(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(30, 1)\nawait asyncio.sleep(5)\nawait job(2, 101)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 200)
    rig.printer.cover_open = True
    rig.bench.run(lambda: bool(rig.lines))
    rig.printer.cover_open = False
    assert rig.run() == ["slip 1 COVER_OPEN", "slip 101 READY"]
    broken, good = rig.printer.slips
    assert rows_of(good) == whole(2, 101)
    assert rows_of(broken)[:200] == whole(30)[:200] and len(rows_of(broken)) < 720
