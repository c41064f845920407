"""Seconds per voter at desk and booth: what the terminals were measured at, and what people do there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from importlib import resources


@dataclass(frozen=True)
class Stage:
    """One stage, in seconds: computing, printing, and what people do. acts: those whose processor time it is."""

    processor: float
    printing: float
    people: float
    acts: tuple[str, ...] = ()

    @property
    def machine_s(self) -> float:
        """What the terminal takes, the same for every voter."""
        return self.processor + self.printing

    @property
    def total_s(self) -> float:
        """Seconds per voter, on average."""
        return self.machine_s + self.people

    def with_people(self, seconds: float | None) -> Stage:
        """This stage with other seconds for people; None leaves them."""
        return self if seconds is None else replace(self, people=seconds)


def measured() -> dict[str, Stage]:
    """`desk` and `booth`, of times.toml."""
    text = resources.files(__package__).joinpath("times.toml").read_text("utf-8")
    return {name: Stage(**fields | {"acts": tuple(fields["acts"])}) for name, fields in tomllib.loads(text).items()}
