"""A contest of three votes, from the screens to the result: votes that are not given are never counted as ballots."""

from __future__ import annotations

import json
from pathlib import Path

from typer import Typer
from typer.testing import CliRunner

from host_tools.elections.election_file import read_election
from host_tools.elections.glyphs import printable_characters
from host_tools.findings import Report
from host_tools.formats.definitions import Blank
from simulator.channel import centre
from simulator.demo import command, outcome
from simulator.people.crowd import Ballots, Person

SENATE = Path(__file__).with_name("senate.toml")
SEED, VOTERS = 12, 6  # one of them leaves the senators blank, others give one vote or two


def test_a_day(tmp_path: Path) -> None:
    app = Typer()
    app.command()(command.main)
    options = ["--voters", str(VOTERS), "--booths", "1", "--seed", str(SEED), "--election", str(SENATE)]
    done = CliRunner().invoke(app, [*options, "--out", str(tmp_path / "day")], env={"COLUMNS": "1000"})
    assert done.exit_code == 0, done.output
    result = json.loads((tmp_path / "day" / "result.json").read_text("utf-8"))
    senators, question = result["contests"]
    *named, blank = senators["lines"]
    ballots = result["fields"]["electronic"]
    assert blank["name"] == "blank ballots" and blank["electronic"] == 1
    unused = senators["votes not used, electronic"]
    assert sum(line["electronic"] for line in named) + unused == 3 * ballots
    assert unused > 3 * blank["electronic"], "somebody gave fewer votes than three"
    assert "votes not used, electronic" not in question
    assert "votes not used" in done.output and "blank ballots" in done.output


def test_the_page_has_a_line_for_each_unit() -> None:
    """The k-th blank position counts the ballots with k votes not given or more."""
    contest = read_election(SENATE, printable_characters()).contests[0]
    own_line = contest.model_copy(update={"blank": Blank.OWN_LINE})
    for one, on_paper in ((contest, None), (own_line, 4)):
        lines = centre._lines(one, [2, 2, 1, 2, 0, 3, 2, 1], [1, 0, 0, 0, 0, on_paper or 0, 0, 5])
        rest = {line["rest"]: (line["electronic"], line["paper"]) for line in lines if "rest" in line}
        assert rest == {"blank": (1, on_paper), "unused": (6, None), "invalid": (None, 5)}


def test_what_differs_is_said_in_sentences() -> None:
    election = read_election(SENATE, printable_characters())
    meant = Ballots.of(election)
    meant.add(Person("1", "kk", [[0, 1], [0]]))
    counted = [outcome._electronic(election.contests[0], [1, 0, 1, 0, 0, 1, 0, 0]),
               outcome._electronic(election.contests[1], [1, 0, 0])]  # fmt: skip
    report = Report("a day")
    outcome._compare(report, "electronic", election, meant, counted)
    assert "Senators: choose three, Baursak: 0 counted, 1 meant; " in report.first_bad
    assert "Koblandy: 1 counted, 0 meant" in report.first_bad and "[" not in report.first_bad
