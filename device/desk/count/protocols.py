"""The protocols that a desk keeps: number 1 of the count, and those that supersede it, each naming the one before."""

from desk.count.standing import note
from formats import cose, payloads
from storage.events import event_number
from storage.log_reader import entries

_MOMENTS = ("opened", "closed", "count_began")


def protocol_of(signed: bytes) -> payloads.Protocol:
    """What a protocol of this desk says."""
    return payloads.decode(payloads.PROTOCOL, cose.payload_of(signed))


def sign(
    desk, number: int, counted: tuple, filled: tuple, supersedes: bytes | None = None, correction: str | None = None
) -> None:
    """Complete a protocol, sign it, keep it, and log it: from that moment it stands.

    counted: (booths, electronic, proof). filled: (fields, paper votes, the reason for a breach or ""). supersedes,
    correction: of a protocol with a number above 1.
    """
    terminal, poll = desk.terminal, desk.terminal.poll
    booths, electronic, proof = counted
    fields, paper, reason = filled
    protocol = payloads.Protocol(
        election=poll.election_hash,
        precinct=poll.precinct_number,
        mode=poll.mode,
        booths=booths,
        electronic=electronic,
        paper=paper,
        fields=fields,
        proof=proof,
        log_head=terminal.event_log.head,
        firmware=terminal.firmware_hash,
        version=number,
        reason=reason or None,
        moments=moments(terminal.event_log, terminal.clock.now() or 0),
        supersedes=supersedes,
        correction=correction,
    )
    signed = terminal.sign(payloads.PROTOCOL, protocol)
    desk.keep("protocol", signed, number)
    note(desk, number, signed)  # where no chip takes it, the next look does it before anybody sees the protocol


def moments(log, signed_s: int) -> payloads.Moments:
    """When the polls opened and closed and when the count began, by the log: seconds since 1970 UTC, 0 if unknown."""
    numbers, times = [event_number(name) for name in _MOMENTS], [0, 0, 0]
    for event, seconds, _, _ in entries(log):
        if event in numbers and not times[numbers.index(event)]:
            times[numbers.index(event)] = seconds or 0
    opened, closed, count_began = times
    return payloads.Moments(opened, closed, count_began, signed_s)
