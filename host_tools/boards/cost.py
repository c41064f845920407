"""What terminals cost: per role, precinct and nation, with spares, paper and upkeep over the years; always a range.

Prices are data (`hw/parts.toml`); what is not in them is said beside the sum, because it may be more than the sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from host_tools.errors import BoardsError
from host_tools.text_files import toml_of
from host_tools.validation import in_words

PARTS = Path(__file__).parents[2] / "hw" / "parts.toml"
NOT_INCLUDED = (
    "customs and tax", "delivery", "work of assembling and of training", "the centre's computers", "data plans",
)  # fmt: skip


class Part(BaseModel):
    """One kind of part. low, high: dollars a piece. boards: those that have it, empty for all."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    basis: str
    desk: int = Field(ge=0)
    booth: int = Field(ge=0)
    boards: tuple[str, ...] = ()


class Running(BaseModel):
    """What terminals use. paper_roll: dollars; lengths of paper in metres."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    paper_roll_m: float = Field(gt=0)
    paper_roll: tuple[float, float]
    upkeep_percent_a_year: tuple[float, float]
    desk_m_per_voter: float = Field(ge=0)
    desk_m_per_day: float = Field(ge=0)
    booth_m_per_voter: float = Field(ge=0)
    booth_m_per_day: float = Field(ge=0)


class Prices(BaseModel):
    """The file of parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    as_of: date
    parts: tuple[Part, ...]
    running: Running


@dataclass(frozen=True)
class Range:
    """Dollars, at least and at most."""

    low: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __mul__(self, count: float) -> Range:
        return Range(self.low * count, self.high * count)


@dataclass(frozen=True)
class Nation:
    """What to price. spares: percent of terminals. elections: days of voting within `years`."""

    precincts: int
    voters: int
    booths: int
    spares_percent: float
    years: int
    elections: int


@dataclass(frozen=True)
class Cost:
    """lines: what is paid for, how many, dollars for all of them. terminals: without spares."""

    lines: list[tuple[str, int, Range]]
    terminals: int

    @property
    def total(self) -> Range:
        return sum((each for _, _, each in self.lines), Range(0, 0))


def read(path: Path = PARTS) -> Prices:
    """The prices. BoardsError if the file is not one of prices."""
    try:
        return Prices.model_validate(toml_of(path.read_bytes(), path)[0])
    except ValidationError as error:
        raise BoardsError(f"{path}: {in_words(error)}") from None


def terminal(prices: Prices, board: str, role: str) -> Range:
    """Dollars for one terminal. role: "desk" or "booth". BoardsError for a board without parts of its own."""
    if not any(board in part.boards for part in prices.parts):
        known = ", ".join(sorted({name for part in prices.parts for name in part.boards}))
        raise BoardsError(f"{board}: no prices for this board; there are some for {known}")
    mine = [part for part in prices.parts if not part.boards or board in part.boards]
    count = {part.name: part.desk if role == "desk" else part.booth for part in mine}
    return sum((Range(part.low, part.high) * count[part.name] for part in mine), Range(0, 0))


def cost(prices: Prices, board: str, what: Nation) -> Cost:
    """Terminals, spares, paper of all elections, upkeep of all years."""
    desk, booth = terminal(prices, board, "desk"), terminal(prices, board, "booth")
    desks, booths = what.precincts, what.precincts * what.booths
    spare_desks, spare_booths = (ceil(count * what.spares_percent / 100) for count in (desks, booths))
    owned = desk * (desks + spare_desks) + booth * (booths + spare_booths)
    rolls = rolls_per_election(prices, what) * what.elections
    low, high = prices.running.upkeep_percent_a_year
    upkeep = Range(owned.low * low / 100, owned.high * high / 100) * what.years
    lines = [
        ("desks", desks, desk * desks),
        ("booths", booths, booth * booths),
        ("spare desks", spare_desks, desk * spare_desks),
        ("spare booths", spare_booths, booth * spare_booths),
        ("rolls of paper", rolls, Range(*prices.running.paper_roll) * rolls),
        ("years of upkeep", what.years, upkeep),
    ]
    return Cost(lines, desks + booths)


def rolls_per_election(prices: Prices, what: Nation) -> int:
    """Rolls of paper for one day of voting; every printer begins with a full one and has another beside it."""
    running, each = prices.running, what.voters / what.precincts
    desk_m = running.desk_m_per_day + each * running.desk_m_per_voter
    booth_m = running.booth_m_per_day + each / what.booths * running.booth_m_per_voter
    of_desk, of_booth = (ceil(metres / running.paper_roll_m) + 1 for metres in (desk_m, booth_m))
    return what.precincts * (of_desk + what.booths * of_booth)
