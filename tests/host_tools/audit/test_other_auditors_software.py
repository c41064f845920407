"""Files that Arlo or SHANGRLA would refuse, or read as something else.

Neither program can be installed here: what they take is written down from their sources, and checked by these rules.
"""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.audit import arlo, shangrla
from host_tools.audit.bounds import Reported, margins
from host_tools.audit.sitting import Sitting
from host_tools.determining.territory import Territory
from host_tools.errors import AuditError
from tests.host_tools.audit.conftest import run
from tests.host_tools.determining.made_up_nation import MadeUpNation


def test_arlo_gets_batches_and_their_votes(published: Path, tmp_path: Path) -> None:
    assert run("audit", "arlo", published, "--contest", "one", "--out", tmp_path / "arlo")[0] == 0
    made_up = MadeUpNation().precincts
    for region, numbers in (("01", (1, 2, 3)), ("02", (4,))):
        manifest = list(csv.DictReader((tmp_path / "arlo" / f"region-{region}-manifest.csv").open(newline="")))
        totals = list(csv.DictReader((tmp_path / "arlo" / f"region-{region}-batches.csv").open(newline="")))
        assert {row["Batch Name"] for row in manifest} == {f"Precinct {number}" for number in numbers}
        assert [row["Batch Name"] for row in totals] == [row["Batch Name"] for row in manifest]
        for batch, votes in zip(manifest, totals, strict=True):
            one = made_up[int(batch["Batch Name"].split()[1])]
            assert (int(batch["Number of Ballots"]), int(votes["a"])) == (one.cast + 4, one.votes[0][0] + 2)
            assert int(votes["a"]) + int(votes["against-all"]) <= int(batch["Number of Ballots"])


def sitting(votes: dict[int, list[int]], lines: tuple[str, ...] = ("a", "b")) -> Sitting:
    reported = Reported(votes, {number: sum(line) for number, line in votes.items()})
    return Sitting("one", lines, reported, margins(reported.totals, 1), Fraction(1, 20))


def tables(votes: dict[int, list[int]], lines: tuple[str, ...] = ("a", "b"), region: str = "A") -> list[str]:
    nation = MadeUpNation().determined()
    object.__setattr__(nation.commission, "territory", Territory(dict.fromkeys((1, 2, 3, 4), region), {region: region}))
    return [text for _, *both in arlo.tables(nation, sitting(votes, lines)) for text in both]


def test_a_last_row_is_no_sum_of_those_above() -> None:
    manifest, totals = tables({1: [3, 1], 2: [2, 1], 3: [5, 2]})
    assert manifest.splitlines()[-1] == "A,Precinct 2,3" and totals.splitlines()[-1] == "Precinct 2,2,1"


@pytest.mark.parametrize(
    ("votes", "lines", "region", "words"),
    [
        ({1: [3, 1], 2: [3, 1]}, ("a", "b"), "A", "sums of those above"),
        ({1: [3, 1], 2: [2, 1]}, ("a", "A"), "A", "differ in capitals alone"),
        ({1: [3, 1], 2: [2, 1]}, ("a", "b"), "Totals", "takes for a row of totals"),
    ],
)
def test_what_arlo_would_refuse_is_said_here(
    votes: dict[int, list[int]], lines: tuple[str, ...], region: str, words: str
) -> None:
    with pytest.raises(AuditError, match=f"{words}.*tamga audit sample"):
        tables(votes, lines, region)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6), st.integers(0, 30))
def test_pooled_cards_add_up_and_no_card_has_a_line_twice(votes: list[int], more: int) -> None:
    ballots = max(votes) + more
    dealt = shangrla.dealt(votes, ballots, 1)
    assert len(dealt) == ballots and all(len(set(card)) == len(card) for card in dealt)
    assert [sum(at in card for card in dealt) for at in range(len(votes))] == votes
    assert max(map(len, dealt), default=0) - min(map(len, dealt), default=0) <= 1


def test_shangrla_gets_pools_whose_means_are_the_published_ones(published: Path, tmp_path: Path) -> None:
    assert run("audit", "shangrla", published, "--contest", "one", "--out", tmp_path / "s")[0] == 0
    contest = json.loads((tmp_path / "s" / "contests.json").read_text())["one"]
    cards = [card for path in sorted((tmp_path / "s").glob("*cards.json")) for card in json.loads(path.read_text())]
    assert len(cards) == contest["cards"] == len({card["id"] for card in cards})
    assert contest["audit_type"] == "ONEAUDIT" and contest["winner"] == [
        max(contest["tally"], key=contest["tally"].get)
    ]
    for number, one in MadeUpNation().precincts.items():
        pool = [card for card in cards if card["tally_pool"] == f"precinct-{number}"]
        found = [sum("a" in card["votes"]["one"] for card in pool), len(pool)]
        assert found == [one.votes[0][0] + 2, one.cast + 4] and all(card["pool"] is True for card in pool)
    # The margin of the assertion "winner v loser", as SHANGRLA takes it from the tally: 2 * (mean of the assorter) - 1.
    winner, loser = sorted(contest["tally"], key=contest["tally"].get, reverse=True)[:2]
    means = [(1 + (winner in c["votes"]["one"]) - (loser in c["votes"]["one"])) / 2 for c in cards]
    margin = (contest["tally"][winner] - contest["tally"][loser]) / contest["cards"]
    assert 2 * sum(means) / len(means) - 1 == pytest.approx(margin)
