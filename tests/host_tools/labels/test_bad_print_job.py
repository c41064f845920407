"""ESC/POS jobs: what the printer would draw must read, and letters must not change."""

from pathlib import Path

import pytest

from host_tools.formats.label import make_label
from host_tools.labels import code128, escpos
from host_tools.labels.errors import ReadBackError, StockError
from host_tools.labels.escpos import Roll
from host_tools.labels.read_back import read
from host_tools.labels.sheets import Label

FONT = next(iter(sorted(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))), None)
pytestmark = pytest.mark.skipif(FONT is None, reason="no TrueType font with Kazakh letters on this machine")
LABELS = [Label(make_label(f"99{number:010d}", number), "Үлгіқызы Ғани") for number in range(30)]


def roll(**fields):
    return Roll(font_path=str(FONT), **fields)


@pytest.mark.parametrize("fields", [{}, {"width_dots": 576, "module_dots": 3}, {"names": True}])
def test_every_label_reads_from_the_bytes(fields):
    jobs = list(escpos.print_job(LABELS, roll(**fields)))
    assert [read(escpos.picture(job)) for job in jobs] == [label.digits for label in LABELS]


def test_a_label_ends_with_the_feed_to_the_next_and_only_the_first_resets():
    jobs = list(escpos.print_job(LABELS, roll()))
    assert jobs[0].startswith(b"\x1b@\x1dv0\x00") and jobs[1].startswith(b"\x1dv0\x00")
    assert all(job.endswith(b"\x0c") for job in jobs)


def test_the_image_is_as_long_as_its_header_says():
    job = next(escpos.print_job(LABELS, roll(names=True)))
    row_bytes, height = int.from_bytes(job[6:8], "little"), int.from_bytes(job[8:10], "little")
    assert len(job) == 10 + row_bytes * height + 1


def test_a_maker_that_drops_a_leading_pair_is_stopped_and_the_label_named(monkeypatch):
    whole = code128.module_row
    monkeypatch.setattr(code128, "module_row", lambda digits: whole(digits.removeprefix("01")))
    with pytest.raises(ReadBackError, match="label 1"):
        list(escpos.print_job(LABELS, roll()))


def test_dead_dots_of_the_head_are_seen_in_the_picture():
    job = bytearray(next(escpos.print_job(LABELS, roll())))
    row_bytes = int.from_bytes(job[6:8], "little")
    job[10 + row_bytes // 2 : -1 : row_bytes] = bytes(len(job[10 + row_bytes // 2 : -1 : row_bytes]))
    assert read(escpos.picture(bytes(job))) != LABELS[0].digits


@pytest.mark.parametrize(
    ("fields", "says"), [({"module_dots": 3}, "the bars need 561"), ({"text_dots": 40}, "text_dots: 40")]
)
def test_what_does_not_fit_the_head_is_refused(fields, says):
    with pytest.raises(StockError, match=says):
        list(escpos.print_job(LABELS, roll(**fields)))


def test_a_missing_font_is_named():
    with pytest.raises(StockError, match=r"nowhere\.ttf"):
        list(escpos.print_job(LABELS, Roll(font_path="nowhere.ttf")))
