"""Published reports are valid by NIST's schema, where it lies beside the project, and name nothing that is missing."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from host_tools.determining.nation import determine
from host_tools.publishing import nist_results
from tests.host_tools.determining.made_up_nation import MadeUpNation
from tests.host_tools.publishing.conftest import MADE_S

SCHEMA = Path(__file__).parents[4] / "shared" / "nist" / "err2.json"
ABSENT = {4}


def report() -> dict[str, object]:
    """Region A and, with a precinct that has not come, region B."""
    nation = MadeUpNation()
    kept = [data for number, one in nation.precincts.items() if number not in ABSENT for data in one.objects()]
    return nist_results.report(determine(nation.commission, kept, True), "A", 1, MADE_S)


@pytest.mark.skipif(not SCHEMA.exists(), reason="NIST's schema does not lie beside the project")
def test_it_is_valid() -> None:
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text()))
    content = json.loads(json.dumps(report()))
    assert [error.message for error in validator.iter_errors(content)] == []
    del content["Status"]
    assert not validator.is_valid(content)


def test_every_name_stands_somewhere() -> None:
    content = report()
    assert nist_results.dangling(content) == set()
    content["GpUnit"] = content["GpUnit"][:-1]  # type: ignore[index]
    assert nist_results.dangling(content) == {"precinct-3"}


def test_counts_are_those_of_the_protocols() -> None:
    made_up = MadeUpNation().precincts
    contest = report()["Election"][0]["Contest"][1]  # type: ignore[index]
    counts = contest["ContestSelection"][2]["VoteCounts"]
    found = {(one["GpUnitId"], one["DeviceClass"]["Type"]): one["Count"] for one in counts}
    assert found[("precinct-2", "dre")] == made_up[2].votes[1][2] and found[("precinct-2", "manual-count")] == 0
    unused = {one["GpUnitId"]: one["Undervotes"] for one in contest["OtherCounts"]}
    assert unused["precinct-3"] == sum(made_up[3].votes[1][3:])
