"""Opening proofs computed by other processes, or taken from a list of what was right before: none is taken on trust."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from host_tools.determining.nation import Nation, determine
from host_tools.publishing import proofs_check, records_check
from host_tools.publishing.records_check import Checked, Spread
from tests.host_tools.determining.made_up_nation import MadeUpNation

MADE_UP = MadeUpNation()


def objects(moved: int = 0) -> list[bytes]:
    """All of the nation. moved: a precinct whose desk signed a protocol with a vote moved to another line."""
    if not moved:
        return MADE_UP.objects()
    one = MADE_UP.precincts[moved]
    votes = [list(line) for line in one.votes]
    votes[0][0], votes[0][1] = votes[0][0] - 1, votes[0][1] + 1
    honest, false = one.protocol(), one.protocol(electronic=votes)
    return [data for data in MADE_UP.objects() if data != honest] + [false]


def determined(data: list[bytes], spread: Spread = map, checked: Checked | None = None) -> Nation:
    return proofs_check.determined(MADE_UP.commission, lambda: data, True, spread, checked or Checked())


class Counting:
    """Like `map`, and how many were computed."""

    def __init__(self) -> None:
        self.computed = 0

    def __call__(self, function: Callable[[Any], list[str]], jobs: Iterable[Any]) -> Iterator[list[str]]:
        for job in jobs:
            self.computed += 1
            yield function(job)


@pytest.mark.parametrize("moved", [0, 3])
def test_other_processes_find_what_this_one_finds(moved: int) -> None:
    data = objects(moved)
    due = determine(MADE_UP.commission, data, True)
    assert bool(due.results[3].alarms) == bool(moved)
    with LocalCluster(1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        for spread in (map, records_check.in_processes(2), records_check.on_dask(cluster.scheduler_address)):
            found = determined(data, spread)
            assert found.results == due.results and found.total() == due.total()


def test_a_list_of_what_was_right_before_lets_a_false_protocol_through(tmp_path: Path) -> None:
    first, again, later = Counting(), Counting(), Counting()
    for counting in (first, again):
        assert not any(
            one.alarms for one in determined(objects(), counting, Checked(tmp_path / "mine")).results.values()
        )
    assert (first.computed, again.computed) == (4, 0)
    found = determined(objects(moved=3), later, Checked(tmp_path / "mine"))
    assert later.computed == 1 and "opening proof" in found.results[3].alarms[0]
    assert [number for number, one in found.results.items() if one.alarms] == [3]
    assert determined(objects(moved=3), Counting(), Checked(tmp_path / "mine")).results[3].alarms, "it is not kept"
