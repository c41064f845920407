"""Activation slips that come back to the desk that issued them: is this one of them, and what became of it?

A booth's word that a slip is cancelled comes back in its place.
"""

from formats import cose, payloads
from formats.refused import Refused


def check_slip(desk, data: bytes) -> payloads.Activation | Refused:
    """A slip that this desk issued and that neither came back nor was exchanged, or why it is refused.

    desk: the desk.
    data: the signed object.
    """
    terminal, claimed = desk.terminal, cose.peek1(data)
    giver = claimed and terminal.poll.desk_of(claimed[0])
    slip = terminal.verified(data, payloads.ACTIVATION, giver.public_key if giver else terminal.signing_key.public)
    return slip if isinstance(slip, Refused) else _as_issued(desk, slip)


def check_word(desk, data: bytes) -> payloads.CancelledSlip | Refused:
    """A booth's word about a slip of this desk that neither came back nor was exchanged, or why it is refused.

    desk: the desk.
    data: the signed object.
    """
    terminal, claimed = desk.terminal, cose.peek1(data)
    for booth in terminal.poll.precinct.booths:
        if claimed and cose.key_id(booth.public_key) == claimed[0]:
            word = terminal.verified(data, payloads.CANCELLED_SLIP, booth.public_key)
            if isinstance(word, Refused):
                return word
            if word.booth != booth.number or not 0 <= word.index < desk.check_ins.issued[0].count:
                return Refused("code_damaged")
            return _as_issued(desk, word)
    return Refused("unknown_booth")


def _as_issued(desk, slip):
    """The slip, or the word about it, or why nothing is given for it. slip: has a booth, its opening and an index."""
    check_ins = desk.check_ins
    poll = desk.terminal.poll
    if poll.booth(slip.booth) is None:
        return Refused("slip_not_issued")
    giver = poll.giver(slip.booth, slip.index)
    if giver != poll.desk:
        return Refused("slip_of_desk", giver)
    if slip.index not in check_ins.issued[slip.booth - 1]:
        return Refused("slip_not_issued")
    if slip.index in check_ins.voided[slip.booth - 1]:
        return Refused("slip_came_back")
    opening = desk.booth_openings.place(slip.booth, slip.opening)
    if opening is None:
        return Refused("slip_not_issued")
    return Refused("slip_exchanged") if check_ins.exchanges.is_marked(slip.booth, opening, slip.index) else slip
