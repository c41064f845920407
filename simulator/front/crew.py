"""What the autopilot and the live precinct know of each other, and no more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from simulator.channel.at_terminal import Act
from simulator.channel.table import Table
from simulator.people.kept_precinct import DemoPrecinct
from simulator.people.precinct import Precinct


@dataclass(frozen=True)
class Crew:
    """What somebody needs who lets voters come to a live precinct.

    made, precinct, table: its people, its terminals, and the cards that were shown.
    submit: has an act done in its terminal's thread; the future of what it returns.
    log: a line for the page: (terminal, text, kind).
    changed: called after `Visitors.running` or `left` has changed.
    """

    made: DemoPrecinct
    precinct: Precinct
    table: Table
    submit: Callable[[Act], Future[object]]
    log: Callable[[str, str, str], None]
    changed: Callable[[], None]


class Visitors(Protocol):
    """Voters who come by themselves. left: how many of those who were let come are still to come."""

    running: bool
    left: int

    def start(self, voters: int) -> str:
        """Let up to this many voters come; returns a message. ActError if nobody can."""

    def stop(self) -> None:
        """No new voters come; those who are voting finish."""

    def wait(self) -> None:
        """Until the last of them has voted. Not in a terminal's thread."""
