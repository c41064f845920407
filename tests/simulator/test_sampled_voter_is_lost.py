"""Voters of the sample who do not find their way, or take longer than a bar allows.

Here by the wires' clock alone, whose hands wait for other pages than beside a processor: seconds are not compared with
the plan's, which `make test-target` does.
"""

from __future__ import annotations

from pathlib import Path

from host_tools.provisioning.queueing import shown, times
from simulator.measure.voters import BOOTH_STAGES, DESK_STAGES, taken
from simulator.people.precinct import OFFICIAL
from simulator.people.small_precinct import small_precinct

BY_KEYS_AND_BY_TOUCH = 2


def test_both_kinds_of_voters_cast_a_ballot_in_every_stage_of_the_plan(tmp_path: Path) -> None:
    precinct, labels = small_precinct(tmp_path / "precinct")
    try:
        for at in precinct.terminals:
            precinct.open(at, OFFICIAL)
        found = taken(precinct, labels, BY_KEYS_AND_BY_TOUCH).as_data()
    finally:
        for at in precinct.terminals:
            at.hardware.pull_plug()
    assert tuple(found["desk"]["stages"]) == tuple(DESK_STAGES) and tuple(found["booth"]["stages"]) == tuple(
        BOOTH_STAGES
    )
    planned = times.measured()
    for name, stage in times.stages(found, times.people()).items():
        assert tuple(stage.parts) == tuple(planned[name].parts)
        assert shown.held(name, stage), stage
