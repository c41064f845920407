"""`make demo` with an election of two territories: each voter's contests, and no vote is counted for others."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from host_tools.elections.election_file import read_election
from simulator.demo import command
from simulator.people.crowd import Ballots, lines, planned
from simulator.people.provisioned import ELECTION

TERRITORIES = ELECTION.with_name("territories.toml")
SEED, VOTERS = 3, 6
TOWN, STEPPE = 1, 2


@pytest.mark.timeout(900)
def test_a_day(tmp_path: Path) -> None:
    app = Typer()
    app.command()(command.main)
    options = ["--voters", str(VOTERS), "--booths", "1", "--seed", str(SEED), "--key-here"]
    options += ["--election", str(TERRITORIES)]
    done = CliRunner().invoke(app, [*options, "--out", str(tmp_path / "day")], env={"COLUMNS": "1000"})
    assert done.exit_code == 0, done.output
    result = json.loads((tmp_path / "day" / "result.json").read_text("utf-8"))
    assert result["agrees"]
    president, council, wells = (
        sum(line["electronic"] + line["paper"] for line in contest["lines"]) for contest in result["contests"]
    )
    assert president == VOTERS
    assert 0 < wells < VOTERS and 0 < council <= 2 * (VOTERS - wells)


def test_a_voter_plans_the_contests_of_their_territory() -> None:
    election = read_election(TERRITORIES)
    people = planned([("1", TOWN), ("2", STEPPE)], election, random.Random(SEED), 0)
    assert [len(lines(person, election)) for person in people] == [2, 2]
    meant = Ballots.of(election)
    for person in people:
        meant.add(person)
    assert [votes.ballots for votes in meant.contests] == [2, 1, 1]
