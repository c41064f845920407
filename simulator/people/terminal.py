"""One terminal as the people before it have it: words on its screen, keys, and the slips that they take."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from simulator.hardware.terminal import TerminalHardware
from simulator.people.hands import Hands
from simulator.people.screen_reader import Screen, fold
from simulator.people.words import template, words


class PowerWentOff(Exception):
    """The terminal lost its supply in the middle of what a person was doing."""


class Terminal:
    """A terminal's hardware, the hands before it, and the slips taken from it so far.

    name: `desk`, `booth-1` …
    language: the one it shows while it waits.
    keep: called with each slip that is taken and its name, for pictures.
    """

    def __init__(
        self,
        name: str,
        hardware: TerminalHardware,
        language: str,
        keep: Callable[[str, Image.Image], None] | None = None,
    ) -> None:
        self.name, self.hardware, self.language = name, hardware, language
        self.hands = Hands(hardware)
        self.keep = keep
        self._taken = 0

    def sees(self, name: str, *values: object, language: str = "", limit_ms: int = 120_000) -> None:
        """Wait until the words of an id stand on the screen."""
        if not self.hands.expect(words(name, language or self.language, *values), limit_ms):
            raise PowerWentOff(self.name)

    def sees_contest(self, language: str) -> None:
        """Wait for a page of a contest: its last button goes on, or leads to the lines that were not seen yet."""
        begin, end = (fold(part) for part in template("key_more", language).split("{}"))

        def stands(screen: Screen) -> bool:
            leads_on = any(words.startswith(begin) and words.endswith(end) for words in screen.targets)
            return leads_on or screen.target(template("key_next", language)) is not None

        if not self.hands.wait_for(stands, template("key_next", language)):
            raise PowerWentOff(self.name)

    def chooses(self, name: str, *values: object, language: str = "") -> None:
        """Move to the line with the words of an id, press OK."""
        self.hands.choose(words(name, language or self.language, *values))
        self.must_be_on()

    def presses(self, *keys: str) -> None:
        """Press keys one after the other."""
        self.hands.press(*keys)
        self.must_be_on()

    def must_be_on(self) -> None:
        """PowerWentOff unless the terminal has power."""
        if not self.hardware.bench.powered:
            raise PowerWentOff(self.name)

    def has_slip(self) -> bool:
        """Has a slip come out that nobody has taken yet?"""
        return len(self.hardware.printer.slips) > self._taken

    def leave_slips(self) -> None:
        """Whatever has come out so far is somebody else's: the next slip to take is the next one to come."""
        self._taken = len(self.hardware.printer.slips)

    def take_slip(self, kind: str) -> Image.Image:
        """Wait for the next cut slip and take it. kind: its name among the pictures."""
        slip = self.hands.next_slip(self._taken)
        if slip is None:
            raise PowerWentOff(self.name)
        self._taken += 1
        if self.keep:
            self.keep(f"{self.name}-{self._taken:04d}-{kind}", slip)
        return slip
