"""What the bar-code profile says to others must be what we do: a wrong vector would mislead whoever implements it."""

import re
from pathlib import Path

import pytest

from host_tools.formats import label
from host_tools.labels import code128
from host_tools.labels.sheets import grouped

TEXT = (Path(__file__).parents[3] / "docs" / "barcode-profile.md").read_text("utf-8")
VECTORS = re.findall(r"^\| `(\d{12})` \| `(\d{8})` \| `(\d{24})` \| (\d+) \|$", TEXT, re.MULTILINE)
NOT_LABELS = re.findall(r"^\| `(\d+)` \| [a-z0-9]", TEXT.split("Not labels:")[1], re.MULTILINE)


def test_the_document_has_its_vectors():
    assert len(VECTORS) == 5 and len(NOT_LABELS) == 6


@pytest.mark.parametrize(("number", "serial", "digits", "check"), VECTORS)
def test_a_vector_is_what_we_make(number, serial, digits, check):
    assert label.number_is_valid(number)
    assert label.make_label(number, int(serial)) == digits and label.label_is_valid(digits)
    assert code128.characters(digits)[-1] == int(check)


@pytest.mark.parametrize("text", NOT_LABELS)
def test_what_the_document_calls_no_label_is_none(text):
    assert not label.label_is_valid(text)


def test_the_one_of_another_version_has_right_check_digits():
    assert sum(len(text) == 24 and int(text) % 97 == 1 for text in NOT_LABELS) == 1


def test_the_symbol_is_the_one_in_the_document():
    values, widths = re.search(r"as values: `([\d ]+)`.*\n`(\d+)`", TEXT).groups()
    assert code128.characters(VECTORS[0][2]) == [int(value) for value in values.split()]
    assert code128.widths(VECTORS[0][2]) == widths


def test_the_check_digits_of_the_document():
    assert label.number_check_digit("99133230001") == 2 and "`99133230001` → `2`" in TEXT
    assert label.number_check_digit("00010130180") == 5 and "`00010130180` → `5`" in TEXT
    assert label.number_check_digit("00010130188") is None and "`00010130188` → there is none" in TEXT


@pytest.mark.parametrize("digits", [vector[2] for vector in VECTORS])
def test_every_wrong_digit_and_every_swap_is_revealed(digits):
    for place in range(2, 24):
        for other in "0123456789":
            changed = digits[:place] + other + digits[place + 1 :]
            assert label.label_is_valid(changed) is (changed == digits)
    for place in range(2, 23):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        assert label.label_is_valid(swapped) is (swapped == digits)


def test_text_is_grouped_as_the_document_says():
    assert [len(group) for group in grouped("0" * 24).split()] == [2, 6, 6, 8, 2]
