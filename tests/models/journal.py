"""The journal of two simulated chips, turned into the names that the models use.

An operation is what one program or erase did to one chip: address, bytes before, bytes after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from tests.models.automaton import POWER, wrong_step

_STATES_AT, _HEADER_END, _MARK_BYTES, _FIRST_PAUSE = 2048, 4096, 16, 16
_MARKS = {0: "OPENED", 1: "CLOSING", 2: "SORTED", 3: "CLEARED", 4: "CLOSED"}
_PLAIN = {
    "in use": "USED", "cast": "CAST_BIT", "sorted": "SORTED_COPY", "marked": "MARKED", "paper": "PAPER",
    "outside": "PAPER", "spoiled": "PAPER_SPOILED", "hours": "HOUR", "added": "ADDED_HASH",
}  # fmt: skip
_STARTED, _BYTES_OF_SLIP_ENTRY = 0x11, 3  # of two slips a byte; an entry of a slip holds nothing behind its number


class Operation(Protocol):
    """As tests/device/ballots/cartridge_lab.py records it."""

    chip: int
    begin: int
    before: bytes
    after: bytes


Regions = Mapping[str, tuple[int, int]]


class Journal:
    """Names the operations of one terminal and watches that the second chip follows the first."""

    def __init__(self, regions: Regions, table: dict[str, tuple[str, ...]]) -> None:
        self._regions, self._table = regions, table
        self._slip_entries: set[int] = set()
        self.names: list[str] = []
        self._held: tuple[dict[int, bytes], dict[int, bytes]] = ({}, {})
        self._open: set[int] = set()
        self.apart: list[str] = []

    def power(self) -> None:
        """The power went and came: what was begun on the first chip may be missing on the second."""
        self._open.clear()
        self.names.append(POWER)

    def add(self, operations: Iterable[Operation]) -> None:
        """More operations, in their order; those of the log are not looked at, nor those that changed nothing."""
        for one in operations:
            name = self._name(one)
            if name is None:
                continue
            if self.names and name != self.names[-1]:
                self._leave(self.names[-1])
            self._held[one.chip][one.begin] = bytes(one.after)
            if one.chip == 0:
                self._open.add(one.begin)
            elif one.begin in self._held[0] and self._held[0][one.begin] != one.after:
                self.apart.append(f"{name}: chip 1 gets something else than chip 0 at {one.begin}")
            self.names.append(name)

    def _leave(self, name: str) -> None:
        for begin in self._open:
            if self._held[1].get(begin) != self._held[0].get(begin):
                self.apart.append(f"{name}: chip 1 is behind at {begin}")
        self._open.clear()

    def wrong(self) -> str | None:
        """What is not as the models have it, or None."""
        return wrong_step(self.names, self._table) or (self.apart[0] if self.apart else None)

    def _name(self, one: Operation) -> str | None:
        if one.before == one.after:
            return None
        if one.begin < _HEADER_END:
            return self._of_first_sector(one)
        region = next((name for name, (begin, end) in self._regions.items() if begin <= one.begin < end), None)
        if region is None or region == "log":
            return None
        if region == "intents":
            return self._of_entry(one)
        if region == "slips":
            changed = int.from_bytes(one.before, "big") ^ int.from_bytes(one.after, "big")
            return "SLIP_STARTED" if not changed & ~_STARTED else "SLIP_ENDED"
        if region == "ballots":
            return "BALLOTS_ERASED" if _is_all(one.after, 0xFF) else "RECORD_VOID" if _is_all(one.after, 0) else "RECORD"
        return "ISSUED" if region.startswith(("issued", "booth")) else _PLAIN.get(region, region)

    def _of_first_sector(self, one: Operation) -> str:
        if one.begin >= _STATES_AT:
            mark = (one.begin - _STATES_AT) // _MARK_BYTES
            return "PAUSED" if mark >= _FIRST_PAUSE else _MARKS[mark]
        return "HEADER_ERASED" if _is_all(one.after, 0xFF) else "HEADER_WRITTEN"

    def _of_entry(self, one: Operation) -> str:
        is_zeros = _is_all(one.after, 0)
        if "marked" in self._regions:
            return "CHECK_IN_FORGOTTEN" if is_zeros else "CHECK_IN_ENTRY"
        if not is_zeros:
            is_slip = not any(one.after[_BYTES_OF_SLIP_ENTRY:48])
            (self._slip_entries.add if is_slip else self._slip_entries.discard)(one.begin)
            return "SLIP_ENTRY" if is_slip else "CAST_ENTRY"
        return "SLIP_FORGOTTEN" if one.begin in self._slip_entries else "CAST_FORGOTTEN"


def _is_all(data: bytes, value: int) -> bool:
    return data.count(value) == len(data)
