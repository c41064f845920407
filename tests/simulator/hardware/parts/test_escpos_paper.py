"""What ESC/POS bytes leave on the paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tests.simulator.hardware.parts.printer_bench import LonePrinter, ink_box, raster


@pytest.fixture
def printer() -> LonePrinter:
    return LonePrinter()


def test_a_picture_is_printed_dot_for_dot(printer: LonePrinter) -> None:
    rows = np.random.default_rng(1).integers(0, 256, (30, 48), dtype=np.uint8)
    printer.hear(b"\x1dv0\0\x30\0\x1e\0" + rows.tobytes())
    assert (np.packbits(printer.printed, axis=1) == rows).all()


def test_a_narrow_picture_follows_the_alignment(printer: LonePrinter) -> None:
    for align, left in ((0, 0), (1, 176), (2, 352)):
        printer.hear(bytes((0x1B, 0x61, align)) + raster(8, 4) + b"\x1dVB\0")
        box = ink_box(np.asarray(printer.slips[-1]) == 0)
        assert box and (box[0], box[2]) == (left, left + 32)


def test_a_picture_with_a_row_too_few_eats_what_follows(printer: LonePrinter) -> None:
    printer.hear(raster(9, claimed_rows=10) + b"text\n")
    assert len(printer.printed) == 8  # the rest of the picture has not come
    printer.hear(b"x" * 48)
    assert len(printer.printed) > 8


def test_a_picture_with_a_row_too_many_ends_in_text(printer: LonePrinter) -> None:
    printer.hear(raster(1, fill=0x41, claimed_rows=1) + b"A" * 48 + b"\n")
    assert len(printer.printed) == 1 + 2 * 32


def test_a_picture_within_a_line_is_void(printer: LonePrinter) -> None:
    printer.hear(b"text" + raster(2, fill=0x42) + b"\n")
    assert not printer.printed.all(axis=1).any() and len(printer.printed) > 2 * 32


def test_more_rows_than_the_unit_knows_are_void() -> None:
    printer = LonePrinter("csn_a2_58")
    printer.hear(b"\x1dv0\0\x30\0\x00\x01")
    printer.hear(raster(1))
    assert printer.printed.all() and len(printer.printed) == 1


def test_text_wraps_at_32_columns_and_grows(printer: LonePrinter) -> None:
    printer.hear(b"A" * 33 + b"\n")
    assert len(printer.printed) == 2 * 32
    printer.hear(b"\x1b@\x1d!\x11" + b"A" * 17 + b"\n")
    assert len(printer.printed) == 2 * 32 + 2 * 48


def test_feeds_and_line_pitch(printer: LonePrinter) -> None:
    printer.hear(b"\x1bJ\x64")
    assert len(printer.printed) == 100
    printer.hear(b"\x1b3\x28\n\n\x1b2\n\x1bd\x03")
    assert len(printer.printed) == 100 + 2 * 40 + 32 + 3 * 32


def test_initializing_forgets_settings_and_the_line(printer: LonePrinter) -> None:
    printer.hear(b"\x1d!\x77\x1b3\xffhi\x1b@\n")
    assert len(printer.printed) == 32 and not printer.printed.any()


def test_native_qr_is_read_back(printer: LonePrinter) -> None:
    text = b"TM1:A:1/1:ABC123"
    printer.hear(b"\x1d(k\4\0\x31\x41\x32\0\x1d(k\3\0\x31C\6\x1d(k\3\0\x31E\x31"
                 + b"\x1d(k" + (len(text) + 3).to_bytes(2, "little") + b"\x31P0" + text
                 + b"\x1bJ\x30\x1ba\1\x1d(k\3\0\x31Q0\x1dVB\x30")  # fmt: skip
    assert [found.text for found in zxingcpp.read_barcodes(printer.slips[0])] == [text.decode()]


def test_native_code_128_is_read_back(printer: LonePrinter) -> None:
    pairs = bytes((1, 23, 45, 67, 89, 1, 23, 45, 67, 89, 1, 98))
    printer.hear(b"\x1dh\x50\x1dw\2\x1ba\1\x1dkI\x0e{C" + pairs + b"\n\x1dVB\0")
    assert [found.text for found in zxingcpp.read_barcodes(printer.slips[0])] == ["012345678901234567890198"]


def test_a_bar_code_too_wide_is_not_printed(printer: LonePrinter) -> None:
    printer.hear(b"\x1dw\6\x1dkI\x0e{B" + b"abcdefghijkl")
    assert not printer.printed.any()


def test_unknown_commands_and_control_characters_leave_the_paper_clean(printer: LonePrinter) -> None:
    printer.hear(b"\0\0\x07\x1bt\x11\x1b!\0\x1d\x42\0\x1bM\0\x0d")
    assert len(printer.printed) == 0


def test_a_cut_takes_what_is_past_the_blade(printer: LonePrinter) -> None:
    printer.hear(raster(160) + b"\x1dV\0")
    assert printer.slips[0].height == 160 and printer.hanging.height == 80
    printer.hear(b"\x1dVB\x0a")
    assert printer.slips[1].height == 90 and ink_box(np.asarray(printer.slips[1]) == 0) == (0, 0, 384, 80)


def test_without_a_cutter_a_person_tears() -> None:
    printer = LonePrinter("csn_a2_58")
    printer.hear(raster(60) + b"\x1dVB\0\x1bJ\x50")
    assert len(printer.slips) == 0
    printer.tear()
    assert printer.slips[0].height == 140 and printer.hanging.height == 56


def test_slips_are_pictures_and_files(printer: LonePrinter, tmp_path: Path) -> None:
    printer.hear(raster(10) + b"\x1dVB\0" + raster(20) + b"\x1dVB\0")
    assert [slip.mode for slip in printer.slips] == ["L", "L"] and len(printer.slips[-2:]) == 2
    printer.png(printer.slips[0], tmp_path / "slip.png")
    with Image.open(tmp_path / "slip.png") as page:
        assert page.width == 384 + 48
