"""Openings of booths that ended early: slips that were exchanged, and ballots that people counted in the sealed box."""

from formats import payloads
from storage.layout import EXCHANGE_SETS


def by_hand(booths: list, left_out: list | None) -> list[payloads.BoothLine]:
    """The openings whose ballots people count, in the sealed box: without totals, or left out of the sums.

    booths: `BoothLine`s of the protocol.
    left_out: its `LeftOut`s, or None.
    """
    without = [one.opening for one in left_out or ()]
    return [line for line in booths if line.totals is None or line.opening in without]


def ended_lines(desk, booths: list, left_out: list | None) -> list[payloads.EndedLine]:
    """One for each opening that has ended, or that is counted by hand; not counted yet.

    An opening has ended if another one of its booth followed it, or if it was ended at the desk.

    desk: the desk.
    booths: `BoothLine`s of the protocol, the openings of a booth in their order.
    left_out: its `LeftOut`s, or None.
    """
    counted = by_hand(booths, left_out)
    others = _of_other_desks(desk) if len(desk.terminal.poll.desks) > 1 else {}
    found = []
    for at, line in enumerate(booths):
        is_newest = at + 1 == len(booths) or booths[at + 1].booth != line.booth
        more, has_ended = others.get(line.opening, (0, 0))
        if not is_newest or line in counted or has_ended or desk.booth_openings.was_ended(line.opening):
            place = desk.booth_openings.place(line.booth, line.opening)
            is_marked = place is not None and place < EXCHANGE_SETS
            exchanged = desk.check_ins.exchanges.of(line.booth, place).marked() if is_marked else 0
            found.append(payloads.EndedLine(line.opening, exchanged + more, 0))
    return found


def _of_other_desks(desk) -> dict[bytes, tuple[int, int]]:
    """(slips that the other desks exchanged, whether one of them has ended it) of each opening."""
    from desk.count.other_desks import reports

    found: dict[bytes, tuple[int, int]] = {}
    for report in reports(desk):
        for line in report.booths:
            exchanged, ended = found.get(line.opening, (0, 0))
            found[line.opening] = exchanged + line.exchanged, ended or line.ended
    return found
