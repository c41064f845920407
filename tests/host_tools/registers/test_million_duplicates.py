"""A million rows under one number: no join multiplies them, and each is accounted for."""

from __future__ import annotations

import io

from tests.host_tools.registers.conftest import Desk, as_csv

COUNT = 1_000_000


def test_a_million_rows_of_one_number_stay_a_million_rows(desk: Desk) -> None:
    lines = desk.file("population").read_text().split("\n", 2)
    with open(desk.file("population"), "a") as stream:
        stream.write((lines[1] + "\n") * COUNT)
    with open(desk.file("interior"), "a") as stream:
        stream.write(("IIN," + lines[1].split(",")[1] + ",Басқа,Адам,,1970-01-01,,,,2020-01-01\n") * 1000)
    desk.sign()
    before = desk.compile()["entries"]
    summary = desk.compile()
    assert summary["entries"] == before
    assert summary["registers"]["population"]["repeated"] >= COUNT
    with io.StringIO(as_csv(desk.result, "rows_aside")) as stream:
        assert sum(1 for line in stream if line.startswith("population,")) >= COUNT
    number = lines[1].split(",")[1]
    row = next(line for line in as_csv(desk.result, "aside").splitlines() if number in line)
    assert (
        ",held,other_person,duplicate conflict," in row
    )  # the interior rows name another person, so a person has to decide
