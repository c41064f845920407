"""Which test ballots a precinct feeds: every line of every contest at every booth and on paper, in every language.

At every booth each line is marked once, and a ballot is left blank where the contest takes that. Further ballots give
each line a number of its own, so that two lines that were swapped cannot look right; `short` leaves these out. On
paper there are also ballots with too many marks: valid and not counted in a referendum, invalid elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from host_tools.errors import DeckError
from host_tools.formats.acceptance import Deck, DeckBooth
from host_tools.formats.definitions import LANGUAGES, MOST_POSITIONS, Blank, Booth, Contest, Election, Precinct
from host_tools.formats.objects import PaperLine

PAPER = 0  # in place of a booth's number
UNUSED = 2  # paper ballots that stay over, so that their line is not 0
_LEFT_OUT = (
    "added", "certificates", "typed_in", "slips_returned", "slips_exchanged", "slips_cancelled", "slips_changed",
    "slips_taken", "challenged", "outside_recorded", "spoiled_recorded", "withdrawn_recorded", "paper_returned",
    "papers_taken", "complaints", "acts",
)  # fmt: skip
_BLANK, _UNCOUNTED, _INVALID = -3, -2, -1  # from the end of a contest's paper lines

Marks = list[int]  # numbers of the options with a mark


@dataclass(frozen=True)
class TestBallot:
    """One ballot to be fed. booth: PAPER for one on paper. marks: per contest; changes: minds changed before it."""

    __test__ = False  # no test of pytest's
    booth: int
    language: str
    marks: tuple[tuple[int, ...], ...]
    changes: int = 0


def chosen(election: Election, precinct: Precinct, short: bool = False) -> list[TestBallot]:
    """The ballots in the order in which they are fed, those on paper last. short: without numbers of their own.

    DeckError: a booth stores fewer ballots, or fewer voters are listed; or the election has ballot styles.
    """
    if election.styles:
        raise DeckError("the election has ballot styles, and no deck knows them yet: test it with ballots of your own")
    booths = precinct.booths
    each, more = _at_booths(election, len(booths), short)
    found = [_at(booth, number, marks) for number, marks in enumerate(each) for booth in booths]
    found += [
        _at(booths[number % len(booths)], len(each) + number // len(booths), marks) for number, marks in enumerate(more)
    ]
    count = Counter(ballot.booth for ballot in found)
    for booth in booths:
        if count[booth.number] > booth.slots:
            raise DeckError(f"booth {booth.number} stores {booth.slots} ballots of {count[booth.number]}; {_SHORT}")
    papers = _side_by_side([(_on_paper(contest), [len(contest.options) - 1]) for contest in election.contests])
    found += [TestBallot(PAPER, LANGUAGES[number % len(LANGUAGES)], marks) for number, marks in enumerate(papers)]
    if len(found) > precinct.voters:
        raise DeckError(f"{len(found)} ballots need as many voters, and {precinct.voters} are listed; {_SHORT}")
    return found


_SHORT = "give --short, or test this election in a larger precinct, too"


def _at(booth: Booth, number: int, marks: tuple[tuple[int, ...], ...]) -> TestBallot:
    """The ballot with this number, from 0, at a booth. The first voter of each changes their mind once."""
    language = LANGUAGES[(number + booth.number - 1) % len(LANGUAGES)]
    return TestBallot(booth.number, language, marks, changes=int(number == 0))


def _at_booths(
    election: Election, booths: int, short: bool
) -> tuple[list[tuple[tuple[int, ...], ...]], list[tuple[tuple[int, ...], ...]]]:
    """(ballots of every booth, ballots that are divided among the booths)."""
    lines = [(_on_screen(contest), _last(_on_screen(contest))) for contest in election.contests]
    each = _side_by_side(lines, len(LANGUAGES))
    if short:
        return each, []
    # A line gets as many more as its place: all numbers differ, and the last line, which fills up, has the largest.
    singles = [_singles(contest) for contest in election.contests]
    more = [([one for place, one in enumerate(some) for _ in range(place)], some[-1]) for some in singles]
    return each, _side_by_side(more)


def _last(marks: list[Marks]) -> Marks:
    """The marks that reach the last line; a ballot without a mark is behind all options."""
    return max(marks, key=lambda one: max(one, default=MOST_POSITIONS))


def _on_screen(contest: Contest) -> list[Marks]:
    """What a booth takes: each line once, as many on a ballot as votes are allowed, and no mark where that may be."""
    together = [place for place, option in enumerate(contest.options) if not option.against_all]
    step = contest.votes_allowed
    found = [together[at : at + step] for at in range(0, len(together), step)]
    found += [[place] for place, option in enumerate(contest.options) if option.against_all]
    return [*found, []] if contest.blank != Blank.NOT_ALLOWED else found


def _singles(contest: Contest) -> list[Marks]:
    """One mark on a ballot, in the order of lines; a blank ballot is the last of them."""
    found: list[Marks] = [[place] for place in range(len(contest.options))]
    return [*found, []] if contest.blank != Blank.NOT_ALLOWED else found


def _on_paper(contest: Contest) -> list[Marks]:
    """What comes out of a box: each line, a ballot without a mark, and one with a mark at every line if too many."""
    every = list(range(len(contest.options)))
    found = [marks for marks in _on_screen(contest) if marks]
    return [*found, [], *([every] if len(every) > contest.votes_allowed else [])]


def _side_by_side(contests: Sequence[tuple[list[Marks], Marks]], least: int = 0) -> list[tuple[tuple[int, ...], ...]]:
    """Whole ballots. contests: the marks of each, and those that are repeated where other contests have more."""
    longest = max(least, *(len(marks) for marks, _ in contests))
    filled = [[*marks, *[filler] * (longest - len(marks))] for marks, filler in contests]
    return [tuple(map(tuple, ballot)) for ballot in zip(*filled, strict=True)]


def outcome(ballots: Sequence[TestBallot], election: Election, precinct: Precinct) -> Deck:
    """What the precinct's protocol must say when these ballots have been fed."""
    at_booths = [ballot for ballot in ballots if ballot.booth != PAPER]
    on_paper = [ballot for ballot in ballots if ballot.booth == PAPER]
    cast, issued = len(at_booths), len(on_paper)
    booths = []
    for booth in precinct.booths:
        own = [ballot for ballot in at_booths if ballot.booth == booth.number]
        booths.append(DeckBooth(booth.number, len(own), sum(ballot.changes for ballot in own)))
    papers = PaperLine(issued + UNUSED, 0, issued, 0, UNUSED, 0, 0, 0, issued)
    contests = list(enumerate(election.contests))
    fields = dict.fromkeys(_LEFT_OUT, 0) | {
        "listed": precinct.voters,
        "on_list": precinct.voters,
        "marked": len(ballots),
        "electronic": cast,
        "activations": cast,
        "issued_recorded": issued,
    }
    return Deck(
        election=precinct.election,
        precinct=precinct.precinct,
        mode=precinct.mode,
        booths=booths,
        electronic=[_electronic(contest, [ballot.marks[at] for ballot in at_booths]) for at, contest in contests],
        paper=[_paper(contest, [ballot.marks[at] for ballot in on_paper]) for at, contest in contests],
        papers=[papers] * len(contests),
        fields=fields,
        languages=dict(Counter(ballot.language for ballot in at_booths)),
    )


def _electronic(contest: Contest, ballots: Sequence[Sequence[int]]) -> list[int]:
    """Votes of each position: a ballot fills as many blank ones, from the first, as it has votes left."""
    counts = [0] * contest.positions
    for marks in ballots:
        for place in marks:
            counts[place] += 1
        for blank in range(contest.votes_allowed - len(marks)):
            counts[len(contest.options) + blank] += 1
    return counts


def _paper(contest: Contest, ballots: Sequence[Sequence[int]]) -> list[int]:
    """Votes of each option, then blank ballots, those with every answer marked, and invalid ones."""
    counts = [0] * (len(contest.options) + 3)
    for marks in ballots:
        if not marks:
            counts[_BLANK if contest.blank == Blank.OWN_LINE else _INVALID] += 1
        elif len(marks) > contest.votes_allowed:
            counts[_UNCOUNTED if contest.referendum else _INVALID] += 1
        else:
            for place in marks:
                counts[place] += 1
    return counts
