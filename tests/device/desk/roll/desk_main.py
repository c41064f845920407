"""Firmware of a desk without paper and people: what check-in does with the marks, in the role's order.

`plan.json` says what happens: {"header": …, "seed": …, "acts": [[name, …], …]}. Every answer is a line of JSON.
"""

import hashlib
import json
import time

from machine import SPI, Pin
from plan_acts import Draws, header_of, say

from desk.roll.check_ins import OUTSIDE, PAPER, CheckIns
from drivers.norflash import NorFlash
from storage import condition
from storage.layout import Marks
from storage.twin import Twin


class Desk:
    def __init__(self, plan: dict):
        spi = SPI(1, baudrate=20_000_000)
        self.twin = Twin(*[NorFlash(spi, Pin(number, Pin.OUT, value=1)) for number in (10, 9)])
        self.header = header_of(plan)
        self.seed = plan["seed"]

    def boot(self) -> None:
        marks = Marks(self.twin)
        state = condition.look(self.twin)[0]
        if state in (condition.BLANK, condition.UNFINISHED):
            assert condition.prepare(self.twin, self.header) is None
        marks.set(Marks.OPENED)
        self.check_ins = CheckIns(self.twin, self.header, b"i" * 32, Draws(self.seed))
        pending = self.check_ins.recover()
        say("resumed", pending is not None)
        if pending:
            self.hand_over(*pending)

    def hand_over(self, intent: int, booth: int, index: int) -> None:
        say("slip", booth, index)
        time.sleep_ms(1)
        self.check_ins.finish(intent)

    def check_in(self, row: int, booth: int, hour: int = 24) -> None:
        if row in self.check_ins.marked:
            return say("check_in", row, "already marked")
        index = 0 if booth in (PAPER, OUTSIDE) else self.check_ins.draw(booth)
        intent = self.check_ins.begin(row, booth, index, hour)
        if intent is None:
            return say("check_in", row, "chip_failed")
        self.hand_over(intent, booth, index)
        say("check_in", row, "handed over")

    def add(self, person: int, booth: int, hour: int) -> None:
        number_hash = hashlib.sha256(b"%d" % person).digest()[:16]
        if self.check_ins.is_added(number_hash):
            return say("add", person, "already added")
        row = self.check_ins.draw_added()
        if row is None:
            return say("add", person, "no room")
        intent = self.check_ins.begin(row, booth, self.check_ins.draw(booth), hour, number_hash)
        if intent is None:
            return say("add", person, "chip_failed")
        self.hand_over(intent, booth, 0)
        say("add", person, "handed over")

    def spoil(self) -> None:
        say("spoil", self.check_ins.spoil_paper())

    def pause(self) -> None:
        marks = Marks(self.twin)
        say("pause", marks.set(marks.FIRST_PAUSE + marks.pauses()))

    def state(self) -> None:
        say("state", Marks(self.twin).pauses(), Marks(self.twin).pauses_left())

    def day(self) -> None:
        counts = self.check_ins.counts()
        say("day", counts, [[hour, count] for hour, count in enumerate(self.check_ins.by_hour()) if count])

    def report(self) -> None:
        counts = self.check_ins.counts()
        say("report", counts["marked"], counts["activations"], counts["paper_issued"])


with open("plan.json") as file:
    plan = json.load(file)
desk = Desk(plan)
desk.boot()
print("booted")
time.sleep_ms(2)
for name, *arguments in plan["acts"]:
    getattr(desk, name)(*arguments)
print("done")
time.sleep(1000)
