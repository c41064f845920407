"""How often audits of one nation draw the precinct that was lied in: with many seeds, beside the formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from host_tools.audit.bounds import Reported, margins
from host_tools.audit.drawing import Seed
from host_tools.audit.sitting import CONFIRMED, Sitting
from simulator.lie.nation import close_to


@dataclass(frozen=True)
class Share:
    """Of audits that differ in the seed alone.

    lead: votes between the first two, as published. is_wrong: paper says that another line comes first.
    draws: of each audit. drew: how many of them drew the precinct. expected: how large a share must by the formula.
    stood: how many confirmed the outcome.
    """

    lead: int
    is_wrong: bool
    draws: int
    audits: int
    drew: int
    expected: float
    stood: int


def measured(part: Sitting, paper: Mapping[int, Sequence[int]], precinct: int, audits: int, digest: bytes) -> Share:
    """Audit a nation so often.

    part: the contest as it was published, with the limit. paper: what a hand count finds, of every precinct.
    precinct: the one that was lied in. digest: of the publication, which every seed begins with.
    """
    bounds = part.bounds
    drew = stood = draws = 0
    for number in range(audits):
        drawn = part.draw(Seed(digest, f"{number:020}"))
        draws = len(drawn)
        drew += precinct in drawn
        stood += part.state(drawn, paper)[0] == CONFIRMED
    missed = (1 - bounds[precinct] / sum(bounds.values())) ** draws
    columns = [sum(column) for column in zip(*paper.values(), strict=True)]
    shown = part.reported.totals
    is_wrong = columns.index(max(columns)) != shown.index(max(shown))
    return Share(part.between.smallest, is_wrong, draws, audits, drew, float(1 - missed), stood)


def with_lead(
    part: Sitting, paper: Mapping[int, Sequence[int]], precinct: int, lead: int
) -> tuple[Sitting, dict[int, list[int]]]:
    """The same nation where the others chose so that the first line leads by so many votes: (published, on paper)."""
    votes = {number: list(line) for number, line in part.reported.votes.items()}
    totals = part.reported.totals
    first, second = sorted(range(len(totals)), key=lambda line: -totals[line])[:2]
    close_to(
        [line for number, line in votes.items() if number != precinct], first, second, lead - part.between.smallest
    )
    reported = Reported(votes, part.reported.ballots)
    others = {number: line for number, line in votes.items() if number != precinct}
    published = replace(part, reported=reported, between=margins(reported.totals, 1))
    return published, {**others, precinct: list(paper[precinct])}
