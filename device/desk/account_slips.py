"""Desks and members' accounts on paper, in the protocol and on a desk's report: a row for each."""

from paper.common_slips import both, grouped, row, rule, text

_COLUMNS = (
    ("№", "card_member"),
    ("E", "slip_account_received"),
    ("T", "activations"),
    ("F*", "issued_recorded"),
    ("I*", "spoiled_recorded"),
    ("FR", "paper_returned"),
)
# In the row below: a seventh column would run into another.
_BELOW = (("FB", "slip_account_ballots"), ("H", "slip_left"))

_DESK_COLUMNS = (
    ("№", "slip_desk"),
    ("A", "listed"),
    ("S", "marked"),
    ("T", "activations"),
    ("F*", "issued_recorded"),
    ("G*", "outside_recorded"),
)


def accounts(terminal, lines: list) -> list:
    """The rows below an explanation of the columns; nothing without accounts. lines: `Account`s.

    The member is desk and number on the card. Paper is that of the room and outside: a voter's ballots are one, FB and
    the ballots received and given back are ballots of all contests.
    """
    if not lines:
        return []
    elements = [rule()] + [text(letter + "  " + both(terminal, name)) for letter, name in _COLUMNS + _BELOW]
    elements.append(row(tuple([letter for letter, _ in _COLUMNS]), True))
    for line in lines:
        numbers = line.received, line.slips, line.issued + line.outside, line.spoiled, line.paper_returned
        elements.append(row(("%d/%d" % (line.desk, line.holder),) + tuple([str(number) for number in numbers])))
        elements.append(text("FB %d   H %d" % (line.ballots, line.unused), align="right"))
    return elements


def desks(terminal, lines: list) -> list:
    """A row for each desk, below an explanation of the columns. lines: `DeskLine`s."""
    elements = [text(letter + "  " + both(terminal, name)) for letter, name in _DESK_COLUMNS]
    elements.append(row(tuple([letter for letter, _ in _DESK_COLUMNS]), True))
    for line in lines:
        numbers = line.desk, line.listed, line.marked, line.activations, line.issued, line.outside
        elements.append(row(tuple([str(number) for number in numbers])))
        if line.desk > 1:
            known = line.report is not None
            words = grouped(line.report[:8]) if known else both(terminal, "slip_desk_dead")
            elements.append(text(words, inverse=not known))
    return elements
