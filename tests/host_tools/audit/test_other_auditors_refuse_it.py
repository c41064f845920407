"""Arlo or SHANGRLA themselves refuse what we write for them, read other numbers, or come to another risk.

Their sources are not ours to bring along. Name folders that hold them: `TAMGA_ARLO` with Arlo's `server`,
`TAMGA_SHANGRLA` with SHANGRLA's `shangrla`, and `TAMGA_AUDITORS_PYTHON`, an interpreter that has what they import;
docs/audit.md says which versions were tried.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from host_tools.audit import arlo, shangrla
from host_tools.audit.risk import draws_needed
from host_tools.audit.sitting import CONFIRMED, Sitting
from tests.host_tools.audit.conftest import made_nation, made_sitting, run

ARLO, SHANGRLA = os.environ.get("TAMGA_ARLO"), os.environ.get("TAMGA_SHANGRLA")
PYTHON = os.environ.get("TAMGA_AUDITORS_PYTHON", sys.executable)
with_arlo = pytest.mark.skipif(ARLO is None, reason="TAMGA_ARLO names no folder with Arlo's sources")
with_shangrla = pytest.mark.skipif(SHANGRLA is None, reason="TAMGA_SHANGRLA names no folder with SHANGRLA's sources")
PLACES = (
    "Қарасай ауданы", "Şymkent", "Ə", "É", "ЖЕТІСУ", "İ", "№ 7", "Ұ" * 120, 'Said "Old" Town', "A, B", "O'Brien",
    "=SUM(A1)", "Subtotalville", "a;b", "😀", "Šiauliai", "«Ш»", "12",
)  # fmt: skip


def asked(program: str, question: dict[str, Any]) -> dict[str, Any]:
    """What the other program answers."""
    words = [PYTHON, str(Path(__file__).with_name(program))]
    done = subprocess.run(words, input=json.dumps(question), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def arlo_on(
    tables: Sequence[tuple[Path, Path]], lines: Sequence[str], counted: Sequence[tuple[int, str, Sequence[int]]] = (),
    votes_allowed: int = 1,
) -> dict[str, Any]:  # fmt: skip
    """Arlo's reading of tables. counted: (table, batch, votes by hand) in the order of the draw."""
    return asked("in_arlo.py", {
        "source": ARLO, "tables": [[str(one) for one in pair] for pair in tables], "choices": list(lines), "winners": 1,
        "votes_allowed": votes_allowed, "limit": 5, "counted": list(counted),
    })  # fmt: skip


def shangrla_on(
    contests: dict[str, Any], cards: list[dict[str, Any]], sample: int, swapped: dict[str, int] | None = None
) -> dict[str, Any]:
    """SHANGRLA's reading of cards, and its risk. swapped: ballots that a pool's precinct lied about."""
    return asked("in_shangrla.py", {
        "source": SHANGRLA, "contests": contests, "cards": cards, "swapped": swapped or {}, "sample": sample, "seed": 1,
    })  # fmt: skip


def written(folder: Path, made: Sequence[tuple[str, str, str]]) -> list[tuple[Path, Path]]:
    """Tables of each jurisdiction as files."""
    pairs = []
    for at, (_, manifest, totals) in enumerate(made):
        pairs.append((folder / f"{at}-manifest.csv", folder / f"{at}-batches.csv"))
        for path, text in zip(pairs[-1], (manifest, totals), strict=True):
            path.write_bytes(text.encode())
    return pairs


def large_sitting(precincts: int) -> Sitting:
    """Made-up precincts of some hundred ballots, where a leads by about a sixth."""
    chance = random.Random(1)
    votes = {at: [chance.randrange(150, 300), chance.randrange(100, 210)] for at in range(1, precincts + 1)}
    return made_sitting(votes, more={at: at % 7 for at in votes})


@with_arlo
@pytest.mark.parametrize(("contest", "votes_allowed"), [("one", 1), ("two", 2)])
def test_arlo_reads_what_the_command_writes(published: Path, tmp_path: Path, contest: str, votes_allowed: int) -> None:
    assert run("audit", "arlo", published, "--contest", contest, "--out", tmp_path)[0] == 0
    pairs = list(zip(sorted(tmp_path.glob("*manifest.csv")), sorted(tmp_path.glob("*batches.csv")), strict=True))
    lines = ("a", "against-all") if contest == "one" else ("a", "b", "c")
    answer = arlo_on(pairs, lines, votes_allowed=votes_allowed)
    assert [{one for one, *_ in batches} for batches in answer["batches"]] == [
        {"Precinct 1", "Precinct 2", "Precinct 3"},
        {"Precinct 4"},
    ]
    assert {place for batches in answer["batches"] for _, place, _ in batches} == {"North", "South", "East"}


@with_arlo
def test_arlo_reads_every_name_of_a_place(tmp_path: Path) -> None:
    """Each place is a region of its own; one has a single batch, one a line without votes, one two batches alike."""
    votes: dict[int, list[int]] = {}
    for at, _ in enumerate(PLACES):
        number = 10 * at + 1
        votes |= [
            {number: [5, 3]},
            {number: [0, 4], number + 1: [0, 1], number + 2: [0, 0]},
            {number: [4, 4], number + 1: [4, 4]},
        ][at % 3]
    votes[1] = [500, 3]
    district_of = {number: PLACES[number // 10] for number in votes}
    nation = made_nation(district_of, {place: place for place in PLACES})
    pairs = written(tmp_path, list(arlo.tables(nation, made_sitting(votes, more=dict.fromkeys(votes, 1)))))
    answer = arlo_on(pairs, ("a", "b"))
    batches = [one for found in answer["batches"] for one in found]
    assert {name: (place, ballots) for name, place, ballots in batches} == {
        f"Precinct {at}": (district_of[at], sum(line) + 1) for at, line in votes.items()
    }
    assert {name: counts for _, name, *counts in answer["votes"]} == {f"Precinct {at}": votes[at] for at in votes}


@with_arlo
@pytest.mark.parametrize(
    ("votes", "ballots"),
    [
        ({1: [3, 1], 2: [3, 1]}, {1: 5, 2: 6}),
        ({1: [3, 1], 2: [4, 1]}, {1: 6, 2: 6}),
        ({1: [2, 1], 2: [2, 1], 3: [4, 2]}, {1: 60, 2: 60, 3: 6}),
    ],
)
def test_arlo_takes_no_precinct_for_a_total(
    tmp_path: Path, votes: dict[int, list[int]], ballots: dict[int, int]
) -> None:
    nation = made_nation(dict.fromkeys(votes, "North"), {"North": "A"})
    sitting = made_sitting(votes, more={at: ballots[at] - sum(votes[at]) for at in votes})
    answer = arlo_on(written(tmp_path, list(arlo.tables(nation, sitting))), ("a", "b"))
    assert sorted(name for _, name, *_ in answer["votes"]) == [f"Precinct {at}" for at in votes]


@pytest.fixture(scope="module")
def nation_for_arlo(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Sitting, list[tuple[Path, Path]], dict[int, int]]:
    """10,400 precincts of 20 regions: the audit, the tables, and which table a precinct stands in."""
    sitting = large_sitting(10_400)
    districts = {at: f"District {at % 200}" for at in sitting.reported.votes}
    regions = {f"District {at}": f"Region {at % 20}" for at in range(200)}
    nation = made_nation(districts, regions)
    pairs = written(tmp_path_factory.mktemp("arlo"), list(arlo.tables(nation, sitting)))
    table_of = {number: at for at, numbers in enumerate(nation.by_region().values()) for number in numbers}
    return sitting, pairs, table_of


@with_arlo
@pytest.mark.parametrize("moved", [0, 60, 100_000])
def test_arlo_comes_to_our_bounds_and_our_risk(
    nation_for_arlo: tuple[Sitting, list[tuple[Path, Path]], dict[int, int]], moved: int
) -> None:
    """moved: votes of the first precinct that the paper has for the loser."""
    sitting, pairs, table_of = nation_for_arlo
    votes = sitting.reported.votes
    drawn = random.Random(2).sample(sorted(votes), 15)
    by_hand = {number: votes[number] for number in drawn}
    won, lost = votes[drawn[0]]
    by_hand[drawn[0]] = [0, sitting.reported.ballots[drawn[0]]] if moved > won else [won - moved, lost + moved]
    state, risk = sitting.state(drawn, by_hand)
    answer = arlo_on(pairs, ("a", "b"), [(table_of[one], f"Precinct {one}", by_hand[one]) for one in drawn])
    bounds = sitting.bounds
    assert len(answer["bounds"]) == 10_400 and sum(map(len, answer["batches"])) == 10_400
    assert [one for _, _, one in answer["bounds"]] == pytest.approx(
        [float(bounds[int(name.split()[1])]) for _, name, _ in answer["bounds"]]
    )
    assert answer["draws"] == draws_needed(sum(bounds.values(), Fraction(0)), sitting.limit) + 1, "it adds one"
    assert answer["risk"] == pytest.approx(float(risk)) and (state == CONFIRMED) is answer["confirmed"]


@with_shangrla
def test_shangrla_reads_every_contest_that_the_command_writes(published: Path, tmp_path: Path) -> None:
    for contest in ("one", "two"):
        out = tmp_path / contest
        assert run("audit", "shangrla", published, "--contest", contest, "--out", out)[0] == 0
        contests = json.loads((out / "contests.json").read_text())
        cards = [card for path in sorted(out.glob("*cards.json")) for card in json.loads(path.read_text())]
        answer = shangrla_on(contests, cards, sample=len(cards) // 2)
        assert answer["phantoms"] == 0 and answer["tally"] == contests[contest]["tally"]
        assert answer["margins"] == pytest.approx(answer["by_tally"]) and min(answer["margins"].values()) > 0


@with_shangrla
def test_shangrla_confirms_a_right_outcome_and_no_wrong_one() -> None:
    sitting = large_sitting(40)
    nation = made_nation(dict.fromkeys(sitting.reported.votes, "North"), {"North": "A"})
    ((_, cards),) = shangrla.cards(nation, sitting)
    contests = shangrla.contest(sitting, 1)
    right = shangrla_on(contests, cards, sample=2000)
    assert right["proved"] and max(right["p_values"].values()) < 0.05
    for number, votes in sitting.reported.votes.items():
        mean = Fraction(votes[0] - votes[1], 2 * sitting.reported.ballots[number]) + Fraction(1, 2)
        assert right["means"]["a v b"][f"precinct-{number}"] == pytest.approx(float(mean))
    lying = {f"precinct-{number}": votes[0] * 2 // 5 for number, votes in sitting.reported.votes.items()}
    wrong = shangrla_on(contests, cards, sample=2000, swapped=lying)
    assert not wrong["proved"] and max(wrong["p_values"].values()) > 0.5
    one = shangrla_on(contests, cards, sample=2000, swapped={"precinct-1": 20})
    assert one["proved"] and max(one["p_values"].values()) > max(right["p_values"].values())
