"""A fraud: one change to a good day, and what each tool must say of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.host_tools.good_day import GoodDay

Outcome = Literal["agrees", "explained", "unproven", "disagrees"]
Tool = Literal["check", "sum", "slip"]
Files = dict[str, bytes]
STATUS: dict[Outcome, int] = {"agrees": 0, "disagrees": 1, "unproven": 2, "explained": 3}


@dataclass(frozen=True)
class Must:
    """What a tool must come to, and words that must stand in what it says."""

    outcome: Outcome
    words: str = ""


def red(words: str) -> Must:
    """Refuted, with a line that says so."""
    return Must("disagrees", words)


def remark(words: str) -> Must:
    """Without effect on any result, and said."""
    return Must("agrees", words)


def refused(words: str) -> Must:
    """Not usable, or nothing to hold it against."""
    return Must("unproven", words)


SAME = Must("agrees")  # this tool is not given what was altered


@dataclass
class Day:
    """The files of a good day, to be altered. made: who made them, with all keys; draw: seeded."""

    made: GoodDay
    files: Files
    draw: random.Random

    def both(self, stem: str) -> tuple[bytearray, bytearray]:
        """Both chips of a terminal, for changes that `put_back` stores."""
        return bytearray(self.files[f"{stem}-a.img"]), bytearray(self.files[f"{stem}-b.img"])

    def alter(self, stem: str, change: Callable[[bytearray], object], chips: str = "ab") -> None:
        """Alter the images of a terminal."""
        for chip in chips:
            image = bytearray(self.files[f"{stem}-{chip}.img"])
            change(image)
            self.files[f"{stem}-{chip}.img"] = bytes(image)


@dataclass(frozen=True)
class Fraud:
    """change: alters a day. check, sum, slip: what `precinct check`, `cartridge sum` of booth 1 and `slip verify` say.

    slip: by file name; only what is altered.
    """

    name: str
    change: Callable[[Day], object]
    check: Must
    sum: Must = SAME
    slip: Mapping[str, Must] = field(default_factory=dict)


def overwrite(at: int, data: bytes) -> Callable[[bytearray], None]:
    """Put bytes at an address."""

    def change(image: bytearray) -> None:
        image[at : at + len(data)] = data

    return change


def flip(at: int, mask: int = 1) -> Callable[[bytearray], None]:
    """Turn bits of a byte around."""

    def change(image: bytearray) -> None:
        image[at] ^= mask

    return change
