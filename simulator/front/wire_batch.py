"""A batch of what was heard on one terminal's wires, in as few lines as say it: people watch, and a page that is drawn
or printed must not drown the key that asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.front.meanings import DRAWING, Meanings
from simulator.hardware.wiring import IN, OUT

MOST_BYTES = 32  # of one line that are shown
MOST_LINES = 60  # of one batch
SUMMED = ("display", "flash-a", "flash-b", "touch")  # one line each way, with all bytes counted
ANSWERS = "answers"
CHATTER_US = 12_000  # edges of a key that follow each other sooner are one movement of it


@dataclass
class Said:
    """What went one way over one wire. count: of bytes, of which the first MOST_BYTES are kept."""

    line: str
    direction: str
    data: bytes
    count: int
    meaning: str
    at_us: int
    last_us: int

    def add(self, data: bytes, now_us: int) -> None:
        """More of the same."""
        self.data = (self.data + data)[:MOST_BYTES]
        self.count += len(data)
        self.last_us = now_us


class WireBatch:
    """`heard` and `key` collect; `take` returns what was collected and starts over."""

    def __init__(self) -> None:
        self._meanings = Meanings()
        self._said: list[Said] = []
        self._newest: dict[tuple[str, str], Said] = {}  # by wire and direction

    def heard(self, line: str, direction: str, data: bytes, now_us: int) -> None:
        """Bytes on a wire."""
        meaning = self._meanings.of(line, direction, data)
        newest = self._newest.get((line, direction))
        if line in SUMMED:
            if newest:
                newest.add(data, now_us)
            else:
                self._begin(line, direction, data, "", now_us)
            if meaning:
                self._meanings.note(line, meaning)
        elif newest and newest.meaning == meaning:
            newest.add(data, now_us)
        elif newest and _draws(newest.meaning) and _draws(meaning):
            newest.meaning = "; ".join(dict.fromkeys(newest.meaning.split("; ") + meaning.split("; ")))
            newest.add(data, now_us)
        else:
            self._begin(line, direction, data, meaning, now_us)

    def key(self, name: str, direction: str, level: int, now_us: int) -> None:
        """An edge of a key, which pulls its pin down."""
        meaning = f"{name} {'up' if level else 'down'}"
        newest = self._newest.get(("keys", direction))
        if newest and newest.meaning.split()[0] == name and now_us - newest.last_us < CHATTER_US:
            newest.add(bytes((level,)), now_us)
            newest.meaning = meaning
        else:
            self._begin("keys", direction, bytes((level,)), meaning, now_us)

    def _begin(self, line: str, direction: str, data: bytes, meaning: str, now_us: int) -> None:
        if line not in SUMMED and len(self._said) >= MOST_LINES:
            return
        said = Said(line, direction, data[:MOST_BYTES], len(data), meaning, now_us, now_us)
        self._said.append(said)
        self._newest[line, direction] = said

    def take(self) -> list[Said]:
        """All of it, in the order in which it began."""
        for line in SUMMED:
            for direction in (OUT, IN):
                if summed := self._newest.get((line, direction)):
                    summed.meaning = self._meanings.noted(line) if direction == OUT else ANSWERS
        taken, self._said, self._newest = self._said, [], {}
        self._meanings.forget()
        return taken


def _draws(meaning: str) -> bool:
    """Whether this is nothing but what a slip's lines are made of."""
    return bool(meaning) and all(piece in DRAWING for piece in meaning.split("; "))
