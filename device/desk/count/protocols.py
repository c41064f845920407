"""The protocols that a desk keeps: number 1 of the count, and those that supersede it, each naming the one before."""

from formats import cbor
from storage.events import EVENTS
from storage.log_reader import entries

_MOMENTS = ("opened", "closed", "count_began")


def payload_of(signed: bytes) -> dict:
    """What a protocol of this desk says."""
    return cbor.decode(cbor.decode(signed).value[2])


def sign(desk, payload: dict, number: int) -> None:
    """Complete a protocol, sign it and keep it: from that moment it stands.

    payload: keys 4 to 8, and those of 12, 14 and 15 that it has (docs/formats.md, section 2).
    """
    terminal = desk.terminal
    payload.update(terminal.poll.where())
    payload.update({0: "P1", 9: terminal.event_log.head, 10: terminal.firmware_hash, 11: number})
    payload[13] = moments(terminal.event_log) + [terminal.clock.now() or 0]
    desk.keep("protocol", terminal.sign(payload), number)
    if number == 1:
        terminal.log("counted")
    else:
        terminal.log("corrected", number)
    terminal.event_log.sign_head()


def moments(log) -> list[int]:
    """When the polls opened and closed and when the count began, by the log: seconds since 1970 UTC, 0 if unknown."""
    numbers, times = [EVENTS[name] for name in _MOMENTS], [0, 0, 0]
    for event, seconds, _, _ in entries(log):
        if event in numbers and not times[numbers.index(event)]:
            times[numbers.index(event)] = seconds or 0
    return times
