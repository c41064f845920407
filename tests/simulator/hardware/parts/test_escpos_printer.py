"""The printer's answers, its pace, its buffer and its faults."""

from __future__ import annotations

import pytest

from simulator.hardware.parts.escpos_printer import NEAR_END_MM
from tests.simulator.hardware.parts.printer_bench import LonePrinter, raster

ALL_STATUS = b"\x10\x04\1\x10\x04\2\x10\x04\3\x10\x04\4"


@pytest.fixture
def printer() -> LonePrinter:
    return LonePrinter()


def test_all_well_is_four_times_12(printer: LonePrinter) -> None:
    assert printer.hear(ALL_STATUS) == b"\x12\x12\x12\x12"
    assert printer.hear(b"\x10\x04\x05\x10\x04\x00") == b""


def test_each_trouble_has_its_bits(printer: LonePrinter) -> None:
    printer.cover_open = True
    assert printer.hear(ALL_STATUS) == b"\x1a\x16\x12\x12"
    printer.cover_open = False
    printer.overheat(100_000)
    assert printer.hear(ALL_STATUS) == b"\x1a\x52\x52\x12"
    printer.wait(100_000)
    printer.paper_left_mm = NEAR_END_MM - 1
    assert printer.hear(ALL_STATUS) == b"\x12\x12\x12\x1e"
    printer.paper_left_mm = 0
    assert printer.hear(ALL_STATUS) == b"\x1a\x32\x12\x7e"
    printer.load_paper()
    assert printer.hear(ALL_STATUS) == b"\x12\x12\x12\x12"


def test_the_kiosk_unit_sees_an_open_cover_as_no_paper() -> None:
    printer = LonePrinter("csn_a2_58")
    printer.cover_open = True
    assert printer.hear(ALL_STATUS)[:2] == b"\x1a\x32"
    printer.cover_open, printer.paper_left_mm = False, 100
    assert printer.hear(ALL_STATUS) == b"\x12\x12\x12\x12"


def test_real_time_questions_are_found_across_portions_and_in_pictures(printer: LonePrinter) -> None:
    assert printer.hear(b"\x10") + printer.hear(b"\x04") + printer.hear(b"\x01") == b"\x12"
    assert printer.hear(b"\x1dv0\0\x03\0\x01\0\x10\x04\x04") == b"\x12"
    assert printer.printed[0, 3] and len(printer.printed) == 1


def test_a_queued_question_waits_for_the_paper(printer: LonePrinter) -> None:
    assert printer.hear(raster(100) + b"\x1dr\1", wait_ms=50) == b""
    printer.wait()
    assert printer.said == b"\0" and printer.rows_printed == 100


def test_a_queued_question_is_not_answered_without_paper(printer: LonePrinter) -> None:
    printer.paper_left_mm = 1
    assert printer.hear(raster(20) + b"\x1dr\1") == b""
    assert printer.rows_printed == 8
    printer.said = b""
    printer.load_paper(NEAR_END_MM - 100)
    printer.wait()
    assert printer.said == b"\x03" and printer.rows_printed == 20


def test_the_row_at_the_paper_end_comes_out_in_part(printer: LonePrinter) -> None:
    printer.paper_left_mm = 1
    printer.hear(raster(20))
    assert printer.printed[6].all() and printer.printed[7, :192].all() and not printer.printed[7, 192:].any()


def test_esc_v_tells_about_paper() -> None:
    printer = LonePrinter("csn_a2_58")
    assert printer.hear(b"\x1bv\0") == b"\0"


def test_automatic_status_tells_changes(printer: LonePrinter) -> None:
    assert printer.hear(b"\x1da\x0e") == b"\x10\0\0\0"
    printer.said = b""
    printer.cover_open = True
    printer.cover_open = False
    assert printer.said == b"\x38\0\0\0\x10\0\0\0"
    printer.said = b""
    printer.paper_left_mm = 0
    assert printer.said == b"\x18\0\x0f\0"


def test_dark_rows_take_longer() -> None:
    for fill, at_least_ms, at_most_ms in ((0x00, 140, 141), (0xFF, 344, 345)):
        printer = LonePrinter("csn_a2_58")
        printer.receive(raster(50, fill=fill) + raster(20, fill=fill) + b"\x1dr\1")
        printer.wait(at_least_ms - 1)
        assert printer.said == b""
        printer.wait(at_most_ms - at_least_ms + 1)
        assert printer.said == b"\0"


def test_heat_settings_change_the_pace() -> None:
    printer = LonePrinter("csn_a2_58")
    printer.receive(b"\x1b7\x03\xff\xff" + raster(10) + b"\x1dr\1")
    printer.wait(600)
    assert printer.said == b""
    printer.wait(13)
    assert printer.said == b"\0"


def test_busy_rises_before_the_buffer_is_full_and_falls_with_room(printer: LonePrinter) -> None:
    assert not printer.busy
    sent = 0
    while not printer.busy:
        printer.receive(raster(2))
        sent += 1
    assert printer.mechanism.buffer_bytes - 256 < sent * 104
    printer.wait()
    assert not printer.busy and printer.overflows == 0 and printer.rows_printed == 2 * sent


def test_a_host_that_ignores_busy_loses_bytes_and_prints_garbage(printer: LonePrinter) -> None:
    for _ in range(10):
        printer.receive(raster(24))
    printer.wait()
    assert printer.overflows > 0 and printer.rows_printed != 240


@pytest.mark.parametrize("fault", ["cover_open", "hot", "paper"])
def test_offline_is_busy_but_still_answers(printer: LonePrinter, fault: str) -> None:
    if fault == "cover_open":
        printer.cover_open = True
    elif fault == "hot":
        printer.overheat(10_000)
    else:
        printer.paper_left_mm = 0
    assert printer.busy and printer.hear(b"\x10\x04\1", wait_ms=1) == b"\x1a"


def test_a_hot_head_pauses_and_goes_on(printer: LonePrinter) -> None:
    printer.receive(raster(60))
    printer.wait(20)
    printer.overheat(5_000)
    printer.wait(4_900)
    paused_at = printer.rows_printed
    printer.wait()
    assert paused_at < 60 and printer.rows_printed == 60


def test_an_opened_cover_may_cost_what_was_waiting() -> None:
    for mechanism, rows in (("panel_58_cutter", 60), ("epson_80", 16)):
        printer = LonePrinter(mechanism)
        printer.receive(raster(60))
        printer.wait(20)
        printer.cover_open = True
        printer.wait()
        printer.cover_open = False
        printer.wait()
        assert (printer.rows_printed == 60) == (rows == 60) and printer.rows_printed >= 8


def test_a_brown_out_forgets_everything_but_the_paper(printer: LonePrinter) -> None:
    printer.hear(b"\x1b3\xff\x1da\x0e")
    printer.brown_out_at_row = 10
    assert printer.hear(raster(60)) == b"\x3b\x31\x00"
    assert printer.rows_printed == 10 and len(printer.printed) == 10
    printer.hear(b"\n")
    assert printer.rows_printed == 10 + 32


def test_a_starting_printer_hears_nothing() -> None:
    printer = LonePrinter()
    printer.power_off()
    printer.power_on()
    assert printer.busy
    assert printer.hear(b"\x10\x04\1\n", wait_ms=100) == b""
    printer.wait()
    assert printer.rows_printed == 0 and not printer.busy


def test_silent_prints_and_dead_does_not(printer: LonePrinter) -> None:
    printer.silent = True
    assert printer.hear(ALL_STATUS + b"\n\x1dr\1") == b"" and printer.rows_printed == 32
    printer.dead = True
    assert printer.hear(b"\n") == b"" and printer.rows_printed == 32


def test_a_new_roll_takes_the_broken_piece_away(printer: LonePrinter) -> None:
    printer.hear(raster(20))
    printer.load_paper(None)
    assert len(printer.paper.scraps) == 1 and printer.hanging.height == 80
    assert printer.paper_left_mm is None


@pytest.mark.parametrize("mechanism", ["plain_58", "plain_80_cutter"])
def test_a_printer_without_an_answer_wire_prints_and_says_nothing(mechanism: str) -> None:
    printer = LonePrinter(mechanism)
    assert printer.hear(ALL_STATUS + b"\x1da\x0e" + raster(4, 8) + b"\x1dr\x01") == b""
    assert len(printer.printed) == 4
    printer.brown_out_at_row = 2
    assert printer.hear(raster(4, 8)) == b"" and len(printer.printed) == 6


def test_a_tear_bar_ignores_the_cut() -> None:
    printer = LonePrinter("tear_80")
    printer.hear(raster(4) + b"\x1dV\x42\x00")
    assert len(printer.slips) == 0
    printer.tear()
    assert len(printer.slips) == 1
