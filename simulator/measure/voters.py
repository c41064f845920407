"""Seconds per voter, stage by stage: a sample of voters at desk and booth on the simulated parts.

The wire's clock counts printer, panel, scanner, chips, and how long hands take that know what they want
(`simulator/people/hands.py`). Nobody reads, thinks, walks or signs here: those seconds are settings of the plan.

`emulated` runs the voters on the emulated board, with the processor in the clock: these are the plan's data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from host_tools.elections.election_file import read_election
from host_tools.formats.definitions import Election
from host_tools.provisioning.queueing import times
from simulator.measure.acts import budgets, day
from simulator.people.crowd import Person, lines, who_comes
from simulator.people.precinct import Precinct, Terminal
from simulator.people.provisioned import ELECTION
from simulator.people.slip_reader import codes_on
from simulator.people.words import words

SAMPLE = 4
SEED = 2026
# Stages, and which act of the emulated board's day (`acts_budgets.toml`) has their processor's time.
DESK_STAGES = {"card shown to voter found": "", "place chosen to slip taken": "check in"}
BOOTH_STAGES = {
    "slip shown to languages": "scan to language page",
    "language to first contest": "language to first contest",
    "contests marked to review": "mark three contests",
    "review to printed ballot": "print and compare",
    "cast to ballot taken": "cast to slip taken",
    "ballot taken to next voter": "back to idle",
}
_MORE = "▾"
LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass
class Sample:
    """Seconds of each stage, one per voter, by `desk` and `booth`; and the processor's share.

    words: that a voter reads, on average: every contest on the screen, and what was chosen at the review and on paper.
    """

    desk: dict[str, list[float]] = field(default_factory=dict)
    booth: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    words: float = 0.0

    def as_data(self) -> times.Data:
        """What `times.toml` holds."""
        return {
            "words": round(self.words),
            "desk": {"processor": round(self.processor.get("desk", 0.0), 3), "stages": self.desk},
            "booth": {"processor": round(self.processor.get("booth", 0.0), 3), "stages": self.booth},
        }


def emulated(voters: int = SAMPLE) -> Sample:
    """Let the first so many voters of the sample vote on the emulated board; the same voters in every run."""
    with day() as today:
        today.boot()
        today.open()
        return taken(today.precinct, today.labels, voters)


def taken(precinct: Precinct, labels: list[str], voters: int) -> Sample:
    """What the voters of a precinct take that is open, one by keys and the next by touch."""
    election, found, known = read_election(ELECTION), Sample(), budgets()
    for name, acts in (("desk", DESK_STAGES), ("booth", BOOTH_STAGES)):
        found.processor[name] = sum(known[act]["processor_ms"] / 1000 for act in acts.values() if act)
    precinct.show_zeros()
    for number, person in enumerate(
        who_comes([(label, 1) for label in labels], election, SAMPLE, SEED, challenge_percent=0)[:voters]
    ):
        OneVoter(precinct, found, person, election, _by_touch if number % 2 else _by_keys).votes()
        found.words += _words(person, election) / voters
    return found


@dataclass
class OneVoter:
    """One voter, from the card at the desk to the booth that waits for the next one."""

    precinct: Precinct
    found: Sample
    person: Person
    election: Election
    touches: Callable[[Terminal, str], None]

    def votes(self) -> None:
        """All stages."""
        desk, booth = self.precinct.desk, self.precinct.booth(1)
        self.precinct.idle(desk)
        for name, do in zip(DESK_STAGES, (self._shows_card, self._takes_slip), strict=True):
            self._stage(desk, name, do)
        self.precinct.idle(booth)
        leaves = partial(self.precinct.idle, booth)
        acts: tuple[Callable[[], object], ...] = (
            self._shows_slip, self._chooses_language, self._marks, self._prints, self._casts, leaves,
        )  # fmt: skip
        for name, act in zip(BOOTH_STAGES, acts, strict=True):
            self._stage(booth, name, act)

    def _stage(self, at: Terminal, name: str, do: Callable[[], object]) -> None:
        clock = at.hardware.bench.clock
        begun_us = clock.now_us
        do()
        parts = self.found.desk if at is self.precinct.desk else self.found.booth
        parts.setdefault(name, []).append(round((clock.now_us - begun_us) / 1e6, 2))

    def _shows_card(self) -> None:
        self.precinct.desk.hands.scan(self.person.label, "]C0")
        self.precinct.desk.sees("may_vote")

    def _shows_slip(self) -> None:
        self.precinct.booth(1).hands.scan(self._code)
        self.precinct.booth(1).sees("language", language="kk")

    def _chooses_language(self) -> None:
        self.touches(self.precinct.booth(1), LANGUAGES[self.person.language])
        self.precinct.booth(1).sees_contest(self.person.language)

    def _takes_slip(self) -> None:
        desk = self.precinct.desk
        if not desk.hands.screen.shows(words("booth_number", desk.language, "")):
            desk.presses("ok")  # a long name has a page of its own
        self.touches(desk, words("booth_number", desk.language, 1))
        (self._code,) = codes_on(desk.take_slip("activation"))

    def _marks(self) -> None:
        booth, language = self.precinct.booth(1), self.person.language
        for selection in lines(self.person, self.election):
            booth.sees_contest(language)
            for line in selection:
                self.touches(booth, line)
            self.touches(booth, words("key_next", language))
            if booth.hands.screen.shows(words("votes_left", language)):
                booth.presses("ok")
        booth.sees("review", language=language)

    def _prints(self) -> None:
        booth, language = self.precinct.booth(1), self.person.language
        self.touches(booth, words("key_print", language))
        booth.sees("compare", language=language)
        booth.take_slip("code")

    def _casts(self) -> None:
        booth = self.precinct.booth(1)
        if self.touches is _by_keys:
            booth.presses("ok")  # casts on this page, whatever has the focus
        else:
            self.touches(booth, words("key_cast", self.person.language))
        booth.take_slip("ballot")


def _by_keys(at: Terminal, text: str) -> None:
    at.hands.choose(text)


def _by_touch(at: Terminal, text: str) -> None:
    """Touch what says this, on whichever page it stands."""
    while at.hands.screen.target(text) is None:
        leads_on = next((said for said in at.hands.screen.targets if _MORE in said), None)
        assert leads_on, (text, at.hands.screen.lines)
        at.hands.touch(leads_on)
    at.hands.touch(text)


def _words(person: Person, election: Election) -> int:
    """Words that this voter meets: titles and options of all contests, then twice the titles and what was chosen."""
    language = person.language
    found = 0
    for contest, chosen in zip(election.contests, lines(person, election), strict=True):
        title = len(contest.title[language].split())
        found += title + sum(len(option.names[language].split()) for option in contest.options)
        found += 2 * (title + sum(len(line.split()) for line in chosen))
    return found
