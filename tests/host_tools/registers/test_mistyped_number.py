"""A number mistyped in one register: two entries, never merged, and a hint for whoever reviews them."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
from rich.console import Console

from host_tools.formats.label import number_check_digit
from host_tools.registers.review.sitting import Review
from tests.host_tools.registers.conftest import Desk, as_csv, as_text


def other_number(number: str) -> str:
    """Another valid number with the same birth digits."""
    for serial in range(9000, 9999):
        base = number[:7] + f"{serial:04d}"
        digit = number_check_digit(base)
        if digit is not None and base != number[:11]:
            return base + str(digit)
    raise AssertionError(number)


def test_both_entries_stay_and_the_reviewer_sees_the_hint(desk: Desk, tmp_path: Path) -> None:
    desk.compile()
    matched = as_text(desk.result, "voters").filter(pl.col("class") == "match", pl.col("id_type") == "IIN")
    number = matched["id_value"][0]
    wrong = other_number(number)
    text = desk.file("interior").read_text()
    assert text.count(number) == 1
    desk.file("interior").write_text(text.replace(number, wrong))
    desk.sign()
    before = desk.compile()
    queue = pl.read_parquet(desk.result / "review.parquet")
    assert queue.filter(pl.col("item") == f"IIN:{wrong}")["perhaps"].to_list() == [f"IIN:{number}"]
    assert queue.filter(pl.col("item") == f"IIN:{number}")["perhaps"].to_list() == [f"IIN:{wrong}"]
    assert "same: surname, given name" in queue.filter(pl.col("item") == f"IIN:{wrong}")["evidence"][0]
    assert before["classes"]["perhaps_same"]["held"] >= 1
    assert number in as_csv(desk.result, "voters")
    assert wrong in as_csv(desk.result, "aside")
    screen, typed = io.StringIO(), iter([f"show IIN:{wrong}", "quit"])
    Review(desk.result, desk.decisions, "Operator One", Console(file=screen, width=160), lambda _: next(typed)).run()
    assert f"perhaps IIN:{number}" in screen.getvalue()
