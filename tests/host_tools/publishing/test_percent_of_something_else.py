"""What a percent is of follows from the election's file and is named beside it: no number without its base."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.determining.totals import ContestTotals, Totals
from host_tools.elections.election_file import read_election
from host_tools.elections.problems import InputError
from host_tools.formats.definitions import Election
from host_tools.publishing.pages import totals

DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"


def election(folder: Path, percent_of: str, blank: str = "invalid") -> Election:
    """The demonstration's election; its first contest has percents of this."""
    first, rest = DEMO.read_text("utf-8").split("[[contests.options]]", 1)
    lines = [line for line in first.splitlines() if not line.startswith("blank")]
    path = folder / "election.toml"
    head = "\n".join([*lines, f'percent_of = "{percent_of}"', f'blank = "{blank}"'])
    path.write_text(f"{head}\n[[contests.options]]{rest}", "utf-8")
    return read_election(path)


def of_first(made: Election) -> dict[str, object]:
    """What is published of its first contest: 100 ballots at booths, 4 without a mark; 60 on paper, 7 invalid."""
    found = [ContestTotals([0] * len(one.options), [0] * len(one.options)) for one in made.contests]
    found[0].electronic[0], found[0].electronic[1], found[0].electronic_blank = 70, 26, 4
    found[0].paper[0], found[0].invalid, found[0].found = 53, 7, 60
    found[0].cast = 100
    return totals(Totals(found, precincts=1, on_list=200, electronic=100, paper=60), made)["contests"][0]


@pytest.mark.parametrize(
    ("percent_of", "blank", "base"),
    [("ballots", "invalid", 160), ("valid", "invalid", 149), ("valid", "line", 153), ("votes", "invalid", 149)],
)
def test_the_base_is_that_of_the_file_and_is_named(tmp_path: Path, percent_of: str, blank: str, base: int) -> None:
    said = of_first(election(tmp_path, percent_of, blank))
    assert (said["percent of"], said["percent base"]) == (percent_of, base)
    assert said["lines"][0]["percent"] == round(100 * 123 / base, 2)  # type: ignore[index]


def test_a_definition_without_one_is_of_all_ballots_and_keeps_its_hash(tmp_path: Path) -> None:
    made = read_election(DEMO)
    assert of_first(made)["percent of"] == "ballots"
    assert election(tmp_path, "ballots").contests[0].percent_of is None
    assert all(8 not in contest.to_map() for contest in made.contests)


def test_a_base_that_does_not_exist_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="percent_of"):
        election(tmp_path, "turnout")
