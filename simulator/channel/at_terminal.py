"""One terminal and the person before it: what the acts there have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from host_tools.formats.definitions import Election
from simulator.channel.faults import FaultTable
from simulator.channel.lines import LineError, Word
from simulator.channel.table import Item, Slip, Table
from simulator.hardware.terminal import TerminalHardware
from simulator.people.hands import Hands
from simulator.people.precinct import Precinct, Terminal
from simulator.people.saying import Said, said
from simulator.people.screen_meaning import LINE, Meanings
from simulator.people.words import LANGUAGES, known, words

Run = Callable[[], object]  # a text that it returns is the answer


@dataclass(frozen=True)
class Act:
    """A line that has been understood. where: the terminal it is done at, None for the precinct as a whole.

    quick: done by a finger at once, without letting the terminal work for it.
    """

    where: Terminal | None
    run: Run
    quick: bool = False


class ActError(Exception):
    """An act could not be done, or an expectation was not met. The message says what was seen instead."""


def fail(why: str) -> NoReturn:
    """Raise ActError."""
    raise ActError(why)


class TerminalActs:
    """A terminal, the papers on the tables around it, its faults, and the fingers on it.

    election: what is voted on, if that is known.
    meanings: what its screen can say.
    down_at_us: when each finger came down, by the terminal's clock.
    slip: the activation slip that was shown there last.
    """

    def __init__(
        self,
        precinct: Precinct,
        table: Table,
        terminal: Terminal,
        election: Election | None,
        meanings: Meanings,
    ) -> None:
        self.precinct, self.table, self.terminal, self.election = precinct, table, terminal, election
        self.meanings = meanings
        self.slip: Slip | None = None
        self.faults = FaultTable(terminal.hardware)
        self.down_at_us: dict[str, int] = {}

    @property
    def hardware(self) -> TerminalHardware:
        """The terminal's chips and modules."""
        return self.terminal.hardware

    @property
    def hands(self) -> Hands:
        """Of the person before it."""
        return self.terminal.hands

    def item(self, given: list[Word]) -> Item:
        """A card or slip by its name."""
        if not given:
            raise LineError(said("which_item"))
        return self.find(" ".join(given))

    def find(self, name: str) -> Item:
        """Slips come and go, so they are looked for when they are needed."""
        found = self.table.find(name)
        if isinstance(found, str):
            raise LineError(found)
        return found

    def texts(self, given: list[Word]) -> list[str]:
        """The words that are meant: those given, or those of `id:name values…` in each language."""
        if not given:
            raise LineError(said("which_words"))
        if given[0].quoted or not given[0].startswith("id:"):
            return [" ".join(given)]
        name, values = given[0].removeprefix("id:"), given[1:]
        if name not in known():
            raise LineError(said("no_words", name))
        order = sorted(LANGUAGES, key=lambda language: language != self.terminal.language)
        try:
            return list(dict.fromkeys(words(name, language, *values) for language in order))
        except IndexError:
            raise LineError(said("more_places", name, len(values))) from None

    def shown(self, texts: list[str]) -> str | None:
        """Which of the texts is on the screen."""
        screen = self.hands.screen
        return next((text for text in texts if screen.shows(text)), None)

    def reads(self) -> Said:
        """The words on the screen below its title, in every language."""
        pieces = [piece for piece in self.meanings.read(self.hands.screen) if piece.kind == LINE]
        return Said({each: " ".join(piece.in_language(each) for piece in pieces) for each in LANGUAGES})

    def still_on(self) -> str:
        """The power may go while a key is pressed; the press was done all the same."""
        return "" if self.hardware.bench.powered else said("lost_power", self.terminal.name)
