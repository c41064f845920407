"""Cells that a spreadsheet would run: made harmless on export, untouched in machine files."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from host_tools.registers.report.export import export
from tests.host_tools.registers.conftest import Desk, as_csv


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+7", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "'=1", "=cmd|' /C calc'!A0", "＝1", "＋1"],
)
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe(tmp_path: Path, cell: str) -> None:
    pl.DataFrame({"a": [cell, "Али-бек", "1-2"]}).write_csv(tmp_path / "in.csv", quote_style="always")
    export(tmp_path / "in.csv", tmp_path / "out.csv")
    with open(tmp_path / "out.csv", newline="", encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert rows == [["a"], ["'" + cell], ["Али-бек"], ["1-2"]]


def test_a_formula_in_an_address_reaches_the_list_and_is_escaped_in_the_sheet(desk: Desk) -> None:
    lines = desk.file("population").read_text().splitlines(keepends=True)
    place = next(
        at for at, line in enumerate(lines) if at and "көшесі" in line and '"' not in line and line.count(",") == 9
    )
    cells = lines[place].split(",")
    cells[7] = '"=HYPERLINK(""x"")"'
    lines[place] = ",".join(cells)
    desk.file("population").write_text("".join(lines))
    desk.sign()
    summary = desk.compile()
    assert "=HYPERLINK" in as_csv(desk.result, "voters")
    assert export(desk.result / "voters.parquet", desk.folder / "sheet.csv") == summary["list_lines"]
    text = (desk.folder / "sheet.csv").read_text(encoding="utf-8-sig")
    assert "\"'=HYPERLINK" in text and '"=HYPERLINK' not in text


def test_an_empty_list_still_has_its_header(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,b\n")
    assert export(tmp_path / "in.csv", tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").strip() == '"a";"b"'
