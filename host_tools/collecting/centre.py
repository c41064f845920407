"""What a centre does with a whole object: check it, keep it, sign the receipt."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.collecting.checks import Reason, Refusal, cannot_store, check_protocol
from host_tools.collecting.journal import Entry, Journal
from host_tools.collecting.precincts import Precincts
from host_tools.formats import cose
from host_tools.formats.objects import Protocol, Receipt

JOURNAL_FILE = "journal.sqlite"


class Centre:
    """The journal, the key and the precincts, for one thread.

    store: the folder of the journal, made where it is missing. clock: seconds since 1970 UTC.
    OSError, JournalError: the store cannot be used.
    """

    def __init__(
        self, store: Path, key: SigningKey, precincts: Precincts, clock: Callable[[], float] = time.time
    ) -> None:
        store.mkdir(parents=True, exist_ok=True)
        self.precincts = precincts
        self.journal = Journal(store / JOURNAL_FILE, precincts.election, precincts.mode, bytes(key.verify_key))
        self._key, self._clock = key, clock

    def find(self, digest: bytes) -> Entry | None:
        """What the journal has under this hash. sqlite3.Error when it cannot be read."""
        return self.journal.find(digest)

    def accept(self, data: bytes) -> Entry | Refusal:
        """The journal's row of an object, the same row however often it comes, or why it is not taken.

        A row that is returned is on disk. A refused object is kept aside.
        """
        digest = sha256(data).digest()
        received_s = int(self._clock())
        try:
            there = self.journal.find(digest)
            if there:
                return there
            result = self._judge(data, digest, received_s)
            if isinstance(result, Refusal):
                self.journal.keep_aside(digest, result.reason, received_s, result.text, data)
            return result
        except sqlite3.Error as error:
            return cannot_store(error)

    def _judge(self, data: bytes, digest: bytes, received_s: int) -> Entry | Refusal:
        protocol = check_protocol(data, self.precincts)
        if isinstance(protocol, Refusal):
            return protocol
        entry = self.journal.enter(
            digest, protocol.precinct, protocol.version, protocol.supersedes, received_s, data,
            lambda number: self._receipt(protocol, digest, received_s, number),
        )  # fmt: skip
        return entry if entry and entry.hash == digest else _does_not_follow(protocol, entry)

    def _receipt(self, protocol: Protocol, digest: bytes, received_s: int, number: int) -> bytes:
        receipt = Receipt(
            election=protocol.election, precinct=protocol.precinct, mode=protocol.mode,
            protocol=digest, received_s=received_s, journal_number=number,
        )  # fmt: skip
        return cose.sign1(receipt.to_cbor(), self._key)


def _does_not_follow(protocol: Protocol, there: Entry | None) -> Refusal:
    """Why a protocol is not the next one. there: the one with the highest number that the centre has."""
    number, place = protocol.version, f"precinct {protocol.precinct}"
    if there and there.version >= number:
        has = f"The centre has a different protocol number {there.version} of {place}"
        return Refusal(Reason.NUMBER, f"{has}; this one, number {number}, does not supersede it.")
    if there and there.version == number - 1:
        has = f"The number {there.version} that the centre has of {place}"
        return Refusal(Reason.PREDECESSOR, f"{has} is not the one that this number {number} names.")
    missing = f"Number {number} of {place} supersedes number {number - 1}, which the centre does not have."
    return Refusal(Reason.PREDECESSOR, f"{missing} Send that first.")
