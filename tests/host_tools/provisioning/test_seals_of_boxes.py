"""Boxes whose seals run out, or stand on two boxes; papers that a scanner cannot read."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.provisioning.shipping import ShippingError, as_csv, boxes, to_pack
from tests.host_tools.provisioning.test_books_that_disagree import book, record

NATION = [record(precinct, terminal) for precinct in range(1, 401) for terminal in range(3)]


def test_each_seal_is_on_one_box_and_the_order_of_the_book_is_nothing() -> None:
    made = boxes(NATION, "00120000", 2)
    seals = [seal for box in made for seal in box.seals]
    assert len(set(seals)) == len(seals) == 2 * len(NATION) and min(seals) == "00120000"
    assert as_csv(made) == as_csv(boxes(reversed(NATION), "00120000", 2))
    assert as_csv(made).splitlines()[1:3] == ["1,TM-00001-D,00120000 00120001", "1,TM-00001-1,00120002 00120003"]
    assert to_pack(made) == (56, 112)  # 14 % of 400 and of 800


@pytest.mark.parametrize("first", ["99999999", "1234", "1234567a", "１２３４５６７８"])
def test_seals_that_do_not_exist(first: str) -> None:
    with pytest.raises(ShippingError):
        boxes(NATION, first, 1)


def test_a_book_without_terminals() -> None:
    with pytest.raises(ShippingError, match="no terminals"):
        boxes([], "00000000", 1)


def test_papers_are_whole_and_the_same_again(tmp_path: Path) -> None:
    made = book(tmp_path / "terminals.json", *NATION[:6])
    for name in ("a", "b"):
        arguments = ["terminals", "shipping", str(made), "--first-seal", "00120000", "--out", str(tmp_path / name)]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0 and "Pack 1 spare desks and 1 spare booths" in result.output, result.output
    page = pypdfium2.PdfDocument(tmp_path / "a" / "lists.pdf")[0].render(scale=300 / 72).to_pil().convert("L")
    assert sorted(code.text for code in zxingcpp.read_barcodes(page)) == ["00120000", "00120001", "00120002"]
    for name in ("lists.pdf", "boxes.pdf", "seals.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
