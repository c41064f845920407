"""The slip of a hand-over: the numbers of the seals, what differs from the list, and who gave and who took."""

from paper import common_slips
from paper.common_slips import both, clock_text, cut, heading, identity, pair, rule, space, text
from terminal.state_slips import signatures


def again(terminal, copy: int, seconds: int | None) -> list:
    """Above a slip that is printed again, from the log: its number, and the hour of the act."""
    hour = text(clock_text(terminal, seconds), align="centre", bold=True)
    return common_slips.again(terminal, copy) + [hour]


def hand_over(terminal, seen: list, missing: list, other: list, is_compared: bool) -> list:
    """The slip. seen: numbers as scanned; missing, other: against the last list, where they were compared with it."""
    elements = heading(terminal, "action_seals") + identity(terminal, *terminal.poll.place) + [rule()]
    elements += [pair(str(at), number) for at, number in enumerate(seen, 1)]
    if is_compared:
        is_same = not missing and not other
        words = terminal.texts.all("seals_same" if is_same else "seals_differ")[:2]
        elements += [space(8)]
        elements += [text(line.format(len(seen)), bold=True, inverse=not is_same) for line in words]
        elements += [text(both(terminal, "seals_missing", number)) for number in missing]
        elements += [text(both(terminal, "seals_other", number)) for number in other]
    return elements + signatures(terminal, ("slip_gave", "slip_took")) + [cut()]
