"""The journal of two simulated chips, turned into the names that the models use.

An operation is what one program or erase did to one chip: address, bytes before, bytes after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tests.models.automaton import POWER, wrong_step

_STATES_AT, _HEADER_END, _MARK_BYTES, _FIRST_PAUSE = 2048, 4096, 16, 16
_MARKS = {0: "OPENED", 1: "CLOSING", 2: "SORTED", 3: "CLEARED", 4: "CLOSED"}
_PLAIN = {
    "in use": "USED", "cast": "CAST_BIT", "sorted": "SORTED_COPY", "marked": "MARKED", "paper": "PAPER",
    "outside": "PAPER", "spoiled": "PAPER_SPOILED", "returned": "PAPER_RETURNED", "hours": "HOUR",
    "added": "ADDED_HASH", "cancelled": "CANCELLED", "swapped": "PAPER", "withdrawn": "PAPER_WITHDRAWN",
    "slips taken": "SLIP_TAKEN", "papers taken": "PAPER_TAKEN", "typed in": "TYPED_IN",
}  # fmt: skip
_STARTED = 0x11  # of the two slips in a byte
_ENTRY_BYTES, _CONTENT_BYTES = 64, 48
_BYTES_OF_SLIP_ENTRY, _BYTES_OF_CAST_ENTRY = 3, 39  # the rest of the content is zeros


class Operation(Protocol):
    """As tests/device/booth/ballots/cartridge_lab.py records it."""

    @property
    def chip(self) -> int: ...
    @property
    def begin(self) -> int: ...
    @property
    def before(self) -> bytes: ...
    @property
    def after(self) -> bytes: ...


Regions = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Written:
    """An Operation."""

    chip: int
    begin: int
    before: bytes
    after: bytes


class Journal:
    """Names the operations of one terminal and watches that the second chip follows the first."""

    def __init__(self, regions: Regions, table: dict[str, tuple[str, ...]]) -> None:
        self._regions, self._table = regions, table
        self._slip_entries: set[int] = set()
        self._entry, self._torn = -1, set[int]()  # the place written last; those at which the power went
        self.names: list[str] = []
        self._held: tuple[dict[int, int], dict[int, int]] = ({}, {})  # address -> byte, of what was written
        self._open: list[range] = []  # of the last name: judged when another follows, unless the power went
        self.apart: list[str] = []
        self._is_closed = False

    def power(self) -> None:
        """The power went and came: what was begun on the first chip may be missing on the second."""
        self._open.clear()
        if self.names and self.names[-1] in ("SLIP_ENTRY", "CAST_ENTRY"):
            self._torn.add(self._entry)
        self.names.append(POWER)

    def add(self, operations: Iterable[Operation]) -> None:
        """More operations, in their order; those of the log are not looked at, nor those that changed nothing."""
        for one in operations:
            change = _Change.of(one)
            name = change and self._name(change)
            if not change or not name:
                continue
            if self.names and name != self.names[-1]:
                self._leave(self.names[-1])
            place = range(change.begin, change.begin + len(change.after))
            self._held[one.chip].update(zip(place, change.after, strict=True))
            self._open.append(place)
            self.names.append(name)
            self._is_closed = name == "CLOSED" or (self._is_closed and not name.startswith("HEADER"))

    def _leave(self, name: str) -> None:
        for place in self._open:
            if self._differ(place):
                self.apart.append(f"{name}: the chips differ at {place.start}")
        self._open.clear()

    def _differ(self, place: range) -> bool:
        first, second = self._held
        return any(at in first and first[at] != second.get(at) for at in place)

    def wrong(self) -> str | None:
        """What is not as the models have it, or None: asked when the day is over."""
        if self._open:
            self._leave(self.names[-1])
        return wrong_step(self.names, self._table) or (self.apart[0] if self.apart else None)

    def _name(self, change: _Change) -> str | None:
        if change.begin < _HEADER_END:
            return _of_first_sector(change)
        found = [(name, begin) for name, (begin, end) in self._regions.items() if begin <= change.begin < end]
        region, begin = found[0] if found else ("log", 0)
        if region == "log":
            return "TEST_ERASED" if change.is_erase else None
        if change.is_erase and (self._is_closed or region not in ("ballots", "sorted")):
            return "TEST_ERASED"
        if region == "intents":
            return self._of_entry(change, begin)
        if region == "slips":
            return "SLIP_ENDED" if any((a ^ b) & ~_STARTED for a, b in change.pairs()) else "SLIP_STARTED"
        if region == "ballots":
            is_erase, is_void = _is_all(change.after, 0xFF), _is_all(change.after, 0)
            return "BALLOTS_ERASED" if is_erase else "RECORD_VOID" if is_void else "RECORD"
        if region.startswith("voided"):
            return "SLIP_RETURNED"
        if region.startswith(("exchanged", "changed")):
            return "EXCHANGED"
        return "ISSUED" if region.startswith(("issued", "booth")) else _PLAIN.get(region, region)

    def _of_entry(self, change: _Change, begin: int) -> str:
        place = (change.begin - begin) // _ENTRY_BYTES
        at = begin + place * _ENTRY_BYTES - change.page_begin
        entry, had = (page[max(at, 0) : at + _ENTRY_BYTES] for page in (change.page, change.page_before))
        is_zeros = _is_all(entry, 0) or not _is_all(had, 0xFF)  # torn zeros, too
        if "marked" in self._regions:
            return "CHECK_IN_FORGOTTEN" if is_zeros else "CHECK_IN_ENTRY"
        if not is_zeros:
            is_slip = not any(entry[_BYTES_OF_SLIP_ENTRY:_CONTENT_BYTES])
            if any(entry[_BYTES_OF_CAST_ENTRY:_CONTENT_BYTES]):  # torn: what the chip before holds, or what is next
                last = self.names[-1] if self.names else POWER
                is_slip = place in self._slip_entries if last.endswith("_ENTRY") else "SLIP_ENTRY" in self._table[last]
            (self._slip_entries.add if is_slip else self._slip_entries.discard)(place)
            self._entry = place
            return "SLIP_ENTRY" if is_slip else "CAST_ENTRY"
        if place in self._torn:
            return "TORN_FORGOTTEN"
        return "SLIP_FORGOTTEN" if place in self._slip_entries else "CAST_FORGOTTEN"


@dataclass(frozen=True)
class _Change:
    """What of an operation changed: from the first changed byte to the last."""

    begin: int
    before: bytes
    after: bytes
    page_begin: int
    page_before: bytes
    page: bytes

    @classmethod
    def of(cls, one: Operation) -> _Change | None:
        changed = [at for at, (a, b) in enumerate(zip(one.before, one.after, strict=True)) if a != b]
        if not changed:
            return None
        span = slice(changed[0], changed[-1] + 1)
        before, after = bytes(one.before), bytes(one.after)
        return cls(one.begin + changed[0], before[span], after[span], one.begin, before, after)

    @property
    def is_erase(self) -> bool:
        """Only an erase turns a zero into a one."""
        return any(b & ~a for a, b in self.pairs())

    def pairs(self) -> Iterable[tuple[int, int]]:
        return zip(self.before, self.after, strict=True)


def _of_first_sector(change: _Change) -> str:
    if change.begin >= _STATES_AT:
        mark = (change.begin - _STATES_AT) // _MARK_BYTES
        return "PAUSED" if mark >= _FIRST_PAUSE else _MARKS[mark]
    return "HEADER_ERASED" if _is_all(change.after, 0xFF) else "HEADER_WRITTEN"


def _is_all(data: bytes, value: int) -> bool:
    return data.count(value) == len(data)
