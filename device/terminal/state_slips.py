"""Slips on the polls' state, the same for desk and booth: suspended and resumed, with counts, never with votes."""

from paper.common_slips import again, both, clock_text, cut, grouped, heading, identity, pair, rule, space, text

_HEADINGS = {"suspended": "slip_suspended", "resumed": "slip_resumed"}


def report(
    role, event: str, seconds: int | None, lines: list, head: bytes, copy: int = 0, is_same: bool | None = None
) -> list:
    """What happened, when, and the counts at that moment. The time beside the device is always that of printing.

    event: "suspended" or "resumed".
    seconds: when, since 1970 UTC; None if the time was unknown.
    lines: (text id, number) of each count.
    head: chain of the event log with this event.
    copy: 0 for the first print, else the number of the reprint.
    is_same: whether the counts are those of the suspension that ended; None if nobody knows, or voting is suspended.
    """
    terminal = role.terminal
    elements = again(terminal, copy) + heading(terminal, _HEADINGS[event])
    elements += identity(terminal, *terminal.poll.place)
    elements += [
        rule(),
        text(both(terminal, "slip_happened")),
        text(clock_text(terminal, seconds), align="right"),
        rule(),
    ]
    elements += [pair(both(terminal, name), str(count), True) for name, count in lines]
    if is_same is not None:
        name = "counts_same" if is_same else "counts_differ"
        elements += [space(8)]
        elements += [text(words, bold=True, inverse=not is_same) for words in terminal.texts.all(name)[:2]]
    elements += [rule(), text(both(terminal, "slip_log")), text(grouped(head))]
    return elements + signatures(terminal) + [cut()]


def signatures(terminal, names: tuple = ("slip_sign_chair", "slip_sign_member")) -> list:
    """Lines for signatures. names: text ids of the signers."""
    elements = [rule()]
    for name in names:
        elements += [space(24), text(both(terminal, name)), space(40), rule()]
    return elements
