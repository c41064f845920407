"""Personal numbers with wrong check digits, and right ones whose digits tell another birth date."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.formats.label import number_check_digit, number_is_valid
from host_tools.registers import personal_number


@pytest.mark.parametrize("number", ["061211600012", "000101300009", "000101301805", "000101301817"])
def test_numbers_of_both_passes_are_valid(number: str) -> None:
    assert number_is_valid(number)
    assert personal_number.are_valid(np.array([int(number)], np.uint64)).all()


def test_a_base_without_check_digit_is_never_issued() -> None:
    assert number_check_digit("00010130188") is None
    assert not any(number_is_valid(f"00010130188{digit}") for digit in range(10))


@pytest.mark.parametrize("number", ["061211600013", "06121160001", "0612116000122", "06121160001x", "", "٠٦١٢١١٦٠٠٠١٢"])
def test_wrong_numbers_are_refused(number: str) -> None:
    assert not number_is_valid(number)


@given(st.lists(st.integers(0, 10**12 - 1), min_size=1))
def test_millions_are_judged_as_one_is(numbers: list[int]) -> None:
    column = personal_number.are_valid(np.array(numbers, np.uint64))
    assert column.tolist() == [number_is_valid(f"{number:012d}") for number in numbers]


def test_numbers_around_group_boundaries_are_judged_as_one_is() -> None:
    numbers = [group * 10**power + step for power in (4, 8) for group in range(1, 300) for step in (-1, 0, 1)]
    column = personal_number.are_valid(np.array(numbers, np.uint64))
    assert column.tolist() == [number_is_valid(f"{number:012d}") for number in numbers]
    assert not personal_number.are_valid(np.array([10**12, 2**63], np.uint64)).any()
