"""The precinct's part of the protocol: lists, paper, slips, booths, equations, breaches, times and machines."""

from desk.count.equations import LETTERS, checks, sentence
from formats import payloads
from paper.common_slips import both, clock_text, grouped, pair, row, rule, space, text

_FIELDS = (
    "listed", "added", "certificates", "on_list", "paper_received", "paper_issued", "paper_outside", "paper_unused",
    "paper_spoiled", "box_portable", "box_room", "electronic", "marked", "activations", "outside_recorded",
    "spoiled_recorded",
)  # fmt: skip
_MOMENTS = ("slip_opened", "slip_closed", "slip_count_began")


def numbers(terminal, said: payloads.Protocol):
    """Yield the part element by element."""
    for name in _FIELDS:
        if name in said.fields:
            yield pair(LETTERS[name] + "  " + both(terminal, name), str(said.fields[name]))
    yield rule()
    yield from _booths(terminal, said.booths)
    yield from _equations(terminal, said)
    yield from _machine(terminal, said)


def _booths(terminal, booths: list):
    """One row per booth, below an explanation of the columns."""
    for letter, name in (("T", "activations"), ("U", "slip_spent"), ("L", "slip_cast"), ("I", "slip_spoiled")):
        yield text(letter + "  " + both(terminal, name))
    yield row((both(terminal, "slip_booths"), "T", "U", "L", "I"), True)
    for booth, cast, spoiled, spent, _, issued in booths:
        yield row((str(booth), str(issued), str(spent), str(cast), str(spoiled)))


def _equations(terminal, said: payloads.Protocol):
    """Each equation in letters and numbers, then the breached ones in words, and the commission's reason."""
    yield rule()
    yield text(both(terminal, "slip_equations"), bold=True)
    allowed = [contest.votes_allowed for contest in terminal.poll.contests]
    arguments = said.fields, said.electronic, said.paper, allowed, said.booths
    for name, formula, values, _, _, holds in checks(*arguments):
        if "_votes_" not in name:  # those are in the contests' parts
            yield pair(("✓ " if holds else "✗ ") + formula, values, not holds)
    if said.reason is None:
        return
    yield rule()
    yield text(both(terminal, "slip_breach"), align="centre", bold=True, inverse=True)
    for name, _, _, left, right, holds in checks(*arguments):
        for language in range(0 if holds else 2):  # Kazakh, Russian

            def words(name, *values, language=language):
                return terminal.texts.all(name)[language].format(*values)

            yield from (space(8), text(sentence(words, name, left, right)))
    yield space(8)
    yield text(both(terminal, "slip_reason") + ":")
    yield text(said.reason, bold=True)


def _machine(terminal, said: payloads.Protocol):
    """The times of opening, closing and counting, and the terminal and firmware that counted."""
    yield rule()
    for name, moment in zip(_MOMENTS, said.moments):
        yield pair(both(terminal, name), clock_text(terminal, moment or None))
    yield pair(both(terminal, "slip_printed"), clock_text(terminal, terminal.clock.now()))
    yield pair(both(terminal, "slip_device"), terminal.serial)
    for name, data in (("slip_firmware", said.firmware), ("slip_election", said.election)):
        yield pair(both(terminal, name), grouped(data[:8]))
    yield text(both(terminal, "slip_whole"))
