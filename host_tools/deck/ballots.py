"""Which test ballots a precinct feeds: every line of every contest at every booth and on paper, in every language.

At every booth each line is marked once, and a ballot is left blank where the contest takes that. Further ballots give
each line a number of its own, so that two lines that were swapped cannot look right; `short` leaves these out. On
paper there are also ballots with too many marks: valid and not counted in a referendum, invalid elsewhere. Where the
election has ballot styles, all of this is so for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from host_tools.errors import DeckError
from host_tools.formats.acceptance import Deck, DeckBooth
from host_tools.formats.definitions import LANGUAGES, MOST_POSITIONS, Blank, Booth, Contest, Election, Precinct
from host_tools.formats.objects import PaperLine, StyleLine

PAPER = 0  # in place of a booth's number
UNUSED = 2  # paper ballots that stay over, so that their line is not 0
_LEFT_OUT = (
    "added", "certificates", "typed_in", "slips_returned", "slips_exchanged", "slips_cancelled", "slips_changed",
    "slips_taken", "challenged", "outside_recorded", "spoiled_recorded", "withdrawn_recorded", "paper_returned",
    "papers_taken", "complaints", "acts", "by_certificate", "added_refused", "certificates_received",
    "certificates_cancelled", "certificates_lost", "home_requests", "home_refused", "assisted",
)  # fmt: skip
_BLANK, _UNCOUNTED, _INVALID = -3, -2, -1  # from the end of a contest's paper lines

Marks = list[int]  # numbers of the options with a mark


@dataclass(frozen=True)
class TestBallot:
    """One ballot to be fed.

    booth: PAPER for one on paper.
    marks: per contest of the election, none in those that its style does not have.
    changes: minds changed before it.
    style: ballot style of its voter, from 1.
    """

    __test__ = False  # no test of pytest's
    booth: int
    language: str
    marks: tuple[tuple[int, ...], ...]
    changes: int = 0
    style: int = 1


def chosen(election: Election, precinct: Precinct, short: bool = False) -> list[TestBallot]:
    """The ballots in the order in which they are fed, those on paper last. short: without numbers of their own.

    DeckError: a booth stores fewer ballots, or fewer voters are listed.
    """
    found, on_paper = list[TestBallot](), list[TestBallot]()
    for style in range(1, election.style_count + 1):
        found += _of_style(election, precinct.booths, style, short)
        on_paper += _papers_of_style(election, style)
    count = Counter(ballot.booth for ballot in found)
    for booth in precinct.booths:
        if count[booth.number] > booth.slots:
            raise DeckError(f"booth {booth.number} stores {booth.slots} ballots of {count[booth.number]}; {_SHORT}")
    found += on_paper
    if len(found) > precinct.voters:
        raise DeckError(f"{len(found)} ballots need as many voters, and {precinct.voters} are listed; {_SHORT}")
    return found


_SHORT = "give --short, or test this election in a larger precinct, too"


def _of_style(election: Election, booths: Sequence[Booth], style: int, short: bool) -> list[TestBallot]:
    """The ballots of one style at all booths."""
    each, more = _at_booths(_contests_of(election, style), short)
    found = [_at(booth, number, style, election, marks) for number, marks in enumerate(each) for booth in booths]
    return found + [
        _at(booths[number % len(booths)], len(each) + number // len(booths), style, election, marks)
        for number, marks in enumerate(more)
    ]


def _papers_of_style(election: Election, style: int) -> list[TestBallot]:
    contests = _contests_of(election, style)
    papers = _side_by_side([(_on_paper(contest), [len(contest.options) - 1]) for contest in contests])
    return [
        TestBallot(PAPER, LANGUAGES[number % len(LANGUAGES)], _whole(election, style, marks), style=style)
        for number, marks in enumerate(papers)
    ]


def _contests_of(election: Election, style: int) -> list[Contest]:
    return [election.contests[at] for at in election.contests_of(style)]


def _whole(election: Election, style: int, marks: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Marks per contest of the election, from those per contest of a style."""
    of_contest = dict(zip(election.contests_of(style), marks, strict=True))
    return tuple(of_contest.get(at, ()) for at in range(len(election.contests)))


def _at(booth: Booth, number: int, style: int, election: Election, marks: Sequence[tuple[int, ...]]) -> TestBallot:
    """The ballot of a style with this number, from 0, at a booth. The first voter of each changes their mind once."""
    language = LANGUAGES[(number + booth.number - 1) % len(LANGUAGES)]
    changes = int(number == 0 and style == 1)
    return TestBallot(booth.number, language, _whole(election, style, marks), changes, style)


def _at_booths(
    contests: Sequence[Contest], short: bool
) -> tuple[list[tuple[tuple[int, ...], ...]], list[tuple[tuple[int, ...], ...]]]:
    """(ballots of every booth, ballots that are divided among the booths)."""
    lines = [(_on_screen(contest), _last(_on_screen(contest))) for contest in contests]
    each = _side_by_side(lines, len(LANGUAGES))
    if short:
        return each, []
    # A line gets as many more as its place: all numbers differ, and the last line, which fills up, has the largest.
    singles = [_singles(contest) for contest in contests]
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
    contests = list(enumerate(election.contests))
    screens, papers = ([_with(at, election, some) for at, _ in contests] for some in (at_booths, on_paper))
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
        electronic=[_electronic(contest, screens[at]) for at, contest in contests],
        paper=[_paper(contest, papers[at]) for at, contest in contests],
        papers=[PaperLine(len(one) + UNUSED, 0, len(one), 0, UNUSED, 0, 0, 0, len(one)) for one in papers],
        fields=fields,
        languages=dict(Counter(ballot.language for ballot in at_booths)),
        styles=_styles(election, at_booths, on_paper),
    )


def _with(contest: int, election: Election, ballots: Sequence[TestBallot]) -> list[tuple[int, ...]]:
    """The marks in a contest of those ballots that have it."""
    return [ballot.marks[contest] for ballot in ballots if contest in election.contests_of(ballot.style)]


def _styles(
    election: Election, at_booths: Sequence[TestBallot], on_paper: Sequence[TestBallot]
) -> list[StyleLine] | None:
    if not election.styles:
        return None
    cast, given = (Counter(ballot.style for ballot in some) for some in (at_booths, on_paper))
    return [StyleLine(cast[style], given[style], 0) for style in range(1, election.style_count + 1)]


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
