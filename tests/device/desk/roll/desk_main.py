"""Firmware of a desk without paper and people: what check-in does with the marks, in the role's order.

`plan.json` says what happens: {"header": …, "seed": …, "acts": [[name, …], …]}. Every answer is a line of JSON.
"""

import asyncio
import hashlib
import json
import time

from machine import SPI, Pin
from plan_acts import Draws, header_of, say

from desk.roll.check_ins import OUTSIDE, CheckIns
from desk.roll.exchanges import CHANGED, PAPER
from drivers.norflash import NorFlash
from storage import condition
from storage.intents import UNSETTLED
from storage.layout import Marks, header_page
from storage.twin import Twin

MOST_LOOKS, HOUR_TRIES = 60, 3  # at chips that do not show what became of an act; the role looks for ever


class Desk:
    def __init__(self, plan: dict):
        spi = SPI(1, baudrate=20_000_000)
        self.twin = Twin(*[NorFlash(spi, Pin(number, Pin.OUT, value=1)) for number in (10, 9)])
        self.header = header_of(plan)
        self.seed = plan["seed"]
        self.is_stuck = False

    def boot(self) -> bool:
        """As the role starts: open, or take up and recover. False when the chips are not as they must be."""
        marks = Marks(self.twin)
        state = asyncio.run(condition.look(self.twin))[0]
        if state in (condition.BLANK, condition.UNFINISHED):
            problem = asyncio.run(condition.prepare(self.twin, self.header))
            if problem:
                say("refused", problem.reason)
                return False
        elif state != condition.KNOWN:
            say("refused", state)
            return False
        self.twin.claim(header_page(self.header))
        if not marks.set(Marks.OPENED) and not marks.has(Marks.OPENED):
            say("refused", "chip_failed")
            return False
        marks.complete()
        self.check_ins = CheckIns(self.twin, self.header, b"i" * 32, Draws(self.seed))
        pending = self.settle()
        say("resumed", pending is not None)
        if pending:
            self.hand_over(*pending)
        return True

    def settle(self):
        """As `desk.settling.settle`, but not for ever."""
        for looks in range(MOST_LOOKS):
            pending = self.check_ins.recover(looks < HOUR_TRIES or not self.twin.is_ours())
            if pending != UNSETTLED:
                return pending
            time.sleep_ms(1)
        say("unsettled")
        self.is_stuck = True
        return None

    def hand_over(self, intent: int, booth: int, index: int) -> None:
        say("slip", booth, index)
        time.sleep_ms(1)
        for _ in range(MOST_LOOKS):
            if self.check_ins.finish(intent):
                return
            time.sleep_ms(1)
        say("unsettled")
        self.is_stuck = True

    def mark(self, name: str, who: int, row: int, booth: int, index: int, hour: int, number_hash: bytes = b"") -> None:
        """One check-in from its marks on; who is for the answer."""
        if self.is_stuck:
            return say(name, who, "unsettled")
        say("begin", name, who)
        self.complete(name, who, self.check_ins.begin(row, booth, index, hour, number_hash), booth, index)

    def complete(self, name: str, who: int, intent: int, booth: int, index: int) -> None:
        """As `CheckIn.complete`."""
        if intent == UNSETTLED:
            pending = self.settle()
            if self.is_stuck:
                return say(name, who, "unsettled")
            if pending:
                self.hand_over(*pending)
                return say(name, who, "handed over")
            intent = None
        if intent is None:
            return say(name, who, "chip_failed")
        self.hand_over(intent, booth, index)
        say(name, who, "handed over")

    def check_in(self, row: int, booth: int, hour: int = 24) -> None:
        if row in self.check_ins.marked:
            return say("check_in", row, "already marked")
        index = 0 if booth in (PAPER, OUTSIDE) else self.check_ins.draw(booth)
        self.mark("check_in", row, row, booth, index, hour)

    def add(self, person: int, booth: int, hour: int) -> None:
        number_hash = hashlib.sha256(b"%d" % person).digest()[:16]
        if self.check_ins.is_added(number_hash):
            return say("add", person, "already added")
        row = self.check_ins.draw_added()
        if row is None:
            return say("add", person, "no room")
        self.mark("add", person, row, booth, self.check_ins.draw(booth), hour, number_hash)

    def spoil(self) -> None:
        say("spoil", self.check_ins.spoil_paper())

    def return_paper(self) -> None:
        say("return_paper", self.check_ins.return_paper())

    def void(self, booth: int, index: int) -> None:
        if index in self.check_ins.exchanges.of(booth, 0):
            return say("void", "exchanged")
        say("void", self.check_ins.void(booth, index, 0))

    def exchange(self, old_booth: int, old_index: int, booth: int) -> None:
        """The slip of the old booth's first opening."""
        if self.is_stuck:
            return say("exchange", old_index, "unsettled")
        if old_index not in self.check_ins.issued[old_booth - 1]:
            return say("exchange", old_index, "not issued")
        if old_index in self.check_ins.voided[old_booth - 1]:
            return say("exchange", old_index, "returned")
        if old_index in self.check_ins.exchanges.of(old_booth, 0):
            return say("exchange", old_index, "exchanged")
        index = self.check_ins.draw(booth)
        say("begin", "exchange", old_index)
        self.complete(
            "exchange", old_index, self.check_ins.exchange(booth, index, 0, old_booth, old_index), booth, index
        )

    def change(self, old_booth: int, old_index: int, booth: int) -> None:
        """The slip of the old booth's first opening, which the booth has cancelled; for a booth, or PAPER."""
        exchanges = self.check_ins.exchanges
        if self.is_stuck or exchanges.is_marked(old_booth, 0, old_index):
            return say("change", old_index, "unsettled" if self.is_stuck else "exchanged")
        index = 0 if booth == PAPER else self.check_ins.draw(booth)
        say("begin", "change", old_index)
        intent = self.check_ins.exchange(booth, index, 0, old_booth, old_index, CHANGED)
        self.complete("change", old_index, intent, booth, index)

    def close(self) -> None:
        say("close", Marks(self.twin).set(Marks.CLOSED))

    def pause(self) -> None:
        marks = Marks(self.twin)
        say("pause", marks.set(marks.FIRST_PAUSE + marks.pauses()))

    def state(self) -> None:
        marks = Marks(self.twin)
        say("state", marks.pauses(), marks.has(Marks.CLOSED), marks.pauses_left())

    def day(self) -> None:
        self.twin.doubtful = False
        counts = self.check_ins.counts()
        if self.twin.doubtful:
            return say("day", "doubtful")
        say("day", counts, [[hour, count] for hour, count in enumerate(self.check_ins.by_hour()) if count])

    def report(self) -> None:
        counts = self.check_ins.counts()
        say("report", counts["marked"], counts["activations"], counts["paper_issued"])


with open("plan.json") as file:
    plan = json.load(file)
desk = Desk(plan)
if desk.boot():
    print("booted")
    time.sleep_ms(2)
    for name, *arguments in plan["acts"]:
        getattr(desk, name)(*arguments)
print("done")
time.sleep(1000)
