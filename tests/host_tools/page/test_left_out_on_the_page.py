"""The page judges a booth that is left out as the verifiers do, from the protocol and the totals that were read."""

from __future__ import annotations

from pathlib import Path

from host_tools.page import trust
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import publish
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked
from tests.host_tools.verifier.test_booth_left_out import CASES, without


def test_what_the_verifiers_refuse_the_page_refuses(ask: Ask, tmp_path: Path) -> None:
    questions, due = [], []
    for case in CASES:
        made = Attacked()
        case.change(made)
        slips = [["P", without(made, case.make(made)).hex()], *(["S", made.totals(booth).hex()] for booth in (1, 2))]
        questions.append(["findings", slips])
        due.append("left_out_wrong" if case.why else "left_out")
    answers = ask(*questions, trusting=trust.load([publish(tmp_path, Attacked())]).content)
    for case, answer, word in zip(CASES, answers, due, strict=True):
        said = [found for found in answer["words"] if found.startswith("left_out")]
        assert said == [word], (case.name, answer)
        assert "proof_ok" in answer["words"], (case.name, answer)


def test_without_the_totals_the_page_asks_for_them(ask: Ask, tmp_path: Path) -> None:
    made = Attacked()
    CASES[0].change(made)
    slips = [["P", without(made, CASES[0].make(made)).hex()], ["S", made.totals(2).hex()]]
    (answer,) = ask(["findings", slips], trusting=trust.load([publish(tmp_path, made)]).content)
    assert "left_out_open" in answer["words"] and "proof_ok" in answer["words"]
