"""Following the hash chain of a cartridge's event log (formats, section 9)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

CONTENT_BYTES, CHAIN_BYTES, SIGNED_HEAD = 48, 16, 1
_DATA_AT, _FIRST_PART_BYTES, _SECOND_PART_BYTES = 12, 36, 28


@dataclass
class EventLog:
    """heads: the chain after each entry, the start first; torn: entries that fit on neither chip."""

    heads: list[bytes]
    torn: int
    signatures: int
    wrong_signatures: int


class LogImages(Protocol):
    """Two chips of any terminal, as far as their log goes."""

    header_page: bytes

    def log_entries(self, chip: int) -> list[bytes]:
        """The 64-byte entries of one chip, blank ones too."""


def read_log(images: LogImages, public: bytes | None) -> EventLog:
    """Walk the chain. public: the terminal's key, to check signed heads, or None to leave them."""
    log = EventLog([sha256(images.header_page).digest()[:CHAIN_BYTES]], 0, 0, 0)
    first_part: tuple[bytes, bytes] | None = None  # (head that is signed, first bytes of the signature)
    for copies in zip(images.log_entries(0), images.log_entries(1), strict=True):
        if all(entry.count(0xFF) == len(entry) for entry in copies):
            break
        entry = next((copy for copy in copies if _chain(log.heads[-1], copy) == copy[CONTENT_BYTES:]), None)
        if entry is None:
            log.torn += 1
            continue
        event, detail = struct.unpack_from("<HH", entry, 8)
        if event == SIGNED_HEAD and detail == 1:
            first_part = log.heads[-1], entry[_DATA_AT : _DATA_AT + _FIRST_PART_BYTES]
        elif event == SIGNED_HEAD and first_part is not None:
            log.signatures += 1
            rest = entry[_DATA_AT : _DATA_AT + _SECOND_PART_BYTES]
            if public is not None and not _signed(first_part[0], first_part[1] + rest, public):
                log.wrong_signatures += 1
            first_part = None
        log.heads.append(entry[CONTENT_BYTES:])
    return log


def _chain(head: bytes, entry: bytes) -> bytes:
    return sha256(head + entry[:CONTENT_BYTES]).digest()[:CHAIN_BYTES]


def _signed(head: bytes, signature: bytes, public: bytes) -> bool:
    try:
        VerifyKey(public).verify(b"TM1 log" + head, signature)
    except BadSignatureError:
        return False
    return True
