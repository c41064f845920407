"""The slip of a booth that was ended at the desk: which opening, and how many slips were given for it."""

from paper.common_slips import both, cut, grouped, heading, identity, pair, rule, space, text
from terminal.state_slips import signatures


def ended(terminal, booth: int, opening: tuple[int, bytes, int]) -> list:
    """The slip. opening: (number, identity, slips issued for it)."""
    number, identity_of_opening, issued = opening
    elements = heading(terminal, "slip_booth_ended") + identity(terminal, *terminal.poll.place)
    elements += [
        rule(),
        text(both(terminal, "slip_booth", booth), bold=True),
        pair(both(terminal, "slip_opening", number), grouped(identity_of_opening[:4]), True),
        pair(both(terminal, "activations"), str(issued), True),
        space(8),
    ]
    elements += [text(words) for words in terminal.texts.all("end_booth_exchange")[:2]]
    elements += [rule(), text(both(terminal, "slip_log")), text(grouped(terminal.event_log.head))]
    return elements + signatures(terminal) + [cut()]
