"""Files that Arlo or SHANGRLA would refuse, or read as something else.

What they take is written down from their sources, and checked by these rules; `test_other_auditors_refuse_it.py` runs
the sources themselves where they are at hand.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.audit import shangrla
from host_tools.errors import AuditError
from tests.host_tools.audit.conftest import made_tables, run
from tests.host_tools.determining.made_up_nation import MadeUpNation


def rows(table: str) -> list[dict[str, str]]:
    """A table's rows by the names of its columns."""
    assert table.startswith("\ufeff"), "Arlo guesses another encoding"
    return list(csv.DictReader(table[1:].splitlines()))


def test_arlo_gets_batches_and_their_votes(published: Path, tmp_path: Path) -> None:
    assert run("audit", "arlo", published, "--contest", "one", "--out", tmp_path / "arlo")[0] == 0
    made_up = MadeUpNation().precincts
    for region, numbers in (("01", (1, 2, 3)), ("02", (4,))):
        manifest, totals = (
            {row["Batch Name"]: row for row in rows((tmp_path / "arlo" / f"region-{region}-{name}.csv").read_text())}
            for name in ("manifest", "batches")
        )
        assert set(manifest) == set(totals) == {f"Precinct {number}" for number in numbers}
        for batch, votes in ((manifest[name], totals[name]) for name in manifest):
            one = made_up[int(batch["Batch Name"].split()[1])]
            assert (int(batch["Number of Ballots"]), int(votes["a"])) == (one.cast + 4, one.votes[0][0] + 2)
            assert int(votes["a"]) + int(votes["against-all"]) <= int(batch["Number of Ballots"])


def test_a_last_row_is_no_sum_of_those_above() -> None:
    manifest, totals = made_tables({1: [3, 1], 2: [2, 1], 3: [5, 2]})
    assert manifest.splitlines()[-1] == "A,Precinct 2,3" and totals.splitlines()[-1] == "Precinct 2,2,1"


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 9)), min_size=1, max_size=4))
def test_no_table_ends_with_what_looks_like_its_total(precincts: list[tuple[int, int, int]]) -> None:
    votes = {at: [one, two + at // 4] for at, (one, two, _) in enumerate(precincts, 1)}
    more = {at: unmarked for at, (_, _, unmarked) in enumerate(precincts, 1)}
    if sum(one for one, _ in votes.values()) == sum(two for _, two in votes.values()):
        votes[1][0] += 1
    found = made_tables(votes, more=more)
    names = sorted(row["Batch Name"] for table in found[::2] for row in rows(table))
    assert names == [f"Precinct {at}" for at in votes]
    for table in found:
        *above, last = [[int(cell) for cell in row.values() if cell.isdigit()] for row in rows(table)]
        sums = [sum(column) for column in zip(*above, strict=True)] or [0] * len(last)
        assert last != sums or 0 in last, table


def test_two_precincts_with_the_same_numbers_are_a_jurisdiction_each() -> None:
    found = [[row["Batch Name"] for row in rows(table)] for table in made_tables({1: [3, 1], 2: [3, 1]})]
    assert found == [["Precinct 1"], ["Precinct 1"], ["Precinct 2"], ["Precinct 2"]]


@pytest.mark.parametrize(
    ("votes", "lines", "region", "words"),
    [
        ({1: [3, 1], 2: [2, 1]}, ("a", "A"), "A", "differ in capitals alone"),
        ({1: [3, 1], 2: [2, 1]}, ("a", "b"), "Totals", "takes for a row of totals"),
    ],
)
def test_what_arlo_would_refuse_is_said_here(
    votes: dict[int, list[int]], lines: tuple[str, ...], region: str, words: str
) -> None:
    with pytest.raises(AuditError, match=f"{words}.*tamga audit sample"):
        made_tables(votes, lines, region)


def test_more_votes_than_ballots_give_are_no_batch() -> None:
    with pytest.raises(AuditError, match="precinct 2: 5 votes, its ballots may give 4; Arlo refuses that"):
        made_tables({1: [3, 1], 2: [4, 1]}, more={2: -1})


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
    assert (contest["audit_type"], contest["choice_function"]) == ("ONEAUDIT", "PLURALITY") and contest["winner"] == [
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


def test_a_risk_limit_that_shangrla_does_not_take_is_refused_before_a_file_is_written(
    published: Path, tmp_path: Path
) -> None:
    words = ("audit", "shangrla", published, "--contest", "one", "--out", tmp_path / "s")
    status, said = run(*words, "--limit", "51")
    assert status == 2 and "SHANGRLA takes a risk limit of 50 % at most" in said and not (tmp_path / "s").exists()
    assert run(*words, "--limit", "50")[0] == 0
