"""Read the event log on the terminal, for reprints and their numbers."""

from hashlib import sha256

from storage.layout import LOG_ENTRY_BYTES
from storage.log import CONTENT_BYTES, EventLog

_CHAIN_BYTES = LOG_ENTRY_BYTES - CONTENT_BYTES
_BLANK = b"\xff" * LOG_ENTRY_BYTES


def entries(log: EventLog):
    """(event, seconds since 1970 UTC or None if unknown, data, chain) of each entry whose chain is valid, in order."""
    head = log.first
    for place in range(log.count):
        address = log.address + place * LOG_ENTRY_BYTES
        copies = [bytes(log.twin.read(chip, address, LOG_ENTRY_BYTES)) for chip in (0, 1)]
        if copies == [_BLANK, _BLANK]:
            return
        for entry in copies:
            if entry[CONTENT_BYTES:] == sha256(head + entry[:CONTENT_BYTES]).digest()[:_CHAIN_BYTES]:
                head = entry[CONTENT_BYTES:]
                seconds, event = int.from_bytes(entry[4:8], "little"), int.from_bytes(entry[8:10], "little")
                yield event, seconds or None, entry[12:CONTENT_BYTES], head
                break


def last_number(log: EventLog, wanted: int) -> int:
    """The number of entries of an event. wanted: number of the event."""
    return sum(event == wanted for event, _, _, _ in entries(log))
