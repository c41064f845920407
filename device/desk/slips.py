"""Slips of the desk: activation slip and zero report."""

from formats import payloads
from paper.common_slips import again, both, codes_of, cut, heading, identity, pair, rule, space, text


def activation(terminal, signed: bytes, booth: int) -> list:
    """The booth to go to, and the code that opens one ballot there. It names nobody.

    signed: the activation.
    booth: its number.
    """
    elements = heading(terminal, "slip_activation") + [space(8), text(both(terminal, "slip_go_to"), align="centre")]
    elements += [text(str(booth), align="centre", bold=True, big=True)]
    return elements + list(codes_of(payloads.ACTIVATION, signed)) + [cut()]


def zero(terminal, report: payloads.ZeroReport, counts: list, copy: int) -> list:
    """The counts at opening, all zero, read from the chips; signed.

    report: the object to sign.
    counts: (text id, number).
    copy: 0 for the first print, else the number of the reprint.
    """
    elements = (
        again(terminal, copy) + heading(terminal, "slip_zero") + identity(terminal, *terminal.poll.place) + [rule()]
    )
    elements += [pair(both(terminal, name), str(count), True) for name, count in counts]
    return elements + list(codes_of(payloads.ZERO_REPORT, terminal.sign(payloads.ZERO_REPORT, report))) + [cut()]
