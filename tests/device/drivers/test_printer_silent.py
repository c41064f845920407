"""A printer that does not answer may have printed, or not: that is UNKNOWN, and never counts as printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.drivers.printer_rig import PrinterRig, rows_of, whole


@pytest.mark.parametrize("fault", ["silent", "dead"])
def test_nothing_is_sent_to_a_printer_that_does_not_answer(tmp_path: Path, fault: str) -> None:
    rig = PrinterRig(tmp_path).acts("await status()\nawait job(3)")
    setattr(rig.printer, fault, True)
    assert rig.run() == ["status UNKNOWN", "slip 1 UNKNOWN"]
    assert rig.printer.rows_printed == 0


def test_a_printer_that_falls_silent_in_the_middle_is_not_believed(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(10)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 50)
    rig.printer.silent = True
    assert rig.run() == ["slip 1 UNKNOWN"]
    assert rows_of(rig.printer.slips[0]) == whole(10)


def test_it_is_told_apart_from_a_printer_that_still_boots(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("""
await status()
await asyncio.sleep(1)
await status()
""")
    rig.main((rig.firmware / "main.py").read_text().replace("time.sleep(1)\n", ""))
    assert rig.run() == ["status UNKNOWN", "status READY"]


def test_silence_for_a_moment_is_asked_again(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await asyncio.sleep(2)\nawait job(3)\nawait asyncio.sleep(2)\nawait job(3, 50)")
    rig.bench.plug_in()
    rig.printer.silent = True
    rig.bench.run(lambda: bool(rig.lines))
    rig.printer.silent = False
    assert rig.run() == ["slip 1 UNKNOWN", "slip 50 READY"]
    assert [rows_of(slip) for slip in rig.printer.slips] == [whole(3, 50)]


@pytest.mark.parametrize("profile", ["plain_58", "plain_80_cutter"])
@pytest.mark.parametrize("wired", [True, False], ids=["busy wire", "no wire at all"])
def test_a_printer_that_only_listens_prints_and_is_never_believed(tmp_path: Path, profile: str, wired: bool) -> None:
    rig = PrinterRig(tmp_path, profile, wired=wired).acts("await status()\nawait job(20)\nprint('torn', printer.torn)")
    assert rig.run() == ["status UNKNOWN", "slip 1 UNKNOWN", "torn True"]
    rig.printer.tear()
    assert rows_of(rig.printer.slips[0]) == whole(20) and rig.printer.overflows == 0


@pytest.mark.parametrize("whole_slip", [True, False], ids=["a person says whole", "a person says torn"])
def test_somebody_who_looks_settles_it(tmp_path: Path, whole_slip: bool) -> None:
    says = "printer.believe()" if whole_slip else "pass"
    rig = PrinterRig(tmp_path, "plain_80_cutter").acts(f"await job(3)\n{says}\nawait job(3, 50)")
    assert rig.run() == ["slip 1 UNKNOWN", "slip 50 UNKNOWN"]
    pieces = [rows_of(slip) for slip in rig.printer.slips]
    assert pieces[0] == whole(3) and pieces[-1] == whole(3, 50)
    assert len(pieces) == (2 if whole_slip else 3)  # the void mark was cut off between
