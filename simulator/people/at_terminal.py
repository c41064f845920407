"""One terminal as the people before it have it: words on its screen, keys, and the slips that they take."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from simulator.hardware.terminal import Station
from simulator.people.words import words


class PowerWentOff(Exception):
    """The terminal lost its supply in the middle of what a person was doing."""


class Terminal:
    """A station with its language and the slips taken from it so far. keep: called with each slip, for pictures."""

    def __init__(
        self, name: str, station: Station, language: str, keep: Callable[[str, Image.Image], None] | None = None
    ) -> None:
        self.name, self.station, self.language = name, station, language
        self.keep = keep
        self._taken = 0

    def sees(self, name: str, *values: object, language: str = "", limit_ms: int = 120_000) -> None:
        """Wait until the words of an id stand on the screen."""
        if not self.station.expect(words(name, language or self.language, *values), limit_ms):
            raise PowerWentOff(self.name)

    def chooses(self, name: str, *values: object, language: str = "") -> None:
        """Move to the line with the words of an id, press OK."""
        self.station.choose(words(name, language or self.language, *values))
        self.must_be_on()

    def presses(self, *keys: str) -> None:
        self.station.press(*keys)
        self.must_be_on()

    def must_be_on(self) -> None:
        if not self.station.bench.powered:
            raise PowerWentOff(self.name)

    def has_slip(self) -> bool:
        """Has a slip come out that nobody has taken yet?"""
        return len(self.station.printer.slips) > self._taken

    def leave_slips(self) -> None:
        """Whatever has come out so far is somebody else's: the next slip to take is the next one to come."""
        self._taken = len(self.station.printer.slips)

    def take_slip(self, kind: str) -> Image.Image:
        """Wait for the next cut slip and take it. kind: its name among the pictures."""
        slip = self.station.next_slip(self._taken)
        if slip is None:
            raise PowerWentOff(self.name)
        self._taken += 1
        if self.keep:
            self.keep(f"{self.name}-{self._taken:04d}-{kind}", slip)
        return slip
