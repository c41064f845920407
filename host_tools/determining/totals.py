"""Adding up: votes of every line, ballots and voters, of precincts, districts, regions and the nation.

Ballots without a mark and votes not given are two units (formats, section 4), and nothing here adds one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from host_tools.formats import styles
from host_tools.formats.definitions import Contest, Election
from host_tools.formats.objects import PaperLine, Protocol


@dataclass
class ContestTotals:
    """electronic, paper: votes of each option. invalid: paper ballots. *_blank: ballots without a mark.

    not_given: electronic votes that voters of a contest with several votes left unused; 0 where one vote is allowed.
    uncounted: paper ballots of a referendum with every answer marked, valid and not counted. found: in the boxes.
    cast: electronic ballots that have this contest.
    """

    electronic: list[int]
    paper: list[int]
    electronic_blank: int = 0
    paper_blank: int = 0
    invalid: int = 0
    not_given: int = 0
    uncounted: int = 0
    found: int = 0
    cast: int = 0

    @property
    def votes(self) -> list[int]:
        """Of each option, electronic and paper together."""
        return [a + b for a, b in zip(self.electronic, self.paper, strict=True)]

    def add(self, other: ContestTotals) -> None:
        """Add another's numbers to these."""
        self.electronic = [a + b for a, b in zip(self.electronic, other.electronic, strict=True)]
        self.paper = [a + b for a, b in zip(self.paper, other.paper, strict=True)]
        _add_numbers(self, other)


@dataclass
class Totals:
    """precincts: how many were added. on_list, marked: voters. electronic: ballots cast. paper: voters whose paper was
    found in the boxes, as `_voters_on_paper` counts them in each precinct.

    checked_in: voters of the list who were marked at a desk. typed_in: of these, by a number that was typed.
    """

    contests: list[ContestTotals]
    precincts: int = 0
    on_list: int = 0
    marked: int = 0
    electronic: int = 0
    paper: int = 0
    checked_in: int = 0
    typed_in: int = 0
    fields: dict[str, int] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        """Cast and found: those who took part."""
        return self.electronic + self.paper

    def add(self, other: Totals) -> None:
        """Add another's numbers to these."""
        _add_numbers(self, other)
        for name, value in other.fields.items():
            self.fields[name] = self.fields.get(name, 0) + value
        for mine, others in zip(self.contests, other.contests, strict=True):
            mine.add(others)


def _add_numbers(mine: ContestTotals | Totals, other: ContestTotals | Totals) -> None:
    for name in _NUMBERS[type(mine)]:
        setattr(mine, name, getattr(mine, name) + getattr(other, name))


# Every field that is a number, so that none which is added later is forgotten.
_NUMBERS: dict[type[ContestTotals | Totals], list[str]] = {
    kind: [one.name for one in fields(kind) if one.type == "int"] for kind in (ContestTotals, Totals)
}


def empty(election: Election) -> Totals:
    """Zeros."""
    return Totals([ContestTotals([0] * len(one.options), [0] * len(one.options)) for one in election.contests])


def of_protocol(protocol: Protocol, election: Election) -> Totals:
    """One precinct's numbers, from a protocol that has the lines of this election."""
    read = protocol.fields.get
    lines = zip(election.contests, protocol.paper, protocol.papers, strict=True)
    contests = [
        _contest(contest, styles.electronic(protocol, election, at), paper, ballots, _by_hand(protocol, election, at))
        for at, (contest, paper, ballots) in enumerate(lines)
    ]
    for at, one in enumerate(contests):
        one.cast = styles.recorded(protocol, election, at).cast
    return Totals(
        contests=contests,
        precincts=1,
        on_list=read("on_list", 0),
        marked=read("marked", 0),
        electronic=read("electronic", 0),
        paper=_voters_on_paper([one.found for one in contests], election),
        checked_in=read("marked", 0) - read("added", 0) if protocol.booths else 0,
        typed_in=read("typed_in", 0),
        fields=dict(protocol.fields),
    )


def _voters_on_paper(found: list[int], election: Election) -> int:
    """How many people put paper into the boxes, at least.

    Contests that no ballot style has together are of different people and are added; of others, the most counts: one
    person has a ballot of each. It is exact where territories lie within one another and nobody kept one ballot back.

    found: ballots in the boxes, of each contest.
    """
    most = {frozenset[int](): 0}  # by the styles of the contests that were added
    for contest, count in enumerate(found):
        styles_here = (style for style in range(1, election.style_count + 1) if contest in election.contests_of(style))
        here = frozenset(styles_here)
        for taken, people in list(most.items()):
            if not taken & here:
                most[taken | here] = max(most.get(taken | here, 0), people + count)
    return max(most.values())


def _by_hand(protocol: Protocol, election: Election, contest: int) -> int:
    """Ballots of a contest in sealed boxes; where not everybody has it, what its lines have more than the boxes."""
    if styles.is_of_all(election, contest):
        return protocol.by_hand
    line, votes = protocol.papers[contest], sum(protocol.paper[contest][:-3])
    ballots = -(-votes // election.contests[contest].votes_allowed) + sum(protocol.paper[contest][-3:])
    return min(max(ballots - line.portable - line.room, 0), protocol.by_hand)


def _contest(
    contest: Contest, electronic: list[int], paper: list[int], ballots: PaperLine, by_hand: int
) -> ContestTotals:
    count = len(contest.options)
    blanks = electronic[count:]
    return ContestTotals(
        electronic=electronic[:count],
        paper=paper[:count],
        electronic_blank=blanks[-1],
        paper_blank=paper[count],
        uncounted=paper[count + 1],
        invalid=paper[count + 2],
        found=ballots.portable + ballots.room + by_hand,
        not_given=sum(blanks) if contest.votes_allowed > 1 else 0,
    )


def together(parts: Iterable[Totals], election: Election) -> Totals:
    """The sum of several."""
    whole = empty(election)
    for part in parts:
        whole.add(part)
    return whole
