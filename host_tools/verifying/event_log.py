"""Following the hash chain of a cartridge's event log (formats, section 9)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from host_tools.formats.events import SIGNED_HEAD
from host_tools.verifying.twin import WORN_BITS, zeros

CONTENT_BYTES, CHAIN_BYTES = 48, 16
DATA_AT, FIRST_PART_BYTES, SECOND_PART_BYTES = 12, 36, 28


@dataclass(frozen=True)
class Entry:
    """An entry that fits the chain. place: in the region; torn_before: entries between it and the one before."""

    place: int
    sequence: int
    seconds: int
    event: int
    detail: int
    data: bytes
    whole: bytes
    torn_before: int


@dataclass
class EventLog:
    """heads: the chain after each entry, the start first; torn: entries that fit on neither chip.

    signed_heads: indices into heads that have a correct signature; torn_places: of the torn entries; end: the
    first place that was never used.
    """

    heads: list[bytes]
    torn: int = 0
    signatures: int = 0
    wrong_signatures: int = 0
    entries: list[Entry] = field(default_factory=list)
    signed_heads: list[int] = field(default_factory=list)
    torn_places: list[int] = field(default_factory=list)
    worn_places: list[int] = field(default_factory=list)
    end: int = 0

    @property
    def torn_at_the_end(self) -> int:
        """Torn entries behind the last whole one."""
        last = self.entries[-1].place if self.entries else -1
        return sum(place > last for place in self.torn_places)


class LogImages(Protocol):
    """Two chips of any terminal, as far as their log goes."""

    header_page: bytes

    def log_entries(self, chip: int) -> list[bytes]:
        """The 64-byte entries of one chip, blank ones too."""


def read_log(images: LogImages, public: bytes | None) -> EventLog:
    """Walk the chain. public: the terminal's key, to check signed heads, or None to leave them.

    The log ends at the first entry that is blank on both chips. An entry counts from the first chip whose copy fits
    the chain; one that fits on neither is torn, and passed over.
    """
    log = EventLog([first_head(images.header_page)])
    torn_before = 0
    copies_of = list(zip(images.log_entries(0), images.log_entries(1), strict=True))
    log.end = len(copies_of)
    for place, copies in enumerate(copies_of):
        if all(entry.count(0xFF) == len(entry) for entry in copies):
            log.end = place
            break
        whole = next((copy for copy in copies if chain(log.heads[-1], copy) == copy[CONTENT_BYTES:]), None)
        if whole is None and sum(zeros(copy) for copy in copies) <= WORN_BITS:
            log.torn += 1
            log.worn_places.append(place)  # blank but for a fallen bit: a terminal leaves it out
            continue
        if whole is None:
            log.torn += 1
            log.torn_places.append(place)
            torn_before += 1
            continue
        sequence, seconds, event, detail = struct.unpack_from("<IIHH", whole)
        data = whole[DATA_AT:CONTENT_BYTES]
        log.entries.append(Entry(place, sequence, seconds, event, detail, data, whole, torn_before))
        torn_before = 0
        log.heads.append(whole[CONTENT_BYTES:])
    check_signatures(log, public)
    return log


def check_signatures(log: EventLog, public: bytes | None) -> None:
    """Note in a log which signed heads are right. public: the terminal's key; None believes them."""
    first: tuple[int, bytes] | None = None  # (index of the head that is signed, first bytes of the signature)
    for index, entry in enumerate(log.entries):
        if entry.event == SIGNED_HEAD and entry.detail == 1:
            first = index, entry.data[:FIRST_PART_BYTES]
        elif entry.event == SIGNED_HEAD and first is not None:
            log.signatures += 1
            signature = first[1] + entry.data[:SECOND_PART_BYTES]
            if public is None or _signed(log.heads[first[0]], signature, public):
                log.signed_heads.append(first[0])
            else:
                log.wrong_signatures += 1
            first = None


def first_head(header_page: bytes) -> bytes:
    """The chain before the first entry."""
    return sha256(header_page).digest()[:CHAIN_BYTES]


def chain(head: bytes, entry: bytes) -> bytes:
    """The chain after an entry. head: before it."""
    return sha256(head + entry[:CONTENT_BYTES]).digest()[:CHAIN_BYTES]


def _signed(head: bytes, signature: bytes, public: bytes) -> bool:
    try:
        VerifyKey(public).verify(b"TM1 log" + head, signature)
    except BadSignatureError:
        return False
    return True
