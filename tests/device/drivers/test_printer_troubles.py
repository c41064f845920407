"""Cover, heat, brown-out, noise on the line and a buffer that was not respected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.drivers.printer_rig import PrinterRig, rows_of, whole


@pytest.mark.parametrize(("profile", "seen"), [("panel_58_cutter", "COVER_OPEN"), ("csn_a2_58", "PAPER_OUT")])
def test_an_open_cover_is_named_as_well_as_the_printer_can(tmp_path: Path, profile: str, seen: str) -> None:
    rig = PrinterRig(tmp_path, profile).acts("await status()")
    rig.printer.cover_open = True
    assert rig.run() == [f"status {seen}"]


@pytest.mark.parametrize("profile", ["panel_58_cutter", "csn_a2_58", "epson_80"])
def test_an_opened_cover_stops_the_slip_and_the_next_one_is_whole(tmp_path: Path, profile: str) -> None:
    acts = "await job(30)\nprint('stopped')\nawait asyncio.sleep(9)\nawait job(5, 101)"
    rig = PrinterRig(tmp_path, profile).acts(acts)
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 100)
    rig.printer.cover_open = True
    rig.run_until_printed("stopped")
    rig.printer.cover_open = False
    assert rig.run()[-1] == "slip 101 READY"
    assert rig.lines[0] in ("slip 1 COVER_OPEN", "slip 1 PAPER_OUT")
    rig.printer.tear()
    assert rows_of(rig.printer.slips[-1])[-120:] == whole(5, 101)


@pytest.mark.parametrize("pause_ms", [800, 4_000, 30_000])
def test_a_hot_head_is_waited_for(tmp_path: Path, pause_ms: int) -> None:
    rig = PrinterRig(tmp_path).acts("await job(30)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 100)
    rig.printer.overheat(pause_ms)
    assert rig.run() == ["slip 1 READY"]
    assert [rows_of(slip) for slip in rig.printer.slips] == [whole(30)] and rig.printer.overflows == 0


def test_a_head_that_does_not_cool_is_a_fault(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(30)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 100)
    rig.printer.overheat(500_000)
    assert rig.run() == ["slip 1 FAULT"]


@pytest.mark.parametrize("row", [1, 100, 719])
def test_a_printer_that_restarts_has_not_printed(tmp_path: Path, row: int) -> None:
    rig = PrinterRig(tmp_path).acts("await job(30)\nawait asyncio.sleep(3)\nawait job(5, 101)")
    rig.printer.brown_out_at_row = row
    assert rig.run() == ["slip 1 FAULT", "slip 101 READY"]
    assert rows_of(rig.printer.slips[-1]) == whole(5, 101)


@pytest.mark.parametrize("row", [1, 100, 700])
@pytest.mark.parametrize("baudrate", [9600, 115_200])
def test_a_restart_without_a_word_is_seen_by_the_busy_wire(tmp_path: Path, row: int, baudrate: int) -> None:
    rig = PrinterRig(tmp_path, "csn_a2_58", baudrate)
    rig.acts("await job(30)\nawait asyncio.sleep(3)\nawait job(5, 101)")
    rig.printer.brown_out_at_row = row
    assert rig.run() == ["slip 1 FAULT", "slip 101 READY"]
    rig.printer.tear()
    assert rows_of(rig.printer.slips[-1])[-120:] == whole(5, 101)


def test_a_restart_behind_the_last_byte_is_no_answer(tmp_path: Path) -> None:
    """Everything has been sent, the question too, and is lost with the buffer."""
    rig = PrinterRig(tmp_path, "csn_a2_58").acts("""
black = [b"\\x1dv0\\0\\x30\\0\\x18\\0" + b"\\xff" * 1152] * 3
print("slip 0", NAMES[await printer.print(black, cut=True)])
""")
    rig.printer.brown_out_at_row = 60
    rig.bench.plug_in()
    assert rig.run() == ["slip 0 UNKNOWN"]


def test_a_pause_to_cool_that_nobody_can_tell_from_a_restart_voids_the_slip(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path, "csn_a2_58").acts("await job(30)\nawait job(5, 101)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 100)
    rig.printer.overheat(4_000)
    assert rig.run() == ["slip 1 FAULT", "slip 101 READY"]


@pytest.mark.parametrize("profile", ["panel_58_cutter", "epson_80", "tear_80"])
def test_whoever_waits_is_told_that_the_head_cools(tmp_path: Path, profile: str) -> None:
    rig = PrinterRig(tmp_path, profile)
    rig.acts("printer.line.on_hot = lambda hot: print('hot', hot)\nawait job(30)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 100)
    rig.printer.overheat(8_000)
    assert rig.run() == ["hot True", "hot False", "slip 1 READY"]
    rig.printer.tear()
    assert rows_of(rig.printer.slips[0]) == whole(30)


@pytest.mark.parametrize("under", [True, False], ids=["its end comes under it", "the next slip"])
def test_what_hangs_there_is_voided_unless_its_end_is_printed(tmp_path: Path, under: bool) -> None:
    rig = PrinterRig(tmp_path).acts(f"""
await printer.print(slip(30))
await asyncio.sleep(3)
print("end", NAMES[await printer.print(slip(2, 101), True, {under})], printer.torn)
""")
    rig.printer.brown_out_at_row = 200
    assert rig.run() == ["end READY False"]
    pieces = [rows_of(slip) for slip in rig.printer.slips]
    if under:
        assert len(pieces) == 1
        assert pieces[0][:200] == whole(30)[:200] and pieces[0][-48:] == whole(2, 101)
    else:
        broken, good = pieces
        assert good == whole(2, 101) and broken[:200] == whole(30)[:200]
        assert len(broken) > 200  # the mark


def test_stray_status_bytes_are_not_taken_for_the_end(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(30)")
    rig.bench.plug_in()
    for row in (50, 200, 400):
        rig.bench.run(lambda row=row: rig.printer.rows_printed > row)
        rig.printer.send_stray(b"\x12\x16\x12\x11\x13")
    assert rig.run() == ["slip 1 READY"]
    assert rig.printer.rows_printed >= 720


def test_a_picture_that_holds_the_status_question(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("""
picture = b"\\x1dv0\\0\\x30\\0\\x18\\0" + b"\\x10\\x04\\x01\\x10\\x04\\x04" * 192
print("slip 0", NAMES[await printer.print([picture] * 10, cut=True)])
""")
    assert rig.run() == ["slip 0 READY"]
    assert rows_of(rig.printer.slips[0]) == [0x10] * 240


def test_a_line_at_another_rate_prints_nothing_that_counts(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path, baudrate=115_200).acts("await status()\nawait job(3)")
    rig.printer.baudrate = 9600
    assert rig.run() == ["status UNKNOWN", "slip 1 UNKNOWN"]
    assert not rig.printer.slips
