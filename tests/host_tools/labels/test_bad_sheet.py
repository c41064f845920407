"""Sheets that would be pasted onto cards although they do not read: the command must fail and name the sheet."""

import random
from pathlib import Path

import pypdfium2
import pytest
from pydantic import ValidationError

from host_tools.formats.label import make_label
from host_tools.labels import sheets
from host_tools.labels.errors import ReadBackError, StockError
from host_tools.labels.read_back import check_sheets
from host_tools.labels.sheets import Label
from host_tools.labels.stock import Stock, read_stock

FONT = next(iter(sorted(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))), None)
needs_font = pytest.mark.skipif(FONT is None, reason="no TrueType font with Kazakh letters on this machine")


def labels(count, start=0):
    return [
        Label(make_label(f"{number:012d}", number * 31 % 10**8), "Үлгіқызы Ғани")
        for number in range(start, start + count)
    ]


def printed(tmp_path, drawn, stock=None, name="labels.pdf"):
    path = tmp_path / name
    with path.open("wb") as target:
        sheets.write_sheets(target, drawn, stock or Stock(), "precinct 17")
    return path


def check(path, expected, stock=None):
    return check_sheets(path, path.name, expected, stock or Stock(), random.Random(1))


def test_good_sheets_pass_and_every_sheet_is_sampled(tmp_path):
    drawn = labels(24 * 3 + 1)
    assert check(printed(tmp_path, drawn), drawn) == 2 * 3 + 1


def test_every_place_of_a_sheet_reads(tmp_path):
    stock = Stock(samples_per_sheet=24)
    drawn = labels(24)
    assert check(printed(tmp_path, drawn, stock), drawn, stock) == 24


def test_a_sheet_with_another_persons_label_is_named(tmp_path):
    drawn = labels(72)
    wrong = [*drawn[:24], drawn[25], *drawn[25:]]  # the first label of the second sheet
    with pytest.raises(ReadBackError, match=r"labels\.pdf: sheet 2: label 1"):
        check(printed(tmp_path, wrong), drawn)


def test_a_sheet_whose_maker_dropped_a_leading_99_is_named(tmp_path):
    """What a library does that takes the pair for a switch of code set: the same digits without it."""
    meant = [Label("99" + "11" * 11)]
    path = tmp_path / "dropped.pdf"
    with path.open("wb") as target:
        sheets.write_sheets(target, [Label("11" * 11)], Stock(), "t")
    with pytest.raises(ReadBackError, match="sheet 1: label 1"):
        check(path, meant)


def test_bars_too_fine_to_read_fail(tmp_path):
    fine = Stock(module_mm=0.05)
    drawn = labels(3)
    with pytest.raises(ReadBackError, match="sheet 1"):
        check(printed(tmp_path, drawn, fine), drawn, fine)


def test_a_missing_sheet_is_noticed(tmp_path):
    with pytest.raises(ReadBackError, match="has 1 sheets"):
        check(printed(tmp_path, labels(24)), labels(48))


def test_the_grid_is_where_the_stock_says(tmp_path):
    """Other stock: 2 by 5 on a letter sheet with margins; every label reads at its place."""
    stock = Stock(
        page_width_mm=215.9,
        page_height_mm=279.4,
        columns=2,
        rows=5,
        left_mm=4,
        top_mm=12.7,
        pitch_x_mm=106,
        pitch_y_mm=50.8,
        label_width_mm=101.6,
        label_height_mm=50.8,
        samples_per_sheet=10,
    )
    drawn = labels(13)
    path = printed(tmp_path, drawn, stock)
    assert check(path, drawn, stock) == 13
    with pypdfium2.PdfDocument(path) as document:
        assert [round(side * 25.4 / 72, 1) for side in document[0].get_size()] == [215.9, 279.4]


def test_text_under_the_bars_is_the_label(tmp_path):
    drawn = labels(1, start=990_000_000_017)
    with pypdfium2.PdfDocument(printed(tmp_path, drawn)) as document:
        text = document[0].get_textpage().get_text_range()
    assert sheets.grouped(drawn[0].digits) in text and "sheet 1 of 1" in text
    assert "Үлгі" not in text  # names only where the stock asks for them


@needs_font
def test_names_keep_their_kazakh_letters(tmp_path):
    stock = Stock(names=True, font_path=str(FONT))
    name = "Әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
    drawn = [Label(make_label("1" * 12, 1), name), Label(make_label("2" * 12, 2), "Ұзын" * 40)]
    with pypdfium2.PdfDocument(printed(tmp_path, drawn, stock)) as document:
        text = document[0].get_textpage().get_text_range()
    assert name in text and "…" in text


@pytest.mark.parametrize("font", ["nowhere.ttf", __file__])
def test_a_font_that_cannot_be_used_is_named(tmp_path, font):
    with pytest.raises(StockError, match="font_path"):
        printed(tmp_path, labels(1), Stock(names=True, font_path=font))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("module_mm = 0.5", "the bars need"),
        ("columns = 4", "wider than the sheet"),
        ("rows = 9", "higher than the sheet"),
        ("bar_height_mm = 40", "the label's height"),
        ("names = true", "font_path"),
        ("module = 1", "module"),
        ("rows = ", "is not TOML"),
    ],
)
def test_stock_that_cannot_work_is_refused_with_its_field(tmp_path, fault, says):
    (tmp_path / "stock.toml").write_text(fault)
    with pytest.raises(StockError, match=says):
        read_stock(tmp_path / "stock.toml")


def test_the_default_stock_is_valid():
    assert read_stock(None).labels_per_sheet == 24
    with pytest.raises(ValidationError):
        Stock(columns=0)
