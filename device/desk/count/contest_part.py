"""The part of the protocol with the results of one contest, in figures and in words."""

from desk.count.equations import checks
from formats import payloads
from paper.common_slips import both, pair, rule, small, text
from text.number_words import kazakh, russian


def results(terminal, number: int, contest: payloads.Contest, said: payloads.Protocol):
    """Yield the lines of a contest: the total of each, then how many votes were electronic and how many on paper.

    If several votes are allowed, votes not used and blank ballots are different units, so they are never added.

    terminal: the desk's terminal.
    number: of the contest, from 0.
    contest: its definition.
    said: the protocol.
    """
    electronic, paper = said.electronic[number], said.paper[number]
    yield small(False)
    kazakh_title, russian_title = contest.title["kk"], contest.title["ru"]
    yield text("%d. %s" % (number + 1, kazakh_title), bold=True)
    yield small()
    if russian_title != kazakh_title:
        yield text(russian_title, bold=True)
    yield text(both(terminal, "slip_columns"), align="right")
    options = contest.options
    for place, option in enumerate(options):
        letter = "V%d%s" % (place + 1, " O" if option.against_all else "")
        yield from _line(letter, option.names["kk"], option.names["ru"], electronic[place], paper[place])
    not_given = electronic[len(options) :]
    yield from _named(terminal, "N", "slip_blank", not_given[-1], paper[-2])
    yield from _named(terminal, "M", "paper_invalid", None, paper[-1])
    if len(not_given) > 1:
        yield from _named(terminal, "W", "slip_unused", sum(not_given), None)
    else:
        yield from _named(terminal, "", "slip_total", sum(electronic), sum(paper))
    allowed = [contest.votes_allowed for contest in terminal.poll.contests]
    yield rule()
    for name, formula, values, _, _, holds in checks(said.fields, said.electronic, said.paper, allowed, said.booths):
        if name.endswith("_votes_%d" % (number + 1)):
            yield pair(("✓ " if holds else "✗ ") + formula, values, not holds)


def _named(terminal, letter: str, name: str, electronic: int | None, paper: int | None):
    kazakh_name, russian_name, _ = terminal.texts.all(name)
    yield from _line(letter, kazakh_name, russian_name, electronic, paper)


def _line(letter: str, kazakh_name: str, russian_name: str, electronic: int | None, paper: int | None):
    """Name and total in large letters; below in small ones the two addends and the total in words.

    letter: of the line.
    kazakh_name, russian_name: of the line.
    electronic, paper: votes; None if the line has no such votes.
    """
    total = (electronic or 0) + (paper or 0)
    yield small(False)
    yield pair(kazakh_name, str(total), True)
    yield small()
    left = letter if russian_name == kazakh_name else (letter + "  " if letter else "") + russian_name
    if electronic is None or paper is None:
        yield text(left)
    else:
        yield pair(left, "%d + %d" % (electronic, paper))
    yield text("(%s · %s)" % (kazakh(total), russian(total)), align="right")
