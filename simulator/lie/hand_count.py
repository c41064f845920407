"""The ballot box, and the people who count it: they see paper alone, and read every slip as it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image

from host_tools.formats.definitions import LANGUAGES, Contest, Election
from simulator.people.crowd import Ballots
from simulator.people.screen_words import UNREADABLE, fold, lines
from simulator.people.slip_reader import BALLOT, kind_of
from simulator.people.words import words

_MARK = "✓ "


def ballots(slips: Iterable[Image.Image]) -> list[Image.Image]:
    """What voters dropped into the box: the slips whose last line says so. slips: all that came out of the booths."""
    return [slip for slip in slips if kind_of(slip, []) == BALLOT]


def count(box: Sequence[Image.Image], election: Election, contest: int = 0) -> list[int]:
    """Votes of each line of a contest. ValueError for a slip that cannot be read."""
    votes = Ballots.of(election).contests[contest]
    for slip in box:
        votes.add(chosen_on(slip, election.contests[contest]))
    return votes.options


def chosen_on(slip: Image.Image, contest: Contest) -> list[int]:
    """The options that are printed with a mark below a contest's title; none if the slip says that it is blank."""
    title, *marked = next((part for part in _parts(slip) if part[0].startswith(fold(contest.title["kk"]))), [""])
    known = {_printed(option.names): number for number, option in enumerate(contest.options)}
    blank = _printed({language: words("slip_blank", language) for language in LANGUAGES})
    if not marked or not set(marked) <= known.keys() | {blank}:
        raise ValueError(f"contest {contest.id}: nobody can read this slip: {title} {marked}")
    return [known[one] for one in marked if one != blank]


def _printed(names: dict[str, str]) -> str:
    """A line as a ballot has it: in all languages, each name once."""
    return fold(" ".join(dict.fromkeys(names[language] for language in LANGUAGES)))


def _parts(slip: Image.Image) -> list[list[str]]:
    """Between the rules of a slip: the words before the first mark, and behind each mark."""
    ink = (np.asarray(slip) < 128).astype(np.uint8)
    said = " ".join(line for _, line in lines(ink, framed=False))
    return [[piece.strip() for piece in part.split(_MARK)] for part in said.split(UNREADABLE)]
