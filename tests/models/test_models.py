"""Models that verify nothing: names that nobody writes, faults that are not found, good outcomes never reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.models.automaton import BOOTH, DESK, wrong_step
from tests.models.spin_runner import FOLDER, Budget, check, prepare, properties, simulate
from tests.models.writes import BY_NAME

MODELS = sorted(path.name for path in FOLDER.glob("*.pml") if path.name != "chips.pml")
_CALLS = "write_mark|write_whole|write_zeros|write_file|mark_either|mark_both|fate|begin|forget"
_NAME = re.compile(rf"\b(?:{_CALLS})\(([A-Z_]+)\b(?!\()|WRITE %e .*\", ([A-Z_]+),")
ORDERS = {"booth.pml": BOOTH, "closing.pml": BOOTH, "desk.pml": DESK}


def test_models_and_table_know_the_same_writes() -> None:
    used = {a or b for model in MODELS for a, b in _NAME.findall((FOLDER / model).read_text())}
    of_no_model = {"PAUSED", "TEST_ERASED", "TORN_FORGOTTEN"}  # the last has the name of its kind there
    of_one_step = {
        "ADDED_HASH",
        "PAPER",
        "PAPER_SPOILED",
        "PAPER_RETURNED",
        "PAPER_WITHDRAWN",
        "PAPER_TAKEN",
        "TYPED_IN",
        "SLIP_TAKEN",
        "CANCELLED",
        "SLIP_RETURNED",
    }  # as the marks beside them
    assert used == set(BY_NAME) - of_no_model - of_one_step


@pytest.mark.parametrize("model", MODELS)
def test_every_claim_has_a_sentence_and_is_checked(model: str) -> None:
    claims, text = properties(model), (FOLDER / model).read_text()
    assert claims and len({number for number, _ in claims.values()}) == len(claims)
    assert all(sentence and f"CHECKED({name})" in text for name, (_, sentence) in claims.items())


@pytest.mark.parametrize("model", sorted(ORDERS))
def test_what_a_model_writes_is_accepted(tmp_path: Path, model: str) -> None:
    source = prepare(model, (Budget(restarts=1), Budget(cuts=1)), tmp_path)
    runs = [[write for write in simulate(source, seed) if write[2] != "cut_before"] for seed in range(20)]
    assert [wrong_step((write[0] for write in run), ORDERS[model]) for run in runs] == [None] * len(runs)
    assert len({name for run in runs for name, _, _ in run}) > 4


def test_a_good_outcome_that_is_never_reached_is_noticed(tmp_path: Path) -> None:
    verdict = check("desk.pml", (Budget(),), tmp_path, COMINGS=1)
    assert verdict.holds and verdict.unreached == ("both voters are marked and have a slip",)


def test_a_single_look_at_the_entries_gives_a_voter_two_activations(tmp_path: Path) -> None:
    verdict = check("desk.pml", (Budget(cuts=1, losses=1, restarts=1),), tmp_path, LOOKS=1)
    assert not verdict.holds and any("slip" in line for line in verdict.trail)


def test_a_single_look_at_closing_loses_a_ballot(tmp_path: Path) -> None:
    number = properties("closing.pml")["NO_BALLOT_IS_LOST"][0]
    verdict = check("closing.pml", (Budget(losses=1),), tmp_path, LOOKS=1, CHECK=number)
    assert not verdict.holds and any("loses contact" in line for line in verdict.trail)
