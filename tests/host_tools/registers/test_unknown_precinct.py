"""Address tables that do not fit the precinct table, and voters whom they do not place."""

from __future__ import annotations

import pytest

from host_tools.registers.files import RegisterTrouble
from tests.host_tools.registers.conftest import Desk


def refused(desk: Desk, words: str) -> None:
    desk.sign()
    with pytest.raises(RegisterTrouble, match=words):
        desk.compile()
    assert not desk.result.exists()


def test_an_address_of_a_precinct_that_does_not_exist_is_named(desk: Desk) -> None:
    with open(desk.file("addresses"), "a") as stream:
        stream.write("77,9999,2026-01-01\n")
    refused(desk, "1 addresses belong to precincts.*address 77, precinct 9999")


def test_an_address_in_two_precincts_is_refused(desk: Desk) -> None:
    with open(desk.file("addresses"), "a") as stream:
        stream.write("100001,2,2026-01-01\n")
    refused(desk, "address_code 100001 stands there more than once")


def test_a_precinct_named_twice_is_refused(desk: Desk) -> None:
    with open(desk.file("precincts"), "a") as stream:
        stream.write("1,X,3000,2026-01-01\n")
    refused(desk, "precinct 1 stands there more than once")


def test_an_empty_table_is_refused(desk: Desk) -> None:
    desk.file("addresses").write_text("address_code,precinct,changed_on\n")
    refused(desk, "empty")


def test_a_code_that_is_no_number_is_refused_with_its_record(desk: Desk) -> None:
    with open(desk.file("precincts"), "a") as stream:
        stream.write("seven,X,3000,2026-01-01\n")
    refused(desk, "precincts.csv: record")


def test_voters_without_precinct_are_held_and_queued_not_dropped(desk: Desk) -> None:
    lines = desk.file("addresses").read_text().splitlines(keepends=True)
    desk.file("addresses").write_text("".join(line for line in lines if not line.split(",")[1] == "2"))
    desk.sign()
    summary = desk.compile()
    held = summary["classes"]["without_precinct"]["held"]
    assert held > 1000
    text = (desk.result / "aside.csv").read_text()
    assert text.count(",held,without_precinct,") == held
