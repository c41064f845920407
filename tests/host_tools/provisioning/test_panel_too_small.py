"""Elections that the panel of a board does not hold: refused before anything is made, with what is too long."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.elections.election_file import read_election
from host_tools.elections.screens import misfits
from host_tools.formats.definitions import Contest
from host_tools.provisioning.new_terminals import BOARD
from host_tools.provisioning.panels import check_panel
from host_tools.provisioning.plan import PlanError
from tests.precinct.day import ELECTION, make_precinct
from tests.precinct.test_small_panel import BOARD as SMALL_BOARD
from tests.precinct.test_small_panel import SHORT


def test_a_long_question_is_refused_for_the_small_panel(tmp_path: Path) -> None:
    check_panel(read_election(ELECTION), BOARD)
    with pytest.raises(PlanError) as refused:
        make_precinct(tmp_path / "made", board=SMALL_BOARD)
    told = str(refused.value)
    assert "ili9341_320x240 of board.py does not hold this election: shorten it" in told
    assert "contest 2, ru, «Разрешить ли крылатым коням бегать по улицам?» takes 4 lines on the screen" in told
    assert not (tmp_path / "made" / "cards").exists()


def test_short_words_are_taken(tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text(SHORT, "utf-8")
    check_panel(read_election(tmp_path / "short.toml"), SMALL_BOARD)


@pytest.mark.parametrize(("allowed", "fits"), [(1, True), (2, False)])
def test_what_stands_behind_a_title_is_counted(allowed: int, fits: bool, tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text(SHORT, "utf-8")
    contest = read_election(tmp_path / "short.toml").contests[0]
    title = dict.fromkeys(contest.title, "Ертегілер Президенті")
    changed = contest.model_copy(update={"title": title, "votes_allowed": allowed, "options": contest.options[:2]})
    assert isinstance(changed, Contest)
    assert (list(misfits(changed, "ili9341_320x240")) == []) == fits
