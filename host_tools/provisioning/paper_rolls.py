"""Rolls of thermal paper for a precinct: what each slip takes, by contests and lines, and how many slips a day has.

Lengths are measured (`simulator.measure.slip_lengths`) on 58 mm paper. A slip of another election is longer where
titles and names wrap; the reserve is for that, for reprints and for slips that trouble has left.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from host_tools.formats.definitions import Election

LENGTHS = Path(__file__).with_name("slip_lengths.toml")
ROLL_M = 30.0  # 58 mm wide, 50 mm in diameter
TURNOUT = 0.75  # of the listed voters; 0.73 on 15 March 2026
ELECTRONIC = 0.3  # of the voters who come, to booths
CHANGED, CHALLENGED = 0.05, 0.01  # of the ballots at booths
COPIES = 6  # of the protocol, those for observers included
_MM_PER_VOTE = 8.0  # a further name on a ballot slip: two lines of text
OTHER_M = 3.0  # a terminal's other reports of a day: turnout, suspended, seals, receipt, certified copies of parts
RESERVE = 1.25
_BUSIER = 1.5  # the busiest booth over the mean
_CASES = {"ballot": 1.0, "changed": CHANGED, "challenged": CHALLENGED}


@dataclass(frozen=True)
class Length:
    """Millimetres of a slip: of every election, more for each contest, more for each line of all contests."""

    fixed: float
    per_contest: float
    per_line: float

    def mm(self, contests: int, lines: int) -> float:
        """Of an election with so many contests and lines."""
        return self.fixed + contests * self.per_contest + lines * self.per_line


@dataclass(frozen=True)
class Use:
    """What a precinct takes of paper.

    lines: of all contests together. more_votes: beyond one in each contest, that a ballot may have. turnout: share of
    the listed voters. electronic: share of those, at booths.
    test_ballots: at booths, in a test before the day. roll_m: metres of a roll. desks: with parts of the roll that are
    as even as can be.
    """

    listed: int
    booths: int
    contests: int
    lines: int
    more_votes: int = 0
    turnout: float = TURNOUT
    electronic: float = ELECTRONIC
    copies: int = COPIES
    test_ballots: int = 0
    roll_m: float = ROLL_M
    desks: int = 1

    @property
    def ballots(self) -> float:
        """Ballots at booths."""
        return self.listed * self.turnout * self.electronic + self.test_ballots

    def slip_m(self, name: str) -> float:
        """Metres of one slip of this election."""
        return lengths()[name].mm(self.contests, self.lines) / 1000

    @property
    def vote_m(self) -> float:
        """Metres that a booth takes per ballot on average, with changes of mind and challenges."""
        more = (1 + CHANGED + CHALLENGED) * self.more_votes * _MM_PER_VOTE / 1000
        return more + sum(share * self.slip_m(name) for name, share in _CASES.items())

    @property
    def desk_m(self) -> float:
        """Metres of a desk's day and its test: of the first one, which prints the protocol; no other takes more."""
        reports = self.slip_m("zero_desk") + self.copies * self.slip_m("protocol")
        return RESERVE * (self.ballots / self.desks * self.slip_m("activation") + self._times * reports + OTHER_M)

    @property
    def booth_m(self) -> float:
        """Metres of a booth's day and its test; voters choose their booth, so one may get half as many more."""
        reports = self.slip_m("zero_booth") + self.slip_m("totals")
        busier = 1.0 if self.booths == 1 else _BUSIER
        return RESERVE * (busier * self.ballots / self.booths * self.vote_m + self._times * reports + OTHER_M)

    @property
    def _times(self) -> int:
        return 2 if self.test_ballots else 1

    @property
    def desk_rolls(self) -> int:
        """Rolls of each desk, the one that is in it included."""
        return ceil(self.desk_m / self.roll_m)

    @property
    def booth_rolls(self) -> int:
        """Rolls of each booth, the one that is in it included."""
        return ceil(self.booth_m / self.roll_m)

    @property
    def rolls(self) -> int:
        """Rolls to send: those of all terminals, and one more that may turn out damp or torn."""
        return self.desks * self.desk_rolls + self.booths * self.booth_rolls + 1

    @property
    def slips_per_roll(self) -> tuple[int, int]:
        """Voters that one roll serves: (at the desk, at a booth)."""
        return int(self.roll_m / self.slip_m("activation")), int(self.roll_m / self.vote_m)


def use_of(
    election: Election,
    listed: int,
    booths: int,
    desks: int = 1,
    electronic: float = ELECTRONIC,
    test_ballots: int = 0,
) -> Use:
    """The use of paper of a precinct with so many listed voters, booths and desks; the others as for `Use`."""
    lines = sum(len(contest.options) for contest in election.contests)
    contests = len(election.contests)
    more = sum(contest.votes_allowed - 1 for contest in election.contests)
    counts = listed, booths, contests, lines, more
    return Use(*counts, electronic=electronic, test_ballots=test_ballots, desks=desks)


def lengths() -> dict[str, Length]:
    """By slip: zero_desk, zero_booth, activation, ballot (with its strip), changed and challenged (what they add),
    totals, protocol (one copy)."""
    content = tomllib.loads(LENGTHS.read_text("utf-8"))
    return {name: Length(**fields) for name, fields in content.items()}


def record(found: dict[str, Length]) -> None:
    """Write what was measured."""
    lines = [
        "# Millimetres of 58 mm paper that a slip takes, with cut and tear-off: of every election, more per contest,",
        "# more per line. Measured and fitted by `python -m simulator.measure.slip_lengths --record`.",
    ]
    for name, one in found.items():
        values = f"fixed = {one.fixed}, per_contest = {one.per_contest}, per_line = {one.per_line}"
        lines.append(f"{name} = {{ {values} }}")
    LENGTHS.write_text("\n".join(lines) + "\n", "utf-8")
