"""The protocols stored on a desk: number 1 from the count, then corrections, each superseding the one before."""

import asyncio

import memory
from desk.count.standing import note
from formats import cose, payloads
from storage.events import event_number
from storage.log_reader import entries

_MOMENTS = ("opened", "closed", "count_began")


def protocol_of(signed: bytes) -> payloads.Protocol:
    """The payload of a protocol that this desk has signed."""
    return payloads.decode(payloads.PROTOCOL, cose.payload_of(signed))


async def sign(
    desk, number: int, counted: tuple, filled: tuple, supersedes: bytes | None = None, correction: str | None = None
) -> None:
    """Complete a protocol, sign it, store it and log it. From then on it is valid.

    desk: the desk.
    number: of the protocol.
    counted: (booths, electronic, proof, booths left out or None, ballots of each style or None, `UnopenedBooth`s or
        None).
    filled: (fields, paper votes, paper ballots, the reason for a breach or "", `EndedLine`s, `StyleLine`s or
        None).
    supersedes, correction: for a number above 1, the SHA-256 of the protocol that it replaces, and the reason.
    """
    terminal, poll = desk.terminal, desk.terminal.poll
    booths, electronic, proof, left_out, _, unopened = counted
    fields, paper, papers, reason, ended, styles = filled
    desks, accounts = await memory.visit(_desk_lines, desk) if len(poll.desks) > 1 else (None, None)
    when = moments(terminal.event_log, terminal.clock.now() or 0)
    await asyncio.sleep_ms(0)
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
        moments=when,
        supersedes=supersedes,
        correction=correction,
        papers=papers,
        left_out=left_out,
        ended=ended or None,
        styles=styles,
        unopened=unopened,
        desks=desks,
        accounts=accounts,
    )
    await asyncio.sleep_ms(0)
    signed = terminal.sign(payloads.PROTOCOL, protocol)
    await asyncio.sleep_ms(0)
    desk.keep("protocol", signed, number)
    await asyncio.sleep_ms(0)
    note(desk, number, signed)  # if no chip takes it, `stands` tries again before the protocol is shown
    await asyncio.sleep_ms(0)


def _desk_lines(desk):
    from desk.count.other_desks import lines_and_accounts

    return lines_and_accounts(desk)


def moments(log, signed_s: int) -> payloads.Moments:
    """When the polls opened, closed, and the count began, from the log: seconds since 1970 UTC, 0 if unknown."""
    numbers, times = [event_number(name) for name in _MOMENTS], [0, 0, 0]
    for event, seconds, _, _ in entries(log):
        if event in numbers and not times[numbers.index(event)]:
            times[numbers.index(event)] = seconds or 0
    opened, closed, count_began = times
    return payloads.Moments(opened, closed, count_began, signed_s)
