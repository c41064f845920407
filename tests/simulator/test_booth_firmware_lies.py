"""A booth's firmware lies: it prints what the voter chose and seals a vote for somebody else. Paper finds it.

What runs is an altered copy of the firmware on MicroPython, from the morning to the centre's receipt.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from host_tools.audit.bounds import Reported, margins
from host_tools.audit.sitting import Sitting
from host_tools.elections.election_file import read_election
from host_tools.formats import cose
from host_tools.formats.read_back import ReadBack
from simulator.lie import hand_count
from simulator.lie.altering import FAVOURED
from simulator.lie.measuring import measured, with_lead
from simulator.lie.nation import CONTEST, close_to
from simulator.lie.story import Story
from simulator.people.provisioned import ELECTION

VOTERS, PRECINCTS, AUDITS = 12, 18, 10


class Heard(list[str]):
    """Everything that the demonstration tells."""

    def __call__(self, text: str, is_heading: bool = False) -> None:
        self.append(text)


def test_it_denies_that_it_was_altered_and_paper_prevails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = Story(tmp_path, VOTERS, 1, PRECINCTS, 1, Heard())
    story.day(is_tested=False)  # whatever recomputes the precinct agrees
    story.result_is_published()  # and so do gate and verifier
    meant = [a + b for a, b in zip(*(ballots.contests[CONTEST].options for ballots in (
        story.precinct.day.electronic, story.precinct.day.paper)), strict=True)]  # fmt: skip
    assert story.paper[17] == meant, "the counters read from the slips what voters chose"
    assert story.precinct.published[FAVOURED] - meant[FAVOURED] == 2
    story.paper_is_counted()
    said = capsys.readouterr().out
    assert "precinct 17, batyrov: published 4, counted 2" in said and "to be counted again by others" in said
    story.flash_is_read_back()
    payload = cose.peek1((tmp_path / "readback.cose").read_bytes())
    desk, booth = ReadBack.from_cbor(payload[1] if payload else b"").lines
    assert desk.problems == [] and booth.problems == [
        "/rom/booth/session.mpy is altered", "/rom/identity.mpy is altered",
    ]  # fmt: skip
    story.others_count_again()
    said = capsys.readouterr().out
    assert "precinct 17: paper prevails" in said and "Publication 2" in said and "annulled" in said
    wrong, *others = story.measured(AUDITS)
    assert wrong.is_wrong and wrong.drew == AUDITS and wrong.stood == 0
    assert [one.is_wrong for one in others] == [False] * len(others)


def test_it_is_not_signed_or_not_registered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heard = Heard()
    Story(tmp_path, VOTERS, 1, PRECINCTS, 1, heard).images_that_are_seen()
    assert any("қолтаңбаға сай" in text for text in heard)
    said = capsys.readouterr().out
    assert (
        "precinct 17: its booth 1 ran an image that is not registered" in said and "Nothing is published yet." in said
    )


def test_a_slip_that_nobody_can_read_is_not_counted_as_blank() -> None:
    contest = read_election(ELECTION).contests[CONTEST]
    with pytest.raises(ValueError, match="nobody can read this slip"):
        hand_count.chosen_on(Image.new("L", (384, 400), 255), contest)


def test_precincts_are_drawn_otherwise_than_the_formula_says() -> None:
    paper = {number: [30, 28 + number % 5, 2] for number in range(1, 21)}
    shown = {**paper, 17: [36, 24, 2]}
    reported = Reported(shown, {number: sum(votes) for number, votes in shown.items()})
    part = Sitting("one", ["a", "b", "c"], reported, margins(reported.totals, 1), Fraction(1, 20))
    for lead in (61, 120, 300):
        published, by_hand = with_lead(part, paper, 17, lead)
        found = measured(published, by_hand, 17, 1000, bytes(32))
        assert found.lead == lead and abs(found.drew / found.audits - found.expected) < 0.04, found
        assert found.drew + found.stood >= found.audits, "an outcome is refused where nothing differs"


@pytest.mark.parametrize("change", [-7, 0, 1, 4])
def test_a_nation_is_not_as_close_as_wanted(change: int) -> None:
    lines = [[5, 5, 5], [9, 0, 2]]
    close_to(lines, 0, 1, change)
    assert sum(line[0] - line[1] for line in lines) == 9 + change and [sum(line) for line in lines] == [15, 11]


def test_too_few_votes_to_move() -> None:
    with pytest.raises(ValueError, match="too few votes"):
        close_to([[1, 1, 0]], 0, 1, 9)
