"""What goes wrong on the day, by name: lines, desks, strangers, people and computers. The seed says where."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from host_tools.errors import RehearsalError

# name -> (part of the precincts that it befalls, what happens)
OF_A_PRECINCT: dict[str, tuple[float, str]] = {
    "noise": (0.10, "bits of its line fall, one in ten thousand"),
    "lost bytes": (0.06, "its line loses bytes and doubles others"),
    "hang-ups": (0.08, "its line breaks off every few hundred bytes"),
    "slow": (0.05, "its line carries 30 bytes at a time"),
    "twice": (0.06, "it sends everything three times"),
    "correction": (0.05, "it corrects its protocol"),
    "out of order": (0.04, "its protocol comes before the sealed totals"),
    "unexplained": (0.02, "ballots are missing and nobody says why"),
    "explained": (0.03, "ballots are missing and the commission says why"),
    "forged": (0.03, "a stranger sends a protocol in its name first"),
    "other election": (0.02, "an object of another election comes from its line first"),
    "nonsense": (0.04, "somebody sends nonsense on another connection"),
    "no line": (0.03, "no line reaches it: pictures of its protocol and a stick are imported at the centre"),
    "silent": (0.01, "it never reports"),
    "disputed": (0.01, "a complaint: the commission disputes its result"),
    "annulled": (0.005, "the commission annuls its result"),
}
OF_A_COMPUTER: dict[str, str] = {
    "centre killed": "the centre's process is killed in mid-load and started again",
    "district killed": "a district's process is killed in mid-load and started again",
    "second device": "after closing, somebody with a desk's key signs another protocol number 1",
}
ALL = (*OF_A_PRECINCT, *OF_A_COMPUTER)
# Whoever never reports has no other fault; without a line there are none of a line, and no strangers on it.
_ALONE = {"no line": ("correction", "unexplained", "explained", "disputed", "annulled"), "silent": ()}
_NOISE = 1e-4  # errors per bit


@dataclass(frozen=True)
class Plan:
    """Which faults befall which precinct, and which computers."""

    of: dict[int, frozenset[str]]
    computers: frozenset[str]

    def precincts(self, name: str) -> list[int]:
        """Those that a fault befalls."""
        return [number for number, names in self.of.items() if name in names]


def chosen(text: str) -> list[str]:
    """The names in `all`, `none` or a list with commas. RehearsalError names one that is none."""
    names = {"all": list(ALL), "none": []}.get(text.strip(), [name.strip() for name in text.split(",")])
    for name in names:
        if name not in ALL:
            raise RehearsalError(f"FAULTS: {name}: is no fault; there are all, none, and {', '.join(ALL)}")
    return names


def plan(names: Iterable[str], precincts: int, seed: int) -> Plan:
    """Draw where each fault happens; every one that was chosen happens at least once."""
    draw, names = random.Random(f"{seed} faults"), list(names)
    found: dict[int, set[str]] = {number: set() for number in range(1, precincts + 1)}
    for name in names:
        if name in OF_A_PRECINCT:
            for number in draw.sample(sorted(found), min(precincts, max(1, round(OF_A_PRECINCT[name][0] * precincts)))):
                found[number].add(name)
    for befallen in found.values():
        for name, beside in _ALONE.items():
            if name in befallen:
                befallen.intersection_update({name, *beside})
    whole = {number: frozenset(befallen) for number, befallen in found.items()}
    return Plan(whole, frozenset(name for name in names if name in OF_A_COMPUTER))


class Line:
    """What a line does to bytes, in both directions. breaks_after: bytes until it breaks off; 0: never."""

    def __init__(self, faults: frozenset[str], draw: random.Random) -> None:
        self._faults, self._draw = faults, draw
        self.breaks_after = draw.randrange(150, 900) if "hang-ups" in faults else 0
        self.piece = 30 if "slow" in faults else 1 << 16

    def carried(self, data: bytes) -> bytes:
        """What comes out at the other end."""
        if "noise" in self._faults:
            data = bytes(byte ^ sum(1 << bit for bit in range(8) if self._draw.random() < _NOISE) for byte in data)
        if "lost bytes" in self._faults and self._draw.random() < 0.2:
            at = self._draw.randrange(len(data) + 1)
            data = (
                data[:at] + data[at + 1 :] if self._draw.random() < 0.5 else data[:at] + data[at - 1 : at] + data[at:]
            )
        return data
