"""Bars that would read as another number: dropped leading pairs, wrong check characters, other symbologies."""

import random

import pytest
import zxingcpp
from PIL import Image

from host_tools.formats.label import make_label
from host_tools.labels import code128
from host_tools.labels.read_back import read

PIXELS_A_MODULE = 3


def picture(digits: str) -> Image.Image:
    row = code128.module_row(digits)
    line = b"".join((b"\0" if module == "1" else b"\xff") * PIXELS_A_MODULE for module in row)
    return Image.frombytes("L", (len(line), 60), line * 60)


@pytest.mark.parametrize("pair", range(100))
def test_every_leading_pair_stays(pair):
    """One popular library takes a leading 99 for a switch to set C and drops it."""
    digits = f"{pair:02d}1111111111"
    assert read(picture(digits)) == digits
    assert zxingcpp.read_barcode(picture(digits)).text == digits


def test_99_stays_wherever_it_stands():
    for at in range(0, 24, 2):
        digits = "0" * at + "99" + "0" * (22 - at)
        assert read(picture(digits)) == digits
    assert read(picture("99" * 12)) == "99" * 12


def test_labels_of_numbers_that_start_with_99_read_back():
    draw = random.Random(99)
    for _ in range(200):
        label = make_label(f"99{draw.randrange(10**10):010d}", draw.randrange(10**8))
        assert read(picture(label)) == label


def test_two_readers_agree_on_random_labels():
    draw = random.Random(1)
    for _ in range(200):
        label = make_label(f"{draw.randrange(10**12):012d}", draw.randrange(10**8))
        assert read(picture(label)) == label == zxingcpp.read_barcode(picture(label)).text


def test_every_symbol_character_is_eleven_modules_with_an_even_sum_of_bars():
    """ISO/IEC 15417 4.2.1: eleven modules, the bars an even number of them; no two alike."""
    assert len(set(code128.PATTERNS)) == 106
    for pattern in code128.PATTERNS:
        widths = [int(width) for width in pattern]
        assert sum(widths) == 11 and sum(widths[::2]) % 2 == 0 and len(widths) == 6


def test_widths_are_those_of_the_profile():
    assert code128.modules("0" * 24) == 167 == len(code128.module_row("0" * 24)) - 20
    assert code128.modules("0" * 12) == 101


@pytest.mark.parametrize("digits", ["", "1", "123", "12a4", "１２", "-1"])
def test_what_set_c_cannot_write_is_refused(digits):
    with pytest.raises(ValueError, match="even number of digits"):
        code128.characters(digits)


def test_another_symbology_is_not_taken_for_a_label():
    ean = zxingcpp.create_barcode("4006381333931", zxingcpp.BarcodeFormat.EAN13)
    assert read(Image.fromarray(zxingcpp.write_barcode_to_image(ean, scale=3))) is None
