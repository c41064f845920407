"""A precinct that was sent too little thermal paper: more voters, booths, lines or copies never need fewer rolls."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from host_tools.elections.election_file import read_election
from host_tools.provisioning.paper_rolls import ROLL_M, Use, lengths, use_of
from tests.host_tools.provisioning.test_unfit_to_ship import made
from tests.host_tools.test_commands import DEMO, run

USE = use_of(read_election(DEMO), 1200, 2)


def test_lengths_are_those_of_the_demonstration_that_other_figures_rest_on() -> None:
    """hw/parts.toml and times.toml state lengths that were measured on slips of the demonstration by hand."""
    assert USE.slip_m("activation") == pytest.approx(0.104, rel=0.15)
    assert USE.slip_m("ballot") == pytest.approx(0.24, rel=0.1)  # with its strip
    assert USE.slip_m("zero_booth") == pytest.approx(0.44, rel=0.1)
    assert USE.slip_m("totals") == pytest.approx(0.47, rel=0.15)
    assert USE.slip_m("protocol") == pytest.approx(1.8, rel=0.1)
    assert set(lengths()) == {
        "zero_desk", "zero_booth", "activation", "ballot", "changed", "challenged", "totals", "protocol"
    }  # fmt: skip


@pytest.mark.parametrize("more", [
    {"listed": 1300}, {"turnout": 0.9}, {"electronic": 0.5}, {"copies": 12}, {"lines": 40}, {"contests": 5},
    {"more_votes": 4}, {"test_ballots": 60}, {"roll_m": 20.0},
])  # fmt: skip
def test_more_of_anything_takes_no_fewer_rolls(more: dict[str, float]) -> None:
    larger = replace(USE, **more)  # type: ignore[arg-type]
    assert larger.desk_m >= USE.desk_m and larger.booth_m >= USE.booth_m
    assert larger.rolls >= USE.rolls
    assert larger != USE and (larger.desk_m, larger.booth_m, larger.roll_m) != (USE.desk_m, USE.booth_m, USE.roll_m)


def test_rolls_reach_for_the_day_that_they_were_counted_for() -> None:
    for use in (
        USE,
        replace(USE, booths=1),
        replace(USE, electronic=1.0),
        replace(USE, listed=3000, booths=9, desks=3),
    ):
        at_desk, at_booth = use.slips_per_roll
        assert use.desk_rolls * at_desk >= use.ballots / use.desks
        assert use.booth_rolls * at_booth >= use.ballots / use.booths
        assert use.rolls == use.desks * use.desk_rolls + use.booths * use.booth_rolls + 1


def test_each_of_several_desks_takes_less_and_all_together_no_less() -> None:
    for desks in range(2, 7):
        use = replace(USE, desks=desks)
        assert use.desk_m < USE.desk_m <= desks * use.desk_m and use.rolls >= USE.rolls


def test_nobody_votes_at_booths_and_reports_are_printed_all_the_same() -> None:
    none: Use = replace(USE, electronic=0.0)
    assert none.rolls >= 1 + none.booths + 1
    assert 0 < none.booth_m < ROLL_M


def test_the_shipping_list_of_a_precinct_says_how_many_rolls(tmp_path: Path) -> None:
    folder, out = made(tmp_path / "nation" / "17"), tmp_path / "papers"
    book = folder / "terminals.json"
    result = run("terminals", "shipping", book, "--first-seal", "00120000", "--out", out, "--precincts", folder.parent)
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader((out / "paper.csv").read_text("utf-8").splitlines())
    use = use_of(read_election(DEMO), 5, 2)
    assert (row["precinct"], row["rolls"]) == ("17", str(use.rolls))
    text = pypdfium2.PdfDocument(out / "lists.pdf")[0].get_textpage().get_text_bounded()
    assert f"{use.rolls} = {use.desk_rolls} + 2 × {use.booth_rolls} + 1" in " ".join(text.split())
    result = run("terminals", "shipping", book, "--first-seal", "1" * 8, "--out", tmp_path / "b", "--precincts", out)
    assert result.exit_code == 2 and "holds no precinct" in result.stderr


def test_a_plan_says_how_far_a_roll_reaches() -> None:
    result = run("plan", "paper", 1200, "--election", DEMO)
    assert result.exit_code == 0, result.output
    assert f"send {USE.rolls} rolls" in result.output and str(USE.slips_per_roll[0]) in result.output
    assert run("plan", "paper", 1200, "--election", DEMO, "--turnout", "nan").exit_code == 2
