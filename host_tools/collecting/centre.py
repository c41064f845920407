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
        except sqlite3.Error as trouble:
            return cannot_store(trouble)

    def _judge(self, data: bytes, digest: bytes, received_s: int) -> Entry | Refusal:
        protocol = check_protocol(data, self.precincts)
        if isinstance(protocol, Refusal):
            return protocol
        entry = self.journal.enter(
            digest, protocol.precinct, protocol.version, received_s, data,
            lambda number: self._receipt(protocol, digest, received_s, number),
        )  # fmt: skip
        if entry.hash == digest:
            return entry
        there = f"a different protocol number {entry.version} of precinct {protocol.precinct}"
        return Refusal(
            Reason.NUMBER, f"The centre has {there}; this one, number {protocol.version}, does not supersede it."
        )

    def _receipt(self, protocol: Protocol, digest: bytes, received_s: int, number: int) -> bytes:
        receipt = Receipt(
            election=protocol.election, precinct=protocol.precinct, mode=protocol.mode,
            protocol=digest, received_s=received_s, journal_number=number,
        )  # fmt: skip
        return cose.sign1(receipt.to_cbor(), self._key)
