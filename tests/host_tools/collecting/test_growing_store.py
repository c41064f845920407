"""A store of half a million objects asks more work of each group than an empty one: the evening's end would be slow."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.made_up import nation
from host_tools.collecting.made_up.many import fill
from host_tools.collecting.precincts import Precincts

PRECINCTS = {number: nation.precinct(number) for number in (1, 2, 3)}


def steps_of_a_group(folder: Path, rows: int) -> int:
    """Instructions of SQLite's machine for one group of three protocols, among so many others."""
    centre = Centre(
        folder, nation.CENTRE, Precincts(nation.ELECTION, 0, {n: one.definition for n, one in PRECINCTS.items()})
    )
    fill(folder, range(10, 10 + rows))
    arrivals = [whole("S", data) for one in PRECINCTS.values() for data in one.totals]
    assert all(isinstance(one, Kept) for one in centre.accept(arrivals))
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    @sa.event.listens_for(centre.store.engine, "begin")
    def _watch(connection: sa.Connection) -> None:
        connection.connection.dbapi_connection.set_progress_handler(count, 1)

    outcomes = centre.accept([whole("P", one.protocol) for one in PRECINCTS.values()])
    assert all(isinstance(one, Kept) for one in outcomes)
    centre.store.close()
    return steps


@pytest.mark.parametrize("rows", [3000])
def test_a_group_is_as_much_work_in_a_large_store(tmp_path: Path, rows: int) -> None:
    small, large = (steps_of_a_group(tmp_path / str(count), count) for count in (10, rows))
    assert 0 < large < 1.5 * small
