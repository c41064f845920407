"""What a collector does with whole objects: check them, keep all of a group in one transaction, answer each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from nacl.signing import SigningKey

from host_tools.collecting import chains
from host_tools.collecting.checks import Checked, Refusal, cannot_store, check_object
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.schema import objects, outbox, refused
from host_tools.collecting.store import Row, Store, add, end, find_all, which, why
from host_tools.formats import cose, ed25519
from host_tools.formats.objects import Receipt


class Arrival(NamedTuple):
    """An object that came whole. kind: as it was offered. digest: h(data). data: None for one that is known already."""

    kind: str
    digest: bytes
    data: bytes | None


class Kept(NamedTuple):
    """It is on the disk. is_new: it came for the first time."""

    row: Row
    is_new: bool


Outcome = Kept | Refusal
Answer = Callable[[Outcome], None]


class Taker(Protocol):
    """Takes whole objects from lines: a Centre, one at a time, or a GroupCommit in front of one."""

    def has(self, digest: bytes) -> bool:
        """Whether the object of this hash need not come again."""

    def submit(self, arrival: Arrival, answer: Answer) -> None:
        """Keep an object; answer is called, now or later, once it is on the disk or refused."""


class Centre:
    """The store, the key and the precincts; one thread at a time.

    where: folder or PostgreSQL URL of the store, begun if there is none.
    key: signs receipts. None is a district, which signs nothing: what it takes goes into the outbox in the same
    transaction, and receipts are the centre's.
    clock: seconds since 1970 UTC.
    OSError, StoreError: the store cannot be used.
    """

    def __init__(
        self, where: Path | str, key: SigningKey | None, precincts: Precincts, clock: Callable[[], float] = time.time
    ) -> None:
        self.precincts = precincts
        self.store = Store.open(where, precincts.election, precincts.mode, precincts.centre)
        self._key, self._clock = key, clock
        self._sign = ed25519.signer(key) if key else None
        self._public = bytes(key.verify_key) if key else b""
        self._known = self.store.known()

    def has(self, digest: bytes) -> bool:
        """Whether the store has an object. What another collector on the same store took is seen when it is kept."""
        return digest in self._known

    @property
    def behind_s(self) -> int:
        """How far the clock is behind the newest object that was taken; 0 where it is not."""
        with self.store.engine.connect() as connection:
            return max(0, end(connection).newest_s - int(self._clock()))

    def submit(self, arrival: Arrival, answer: Answer) -> None:
        """Keep one object by itself."""
        answer(self.accept([arrival])[0])

    def check(self, arrival: Arrival) -> Checked | Refusal | None:
        """What an object says of itself, before anything is kept; None for one that is there already."""
        if arrival.data is None or arrival.digest in self._known:
            return None
        return check_object(arrival.kind, arrival.data, self.precincts)

    def accept(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        """Check a group and keep it."""
        return self.keep([(arrival, self.check(arrival)) for arrival in arrivals])

    def keep(self, group: Sequence[tuple[Arrival, Checked | Refusal | None]]) -> list[Outcome]:
        """Keep a group in one transaction. What is Kept is on the disk, and so is what is refused for good.

        group: each with what `check` said of it. Where the database fails nothing of the group is kept, and each
        arrival may be sent again.
        """
        try:
            outcomes = self._keep([arrival for arrival, _ in group], [checked for _, checked in group])
        except sa.exc.IntegrityError:
            if len(group) == 1:
                return [cannot_store("the database contradicts itself")]
            half = len(group) // 2  # one bad row must not cost the others their receipts
            return self.keep(group[:half]) + self.keep(group[half:])
        except sa.exc.DBAPIError as error:
            return [cannot_store(why(error))] * len(group)
        rows = [outcome.row for outcome in outcomes if isinstance(outcome, Kept)]
        self._known.update((row.hash, which(row.kind, row.precinct, row.terminal)) for row in rows)
        return outcomes

    def _keep(self, arrivals: Sequence[Arrival], checked: Sequence[Checked | Refusal | None]) -> list[Outcome]:
        with self.store.writing() as connection:
            sequence, number, newest_s = end(connection)
            received_s = max(int(self._clock()), newest_s)  # a clock that was set back changes no order
            there = find_all(connection, [arrival.digest for arrival in arrivals])
            chain = chains.Chains.read(connection, self._known, [one for one in checked if isinstance(one, Checked)])
            outcomes: list[Outcome] = []
            rows: list[Row] = []
            aside: dict[tuple[bytes, int], dict[str, object]] = {}
            for arrival, found in zip(arrivals, checked, strict=True):
                row = there.get(arrival.digest)
                if row is not None:
                    outcomes.append(Kept(row, is_new=False))
                    continue
                if found is None or arrival.data is None:
                    outcomes.append(cannot_store("the object is gone from the database"))
                    continue
                refusal = found if isinstance(found, Refusal) else chain.refusal(found)
                if refusal is None and isinstance(found, Checked):
                    sequence += 1
                    number += found.kind == "P" and self._key is not None
                    row = self._row(arrival.digest, arrival.data, found, received_s, sequence, number)
                    chain.add(found, arrival.digest)
                    there[arrival.digest] = row
                    rows.append(row)
                    outcomes.append(Kept(row, is_new=True))
                elif refusal is not None:
                    outcomes.append(refusal)
                    if not refusal.reason.waits:
                        key = arrival.digest, int(refusal.reason)
                        values = (*key, received_s, refusal.text, arrival.data)
                        aside[key] = dict(zip(refused.c.keys(), values, strict=True))
            if rows:
                add(connection, objects, rows)
            if rows and self._key is None:
                add(connection, outbox, [(row.sequence, "waiting", 0, "") for row in rows])
            _set_aside(connection, aside)
        return outcomes

    def _row(self, digest: bytes, data: bytes, found: Checked, received_s: int, sequence: int, number: int) -> Row:
        receipt = None
        if found.kind == "P" and self._sign:
            said = Receipt(
                election=self.precincts.election, precinct=found.precinct, mode=self.precincts.mode,
                protocol=digest, received_s=received_s, journal_number=number,
            )  # fmt: skip
            receipt = cose.sign1_by(said.to_cbor(), self._sign, self._public)
        return Row(
            sequence, digest, found.kind, found.precinct, found.terminal, found.version, received_s, data,
            number if receipt else None, receipt,
        )  # fmt: skip


def _set_aside(connection: sa.Connection, aside: dict[tuple[bytes, int], dict[str, object]]) -> None:
    """Keep refused objects as evidence, once for each reason."""
    if not aside:
        return
    digests = [digest for digest, _ in aside]
    query = sa.select(refused.c.hash, refused.c.reason).where(refused.c.hash.in_(digests))
    there = {(bytes(digest), reason) for digest, reason in connection.execute(query)}
    new = [row for key, row in aside.items() if key not in there]
    if new:
        connection.execute(sa.insert(refused), new)


def whole(kind: str, data: bytes) -> Arrival:
    """The arrival of an object that is in one piece."""
    return Arrival(kind, sha256(data).digest(), data)
