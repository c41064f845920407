"""Activation slips that come back to the desk that issued them: is this one of them, and what became of it?"""

from formats import payloads
from formats.refused import Refused
from storage.layout import EXCHANGE_SETS


def check_slip(desk, data: bytes) -> payloads.Activation | Refused:
    """A slip that this desk issued and that neither came back nor was exchanged, or why it is refused.

    desk: the desk.
    data: the signed object.
    """
    terminal, check_ins = desk.terminal, desk.check_ins
    slip = terminal.verified(data, payloads.ACTIVATION, terminal.signing_key.public)
    if isinstance(slip, Refused):
        return slip
    if terminal.poll.booth(slip.booth) is None or slip.index not in check_ins.issued[slip.booth - 1]:
        return Refused("slip_not_issued")
    if slip.index in check_ins.voided[slip.booth - 1]:
        return Refused("slip_came_back")
    opening = desk.booth_openings.place(slip.booth, slip.opening)
    if opening is None:
        return Refused("slip_not_issued")
    if opening < EXCHANGE_SETS and slip.index in check_ins.exchanges.of(slip.booth, opening):
        return Refused("slip_exchanged")
    return slip
