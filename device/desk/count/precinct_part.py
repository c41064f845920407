"""The precinct's part of the protocol: lists, paper, slips, booths, equations, breaches, times and machines."""

import memory
from desk.count.contest_part import arguments_of, equations, is_of_contest
from desk.count.equations import LETTERS, checks, sentence
from formats import payloads
from paper.common_slips import both, clock_text, grouped, pair, row, rule, space, text

_LISTS = ("listed", "added", "by_certificate", "added_refused", "certificates", "on_list", "marked", "typed_in")
_CERTIFICATES = ("certificates_received", "certificates_cancelled", "certificates_lost")
_PEOPLE = ("assisted", "home_requests", "home_refused")
_SLIPS = ("activations", "electronic", "slips_returned", "slips_exchanged", "slips_cancelled")
_RECORDED = ("issued_recorded", "outside_recorded", "spoiled_recorded", "withdrawn_recorded", "papers_taken")
_REST = ("complaints", "acts")
_COLUMNS = (
    ("№", "slip_booths"),
    ("T", "activations"),
    ("U", "slip_spent"),
    ("L", "slip_cast"),
    ("I", "slip_spoiled"),
    ("CH", "challenged"),
)
_MOMENTS = ("slip_opened", "slip_closed", "slip_count_began")


def numbers(terminal, said: payloads.Protocol):
    """Yield the part element by element."""
    fields = said.fields
    yield from _lines(terminal, fields, _LISTS)
    yield from _lines(terminal, fields, _PEOPLE)
    yield rule()
    yield from _lines(terminal, fields, _CERTIFICATES)
    yield rule()
    yield from _lines(terminal, fields, _SLIPS)
    away = fields["activations"] - sum([fields[name] for name in _SLIPS[1:]])
    away -= sum([line.by_hand for line in said.ended or ()])
    yield from _lines(terminal, fields, ("slips_changed",))
    yield pair("Z  " + both(terminal, "slips_away"), str(away))
    yield from _lines(terminal, fields, ("slips_taken", "challenged"))
    yield rule()
    yield from _lines(terminal, fields, _RECORDED)
    yield from _lines(terminal, fields, _REST)
    yield rule()
    if said.desks:
        yield from memory.glance(_of_desks, terminal, said)
    yield from _booths(terminal, said)
    for style, line in zip(terminal.poll.styles, said.styles or ()):
        yield text(style.names["kk"] + " · " + style.names["ru"])
        yield row(("L %d" % line.cast, "F* %d" % line.issued, "G* %d" % line.outside))
    yield from _equations(terminal, said)
    yield from _machine(terminal, said)


def _lines(terminal, fields: dict, names: tuple):
    for name in names:
        letter = LETTERS[name] + "  " if LETTERS[name] else ""
        yield pair(letter + both(terminal, name), str(fields[name]))


def _of_desks(terminal, said: payloads.Protocol) -> list:
    from desk.account_slips import accounts, desks

    return desks(terminal, said.desks) + accounts(terminal, said.accounts) + [rule()]


def _booths(terminal, said: payloads.Protocol):
    """One row per booth, below an explanation of the columns; below it what became of an opening that ended early."""
    booths, left_out = said.booths, [one.opening for one in said.left_out or ()]
    ended = {line.opening: line for line in said.ended or ()}
    for letter, name in _COLUMNS:
        yield text(letter + "  " + both(terminal, name))
    yield row(tuple([letter for letter, _ in _COLUMNS]), True)
    for at, line in enumerate(booths):
        numbers = line.booth, line.issued, line.spent, line.cast, line.spoiled, line.challenged
        yield row(tuple([str(number) for number in numbers]))
        if line.cancelled:  # a seventh column would run into the sixth
            yield pair("Y%d  %s" % (line.booth, both(terminal, "slips_cancelled")), str(line.cancelled))
        if [other.booth for other in booths].count(line.booth) > 1:
            yield text("%s %s" % (both(terminal, "slip_booth", line.booth), grouped(line.opening[:4])))
        is_newest = at + 1 == len(booths) or booths[at + 1].booth != line.booth
        if is_newest and line.opening in ended:
            yield text(both(terminal, "slip_ended_early"), bold=True)
        if line.totals is None:
            yield text(both(terminal, "slip_totals_lost"), inverse=True)
        if line.opening in left_out:
            yield text(both(terminal, "slip_left_out"), inverse=True)
        if line.totals is None or line.opening in left_out:
            by_hand = str(ended[line.opening].by_hand)
            yield pair("BH%d  %s" % (line.booth, both(terminal, "by_hand")), by_hand, True)
        if line.opening in ended:
            exchanged = str(ended[line.opening].exchanged)
            yield pair("X%d  %s" % (line.booth, both(terminal, "slips_exchanged")), exchanged)
    for unopened in said.unopened or ():
        yield text(both(terminal, "booth_unopened", unopened.booth), bold=True)
        yield text(unopened.reason)


def _equations(terminal, said: payloads.Protocol):
    """The equations in letters, then the breached ones in words, and the commission's reason."""
    yield rule()
    yield text(both(terminal, "slip_equations"), bold=True)
    allowed = [votes for _, votes in terminal.poll.contests.shape()]
    numbers = range(1, len(allowed) + 1)
    yield from equations(terminal, said, lambda name: not any([is_of_contest(name, number) for number in numbers]))
    if said.reason is None:
        return
    yield rule()
    yield text(both(terminal, "slip_breach"), align="centre", bold=True, inverse=True)
    for name, _, _, left, right, holds in checks(*arguments_of(terminal, said, allowed)):
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
