"""Firmware of a booth without paper and people: what the role does with its cartridge, in the role's order.

`plan.json` says what happens: {"header": …, "seed": …, "acts": [[name, …], …]}. Every answer is a line of JSON.
"""

import asyncio
import hashlib
import json
import time

from machine import SPI, Pin
from plan_acts import Draws, header_of, say

from booth.ballots.cartridge import CAST, CHALLENGED, NOT_CAST, NOTHING_PENDING, UNDECIDED, Cartridge
from booth.ballots.closing import Closing
from drivers.norflash import NorFlash
from formats import payloads
from storage import condition
from storage.layout import Layout, Marks, header_page
from storage.log import EventLog
from storage.twin import Twin

TAG_KEY, INTENT_KEY = b"t" * 32, b"i" * 32
FIRST, SECOND = 10, 9  # chip selects
ATTEMPT = 1000  # apart are the seeds of a voter's records
MOST_LOOKS = 60  # at chips that do not show what became of an act; the role looks for ever


class Unfair:
    """Prefers the first: for a test that has to notice it."""

    def __init__(self, drbg):
        self._drbg = drbg

    def below(self, limit: int) -> int:
        return self._drbg.below(limit + 1) % limit


class Signature:
    """64 bytes that depend on the message; where signatures matter the real key signs."""

    def sign(self, message: bytes) -> bytes:
        return hashlib.sha256(b"1" + message).digest() + hashlib.sha256(b"2" + message).digest()


def opaque(seed: int, size: int) -> bytes:
    """Bytes in place of a sealed ballot; neighbours share their first four, so sorting has ties to break."""
    data = b"".join(hashlib.sha256(b"%d %d" % (seed, part)).digest() for part in range(size // 32 + 1))
    return hashlib.sha256(b"%d" % (seed // 2)).digest()[:4] + data[4:size]


class Booth:
    def __init__(self, plan: dict, drbg, signing_key):
        spi = SPI(1, baudrate=20_000_000)
        self.twin = Twin(*[NorFlash(spi, Pin(number, Pin.OUT, value=1)) for number in (FIRST, SECOND)])
        self.header = header_of(plan)
        self.drbg, self.signing_key = drbg, signing_key
        self.marks = Marks(self.twin)
        self.is_stuck = False

    def boot(self) -> bool:
        """As the role starts: open, take up and recover, or say why not."""
        state, header = asyncio.run(condition.look(self.twin))
        if state in (condition.BLANK, condition.UNFINISHED):
            problem = asyncio.run(condition.prepare(self.twin, self.header))
            if problem:
                say("refused", problem.reason)
                return False
            self.begin(self.header)
            say("zero", *self.cartridge.counts()[:3])
            if not self.marks.set(Marks.OPENED):
                say("refused", "chip_failed")
                return False
            self.log.add(3)
            self.log.sign_head()
            say("opened")
            return True
        if state != condition.KNOWN:
            say("refused", state)
            return False
        self.twin.claim(header_page(header))
        self.marks.set(Marks.OPENED)
        self.marks.complete()
        self.begin(header)
        self.log.open()
        self.log.add(2, 1)
        if not self.marks.has(Marks.CLOSED) and not self.marks.has(Marks.CLOSING):
            self.recover()
        else:
            say("resumed", "closing")
        return True

    def begin(self, header: payloads.CartridgeHeader) -> None:
        self.twin.claim(header_page(header))
        self.cartridge = Cartridge(self.twin, header, TAG_KEY, INTENT_KEY, self.drbg)
        layout = Layout(header)
        page, clock = header_page(header), lambda: 1_795_000_000
        self.log = EventLog(self.twin, layout.log, header.log_entries, page, clock, self.signing_key)

    def recover(self) -> int:
        """As `booth.recovering.settle`: until all is settled."""
        outcome, looks = NOTHING_PENDING, 0
        while True:
            found = self.cartridge.recover()
            if found == NOTHING_PENDING:
                break
            if found != UNDECIDED:
                outcome = found
                self.print_end(found)
                if self.cartridge.forget_slip():
                    continue
            looks += 1
            if looks > MOST_LOOKS:
                say("unsettled")
                self.is_stuck = True
                return UNDECIDED
            time.sleep_ms(1)
        self.log.add(6, outcome)
        say("resumed", ("cast", "not cast", "nothing", "", "challenged")[outcome], outcome == NOTHING_PENDING)
        return outcome

    def print_end(self, outcome: int) -> None:
        """The last line under the slip in the printer; a voter who is there hears the same."""
        say("line", {CAST: "cast", NOT_CAST: "not cast", CHALLENGED: "challenged"}[outcome])

    # --- acts -------------------------------------------------------------------------------------------------

    def vote(self, index: int, attempt: int = 0) -> None:
        """One voter: the record's bytes follow from the index, and from how often they have tried."""
        cartridge = self.cartridge
        if self.is_stuck:
            return say("vote", index, "unsettled")
        if cartridge.is_cast(index):
            return say("vote", index, "already cast")
        say("begin", index, attempt)
        if not cartridge.may_vote(index) or not cartridge.begin_slip():
            return say("vote", index, self.after_session(index) if cartridge.unsettled else "no slip")
        time.sleep_ms(1)  # the voter compares
        outcome = cartridge.cast(index, opaque(index + ATTEMPT * attempt, cartridge.records.sealed_bytes))
        if outcome == NOT_CAST:
            outcome = cartridge.spoil_slip()
        if outcome == UNDECIDED:
            return say("vote", index, self.after_session(index))
        self.print_end(outcome)
        say("vote", index, "cast" if outcome == CAST else "not cast")
        if not cartridge.forget_slip():
            self.recover()

    def after_session(self, index: int) -> str:
        return ("cast", "not cast", "no slip", "unsettled", "challenged")[self.recover()]

    def spoil(self, index: int, attempt: int = 0) -> None:
        """A ballot that its voter does not cast."""
        cartridge = self.cartridge
        if self.is_stuck:
            return say("spoil", "unsettled")
        say("begin", index, attempt)
        if not cartridge.may_vote(index) or not cartridge.begin_slip():
            return say("spoil", self.after_session(index) if cartridge.unsettled else False)
        outcome = cartridge.spoil_slip()
        if outcome == UNDECIDED:
            return say("spoil", self.after_session(index))
        self.print_end(outcome)
        if not cartridge.forget_slip():
            self.recover()
        say("spoil", outcome == NOT_CAST)

    def challenge(self, index: int) -> None:
        if not self.cartridge.may_vote(index) or not self.cartridge.begin_slip():
            return say("challenge", False)
        outcome = self.cartridge.challenge_slip()
        if outcome == UNDECIDED:
            return say("challenge", self.after_session(index))
        self.print_end(outcome)
        say("challenge", "challenged")
        if not self.cartridge.forget_slip():
            self.recover()

    def close(self) -> None:
        if self.is_stuck:
            return say("close", "unsettled")
        closing = Closing(self.cartridge, TAG_KEY)
        if not (closing.marks.has(Marks.CLOSING) or self.cartridge.is_settled()) or not asyncio.run(closing.finish()):
            return say("close", "chip_failed")
        if not self.marks.has(Marks.CLOSED):
            self.log.add(4)
            self.log.sign_head()
        totals = self.totals(closing)
        if totals is None:
            return say("close", "doubtful")
        say("close", self.marks.set(Marks.CLOSED), totals[0], closing.worn, *totals[1:])

    def totals(self, closing: Closing) -> list | None:
        """As `booth.close._print_totals`: digest, spoiled, spent; None if a chip was away meanwhile."""
        self.twin.doubtful = False
        asyncio.run(closing.sorted.look_again())
        digest, (_, spoiled, spent) = asyncio.run(closing.digest()).hex(), self.cartridge.counts()[:3]
        return None if self.twin.doubtful else [digest, spoiled, spent]

    def pause(self) -> None:
        say("pause", self.marks.set(self.marks.FIRST_PAUSE + self.marks.pauses()))

    def state(self) -> None:
        say("state", self.marks.pauses(), self.marks.has(Marks.CLOSED))

    def reprint(self) -> None:
        if self.marks.has(Marks.CLOSED):
            say("reprint", *(self.totals(Closing(self.cartridge, TAG_KEY)) or ["doubtful"]))

    def clear(self) -> None:
        if self.marks.has(Marks.CLOSED):
            say("clear", asyncio.run(condition.clear(self.twin, self.header)))

    def clear_or_vote(self, index: int) -> None:
        if self.marks.has(Marks.CLOSED):
            self.clear()
        else:
            self.vote(index)

    def report(self) -> None:
        cast = [index for index in range(self.cartridge.in_use.count) if self.cartridge.is_cast(index)]
        say("report", *self.cartridge.counts()[:3], cast)

    def draw(self, times: int, fair: bool) -> None:
        """Which slot would the next ballot get? Asked anew so many times."""
        records, drbg = self.cartridge.records, self.drbg if fair else Unfair(self.drbg)
        counts = [0] * records.slots
        for _ in range(times):
            slot = records.draw_free(drbg)
            records._free[slot // 8] |= 1 << slot % 8
            counts[slot] += 1
        say("draw", counts)

    def add_log(self, event: int, times: int) -> None:
        taken = sum(self.log.add(event) for _ in range(times))
        say("log", taken, self.log.torn, self.log.sequence)

    def sign_head(self) -> None:
        self.log.sign_head()


def run(booth: Booth, acts: list) -> None:
    if booth.boot():
        print("booted")
        time.sleep_ms(2)
        for name, *arguments in acts:
            getattr(booth, name)(*arguments)
    print("done")
    time.sleep(1000)


with open("plan.json") as file:
    plan = json.load(file)
if plan.get("real"):
    from crypto.drbg import Drbg
    from crypto.ed25519 import SigningKey

    parts = Drbg(b"%032d" % plan["seed"], b"test"), SigningKey(bytes(range(32)))
else:
    parts = Draws(plan["seed"]), Signature()
run(Booth(plan, *parts), plan["acts"])
