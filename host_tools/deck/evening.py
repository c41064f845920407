"""What the chair of a test types when everything was fed, in the order in which the desk asks (formats, section 7)."""

from __future__ import annotations

from typing import NamedTuple

from host_tools.formats.acceptance import Deck
from host_tools.formats.definitions import Blank, Contest, Election

OF_THE_DAY = (
    "certificates", "certificates_received", "certificates_cancelled", "certificates_lost", "complaints", "acts",
)  # fmt: skip
BALLOTS = ("received", "withdrawn", "outside", "spoiled", "unused", "lost", "portable", "room")
REST = ("blank", "uncounted", "invalid")  # behind a contest's options


class Typed(NamedTuple):
    """A number to type. contest: its place, None for the day's; option: its place in there, else line: a name."""

    contest: int | None
    line: str
    number: int
    option: int | None = None


def typed(deck: Deck, election: Election) -> list[Typed]:
    """All numbers, first to last."""
    found = [Typed(None, name, deck.fields[name]) for name in OF_THE_DAY]
    for at, (contest, papers, votes) in enumerate(zip(election.contests, deck.papers, deck.paper, strict=True)):
        found += [Typed(at, name, getattr(papers, name)) for name in BALLOTS]
        options = len(contest.options)
        found += [Typed(at, "", number, place) for place, number in enumerate(votes[:options])]
        rest = zip(REST, votes[options:], strict=True)
        found += [Typed(at, name, number) for name, number in rest if is_asked(contest, name)]
    return found


def is_asked(contest: Contest, name: str) -> bool:
    """Whether a line of its paper votes is one of this contest."""
    if name == "blank":
        return contest.blank == Blank.OWN_LINE
    return name != "uncounted" or contest.referendum is True
