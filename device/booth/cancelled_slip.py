"""The booth's word about a slip that the chair cancelled, for the desk."""

from formats import payloads
from paper.common_slips import both, codes_of, cut, heading, identity, rule, space, text


def cancelled(terminal, slip: payloads.Activation) -> list:
    """The slip that says that nothing was cast with an activation, nor ever will be. It names no voter."""
    payload = payloads.CancelledSlip(
        election=slip.election,
        precinct=slip.precinct,
        mode=slip.mode,
        booth=slip.booth,
        opening=slip.opening,
        index=slip.index,
    )
    elements = heading(terminal, "slip_cancelled_title") + identity(terminal, "slip_booth", slip.booth)
    elements += [rule(), text(both(terminal, "slip_cancelled_show"), align="centre"), space(8)]
    return elements + list(codes_of(payloads.CANCELLED_SLIP, terminal.sign(payloads.CANCELLED_SLIP, payload))) + [cut()]
