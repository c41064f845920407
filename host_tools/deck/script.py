"""The paper that the people of a test read from: each ballot with its card, what to type, and what must come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from reportlab.platypus import Paragraph, Spacer

from host_tools import paper
from host_tools.deck.ballots import PAPER, TestBallot
from host_tools.deck.evening import REST, is_asked, typed
from host_tools.deck.words import Words, read
from host_tools.formats.acceptance import Deck
from host_tools.formats.definitions import Blank, Election, Precinct
from host_tools.labels.bars import Bars

_SPACE = 4


def write(
    stream: BinaryIO,
    ballots: Sequence[TestBallot],
    cards: Sequence[str],
    deck: Deck,
    election: Election,
    precinct: Precinct,
    language: str,
) -> None:
    """Write the paper in one language.

    ballots: in the order in which they are fed. cards: digits of a voter's card for each. deck: what they come to.
    """
    words = read(language)
    paper.use_fonts()
    place = f"{words.precinct.format(precinct.precinct)} · {paper.brought(precinct.names[language])}"
    story: list[Any] = [Paragraph(words.script.title, paper.TITLE), Paragraph(place, paper.HEADING)]
    story += [piece for text in words.script.intro for piece in (Paragraph(text, paper.TEXT), Spacer(1, _SPACE))]
    rows: list[list[Any]] = [paper.bold(words.script.heads)]
    for number, (ballot, card) in enumerate(zip(ballots, cards, strict=True), 1):
        where = words.paper if ballot.booth == PAPER else words.booth.format(ballot.booth)
        rows.append([str(number), where, Bars(card), _marks(ballot, election, words, language)])
    story += [Paragraph(words.script.ballots, paper.OVER_TABLE), paper.table(rows, [9, 22, 62, 81])]
    story += [Paragraph(words.script.evening, paper.OVER_TABLE), _typed(deck, election, words, language)]
    story.append(Paragraph(words.script.result, paper.HEADING))
    for at in range(len(election.contests)):
        story += [_result(deck, election, at, words, language), Spacer(1, _SPACE)]
    story.append(Paragraph(words.script.compare, paper.TEXT))
    paper.write(stream, f"{words.script.title} · {words.precinct.format(precinct.precinct)}", story)


def _marks(ballot: TestBallot, election: Election, words: Words, language: str) -> Any:
    """What is chosen in each contest, in the words that the screen has in the session's language."""
    on_paper = ballot.booth == PAPER
    shown = language if on_paper else ballot.language
    no_mark = words.script.no_mark_paper if on_paper else words.script.no_mark
    lines = [words.script.vote_by_paper if on_paper else f"<b>{words.languages[shown]}</b>"]
    for at in election.contests_of(ballot.style):
        contest, marks = election.contests[at], ballot.marks[at]
        names = ", ".join(f"<b>{paper.brought(contest.options[place].names[shown])}</b>" for place in marks)
        lines.append(f"{paper.brought(contest.title[shown])}: {names or no_mark}")
    if ballot.changes:
        lines.append(words.script.change)
    return Paragraph("<br/>".join(lines), paper.SMALL)


def _typed(deck: Deck, election: Election, words: Words, language: str) -> Any:
    rows: list[list[Any]] = [paper.bold(words.script.typed_heads)]
    for number, one in enumerate(typed(deck, election), 1):
        if one.contest is None:
            name = words.lines[one.line]
        else:
            contest = election.contests[one.contest]
            own = words.lines[one.line] if one.option is None else contest.options[one.option].names[language]
            name = f"{paper.brought(contest.title[language])}: {paper.brought(own)}"
        rows.append([str(number), name, f"<b>{one.number}</b>"])
    return paper.table(rows, [9, 140, 25])


def _result(deck: Deck, election: Election, at: int, words: Words, language: str) -> Any:
    """A contest's votes at booths and on paper."""
    contest = election.contests[at]
    rows: list[list[Any]] = [paper.bold([paper.brought(contest.title[language]), *words.script.result_heads[1:]])]
    votes, on_paper = deck.electronic[at], deck.paper[at]
    options = len(contest.options)
    for place, option in enumerate(contest.options):
        rows.append([paper.brought(option.names[language]), str(votes[place]), str(on_paper[place])])
    if contest.votes_allowed > 1:
        rows.append([words.lines["not_given"], str(sum(votes[options:])), ""])
    for name, number in zip(REST, on_paper[options:], strict=True):
        at_booths = str(votes[-1]) if name == "blank" and contest.blank != Blank.NOT_ALLOWED else ""
        if is_asked(contest, name) or at_booths:
            rows.append([words.lines[name], at_booths, str(number) if is_asked(contest, name) else ""])
    return paper.table(rows, [114, 30, 30])
