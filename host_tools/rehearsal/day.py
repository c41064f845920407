"""The day: every desk sends, computers die and return, the commission rules, and each change is published."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.collecting.checks import Reason
from host_tools.collecting.desk_proof import DeskProof
from host_tools.collecting.store import State, Store
from host_tools.determining import nation_folder
from host_tools.determining.following import Following
from host_tools.determining.nation import Nation
from host_tools.formats import cose
from host_tools.formats.objects import Protocol
from host_tools.formats.rulings import Act
from host_tools.publishing import regions, tree
from host_tools.rehearsal import sticks
from host_tools.rehearsal.collectors import Collector, free_port
from host_tools.rehearsal.desk import Desk, Sent, nonsense
from host_tools.rehearsal.faults import Line, Plan
from host_tools.rehearsal.nation import MadeUpNation
from host_tools.rehearsal.precincts import MODE, MadeUpPrecinct, protocols_of

_AT_ONCE = 64  # desks that send in one moment
_LATER_S = 0.5  # before an object that has to wait is sent again
_PUBLISH_S = 0.25  # from the end of a publication to the next look at what has come
_JUDGED_S = 300.0  # at most, until the last proof is checked
_SETTLED = (State.PROVED, State.ACCEPTED, State.REFUTED)


@dataclass
class Outcome:
    """What became of a precinct's day. receipts: by hash of the protocol. refused: reasons of what strangers sent."""

    calls: int = 0
    receipts: dict[bytes, bytes] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    protocol: bytes = b""
    problem: str = ""


@dataclass
class Rehearsal:
    """One run. served: the publication's folder. outcomes: by precinct; progress: called with how many have ended."""

    nation: MadeUpNation
    plan: Plan
    work: Path
    progress: Callable[[int], None]
    published: Callable[[int], None]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    kills: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    _ended: int = 0

    @property
    def served(self) -> Path:
        """The publication."""
        return self.work / "served"

    async def run(self) -> Nation:
        """From the first publication to the last; the result as the centre has it."""
        known = self.nation.folder
        self._following = Following(known, str(self.work / "centre"), MODE)
        http = free_port()
        common = ["--precincts", str(self.nation.definitions)]
        centre = ["--http", f"127.0.0.1:{http}", "--key", str(self.nation.centre_key)]
        district = ["--forward", f"http://127.0.0.1:{http}", "--centre", str(known / "centre.pub"), "--provers", "0"]
        self._centre = Collector("centre", self.work, [*centre, *common])
        self._districts: list[Collector] = []
        for at in (1, 2):
            proving = [
                "--line-key",
                str(known / f"district-{at}.key"),
                "--voucher",
                str(known / f"district-{at}.voucher"),
            ]
            self._districts.append(Collector(f"district-{at}", self.work, [*district, *proving, *common]))
        try:
            await asyncio.gather(*(one.start() for one in (self._centre, *self._districts)))
            await asyncio.to_thread(self.publish, False)
            await self._vote_and_send()
            return await self._close()
        finally:
            await asyncio.gather(*(one.stop() for one in (self._centre, *self._districts)))

    def publish(self, closed: bool) -> tree.Published:
        """As `tamga publish` does."""
        found = self._determined(closed)
        done = tree.publish(self.served, found, self.nation.folder, self.nation.day.centre, self._now_s())
        if not done.alarms:
            self.published(done.number)
        return done

    def _determined(self, closed: bool) -> Nation:
        return self._following.determined(closed)

    def _now_s(self) -> int:
        """Publications of a rehearsal are a minute apart, beginning when polls close."""
        before = tree.last(self.served)
        return before[0].made_s + 60 if before else self.nation.day.opened_s + 46_800

    def _store(self) -> Store:
        election, key = self.nation.day.election, self.nation.day.centre.verify_key
        return Store.open(self.work / "centre", election.hash16, MODE, bytes(key))

    async def _vote_and_send(self) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)
        order = list(self.nation.precincts.values())
        self.nation.draw("order").shuffle(order)

        async def one(precinct: MadeUpPrecinct) -> None:
            async with gate:
                await self._send_all(precinct)
            self._ended += 1
            self.progress(self._ended)

        over = asyncio.Event()
        beside = [asyncio.create_task(self._publish_again(over)), asyncio.create_task(self._kill(len(order)))]
        await asyncio.gather(*map(one, order))
        await self._import()
        over.set()
        await asyncio.gather(*beside)

    async def _publish_again(self, over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                await asyncio.wait_for(over.wait(), _PUBLISH_S)
            except TimeoutError:
                if await asyncio.to_thread(self._following.has_news):
                    self._alarmed(await asyncio.to_thread(self.publish, False))

    def _alarmed(self, done: tree.Published) -> None:
        """Keep each alarm once."""
        self.alarms = list(dict.fromkeys([*self.alarms, *map(str, done.alarms)]))

    async def _kill(self, desks: int) -> None:
        killed = (("centre killed", 0.3, self._centre), ("district killed", 0.6, self._districts[0]))
        for name, share, collector in killed:
            if name not in self.plan.computers:
                continue
            while self._ended < share * desks:
                await asyncio.sleep(0.02)
            self.kills.append(f"{name} when {self._ended} of {desks} precincts had ended")
            await collector.kill()
            await collector.start()

    async def _send_all(self, precinct: MadeUpPrecinct) -> None:
        faults, outcome = self.plan.of[precinct.number], self.outcomes.setdefault(precinct.number, Outcome())
        if "silent" in faults:
            return
        if "no line" in faults:
            outcome.protocol = await asyncio.to_thread(sticks.write, self.work / sticks.FOLDER, precinct, faults)
            return
        draw = self.nation.draw(f"line {precinct.number}")
        collectors = [self._centre, *self._districts]
        address = collectors[self.nation.region(precinct.number) % len(collectors)].tcp
        line = lambda: Line(faults, draw)  # noqa: E731  one for each call
        desk = Desk(address, line, self._proof(precinct, precinct.keys[0]))
        totals = await asyncio.to_thread(precinct.totals)
        protocols = await asyncio.to_thread(protocols_of, precinct, faults)
        if "nonsense" in faults:
            await nonsense(self._centre.tcp, draw)
        for key, data in strangers(precinct, faults, protocols[-1]):
            refused = await Desk(address, line, self._proof(precinct, key)).send("P", data)
            outcome.refused[refused.reason or 0] += 1
        sealed = [("S", data) for data in totals]
        first = [("P", protocols[0])] if "out of order" in faults else []
        for kind, data in (*first, *sealed, *(("P", data) for data in protocols)):
            for _ in range(3 if "twice" in faults else 1):
                await self._until_it_is_kept(desk, kind, data, outcome, waits_for_totals=(kind, data) in first)
        outcome.protocol = protocols[-1]

    def _proof(self, precinct: MadeUpPrecinct, key: SigningKey) -> Callable[[], DeskProof]:
        """What a desk, or somebody with another key, proves itself with."""
        day = self.nation.day
        return lambda: DeskProof(day.election.hash16, precinct.number, key, bytes(day.centre.verify_key))

    async def _import(self) -> None:
        """At the centre, beside the lines: what no line brought."""
        numbers = self.plan.precincts("no line")
        if not numbers:
            return
        store, key = str(self._centre.store), str(self.nation.centre_key)
        pictures = self.nation.folder / regions.PICTURES
        taken = await sticks.imported(self.work / sticks.FOLDER, store, key, str(self.nation.definitions), pictures)
        for number, digest in taken:
            self.outcomes[number].receipts[digest] = b"in the journal"

    async def _until_it_is_kept(
        self, desk: Desk, kind: str, data: bytes, outcome: Outcome, waits_for_totals: bool
    ) -> None:
        while True:
            sent: Sent = await desk.send(kind, data)
            outcome.calls += sent.calls
            if sent.receipt is not None:
                break
            reason = Reason(sent.reason or 0)
            if reason == Reason.TOTALS and waits_for_totals:
                return  # in its turn it comes again
            if not reason.waits:
                outcome.problem = sent.text
                return
            await asyncio.sleep(_LATER_S)
        if kind == "P":
            before = outcome.receipts.setdefault(sha256(data).digest(), sent.receipt)
            if before != sent.receipt:
                outcome.problem = "two different receipts of one protocol"

    async def _close(self) -> Nation:
        """Proofs are waited for, the commission rules, the last page goes out, and the gate is tried."""
        await self._judged()
        acts: dict[str, Act] = {"annulled": "annul", "disputed": "dispute"}
        ruled: dict[int, Act] = {number: act for name, act in acts.items() for number in self.plan.precincts(name)}
        for number, act in ruled.items():
            if protocol := self.outcomes[number].protocol:
                path = self.nation.folder / nation_folder.OBJECTS / f"{number}-{act}.cose"
                path.write_bytes(self.nation.ruling(number, act, protocol))
        done = await asyncio.to_thread(self.publish, True)
        self._alarmed(done)
        if "second device" in self.plan.computers:
            await asyncio.to_thread(self._second_device)
        return await asyncio.to_thread(self._determined, True)

    async def _judged(self) -> None:
        due = sum(len(outcome.receipts) for outcome in self.outcomes.values())
        end = asyncio.get_running_loop().time() + _JUDGED_S
        while asyncio.get_running_loop().time() < end:
            store = self._store()
            try:
                found = {change.hash for change in store.changes() if change.state in _SETTLED}
            finally:
                store.close()
            if len(found) >= due:
                return
            await asyncio.sleep(_LATER_S)

    def _second_device(self) -> None:
        """The gate must close, and the page stay as it is, byte for byte."""
        number = next(number for number, outcome in self.outcomes.items() if outcome.protocol)
        precinct = self.nation.precincts[number]
        path = self.nation.folder / nation_folder.OBJECTS / "second-device.cose"
        path.write_bytes(precinct.protocol(log_head=bytes(16)))
        before = (self.served / tree.LIST).read_bytes()
        done = self.publish(True)
        path.unlink()
        is_closed = any("second device" in alarm.text for alarm in done.alarms)
        if not is_closed or (self.served / tree.LIST).read_bytes() != before:
            self.alarms.append(f"two protocols number 1 of precinct {number} did not close the gate")


def strangers(precinct: MadeUpPrecinct, faults: frozenset[str], genuine: bytes) -> list[tuple[SigningKey, bytes]]:
    """(key that offers it, object) of what is sent in a precinct's name: each must be refused."""
    peeked = cose.peek1(genuine)
    said = Protocol.from_cbor(peeked[1] if peeked else b"")
    desk, found = precinct.keys[0], []
    if "forged" in faults:
        key = SigningKey(random.Random(precinct.number).randbytes(32))
        found.append((key, cose.sign1(said.to_cbor(), key)))
    if "other election" in faults:
        found.append((desk, cose.sign1(said.model_copy(update={"election": bytes(16)}).to_cbor(), desk)))
    return found
