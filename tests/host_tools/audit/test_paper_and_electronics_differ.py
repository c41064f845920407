"""Paper and electronics differ: by a little, by much, where the first count was wrong, where there is no paper."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from host_tools.audit.procedure import STEPS, Finding, Thresholds, findings
from tests.host_tools.audit.conftest import SEED, run
from tests.host_tools.audit.test_audit_goes_wrong import draw, drawn, fill_in

PUBLISHED = {1: [500, 300]}
SMALL = Thresholds(2, Fraction(1))


@pytest.mark.parametrize(
    ("first", "again", "finding"),
    [
        ([500, 300], None, Finding.AGREES),
        ([498, 302], None, Finding.SMALL),
        ([497, 300], None, Finding.COUNT_AGAIN),
        ([500, 303], None, Finding.COUNT_AGAIN),
        ([400, 400], [500, 300], Finding.FIRST_COUNT_WRONG),
        ([400, 400], [499, 301], Finding.FIRST_COUNT_WRONG),
        ([400, 400], [400, 400], Finding.PAPER_PREVAILS),
        ([400, 400], [401, 399], Finding.PAPER_PREVAILS),
        (None, None, Finding.NO_PAPER),
    ],
)
def test_what_is_done(first: list[int] | None, again: list[int] | None, finding: Finding) -> None:
    assert findings(PUBLISHED, {1: first}, {} if again is None else {1: again}, SMALL) == {1: finding}


def test_two_ballots_are_not_small_where_the_line_has_few_votes() -> None:
    assert not SMALL.are_small([100], [102]) and SMALL.are_small([100], [101]) and not SMALL.are_small([0], [1])
    assert all(STEPS[finding] for finding in Finding if finding != Finding.AGREES)


def again(folder: Path, differs: int, persons: str) -> None:
    """The second count of the first precinct of the table, whose first line has so many votes too many."""
    rows = list(csv.DictReader((folder / "counted-again.csv").read_text().splitlines()))
    first = {(row["precinct"], row["line"]): row for row in csv.DictReader((folder / "counts.csv").open())}
    lines = [f"{row['precinct']},{row['line']},{first[row['precinct'], row['line']]['counted']}" for row in rows]
    precinct, line, counted = lines[0].split(",")
    lines[0] = f"{precinct},{line},{int(counted) + differs}"
    (folder / "counted-again.csv").write_text("\n".join(["precinct,line,counted", *lines]))
    who = [
        f"{precinct},{count},{name}" for count, names in enumerate(persons.split(";"), 1) for name in names.split("+")
    ]
    (folder / "counters.csv").write_text("\n".join(["precinct,count,person", *who]))


def test_others_count_again_and_paper_prevails(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    draw(published, folder)
    assert "no count of it differs so much" in run("audit", "again", published, folder)[1]
    fill_in(folder / "counts.csv", differs=3)
    status, said = run("audit", "state", published, folder)
    assert status == 1 and "to be counted again by others" in said and "Seal its terminals" in said
    status, said = run("audit", "again", published, folder)
    assert status == 0 and (folder / "counted-again-worksheets.pdf").stat().st_size > 10_000, said
    assert run("audit", "again", published, folder)[0] == 2, "what was written down is not overwritten"
    again(folder, 0, "Asel A.+Bolat B.;asel  a.+Dana D.")
    assert "asel a. made both counts" in run("audit", "state", published, folder)[1]
    again(folder, 0, "Asel A.+Bolat B.;Dana D.")
    assert "name 2 persons of each count" in run("audit", "state", published, folder)[1]
    again(folder, 0, "Asel A.+Bolat B.;Dana D.+Erlan E.")
    status, said = run("audit", "state", published, folder)
    assert status == 1 and "paper prevails" in said and "--act order_recount" in said and "published" in said
    assert "no correction changes electronic votes" in said and "--act annul" in said
    again(folder, -3, "Asel A.+Bolat B.;Dana D.+Erlan E.")
    status, said = run("audit", "state", published, folder)
    assert "the first count was wrong" in said and "counted 3" not in said, "the second count is what is compared"


def test_missing_paper_hides_the_worst(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    draw(published, folder)
    fill_in(folder / "counts.csv")
    rows = (folder / "counts.csv").read_text().splitlines()
    rows[1] = ",".join([*rows[1].split(",")[:2], "missing"])
    (folder / "counts.csv").write_text("\n".join(rows))
    status, said = run("audit", "state", published, folder)
    assert status == 1 and "paper is missing" in said and "--act dispute" in said
    assert "count everything: a wrong outcome would stand with a chance of 100.00 % at most" in said
    assert drawn(folder) and SEED in (folder / "audit.json").read_text()
