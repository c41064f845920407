"""The protocols that a desk keeps: number 1 of the count, and those that supersede it, each naming the one before."""

from hashlib import sha256

from formats import cbor
from storage.events import EVENTS
from storage.layout import LOG_ENTRY_BYTES
from storage.log import CONTENT_BYTES

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
    numbers, times, known = [EVENTS[name] for name in _MOMENTS], [0, 0, 0], log.first
    for place in range(log.count):
        address = log.address + place * LOG_ENTRY_BYTES
        copies = [bytes(log.twin.read(chip, address, LOG_ENTRY_BYTES)) for chip in (0, 1)]
        if copies[0] == copies[1] == b"\xff" * LOG_ENTRY_BYTES:
            break
        for entry in copies:
            if entry[CONTENT_BYTES:] == sha256(known + entry[:CONTENT_BYTES]).digest()[: len(known)]:
                known = entry[CONTENT_BYTES:]
                event = int.from_bytes(entry[8:10], "little")
                if event in numbers and not times[numbers.index(event)]:
                    times[numbers.index(event)] = int.from_bytes(entry[4:8], "little")
                break
    return times
