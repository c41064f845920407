"""Whether a protocol's counts are those of the sealed totals that it names: in processes, so that no line waits.

A receipt does not wait for this either: it says *received*. What is proved here is *proved*, what is not is *refuted*,
with the reason, for determining and the gate in front of everything that is published.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256

import sqlalchemy as sa

from host_tools.collecting.checks import KEY_SLIP
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.quorum import Quorum
from host_tools.collecting.schema import objects, states
from host_tools.collecting.store import Row, State, Store, find_all
from host_tools.formats import booth_lines, corrections, cose, key_slip, left_out, unopened
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.formats.opening import pairs
from host_tools.formats.points import IDENTITY, add_pairs
from host_tools.lean_processes import LeanContext
from host_tools.verifying.compiled import best
from host_tools.verifying.fast_openings import are_points, unproved
from host_tools.verifying.multiples import Multiples

_BATCH = 64  # protocols that go to the processes together, and whose states are written together
_PAIR_BYTES = 64
_LOOK_AGAIN_S = 5.0  # another collector on the store may have taken something, or the database may be back

Task = tuple[bytes, Precinct, list[bytes], bytes]  # protocol, definition, sealed totals, the protocol before or b""


def contradiction(
    protocol: bytes,
    precinct: Precinct,
    totals: Sequence[bytes],
    before: bytes = b"",
    arithmetic: Multiples | None = None,
) -> str:
    """Why the counts of a protocol are not proved; empty where they are. All objects are signed and of this precinct.

    totals: what key 4 names. before: the protocol that this one supersedes. arithmetic: None for the fastest.
    """
    computing = arithmetic or best()
    said = Protocol.from_cbor(_payload(protocol))
    sealed = {sha256(data).digest(): SealedTotals.from_cbor(_payload(data)) for data in totals}
    counts = [count for contest in said.electronic for count in contest]
    numbers = [line.booth for line in said.booths]
    openings = {(line.booth, line.opening) for line in said.booths}
    place = f"precinct {said.precinct}"
    if len(openings) != len(numbers):
        return f"{place}: the protocol names an opening of a booth twice"
    if why := unopened.misfit(said, precinct):
        return f"{place}: the protocol does not fit: {why}"
    sums = [(IDENTITY, IDENTITY)] * len(counts)
    without, slots = left_out.openings(said), {booth.number: booth.slots for booth in precinct.booths}
    if not set(without) <= openings or len(without) != len(said.left_out or []):
        return f"{place}: the protocol leaves out a booth that it does not name, or one twice"
    for line in said.booths:
        if line.totals is None:
            continue  # its cartridge is lost: the slips were counted by hand
        booth = sealed[line.totals]
        if (booth.booth, booth.opening) != (line.booth, line.opening):
            return f"{place}, booth {line.booth}: {booth_lines.difference(line, booth)}"
        if one := without.get((line.booth, line.opening)):
            styles = len(said.styles) if said.styles else None
            why = left_out.unfounded(said, one, booth, precinct.sealing_key, slots[line.booth], None, styles)
            if why:
                return f"{place}: {why}"
            continue
        if differs := booth_lines.difference(line, booth):
            return f"{place}, booth {line.booth}, {differs}"
        if len(booth.totals) != _PAIR_BYTES * len(counts):
            sizes = f"{len(counts)} in the protocol, {len(booth.totals) // _PAIR_BYTES} in its totals"
            return f"{place}, booth {line.booth}, positions: {sizes}"
        sealed_pairs = pairs(booth.totals)
        if not are_points(computing, [point for pair in sealed_pairs for point in pair]):
            return f"{place}, booth {line.booth}: its totals are no sealed votes"
        sums = [add_pairs(*pair) for pair in zip(sums, sealed_pairs, strict=True)]
    if before:
        earlier = Protocol.from_cbor(_payload(before))
        for name in corrections.changes(earlier, said):
            return f"{place}, {name}: number {said.version} differs from number {earlier.version} in them"
    where = said.election, said.precinct, said.mode, precinct.sealing_key
    if unproved(computing, said.proof, *where, sums, counts, left_out.hashes(said), sums_are_points=True):
        return f"{place}: the opening proof does not hold, so the counts are not those of the sealed totals"
    return ""


def _judged(tasks: Sequence[Task]) -> list[tuple[State, str]]:
    """What each protocol is, and the words for people: why it is refuted, or which booths it leaves out."""
    found = []
    for task in tasks:
        why = contradiction(*task)
        found.append((State.REFUTED, why) if why else (State.PROVED, _without(task[0])))
    return found


def _without(protocol: bytes) -> str:
    said = Protocol.from_cbor(_payload(protocol))
    booths = ", ".join(str(one.booth) for one in said.left_out or [])
    return booths and f"precinct {said.precinct}: proved without booth {booths}, whose totals hold no votes"


class Prover:
    """Proves what has come, oldest first, and goes on after a restart where states end.

    processes: how many compute, 1 and up. noticed: called with (row, state, why) of each.
    """

    def __init__(
        self,
        store: Store,
        precincts: Precincts,
        processes: int,
        clock: Callable[[], float] = time.time,
        noticed: Callable[[Row, State, str], None] = lambda row, state, text: None,
    ) -> None:
        self._store, self._precincts, self._clock, self._noticed = store, precincts, clock, noticed
        self._processes = processes
        self._quorum = Quorum(store, precincts, clock)
        self._wake = asyncio.Event()
        self._closing = False
        self._after = 0  # sequence of the last protocol that was handed out

    def wake(self) -> None:
        """Something may have come."""
        self._wake.set()

    def close(self) -> None:
        """Let `run` end after the batch that is being proved."""
        self._closing = True
        self._wake.set()

    async def run(self) -> None:
        """Prove until `close`. While the database is gone, wait for it."""
        with ProcessPoolExecutor(self._processes, LeanContext(), initializer=_politely) as pool:
            while not self._closing:
                try:
                    found_some = await self._prove_some(pool)
                except sa.exc.DBAPIError:
                    found_some = False
                if not found_some:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), _LOOK_AGAIN_S)
                    self._wake.clear()

    async def _prove_some(self, pool: ProcessPoolExecutor) -> bool:
        """One batch; False where there was none."""
        waiting = await asyncio.to_thread(self._waiting)
        if not waiting:
            await self._accept([])
            return False
        tasks = await asyncio.to_thread(self._tasks, waiting)
        share = -(-len(tasks) // self._processes)
        parts = [tasks[at : at + share] for at in range(0, len(tasks), share)]
        loop = asyncio.get_running_loop()
        judged = await asyncio.gather(*(loop.run_in_executor(pool, _judged, part) for part in parts))
        found = [outcome for part in judged for outcome in part]
        await asyncio.to_thread(self._write, waiting, found)
        self._after = waiting[-1].sequence
        for row, (state, text) in zip(waiting, found, strict=True):
            self._noticed(row, state, text)
        await self._accept([row.precinct for row in waiting])
        return True

    async def _accept(self, proved: Sequence[int]) -> None:
        """What people have signed, of precincts that were just proved, and of those whose signatures have just come."""
        if self._quorum.needed:
            for row, text in await asyncio.to_thread(self._quorum.accept, proved):
                self._noticed(row, State.ACCEPTED, text)

    def _waiting(self) -> list[Row]:
        """The next protocols without a state, of precincts whose definitions are here."""
        there = sa.select(states.c.hash).where(states.c.state.in_([State.PROVED, State.REFUTED]))
        query = sa.select(objects).where(
            objects.c.kind == "P", objects.c.sequence > self._after, objects.c.hash.not_in(there)
        )
        with self._store.engine.connect() as connection:
            found = [Row(*row) for row in connection.execute(query.order_by(objects.c.sequence).limit(_BATCH))]
        known = with_key_slips(self._store, self._precincts, {row.precinct for row in found})
        return [row for row in found if row.precinct in known and known[row.precinct].has_key]

    def _tasks(self, waiting: Sequence[Row]) -> list[Task]:
        said = [Protocol.from_cbor(_payload(row.object)) for row in waiting]
        named = [line.totals for protocol in said for line in protocol.booths if line.totals is not None]
        before = [protocol.supersedes for protocol in said if protocol.supersedes]
        with self._store.engine.connect() as connection:
            rows: Mapping[bytes, Row] = find_all(connection, [*named, *before])
        known = with_key_slips(self._store, self._precincts, {row.precinct for row in waiting})
        return [
            (
                row.object,
                known[row.precinct],
                [rows[line.totals].object for line in protocol.booths if line.totals is not None],
                rows[protocol.supersedes].object if protocol.supersedes else b"",
            )
            for row, protocol in zip(waiting, said, strict=True)
        ]

    def _write(self, rows: Sequence[Row], found: Sequence[tuple[State, str]]) -> None:
        since_s = int(self._clock())
        new = [
            {"hash": row.hash, "state": state, "since_s": since_s, "text": text}
            for row, (state, text) in zip(rows, found, strict=True)
        ]
        with self._store.writing() as connection:  # another collector on the store may have proved the same meanwhile
            query = sa.select(states.c.hash, states.c.state).where(states.c.hash.in_([row.hash for row in rows]))
            there = {(bytes(digest), state) for digest, state in connection.execute(query)}
            missing = [row for row in new if (row["hash"], row["state"]) not in there]
            if missing:
                connection.execute(sa.insert(states), missing)


def with_key_slips(store: Store, precincts: Precincts, numbers: Collection[int]) -> dict[int, Precinct]:
    """The definitions of some precincts, with the key of the newest slip that a desk sent where none was filed."""
    known = {number: precincts.by_number[number] for number in numbers if number in precincts.by_number}
    for number, precinct in known.items():
        if not precinct.has_key and (slips := store.rows(kind=KEY_SLIP, precinct=number)):
            known[number] = key_slip.with_key(precinct, max(slips, key=lambda row: row.version).object)
    return known


def _payload(data: bytes) -> bytes:
    """Of an object whose signature was checked when it came."""
    peeked = cose.peek1(data)
    assert peeked is not None
    return peeked[1]


def _politely() -> None:
    """Lines come first: whoever waits for a receipt waits for no proof."""
    os.nice(10)
