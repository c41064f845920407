"""Voters who come by themselves: one after the other at the desk, side by side in the booths, at people's pace."""

from __future__ import annotations

import random
import threading
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from host_tools.provisioning import training
from simulator.channel.at_terminal import Act, ActFailed
from simulator.hardware.bench import TerminalStuck
from simulator.people.crowd import Person, lines, who_comes
from simulator.people.precinct import PAPER, TRAINING, PowerWentOff, Terminal

if TYPE_CHECKING:
    from simulator.front.live_precinct import House

PAUSE_MS = (800, 2500)  # between two people
SEED = 11


class Autopilot:
    """start, stop; running; left: how many of those who were let come are still to come."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.left = 0
        self._stop = threading.Event()
        self._source = random.Random(SEED)
        self._starting = threading.Lock()
        self.running = False

    def start(self, voters: int) -> str:
        """Let so many voters come, those of the roll who have not been at the desk; returns what there is to say."""
        with self._starting:
            if self.running:
                raise ActFailed("the autopilot is under way already")
            people = self._people()[:voters]
            if not people:
                raise ActFailed("everybody on the roll has come")
            self.running, self.left = True, len(people)
        self._stop.clear()
        threading.Thread(target=self._run, args=(people,), name="autopilot", daemon=True).start()
        return f"{len(people)} voters come"

    def stop(self) -> None:
        """Nobody new comes; who is voting votes to the end."""
        self._stop.set()

    def _people(self) -> list[tuple[str, Person]]:
        """(card's name, voter) of those on the mode's roll whose card nobody has shown yet, each with a plan."""
        made, kind, labels = self.house.made, "card", self.house.made.labels
        if self.house.precinct.mode == TRAINING:
            kind, labels = "card training", list(training.labels(training.voters()).values())
        people = who_comes(labels, made.election, len(labels), SEED)
        for person, label in zip(people, labels, strict=True):
            person.label = label
        named = [(f"{kind} {number}", person) for number, person in enumerate(people, start=1)]
        return [(name, person) for name, person in named if name not in self.house.things.held]

    def _run(self, people: list[tuple[str, Person]]) -> None:
        voting: list[Future[object]] = []
        try:
            for number, (name, person) in enumerate(people):
                if self._stop.is_set():
                    break
                booth = number % len(self.house.precinct.booths) + 1
                self.house.things.held.add(name)
                code = self._at_desk(name, person, booth)
                if code:
                    voting.append(self._in_booth(person, booth, str(code)))
                self._one_less()
            for vote in voting:
                vote.result()
        except (ActFailed, AssertionError, PowerWentOff, TerminalStuck) as trouble:
            self.house.log("", f"the autopilot has stopped: {trouble}", "trouble")
        except CancelledError:
            pass  # the server ends
        finally:
            self.running, self.left = False, 0
            self.house.tell_state()

    def _one_less(self) -> None:
        self.left -= 1
        self.house.tell_state()

    def _at_desk(self, name: str, person: Person, booth: int) -> object:
        desk, precinct = self.house.precinct.desk, self.house.precinct
        pause_ms = self._source.randint(*PAUSE_MS)

        def check_in() -> str:
            desk.station.rest(pause_ms)
            desk.leave_slips()
            return precinct.check_in(person.label, PAPER if person.paper else booth)

        self.house.log(desk.name, f"give {name} {PAPER if person.paper else booth}", "act")
        return self.house.carry(Act(desk, check_in))

    def _in_booth(self, person: Person, booth: int, code: str) -> Future[object]:
        at: Terminal = self.house.precinct.booth(booth)
        pause_ms = self._source.randint(*PAUSE_MS)

        def vote() -> None:
            at.station.rest(pause_ms)
            at.leave_slips()
            chosen = lines(person, self.house.made.election)
            self.house.precinct.vote(booth, code, chosen, person.language, person.changes)

        return self.house.submit(Act(at, vote))
