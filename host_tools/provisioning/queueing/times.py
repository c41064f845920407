"""Seconds per voter at desk and booth: what a sample was measured at, and what people do there beside it."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any

RECORDED = Path(__file__).with_name("times.toml")  # written by `make bench-voters RECORD=1`, never by hand
TOLERANCE = 0.05  # other versions of the firmware may take so much longer before they are measured again,
SLACK_S = 1.0  # and so long: a card or code is read sooner or later
SHAPE = 4.0  # of the gamma distribution of people's seconds: its deviation is half of its mean
BARS_S = {"desk": 15.0, "booth": 60.0}  # per voter, without what people take; 95 % must be within
Data = Mapping[str, Any]  # of times.toml


@dataclass(frozen=True)
class People:
    """Settings: seconds of people at desk and booth, of the walk between them, and words that they read a minute."""

    desk: float
    booth: float
    walk: float
    words_per_minute: float

    def at_booth(self, words: float) -> float:
        """Seconds of a voter in the booth, who reads so many words."""
        return self.booth + 60 * words / self.words_per_minute


@dataclass(frozen=True)
class Stage:
    """Desk or booth. parts: seconds of each measured part, voter by voter. processor: of them, its mean share.

    people: seconds beside the measured ones, on average.
    """

    parts: Mapping[str, tuple[float, ...]] = field(hash=False)
    people: float
    processor: float = 0.0

    @property
    def seconds(self) -> tuple[float, ...]:
        """What each voter of the sample took, without what people add."""
        return tuple(map(sum, zip(*self.parts.values(), strict=True)))

    @property
    def machine_s(self) -> float:
        """The mean of that."""
        return fmean(self.seconds)

    @property
    def total_s(self) -> float:
        """Seconds per voter, on average."""
        return self.machine_s + self.people

    def draw(self, of: random.Random, shape: float = SHAPE) -> float:
        """Seconds of one voter: one of the sample, and people who are never alike.

        shape: of the distribution of people's seconds; 1 is the exponential one that the formula has.
        """
        return of.choice(self.seconds) + of.gammavariate(shape, self.people / shape)

    def with_people(self, seconds: float | None) -> Stage:
        """This stage with other seconds for people; None leaves them."""
        return self if seconds is None else replace(self, people=seconds)


def data() -> Data:
    """What the bench wrote."""
    return _read(RECORDED)


def people() -> People:
    """The settings of people.toml."""
    known = _read(RECORDED.with_name("people.toml"))
    booth = known["booth"]
    return People(known["desk"]["seconds"], booth["seconds"], known["walk"]["seconds"], booth["words_per_minute"])


def stages(of: Data, beside: People) -> dict[str, Stage]:
    """`desk` and `booth`. of: what was measured; beside: what people take."""
    seconds = {"desk": beside.desk, "booth": beside.at_booth(of["words"])}
    return {
        name: Stage(
            {part: tuple(found) for part, found in of[name]["stages"].items()}, seconds[name], of[name]["processor"]
        )
        for name in seconds
    }


def measured() -> dict[str, Stage]:
    """`desk` and `booth`, as they were measured last."""
    return stages(data(), people())


def _read(file: Path) -> Data:
    return tomllib.loads(file.read_text("utf-8"))
