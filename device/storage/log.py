"""The event log: append-only and hash-chained. It records no voter, index, slot or choice."""

import hashlib

from storage.events import event_number
from storage.layout import LOG_ENTRY_BYTES
from storage.twin import Twin

CONTENT_BYTES = 48
_CHAIN_BYTES = 16
_DATA_BYTES = 36
_BLANK = b"\xff" * LOG_ENTRY_BYTES
_TRIES = 3  # places to try if a write fails
# Entries reserved for changes of state, three each with the signed head: opening, closing, some protocols and who
# signed them, and all the pauses that a cartridge has marks for.
_KEPT_FREE = 400
_STATE_CHANGES = tuple(
    event_number(name)
    for name in (
        "signed_head", "opened", "closed", "cleared", "suspended", "resumed", "counted", "corrected",
        "breach_accepted", "sent", "booth_opened", "opened_again", "count_began", "totals_lost", "booth_left_out",
        "signers_known", "person_signed", "booth_ended", "desk_reported",
        "desk_dead", "member_issues",
    )
)  # fmt: skip
# Events that people without a role card can cause: together at most half of the rest.
_BY_ANYBODY = tuple(
    event_number(name)
    for name in (
        "code_refused", "check_in_refused", "pin_wrong", "session_given_up", "printer_trouble", "scanner_trouble",
        "touch_trouble", "key_stuck", "supply", "brown_out", "touch_calibrated",
    )
)  # fmt: skip
_LATEST = 0xFFFF_FFFF  # seconds, in 32 bits
SIGNED_HEAD = event_number("signed_head")


def is_by_anybody(event: int) -> bool:
    """True if people without a role card can cause an event, and so as many of it as they like."""
    return event in _BY_ANYBODY


class EventLog:
    """Entries of 64 bytes on both chips (docs/formats.md, section 9).

    twin: the two chips.
    address, count: of the region, in bytes and entries.
    first: bytes whose hash begins the chain.
    clock: returns seconds since 1970 UTC, or None.
    signing_key: signs the head of the chain.

    `first` is the chain before the first entry, `head` the chain after the last. `torn` counts unreadable entries.
    """

    def __init__(self, twin: Twin, address: int, count: int, first: bytes, clock, signing_key):
        self.twin, self.address, self.count = twin, address, count
        self._clock, self._signing_key = clock, signing_key
        self.first = self.head = hashlib.sha256(first).digest()[:_CHAIN_BYTES]
        self.sequence = 0
        self._next = 0
        self.torn = 0

    def open(self, remembers=None) -> None:
        """At boot: follow the chain to its end. Entries that do not fit it are skipped and counted in `torn`.

        remembers: called with event, detail and data of each entry, or None.
        """
        for place in range(self.count):
            copies = [self._copy(chip, place) for chip in (0, 1)]
            if copies == [_BLANK, _BLANK]:
                return
            self._next = place + 1
            for entry in copies:
                if entry[CONTENT_BYTES:] == self._chain(entry[:CONTENT_BYTES]):
                    self.head = entry[CONTENT_BYTES:]
                    self.sequence = int.from_bytes(entry[:4], "little") + 1
                    if remembers:
                        event, detail = (int.from_bytes(entry[at : at + 2], "little") for at in (8, 10))
                        remembers(event, detail, entry[12:CONTENT_BYTES])
                    break
            else:
                self.torn += 1

    def add(self, event: int, detail: int = 0, data: bytes = b"") -> bool:
        """Append one entry. False if the log is full or neither chip holds the entry.

        event: number, from `events.event_number`.
        detail: number that belongs to the event.
        data: at most 36 bytes.
        """
        content = (
            self.sequence.to_bytes(4, "little")
            + min(self._clock() or 0, _LATEST).to_bytes(4, "little")
            + event.to_bytes(2, "little")
            + detail.to_bytes(2, "little")
            + data
            + bytes(_DATA_BYTES - len(data))
        )
        entry = content + self._chain(content)
        end = self._end(event)
        for _ in range(_TRIES):
            if self._next >= end:
                return False
            address = self.address + self._next * LOG_ENTRY_BYTES
            for chip in (0, 1):
                self.twin.program_one(chip, address, entry)
            copies = [self._copy(chip, self._next) for chip in (0, 1)]
            if copies == [_BLANK, _BLANK]:
                return False  # neither chip can be written: the next entry goes here
            self._next += 1
            if entry in copies:
                self.head = entry[CONTENT_BYTES:]
                self.sequence += 1
                return True
        return False

    def _end(self, event: int) -> int:
        """The end of the places that an event may take."""
        if event in _STATE_CHANGES:
            return self.count
        end = self.count - min(_KEPT_FREE, self.count // 2)
        return end // 2 if is_by_anybody(event) else end

    def sign_head(self) -> None:
        """Sign the log up to now, at every change of state."""
        signature = self._signing_key.sign(b"TM1 log" + self.head)
        self.add(SIGNED_HEAD, 1, signature[:_DATA_BYTES])
        self.add(SIGNED_HEAD, 2, signature[_DATA_BYTES:])

    def _copy(self, chip: int, place: int) -> bytes:
        return bytes(self.twin.read(chip, self.address + place * LOG_ENTRY_BYTES, LOG_ENTRY_BYTES))

    def _chain(self, content: bytes) -> bytes:
        return hashlib.sha256(self.head + content).digest()[:_CHAIN_BYTES]
