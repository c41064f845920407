"""Who comes to vote in the demonstration, and what each of them does: drawn from a seed, known to the script alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from host_tools.elections.roll import Voter
from host_tools.formats.definitions import Contest, Election

LANGUAGES = ("kk", "kk", "ru", "ru", "en")
# One voter in this many does something that a quiet day would not show.
PAPER_EVERY, CHANGES_EVERY, TWICE_EVERY, AGAIN_EVERY, WRONG_BOOTH_EVERY, TORN_EVERY = 9, 7, 11, 13, 17, 19
CHALLENGE_PERCENT = 10.0  # of the voters challenge the booth once; an election needs about one (docs/challenge.md)
_FIRST_CHALLENGE = 0.6  # of the distance between two, so that a short day has one


@dataclass
class Person:
    """A voter's plan.

    selections: for each of their contests the numbers of the options to mark, none for blank.
    style: their ballot style, from 1.
    """

    label: str
    language: str
    selections: list[list[int]]
    style: int = 1
    paper: bool = False
    changes: int = 0
    challenges: int = 0
    comes_twice: bool = False
    scans_again: bool = False
    wrong_booth: bool = False
    torn_code: bool = False


Cards = Sequence[tuple[str, int]]  # (label, ballot style of its holder, from 1)


def cards_of(voters: Sequence[Voter], labels: Sequence[str]) -> Cards:
    """The cards of voters of a roll. labels: in its order."""
    return [(label, voter.style or 1) for voter, label in zip(voters, labels, strict=True)]


def who_comes(
    cards: Cards, election: Election, count: int, seed: int, challenge_percent: float = CHALLENGE_PERCENT
) -> list[Person]:
    """`count` people of the roll, the first of them arranged so that a short day shows everything too.

    challenge_percent: how many of them challenge the booth, evenly spread.
    """
    source = random.Random(seed)
    return planned(source.sample(cards, count), election, source, challenge_percent)


def planned(cards: Cards, election: Election, source: random.Random, challenge_percent: float) -> list[Person]:
    """What the holders of these cards do, who come in this order; the rest as in `who_comes`."""
    people = []
    for number, (label, style) in enumerate(cards, start=1):
        selections = [_marks(election.contests[at], source) for at in election.contests_of(style)]
        people.append(
            Person(
                label,
                source.choice(LANGUAGES),
                selections,
                style,
                paper=number % PAPER_EVERY == 4,
                challenges=_challenged(number, challenge_percent) - _challenged(number - 1, challenge_percent),
                changes=1 if number % CHANGES_EVERY == 2 else 0,
                comes_twice=number % TWICE_EVERY == 3,
                scans_again=number % AGAIN_EVERY == 1,
                wrong_booth=number % WRONG_BOOTH_EVERY == 5,
                torn_code=number % TORN_EVERY == 6,
            )
        )
    return people


def _challenged(voters: int, percent: float) -> int:
    """How many of the first voters challenge the booth."""
    return int(voters * percent / 100 + 1 - _FIRST_CHALLENGE) if percent else 0


def _marks(contest: Contest, source: random.Random) -> list[int]:
    """Whom somebody chooses: the first options more often, sometimes nobody, often fewer than are allowed."""
    options = len(contest.options)
    weights = [options - option + 1 for option in range(options)]
    if contest.blank and source.random() < 0.04:
        return []
    chosen = source.choices(range(options), weights)
    for _ in range(contest.votes_allowed - 1):
        (another,) = source.choices(range(options), weights)
        if another not in chosen:  # whoever comes up twice is a vote that is not given
            chosen.append(another)
    alone = [option for option in chosen if contest.options[option].against_all]
    return alone or sorted(chosen)


def lines(person: Person, election: Election) -> list[list[str]]:
    """The lines that this person marks on the screen, in each of their contests."""
    return [
        [election.contests[at].options[option].names[person.language] for option in chosen]
        for at, chosen in zip(election.contests_of(person.style), person.selections, strict=True)
    ]


@dataclass
class ContestVotes:
    """Of one contest. blank: ballots without a mark; unused: votes not given, on all ballots: never added up.

    ballots: of voters who have the contest; counted by `add` alone.
    """

    options: list[int]
    votes_allowed: int
    blank: int = 0
    unused: int = 0
    ballots: int = 0

    def add(self, chosen: list[int]) -> None:
        """One more ballot. chosen: numbers of the options with a mark."""
        self.ballots += 1
        for option in chosen:
            self.options[option] += 1
        self.blank += not chosen
        self.unused += self.votes_allowed - len(chosen)

    @property
    def has_several(self) -> bool:
        """Several votes are allowed; with one, each vote not given is a blank ballot."""
        return self.votes_allowed > 1


@dataclass
class Ballots:
    """What was meant, contest by contest. ballots: of all voters."""

    election: Election
    contests: list[ContestVotes]
    ballots: int = 0

    @classmethod
    def of(cls, election: Election) -> Ballots:
        """Nothing counted yet."""
        contests = election.contests
        return cls(election, [ContestVotes([0] * len(contest.options), contest.votes_allowed) for contest in contests])

    def add(self, person: Person) -> None:
        """Count what one person meant."""
        for at, chosen in zip(self.election.contests_of(person.style), person.selections, strict=True):
            self.contests[at].add(chosen)
        self.ballots += 1
