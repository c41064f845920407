"""The part of the protocol with the results of one contest, in figures and in words."""

from desk.count.equations import LETTERS, PAPERS, checks, is_of_all, recorded
from formats import payloads
from paper.common_slips import both, colour_of, pair, pause, rule, small, text
from text.number_words import kazakh, russian

_TOGETHER = 8  # equations that are checked without giving way to other tasks


def results(terminal, number: int, contest: payloads.Contest, said: payloads.Protocol):
    """Yield the lines of a contest: its votes, its paper ballots, its equations.

    If several votes are allowed, votes not used and blank ballots are different units, so they are never added.

    terminal: the desk's terminal.
    number: of the contest, from 0.
    contest: its definition.
    said: the protocol.
    """
    yield small(False)
    kazakh_title, russian_title = contest.title["kk"], contest.title["ru"]
    yield text("%d. %s" % (number + 1, kazakh_title), bold=True)
    yield small()
    if russian_title != kazakh_title:
        yield text(russian_title, bold=True)
    yield from colour_of(contest)
    by_hand = sum([line.by_hand for line in said.ended or ()])
    of_styles = [style.contests for style in terminal.poll.styles]
    mine = recorded(said.fields, said.styles, of_styles, number)
    cast = mine["electronic"]
    without = said.fields["electronic"] - cast  # ballots of other styles, blank here
    electronic = list(said.electronic[number])
    for at in range(len(contest.options), len(electronic)):
        electronic[at] -= without
    is_for_all = is_of_all(of_styles, number)
    found = None if by_hand and not is_for_all else by_hand
    yield from _votes(terminal, contest, electronic, said.paper[number], said.papers[number], found)
    yield rule()
    if said.styles:
        yield pair("L  " + both(terminal, "electronic"), str(cast))
    yield from _ballots(terminal, said.papers[number], mine["paper_returned"])
    if said.ended:
        yield pair("BH  " + both(terminal, "by_hand"), str(by_hand))
    yield rule()
    del contest
    terminal.poll.contests.forget()  # the names of a long one and the equations do not fit together
    yield from equations(terminal, said, lambda name: is_of_contest(name, number + 1))


def is_of_contest(name: str, number: int) -> bool:
    """Whether an equation is that contest's."""
    return name.endswith("_%d" % number) and not name.startswith(("booth_", "desk_", "account_"))


def arguments_of(terminal, said: payloads.Protocol, allowed: list) -> tuple:
    """What the equations take of a protocol. allowed: votes of each contest."""
    of_styles = [style.contests for style in terminal.poll.styles]
    numbers = said.fields, said.electronic, said.paper, said.papers, allowed, said.booths
    return numbers + (said.left_out, said.ended or (), said.styles, of_styles, said.desks, said.accounts)


def equations(terminal, said: payloads.Protocol, wanted):
    """The equations that hold, in letters; those that do not, with their numbers. wanted: takes an id of them."""
    allowed = [votes for _, votes in terminal.poll.contests.shape()]
    found = checks(*arguments_of(terminal, said, allowed))
    holding = []
    for number, (name, formula, values, _, _, holds) in enumerate(found):
        if not number % _TOGETHER:
            yield pause()
        if wanted(name) and holds:
            holding.append("✓\u00a0" + formula.replace(" ", ""))
        elif wanted(name):
            yield pair("✗ " + formula, values, True)
    yield text("  ".join(holding))


def _votes(
    terminal, contest: payloads.Contest, electronic: list, paper: list, ballots: payloads.PaperLine, by_hand: int | None
):
    """by_hand: ballots of this contest in sealed boxes; None if nobody knows how many they are."""
    yield text(both(terminal, "slip_columns"), align="right")
    options, allowed = contest.options, contest.votes_allowed
    for place, option in enumerate(options):
        letter = "V%d%s" % (place + 1, " O" if option.against_all else "")
        yield from _line(letter, option.names["kk"], option.names["ru"], electronic[place], paper[place])
    not_given = electronic[len(options) :]
    blank, uncounted, invalid = paper[len(options) :]
    if contest.blank == payloads.OWN_LINE:
        yield from _named(terminal, "N", "slip_blank", not_given[-1], blank)
    if contest.referendum:
        yield from _named(terminal, "VN", "paper_uncounted", None, uncounted)
    yield from _named(
        terminal, "M", "paper_invalid", not_given[-1] if contest.blank == payloads.INVALID else 0, invalid
    )
    if contest.blank == payloads.INVALID:  # a ballot without a mark is one of the invalid ones
        yield pair("N  " + both(terminal, "slip_blank"), str(not_given[-1]))
    if allowed > 1:
        yield from _named(terminal, "W", "slip_unused", sum(not_given), None)
        if by_hand is not None:
            valid = ballots.portable + ballots.room + by_hand - blank - uncounted - invalid
            yield pair(both(terminal, "slip_unused_paper"), str(valid * allowed - sum(paper[: len(options)])))
    else:
        yield from _named(terminal, "", "slip_total", sum(electronic), sum(paper))


def _ballots(terminal, ballots: payloads.PaperLine, returned: int):
    """What became of the paper: a ballot that was handed out and is in no box is a line, not a breach.

    returned: where not everybody has the contest, as many as came back of it at least.
    """
    yield text(both(terminal, "slip_paper"), bold=True)
    for (name, words), count in zip(PAPERS, ballots):
        yield pair(LETTERS[name] + "  " + both(terminal, words), str(count))
    yield pair(LETTERS["paper_returned"] + "  " + both(terminal, "paper_returned"), str(returned))
    if ballots.outside:
        yield pair("GJ  " + both(terminal, "box_portable_away"), str(ballots.outside - ballots.portable))
    away = ballots.issued + ballots.outside - ballots.portable - ballots.room - returned
    yield pair("FN  " + both(terminal, "paper_away"), str(away))


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
