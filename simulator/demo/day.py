"""The demonstration's election day as people live it: all passes over screens, keys, bar codes and paper."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from host_tools.collecting.ports import opened_port
from host_tools.collecting.receiver import Receiver
from host_tools.formats import cose
from host_tools.formats.definitions import Election
from host_tools.formats.objects import Protocol
from host_tools.formats.payload import MODE_NAMES
from simulator.people import id_card
from simulator.people.crowd import Ballots, Person, lines
from simulator.people.newborn import object_of
from simulator.people.precinct import OFFICIAL, PAPER, TEST, PowerWentOff, Precinct, Terminal
from simulator.people.slip_reader import codes_on
from simulator.people.typed_numbers import typed_numbers
from simulator.people.words import words

Step = Callable[[str], None]
Visits = queue.Queue[tuple[Person, str] | None]  # (who, text of the slip's code), None when nobody comes any more
READ_WAIT_S = 0.2  # how soon the centre's end of the line hears that the day is over


class DemoDay:
    """One precinct's day. step: called after each act. happened: how often, by what."""

    def __init__(self, precinct: Precinct, election: Election, people: list[Person], seed: int, step: Step) -> None:
        self.precinct, self.election, self.people, self.step = precinct, election, people, step
        self.happened: dict[str, int] = {}
        self.electronic, self.paper = Ballots.of(election), Ballots.of(election)
        self._source = random.Random(seed + 1)
        self._lock = threading.Lock()
        self._power_cut_due = True
        self._slips: dict[int, str] = {}  # one activation slip of each booth

    def _happened(self, what: str) -> None:
        with self._lock:
            self.happened[what] = self.happened.get(what, 0) + 1

    # --- morning ------------------------------------------------------------------------------------------------

    def test(self, voters: int = 3) -> None:
        """Logic and accuracy: open in test mode, a few ballots, count, clear; the day begins on nothing."""
        self.rehearse(TEST, self.people[:voters])

    def rehearse(self, mode: int, people: list[Person]) -> None:
        """A test or a training from opening to clearing, whose protocol has the votes that were given.

        people: with cards that are good in this mode.
        """
        precinct = self.precinct
        precinct.hold_ceremony(mode)
        self.step(f"the key of the {MODE_NAMES[mode]}")
        self._everywhere(lambda at: precinct.open(at, mode), f"opened for the {MODE_NAMES[mode]}")
        meant = Ballots.of(self.election)
        for number, person in enumerate(people):
            booth = number % len(precinct.booths) + 1
            code = precinct.check_in(person.label, booth)
            precinct.vote(booth, code, lines(person, self.election), person.language)
            meant.add(person)
            self.step(f"{MODE_NAMES[mode]} ballot")
        totals = [precinct.close_booth(number + 1) for number in range(len(precinct.booths))]
        precinct.close_desk()
        codes = precinct.count(totals, mode, self._numbers(Ballots.of(self.election)))
        _, payload = cose.peek1(object_of(codes)) or (b"", b"")
        counted = zip(Protocol.from_cbor(payload).electronic, meant.contests, strict=True)
        wrong = [line for line, votes in counted if line[: len(votes.options)] != votes.options]
        assert not wrong, f"the {MODE_NAMES[mode]} counted {wrong[0]}, which is not what its voters chose"
        self.step(f"{MODE_NAMES[mode]} counted")
        self._everywhere(precinct.clear_test, f"{MODE_NAMES[mode]} cleared")

    def open(self) -> None:
        """The holders make the key at the desk; then every terminal is opened officially, each with its zero slip."""
        self.precinct.hold_ceremony(OFFICIAL)
        self.step("the key of the day")
        self._everywhere(lambda at: self.precinct.open(at, OFFICIAL), "opened")

    def _everywhere(self, act: Callable[[Terminal], object], what: str) -> None:
        terminals = self.precinct.terminals
        with ThreadPoolExecutor(len(terminals)) as pool:
            for _ in pool.map(act, terminals):
                self.step(what)

    # --- polls are open -----------------------------------------------------------------------------------------

    def vote(self, foreign_label: str) -> None:
        """Desk and booths work side by side; only paper goes from one to the others."""
        booths = range(1, len(self.precinct.booths) + 1)
        handed: dict[int, Visits] = {number: queue.Queue() for number in booths}
        with ThreadPoolExecutor(len(handed) + 1) as pool:
            work = [pool.submit(self._at_the_desk, handed, foreign_label)]
            work += [pool.submit(self._in_a_booth, number, handed[number]) for number in booths]
            for job in work:
                job.result()

    def _at_the_desk(self, handed: dict[int, Visits], foreign_label: str) -> None:
        try:
            for number, person in enumerate(self.people):
                self._check_in(person, number, handed)
                if number == len(self.people) // 2:
                    self._refused(foreign_label, "not_on_roll", "card of another precinct refused")
        finally:
            for line in handed.values():
                line.put(None)

    def _check_in(self, person: Person, number: int, handed: dict[int, Visits]) -> None:
        label = id_card.read(id_card.picture(person.label))
        assert label == person.label, "the label does not read back"
        booth = number % len(handed) + 1
        code = self.precinct.check_in(label, PAPER if person.paper else booth)
        if person.paper:
            self.paper.add(person)
            self._happened("paper ballots")
            self.step("voted on paper")
        else:
            self._slips.setdefault(booth, code)
            handed[booth].put((person, code))
        if person.comes_twice and len(self.precinct.desks) > 1:
            self._at_wrong_desk(label)
        if person.comes_twice:
            self._refused(label, "already_marked", "voters who came twice, refused")

    def _at_wrong_desk(self, label: str) -> None:
        """A voter stands at another desk, which says where to go."""
        right = self.precinct.desk_of[label]
        at = self.precinct.desks[right % len(self.precinct.desks)]
        self.precinct.show_id(label, at=at)
        at.sees("other_desk", right)
        self._happened("voters who were sent to another desk")

    def _refused(self, label: str, reason: str, what: str) -> None:
        at = self.precinct.desk_for(label)
        self.precinct.show_id(label, at=at)
        at.sees(reason)
        self._happened(what)

    def _in_a_booth(self, number: int, handed: Visits) -> None:
        while True:
            visit = handed.get()
            if visit is None:
                return
            self._visit(number, *visit)
            self.step("voted")

    def _visit(self, number: int, person: Person, code: str) -> None:
        precinct, at = self.precinct, self.precinct.booth(number)
        if person.torn_code:
            self._shown(number, code[:-4] + "0000", "code_", "damaged slips refused")
        chosen = lines(person, self.election)
        if self._power_cut_due and number == 1 and self.electronic.ballots > 2:
            self._power_cut_due = False
            was_cast = self._cut_while_casting(number, person, code, chosen)
            if not was_cast:
                precinct.vote(number, code, chosen, person.language)
        else:
            precinct.vote(number, code, chosen, person.language, person.changes, person.challenges)
            if person.challenges:
                self._happened("challenged ballots")
        with self._lock:
            self.electronic.add(person)
        if person.changes:
            self._happened("spoiled slips")
        if person.scans_again:
            self._shown(number, code, "already_cast", "used slips refused")
        other = next((slip for booth, slip in self._slips.items() if booth != number), None)
        if person.wrong_booth and other:
            self._shown(number, other, "wrong_booth", "slips of another booth refused")
        at.must_be_on()

    def _shown(self, number: int, code: str, reason: str, what: str) -> None:
        """Show a code that the booth must refuse, with these words."""
        at = self.precinct.booth(number)
        self.precinct.idle(at)
        at.hands.scan(code)
        if reason == "code_":
            reasons = ("code_damaged", "code_signature", "code_not_ours")
            at.hardware.wait(lambda: any(at.hands.screen.shows(words(name, "kk")) for name in reasons))
        else:
            at.sees(reason)
        self._happened(what)

    def _cut_while_casting(self, number: int, person: Person, code: str, chosen: list[list[str]]) -> bool:
        """Pull the plug in the middle of a cast; True if the booth reports afterwards that the ballot was cast."""
        at = self.precinct.booth(number)
        self.precinct.idle(at)
        at.hands.scan(code)
        self.precinct.choose_ballot(at, person.language, chosen)
        at.presses("ok")
        at.sees("compare", language=person.language)
        at.take_slip("code")
        at.hardware.chips[self._source.randrange(2)].cut_at(self._source.randrange(1, 6), torn=True)
        try:
            at.presses("ok")
            at.sees("cast_done", language=person.language)
            raise AssertionError("the power did not go")
        except PowerWentOff:
            self._happened("power cuts in the middle of a cast")
        at.hardware.plug_in()
        at.hardware.wait(
            lambda: any(at.hands.screen.shows(words(name, "kk")) for name in ("power_cast", "power_not_cast"))
        )
        was_cast = at.hands.screen.shows(words("power_cast", "kk"))
        at.presses("ok")
        at.take_slip("after-power-cut")
        self.precinct.idle(at)
        return was_cast

    # --- evening ------------------------------------------------------------------------------------------------

    def close(self) -> list[list[str]]:
        """Close every terminal; returns the codes of the booths' sealed totals, read from paper."""
        numbers = range(1, len(self.precinct.booths) + 1)
        with ThreadPoolExecutor(len(numbers) + 1) as pool:
            desk = pool.submit(self.precinct.close_desk)
            totals = list(pool.map(self.precinct.close_booth, numbers))
            desk.result()
        self.step("closed")
        return totals

    def count(self, totals: list[list[str]]) -> list[str]:
        """Sealed totals, key cards, the paper count; returns the protocol's codes."""
        codes = self.precinct.count(totals, OFFICIAL, self._numbers(self.paper))
        self.step("counted")
        return codes

    def _numbers(self, paper: Ballots) -> list[int]:
        """What the chair types who has a paper ballot of every contest for everybody."""
        lines = [[*votes.options, votes.blank, 0, 0] for votes in paper.contests]
        return typed_numbers(self.election, lines, len(self.people), [votes.ballots for votes in paper.contests])

    def send(self, make_receiver: Callable[[], Receiver]) -> list[str]:
        """Over a pseudo-terminal to a receiver in this process; returns the codes of the centre's receipt.

        make_receiver: called in the receiver's own thread, where its journal has to be opened.
        """
        at = self.precinct.desk
        cable = at.hardware.cable
        done = threading.Event()

        def serve() -> None:
            with opened_port(cable.path, cable.baudrate, READ_WAIT_S) as port:
                receiver = make_receiver()
                while not done.is_set():
                    data = port.read(max(1, port.in_waiting))
                    if data:
                        port.write(receiver.receive(data))

        self.precinct.menu(at, "send", self.precinct.role_cards[0])
        server = threading.Thread(target=serve, daemon=True)
        cable.plug(at.hardware.bench)
        server.start()
        started = time.monotonic()
        try:
            refusals = [words(name, at.language) for name in ("send_no_answer", "send_line_bad", "send_refused")]
            at.hardware.wait(lambda: at.has_slip() or any(at.hands.screen.shows(text) for text in refusals))
            assert at.has_slip(), f"the protocol was not taken: {at.hands.screen.text}"
        finally:
            done.set()
            server.join()
            cable.unplug()
        slip = at.take_slip("receipt")
        at.sees("sent")
        self.happened["seconds on the serial line"] = round(time.monotonic() - started)
        self.step("sent")
        return codes_on(slip)
