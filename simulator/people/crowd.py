"""Who comes to vote in the demonstration, and what each of them does: drawn from a seed, known to the script alone."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from host_tools.formats.definitions import Election

LANGUAGES = ("kk", "kk", "ru", "ru", "en")
# One in so many does something that a quiet day would not show.
PAPER_EVERY, CHANGES_EVERY, TWICE_EVERY, AGAIN_EVERY, WRONG_BOOTH_EVERY, TORN_EVERY = 9, 7, 11, 13, 17, 19


@dataclass
class Person:
    """A voter's plan. selections: one option number for each contest, None for blank."""

    label: str
    language: str
    selections: list[int | None]
    paper: bool = False
    changes: int = 0
    comes_twice: bool = False
    scans_again: bool = False
    wrong_booth: bool = False
    torn_code: bool = False


def who_comes(labels: list[str], election: Election, count: int, seed: int) -> list[Person]:
    """`count` people with cards of the roll, the first of them arranged so that a short day shows everything too."""
    source = random.Random(seed)
    people = []
    for number, label in enumerate(source.sample(labels, count), start=1):
        selections: list[int | None] = []
        for contest in election.contests:
            options = len(contest.options)
            weights = [options - option + 1 for option in range(options)]
            blank = contest.blank_allowed and source.random() < 0.04
            selections.append(None if blank else source.choices(range(options), weights)[0])
        people.append(
            Person(
                label,
                source.choice(LANGUAGES),
                selections,
                paper=number % PAPER_EVERY == 4,
                changes=1 if number % CHANGES_EVERY == 2 else 0,
                comes_twice=number % TWICE_EVERY == 3,
                scans_again=number % AGAIN_EVERY == 1,
                wrong_booth=number % WRONG_BOOTH_EVERY == 5,
                torn_code=number % TORN_EVERY == 6,
            )
        )
    return people


def lines(person: Person, election: Election) -> list[str]:
    """The lines that this person marks on the screen; "" for a contest left blank."""
    return [
        "" if choice is None else contest.options[choice].names[person.language]
        for contest, choice in zip(election.contests, person.selections, strict=True)
    ]


@dataclass
class Ballots:
    """What was meant: counts of every line, options then blank, contest by contest."""

    counts: list[list[int]] = field(default_factory=list)
    ballots: int = 0

    @classmethod
    def of(cls, election: Election) -> Ballots:
        """Nothing counted yet."""
        return cls([[0] * (len(contest.options) + 1) for contest in election.contests])

    def add(self, person: Person) -> None:
        """Count what one person meant."""
        for line, choice in zip(self.counts, person.selections, strict=True):
            line[-1 if choice is None else choice] += 1
        self.ballots += 1
