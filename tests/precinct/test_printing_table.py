"""Everything that can happen to a printer, at every kind of slip: the tables of docs/printing.md, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest

from simulator.people.precinct import Terminal
from simulator.people.slip_reader import ACTIVATION, BALLOT, CODE, OTHER, SPOILED, VOID, kind_of
from tests.precinct.day import ROOT, Day, Snapshot, make_precinct
from tests.precinct.printer_acts import CONDITIONS, Row, Walk, board_with
from tests.precinct.traces import ballots, events

JOBS = ("activation", "report", "ballot", "end")
PLAIN = ("looks whole", "looks torn")


def rows() -> list[Row]:
    """The rows of both tables, as they stand there."""
    found = []
    for line in (ROOT / "docs" / "printing.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[1] in JOBS:
            found.append(Row(cells[0], cells[1], cells[2], re.findall(r"`(\w+)`", cells[3]), cells[4]))
    return found


def test_the_tables_leave_nothing_out() -> None:
    found = {(row.condition, row.job) for row in rows()}
    wanted = {(condition, job) for condition in CONDITIONS for job in JOBS} - {("near end", "end")}
    assert found == wanted and len(rows()) == len(wanted)


@pytest.mark.parametrize("job", JOBS)
def test_a_printer_that_answers(start: Callable[..., Day], opened: Snapshot, job: str) -> None:
    day = start(opened)
    at = day.desk if job in ("activation", "report") else day.booth(1)
    day.resume(at)
    walk_through(day, at, [row for row in rows() if row.job == job and row.condition not in PLAIN])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A precinct whose printers only listen."""
    folder = tmp_path_factory.mktemp("plain")
    return make_precinct(folder / "made", board=board_with(folder, "plain_80_cutter"))


@pytest.mark.parametrize("place", ["desk", "booth"])
def test_a_printer_that_cannot_tell(start: Callable[..., Day], plain: Snapshot, place: str) -> None:
    day = start(plain)
    at = day.desk if place == "desk" else day.booth(1)
    day.open_with_looks(at)
    if at is day.desk:
        for number in (1, 2):  # voters go to whichever booth the desk proposes
            day.show_zero_of(number)
    jobs = JOBS[:2] if place == "desk" else JOBS[2:]
    walk_through(day, at, [row for row in rows() if row.job in jobs and row.condition in PLAIN])


def walk_through(day: Day, at: Terminal, found: Iterable[Row]) -> None:
    """Each row on its own slip; the terminal stays the same, as on a bad day."""
    for number, row in enumerate(found):
        walk = Walk(day, at, row, number)
        pieces, troubles = len(at.hardware.printer.slips), len(events(at.hardware))
        cast = 0 if at is day.desk else ballots(at.hardware)
        walk.go()
        slips = list(at.hardware.printer.slips)[pieces:]
        kinds = [kind_of(slip) for slip in slips]
        if at is not day.desk:
            assert CODE in kinds, "every ballot has its code"
        check(row, [kind for kind in kinds if kind != CODE])
        logged = [str(detail) for name, detail in events(at.hardware)[troubles:] if name == "printer_trouble"]
        assert logged == row.log.split(), row
        if at is not day.desk:
            assert ballots(at.hardware) == cast + 1, row


def check(row: Row, kinds: list[str]) -> None:
    """What lies on the table afterwards, oldest first."""
    last = {"activation": ACTIVATION, "report": OTHER, "ballot": BALLOT, "end": BALLOT}[row.job]
    if row.slip == "whole":
        assert kinds in ([last], [OTHER, last]), row  # before it, the blank rest of a roll
    elif row.slip == "again":
        come = 2 if row.condition in ("silence", "looks torn") else 1  # it came out all the same
        assert kinds[-1] == last and kinds.count(last) == come and VOID in kinds[:-1], row
    elif row.slip == "void":
        assert kinds[-1] == VOID, row
    elif row.slip == "spoiled":
        assert kinds.count(SPOILED) == 1 and kinds[-1] == BALLOT and VOID not in kinds, row
    else:
        assert row.slip == "end again" and kinds[-1] == BALLOT and VOID not in kinds and SPOILED not in kinds, row
