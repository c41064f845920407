"""Address tables that do not fit the precinct table, and voters whom they do not place."""

from __future__ import annotations

import pytest

from host_tools.registers.errors import VoterRegisterError
from tests.host_tools.registers.conftest import Desk, as_csv


def refused(desk: Desk, words: str) -> None:
    desk.sign()
    with pytest.raises(VoterRegisterError, match=words):
        desk.compile()
    assert not desk.result.exists()


@pytest.mark.parametrize(
    ("table", "row", "says"),
    [
        ("addresses", "77,9999,2026-01-01", "1 addresses belong to precincts.*address 77, precinct 9999"),
        ("addresses", "100001,2,2026-01-01", "address_code 100001 stands there more than once"),
        ("precincts", "1,X,3000,2026-01-01", "precinct 1 stands there more than once"),
        ("precincts", "seven,X,3000,2026-01-01", "precincts.csv: record"),
        ("precincts", "0,X,3000,2026-01-01", "precincts.csv: record .*: precinct: less than 1"),
    ],
    ids=[
        "a precinct that does not exist",
        "an address in two precincts",
        "a precinct twice",
        "a code that is no number",
        "a number that no package can have",
    ],
)
def test_a_row_that_does_not_fit_is_refused_and_named(desk: Desk, table: str, row: str, says: str) -> None:
    with open(desk.file(table), "a") as stream:
        stream.write(row + "\n")
    refused(desk, says)


def test_an_empty_table_is_refused(desk: Desk) -> None:
    desk.file("addresses").write_text("address_code,precinct,changed_on\n")
    refused(desk, "empty")


def test_voters_without_precinct_are_held_and_queued_not_dropped(desk: Desk) -> None:
    lines = desk.file("addresses").read_text().splitlines(keepends=True)
    desk.file("addresses").write_text("".join(line for line in lines if not line.split(",")[1] == "2"))
    desk.sign()
    summary = desk.compile()
    held = summary["classes"]["without_precinct"]["held"]
    assert held > 1000
    text = as_csv(desk.result, "aside")
    assert text.count(",held,without_precinct,") == held
