"""Slips come out whole and in one piece, at the printer's pace, while the terminal goes on with other work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.drivers.printer_rig import PrinterRig, rows_of, whole

UNITS = [("panel_58_cutter", 115_200), ("epson_80", 115_200), ("csn_a2_58", 9600), ("tear_80", 115_200)]


@pytest.mark.parametrize(("profile", "baudrate"), UNITS)
def test_a_slip_comes_out_whole(tmp_path: Path, profile: str, baudrate: int) -> None:
    rig = PrinterRig(tmp_path, profile, baudrate).acts("await status()\nawait job(20)")
    assert rig.run() == ["status READY", "slip 1 READY"]
    rig.printer.tear()
    assert rows_of(rig.printer.slips[0]) == whole(20) and len(rig.printer.slips) == 1
    assert rig.printer.overflows == 0


def test_two_tasks_do_not_mix_their_slips(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await asyncio.gather(job(5, 10), job(5, 20), status())")
    assert sorted(rig.run()) == ["slip 10 READY", "slip 20 READY", "status READY"]
    assert [rows_of(slip) for slip in rig.printer.slips] == [whole(5, 10), whole(5, 20)]


def test_a_slip_in_two_parts_is_one_piece_of_paper(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(4, 1, cut=False)\nawait job(2, 9)")
    assert rig.run() == ["slip 1 READY", "slip 9 READY"]
    assert [rows_of(slip) for slip in rig.printer.slips] == [whole(4) + whole(2, 9)]


def test_dark_paper_is_slow_and_the_terminal_waits(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path, "csn_a2_58").acts("""
black = [b"\\x1dv0\\0\\x30\\0\\x18\\0" + b"\\xff" * 1152] * 40
print("slip 0", NAMES[await printer.print(black, cut=True)])
""")
    assert rig.run() == ["slip 0 READY"]
    rig.printer.tear()
    assert rows_of(rig.printer.slips[0]) == [0xFF] * 960 and rig.printer.overflows == 0


def test_without_a_busy_wire_the_pace_is_kept(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path, "csn_a2_58", wired=False).acts("""
black = [b"\\x1dv0\\0\\x30\\0\\x18\\0" + b"\\xff" * 1152] * 40
print("slip 0", NAMES[await printer.print(black, cut=True)])
""")
    assert rig.run() == ["slip 0 UNKNOWN"]  # a restart would not be seen without the wire
    assert rig.printer.overflows == 0


def test_other_work_goes_on_meanwhile(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("""
async def work():
    global turns
    while True:
        turns += 1
        await asyncio.sleep_ms(5)
global turns
turns = 0
task = asyncio.create_task(work())
started = time.ticks_ms()
await job(20)
print("fluent", turns * 5 > time.ticks_diff(time.ticks_ms(), started) * 2 // 3)
""")
    assert rig.run()[-1] == "fluent True"


def test_the_answer_comes_after_the_last_row(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path, "csn_a2_58").acts("await job(40)\nprint('over')")
    rig.run_until_printed("over")
    assert rig.printer.rows_printed == 40 * 24 + 80


def test_near_the_end_of_the_roll_is_told(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(2)")
    rig.printer.paper_left_mm = 2000
    assert rig.run() == ["slip 1 NEAR_END"]
    assert rows_of(rig.printer.slips[0]) == whole(2)


def test_an_empty_item_gives_way_to_other_tasks(tmp_path: Path) -> None:
    """Whoever makes a long slip says so where the next element takes time; nothing is printed for it."""
    rig = PrinterRig(tmp_path).acts("""
done = []
async def other():
    done.append("other")
def items():
    asyncio.create_task(other())
    yield b""
    done.append("slip")
    yield from slip(1)
print(NAMES[await printer.print(items(), True)], *done)
""")
    rig.run()
    assert rig.console[0] == "READY other slip"
    assert rows_of(rig.printer.slips[0]) == whole(1)
