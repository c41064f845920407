"""Voters who come by themselves: one after the other at the desk, side by side in the booths, at people's pace."""

from __future__ import annotations

import random
import threading
from concurrent.futures import CancelledError, Future

from host_tools.elections.roll import by_turns
from host_tools.provisioning import training
from simulator.channel.at_terminal import Act, ActError
from simulator.front.crew import Crew
from simulator.hardware.bench import TerminalStuck
from simulator.people.crowd import CHALLENGE_PERCENT, Person, cards_of, lines, planned
from simulator.people.precinct import PAPER, TRAINING, PowerWentOff, Terminal
from simulator.people.saying import of_error, said

PAUSE_MS = (800, 2500)  # between two people
SEED = 11


class Autopilot:
    """`crew.Visitors`, from the roll of the crew's precinct. Each voter has a plan, drawn from a fixed seed."""

    def __init__(self, crew: Crew, challenge_percent: float = CHALLENGE_PERCENT) -> None:
        """challenge_percent: how many of the voters challenge the booth once before they cast."""
        self.crew, self._challenge_percent = crew, challenge_percent
        self.left = 0
        self._stop = threading.Event()
        self._source = random.Random(SEED)
        self._starting = threading.Lock()
        self.running = False
        self._thread: threading.Thread | None = None

    def start(self, voters: int) -> str:
        """Let up to `voters` people of the roll come who have not been at the desk; returns a message."""
        with self._starting:
            if self.running:
                raise ActError(said("autopilot_runs"))
            people = self._people()[:voters]
            if not people:
                raise ActError(said("all_came"))
            self.running, self.left = True, len(people)
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(people,), name="autopilot", daemon=True)
        self._thread.start()
        return said("voters_come", len(people))

    def stop(self) -> None:
        """Nobody new comes; who is voting votes to the end."""
        self._stop.set()

    def wait(self) -> None:
        """Until the last of them has voted."""
        if self._thread:
            self._thread.join()

    def _people(self) -> list[tuple[str, Person]]:
        """(card's name, voter) of those on the mode's roll whose card nobody has shown yet, each with a plan."""
        election, kind = self.crew.made.election, "card"
        cards = cards_of(self.crew.made.voters, self.crew.made.labels)
        if self.crew.precinct.mode == TRAINING:
            kind, invented = "card training", by_turns(training.voters(), election)
            cards = cards_of(invented, list(training.labels(invented).values()))
        people = planned(cards, election, random.Random(SEED), self._challenge_percent)
        named = [(f"{kind} {number}", person) for number, person in enumerate(people, start=1)]
        return [(name, person) for name, person in named if name not in self.crew.table.held]

    def _run(self, people: list[tuple[str, Person]]) -> None:
        voting: list[Future[object]] = []
        try:
            for number, (name, person) in enumerate(people):
                if self._stop.is_set():
                    break
                booth = number % len(self.crew.precinct.booths) + 1
                self.crew.table.held.add(name)
                code = self._at_desk(name, person, booth)
                if code:
                    voting.append(self._in_booth(person, booth, str(code)))
                self._one_less()
            for vote in voting:
                vote.result()
        except (ActError, AssertionError, PowerWentOff, TerminalStuck) as error:
            why = said("lost_power", error.args[0]) if isinstance(error, PowerWentOff) else of_error(error)
            self.crew.log("", said("autopilot_stopped", why), "error")
        except CancelledError:
            pass  # the server ends
        finally:
            self.running, self.left = False, 0
            self.crew.changed()

    def _one_less(self) -> None:
        self.left -= 1
        self.crew.changed()

    def _at_desk(self, name: str, person: Person, booth: int) -> object:
        precinct = self.crew.precinct
        desk = precinct.desk_for(person.label)
        pause_ms = self._source.randint(*PAUSE_MS)

        def check_in() -> str:
            desk.hardware.rest(pause_ms)
            desk.leave_slips()
            return precinct.check_in(person.label, PAPER if person.paper else booth)

        self.crew.log(desk.name, f"give {name} {PAPER if person.paper else booth}", "act")
        return self.crew.submit(Act(desk, check_in)).result()

    def _in_booth(self, person: Person, booth: int, code: str) -> Future[object]:
        at: Terminal = self.crew.precinct.booth(booth)
        pause_ms = self._source.randint(*PAUSE_MS)

        def vote() -> None:
            at.hardware.rest(pause_ms)
            at.leave_slips()
            chosen = lines(person, self.crew.made.election)
            self.crew.precinct.vote(booth, code, chosen, person.language, person.changes, person.challenges)

        return self.crew.submit(Act(at, vote))
