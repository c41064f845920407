"""Digits read or typed wrongly: what a label's check digits catch, and where a personal number's do not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from host_tools.formats import label

NUMBERS = st.from_regex(r"[0-9]{12}", fullmatch=True)
LABELS = st.builds(label.make_label, NUMBERS, st.integers(0, 99_999_999))


@given(LABELS)
def test_a_label_as_made_is_good(text):
    assert label.label_is_valid(text)
    assert int(text) % 97 == 1


@given(LABELS, st.integers(0, 23), st.integers(1, 9))
def test_any_single_wrong_digit_of_a_label_is_caught(text, place, change):
    wrong = text[:place] + str((int(text[place]) + change) % 10) + text[place + 1 :]
    assert not label.label_is_valid(wrong)


@given(LABELS, st.integers(0, 22))
def test_any_two_swapped_neighbours_of_a_label_are_caught(text, place):
    assume(text[place] != text[place + 1])
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert not label.label_is_valid(swapped)


@pytest.mark.parametrize("text", ["", "01", "0" * 24, "a" * 24, "٠" * 24, "01" + "1" * 20 + "00"])
def test_what_is_no_label(text):
    assert not label.label_is_valid(text)


def test_both_passes_of_a_personal_number_and_the_base_that_has_none():
    assert label.number_is_valid("061211600012")
    assert label.number_is_valid("000101300009")
    assert label.number_is_valid("000101301805")
    assert label.number_check_digit("00010130188") is None
    assert not any(label.number_is_valid(f"00010130188{digit}") for digit in range(10))


def test_the_eleventh_digit_is_not_protected_in_the_first_pass():
    assert label.number_is_valid("000101300019")
    assert label.number_is_valid("000101300029")
