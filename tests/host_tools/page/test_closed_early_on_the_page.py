"""Polls that closed before their hour: the page refuses what the precinct check refuses, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.page import trust
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import publish
from tests.host_tools.verifying.test_closed_before_its_hour import CASES, protocol_of


@pytest.mark.parametrize("case", CASES)
def test_closed_before_its_hour_on_the_page(case: str, ask: Ask, tmp_path: Path) -> None:
    made, changes, wrong = protocol_of(case)
    given = trust.load([publish(tmp_path, made)]).content
    (answer,) = ask(["findings", [["P", made.protocol(**changes).hex()]]], trusting=given)
    word = "closed_missing" if made.kind else "closed_early"
    assert {"closed_early", "closed_missing"} & set(answer["words"]) == ({word} if wrong else set())
    assert not (wrong and answer["agrees"])
