"""A report whose first page does not add up is never written; one that does says the same twice."""

from __future__ import annotations

import copy
import io
import re

import pytest

from host_tools.registers.report import content, html, pdf, summary
from tests.host_tools.registers.conftest import Desk


def test_every_equation_is_noticed_when_it_fails(desk: Desk) -> None:
    result = desk.compile()
    assert len(summary.equations(result)) == 11
    changes = [("registers", "population", "records"), ("registers", "pension", "repeated"),
               ("registers", "interior", "repeated"),
               ("memberships", "interior"), ("entries",), ("outcomes", "held"), ("classes", "match", "listed"),
               ("list_lines",), ("aside_lines",), ("districts", "", "only_pension", "aside")]  # fmt: skip
    for path in changes:
        broken = copy.deepcopy(result)
        cell = broken
        for name in path[:-1]:
            cell = cell[name]
        cell[path[-1]] += 1
        with pytest.raises(AssertionError):
            content.content(broken)


def test_the_page_shows_each_number_of_the_summary(desk: Desk) -> None:
    result = desk.compile()
    page = (desk.result / "report.html").read_text()
    first = page[: page.index("Conflicts by field")]
    for cells in result["classes"].values():
        assert f"<td>{content.number(sum(cells.values()))}</td>" in first
    assert len(re.findall("<svg", page)) >= len(result["districts"]) + 10
    assert "<script" not in page and "http" not in page
    assert page == html.html(content.content(result))


def test_the_pdf_is_the_same_bytes_each_time_and_has_several_pages(desk: Desk) -> None:
    result = desk.compile()
    stream = io.BytesIO()
    pdf.write(stream, content.content(result))
    assert stream.getvalue() == (desk.result / "report.pdf").read_bytes()
    assert stream.getvalue().startswith(b"%PDF") and b"/Count 2" in stream.getvalue()


def test_names_of_sources_cannot_bring_markup_into_the_report(desk: Desk) -> None:
    result = desk.compile()
    result["registers"]["interior"]["source"] = "<script>alert(1)</script>"
    page = content.content(result)
    assert "<script" not in html.html(page)
    pdf.write(io.BytesIO(), page)
