"""The polling station of `make run`: terminals in their threads, the table, and the watching browsers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from host_tools.elections.roll import by_turns
from host_tools.provisioning import training
from simulator.channel.activation import activation_of
from simulator.channel.at_terminal import Act, ActError
from simulator.channel.centre import CollectingCentre
from simulator.channel.channel import Answer, Channel, ExtraLine
from simulator.channel.faults import FAULTS
from simulator.channel.kept_table import KeptTable
from simulator.channel.lines import LineError, Word, nothing_more, number, one_of
from simulator.channel.people_acts import MODES
from simulator.channel.table import Item, Slip, Table
from simulator.front.crew import Crew, Visitors
from simulator.front.hub import Hub
from simulator.front.pacing import SPEEDS
from simulator.front.terminal_thread import TerminalThread
from simulator.front.watching import DISPLAY, PAPER, Frame, Watching, frame
from simulator.front.wire_tap import WireTap
from simulator.hardware.parts.paper_roll import to_image
from simulator.people.kept_precinct import DemoPrecinct, centre_key
from simulator.people.precinct import OFFICIAL, TRAINING, Precinct
from simulator.people.saying import joined, of_error, plain, said
from simulator.people.slip_reader import ACTIVATION, KEY

LONGEST_LINE = 2_000
MOST_VOTERS = 3_000


@dataclass(frozen=True)
class Begun:
    """A line under way. future: of its act, where that is a terminal's."""

    line: str
    act: Act
    future: Future[object] | None


class LivePrecinct:
    """A precinct that runs in real time for the browsers that watch.

    made: what was provisioned, and the people of the roll.
    precinct: the same with terminals.
    hub: who watches.
    kept: what lay on its table before.
    visitors: makes those who let voters come by themselves.
    begin_anew: wipes this day and begins another; returns a message.
    """

    def __init__(
        self,
        made: DemoPrecinct,
        precinct: Precinct,
        hub: Hub,
        kept: KeptTable,
        visitors: Callable[[Crew], Visitors],
        begin_anew: Callable[[], str],
    ) -> None:
        self.made, self.precinct, self.hub, self.kept = made, precinct, hub, kept
        invented = list(training.labels(by_turns(training.voters(), made.election)).values())
        for mode, labels in ((OFFICIAL, made.labels), (TRAINING, invented)):
            precinct.seat(made.provisioned.precincts[mode], labels)
        self.table = Table(precinct, made.voters, made.labels, kept.keep)
        kept.put_back(self.table)
        for slip in self.table.slips:
            if slip.slip == KEY:
                precinct.slip_came(slip.texts)
        folder = made.provisioned.folder
        self.centre = CollectingCentre(precinct, folder / "centre", centre_key(folder), made.election, self.tell_centre)
        extra = (
            ExtraLine("speed 1|4|max", "how fast time goes; max: as fast as it can while an act is done", self._speed),
            ExtraLine("autopilot start [VOTERS] | stop", "voters come one after the other", self._autopilot),
            ExtraLine("begin anew", "wipe this day and begin another: new keys, cards and cartridges", self._begin),
        )
        self.channel = Channel(
            precinct, self.table, self.carry, made.election, self.centre, extra, self._nobody_comes_any_more
        )
        self.visitors = visitors(Crew(made, precinct, self.table, self.submit, self.log, self.tell_state))
        self.speed = SPEEDS[0]
        self._begin_anew = begin_anew
        self._states: dict[str, dict[str, object]] = {}
        self._sent: dict[str, object] = {}
        self._sent_mode = ""
        self._lock, self._telling_tray = threading.Lock(), threading.Lock()
        self.watchings: dict[str, Watching] = {}
        self.threads: dict[str, TerminalThread] = {}
        minutes_east = next(iter(made.provisioned.precincts.values())).minutes_east
        for place, (name, acts) in enumerate(self.channel.terminals.items()):
            watching = Watching(place, acts, minutes_east, hub.send, self._slip_came)
            tap = WireTap(name, acts.hardware, hub.send)
            self.watchings[name] = watching
            looker = self._looker(name, watching, tap)
            self.threads[name] = TerminalThread(acts.terminal, watching.notice, looker, self._teller(name))

    # --- from the server ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Plug everything in."""
        for thread in self.threads.values():
            thread.start()
            thread.submit(Act(thread.terminal, thread.terminal.hardware.plug_in, quick=True))

    def stop(self) -> None:
        """Unplug everything; returns when it is done."""
        self.visitors.stop()
        for thread in self.threads.values():
            thread.stop()
        for thread in self.threads.values():
            if thread.ident:
                thread.join()
        self.kept.keep(self.table)
        self.kept.close()

    def begin(self, line: str) -> Begun | Answer:
        """Understand a line and put it into its terminal's queue, so that lines are done in the order they came."""
        try:
            if len(line) > LONGEST_LINE or "\n" in line:
                raise LineError(said("one_line", LONGEST_LINE))
            act = self.channel.understand(line)
        except LineError as error:
            why = of_error(error)
            self.log("", joined(": ", (line[:200], why)), "error")
            return Answer(False, why)
        return Begun(line, act, self.submit(act) if act.where else None)

    def end(self, begun: Begun) -> Answer:
        """Wait until a line is done. From any thread but a terminal's own."""
        line, act, future = begun.line, begun.act, begun.future
        answer = self.channel.done(act if future is None else replace(act, where=None, run=future.result))
        name = act.where.name if act.where else ""
        told = joined(": ", (line, answer.say)) if answer.say and not answer.ok else plain(line)
        self.log(name, told, "act" if answer.ok else "error")
        if act.where is None:
            self.tell_state()
            self.tell_tray()
        return answer

    def carry(self, act: Act) -> object:
        """Have an act done where its terminal lives, and wait for it."""
        if act.where is None:
            return act.run()
        return self.submit(act).result()

    def submit(self, act: Act) -> Future[object]:
        """Have an act done where its terminal lives."""
        assert act.where
        return self.threads[act.where.name].submit(act)

    def log(self, terminal: str, text: str, kind: str) -> None:
        """A line for the page's log. kind: act, error."""
        self.hub.send({"type": "log", "terminal": terminal, "text": text, "says": plain(text).says, "kind": kind})

    # --- lines of this front ------------------------------------------------------------------------------------------

    def _speed(self, given: list[Word]) -> Act:
        speed = one_of(given[0] if given else "nothing", SPEEDS, "what_speed")
        nothing_more(given, 1)

        def run() -> None:
            self.speed = speed
            for thread in self.threads.values():
                thread.set_speed(speed)

        return Act(None, run)

    def _autopilot(self, given: list[Word]) -> Act:
        what = one_of(given[0] if given else "nothing", ("start", "stop"), "what_autopilot")
        if what == "stop":
            nothing_more(given, 1)
            return Act(None, self.visitors.stop)
        voters = number(given, 1, "what_voters") if len(given) > 1 else MOST_VOTERS
        nothing_more(given, 2)
        if not voters:
            raise LineError(said("nobody_would_come"))

        def run() -> str:
            if self.state_of_the_desk() != "open":
                raise ActError(said("not_before_open"))
            return self.visitors.start(voters)

        return Act(None, run)

    def state_of_the_desk(self) -> object:
        """The state of the polls at the desk, as last shown on its screen."""
        return self._states.get(self.precinct.desk.name, {}).get("polls", "")

    def _mode(self) -> int:
        return MODES.get(str(self.state()["mode"]), OFFICIAL)

    def _nobody_comes_any_more(self) -> None:
        self.visitors.stop()
        self.visitors.wait()

    def _begin(self, given: list[Word]) -> Act:
        one_of(given[0] if given else "nothing", ("anew",), "what_begin")
        nothing_more(given, 1)
        return Act(None, self._begin_anew)

    # --- from the terminals' threads ----------------------------------------------------------------------------------

    def _looker(self, name: str, watching: Watching, tap: WireTap) -> Callable[[bool], None]:
        def look(force: bool) -> None:
            state = watching.look() | {"busy": self.threads[name].is_busy}
            tap.flush()
            if state != self._states.get(name):
                only_clock = {**state, "clock": ""} == {**self._states.get(name, {}), "clock": ""}
                self._states[name] = state
                if not only_clock or name == self.precinct.desk.name:
                    self.tell_state()

        return look

    def _teller(self, name: str) -> Callable[[str], None]:
        return lambda text: self.log(name, text, "error")

    def _slip_came(self, slip: Slip) -> None:
        if slip.slip == KEY:
            self.precinct.slip_came(slip.texts)
        self.tell_tray()

    # --- frames -------------------------------------------------------------------------------------------------------

    def tell_state(self) -> None:
        """Send what has changed about the precinct."""
        with self._lock:  # a state that is older than another is not sent after it
            state = self.state()
            if state == self._sent:
                return
            self._sent = state
            self.hub.send(state)
            before, self._sent_mode = self._sent_mode, str(state["mode"])
        if before != state["mode"]:
            if not state["mode"]:
                self.centre.clear(MODES[before])
                self.table.begin_anew()
                self.tell_state()
            else:
                self.precinct.mode = MODES[str(state["mode"])]
            self.tell_tray()

    def tell_tray(self) -> None:
        """Send the contents of the table."""
        with self._telling_tray:
            self.hub.send(self.tray())

    def tell_centre(self) -> None:
        """Send what the centre has."""
        self.hub.send(self.centre.as_data())

    def state(self) -> dict[str, object]:
        """A state frame."""
        box = self.table.in_box
        activations = len({slip.texts for slip in self.table.counted if slip.slip == ACTIVATION})
        paper = self.table.paper_given
        states: dict[str, dict[str, Any]] = dict(self._states)
        desk = states.get(self.precinct.desk.name, {})
        modes = [state["mode"] for state in states.values() if state["mode"]]
        opened = any(state["polls"] not in ("", "ready") for state in states.values())
        mode = modes[0] if modes else "official" if opened else ""
        to_come = self.table.to_come(mode == "training")
        return {
            "type": "state",
            "terminals": states,
            "box": {"ballots": len(box), "spoiled": self.table.spoiled, "slips": [slip.id for slip in box]},
            "counts": {"marked": activations + paper, "activations": activations, "paper": paper},
            "clock": desk.get("clock", ""),
            "speed": self.speed,
            "autopilot": {"running": self.visitors.running, "left": self.visitors.left, "to_come": to_come},
            "mode": mode,
        }

    def tray(self) -> dict[str, object]:
        """A tray frame: of the cards those that are of use in the mode."""
        is_training = self._mode() == TRAINING
        every = self.table.cards.values()
        cards = [card for card in every if card.for_training == is_training or card.kind == "foreign"]
        items: list[Item] = [*cards, *self.table.slips]
        return {"type": "tray", "items": [self._as_data(item) for item in items]}

    def _as_data(self, item: Item) -> dict[str, object]:
        said = activation_of(item, self.made.provisioned.precincts) if isinstance(item, Slip) else None
        return as_data(item) | ({"booth": said.booth} if said else {})

    def hello(self) -> list[Frame]:
        """What a browser that comes gets first."""
        frames: list[Frame] = [self._hello(), self.state(), self.tray(), self.centre.as_data()]
        for watching in self.watchings.values():
            frames.append(frame(DISPLAY, watching.number, 0, 0, Image.fromarray(watching.image)))
            rows = watching.hanging
            if len(rows):
                frames.append(frame(PAPER, watching.number, watching.piece, 0, to_image(rows).convert("1")))
        return frames

    def _hello(self) -> dict[str, object]:
        election = self.made.election
        contests = [
            {"title": contest.title, "options": [option.names for option in contest.options]}
            for contest in election.contests
        ]
        faults = [fault.as_data() for fault in FAULTS]
        return {
            "type": "hello", "day": self.made.day,
            "title": election.title, "precinct": self.precinct.provisioned.precincts[0].precinct,
            "date": str(election.date), "contests": contests, "faults": faults, "acts": self.channel.forms(),
            "terminals": [self._terminal(name) for name in self.channel.terminals],
        }  # fmt: skip

    def _terminal(self, name: str) -> dict[str, object]:
        acts = self.channel.terminals[name]
        mechanism = acts.hardware.printer.mechanism
        height, width = self.watchings[name].image.shape[:2]
        return {
            "name": name, "role": "desk" if acts.terminal in self.precinct.desks else "booth",
            "display": {"width": width, "height": height}, "keys": list(acts.hardware.keys.pins),
            "printer": {"width_dots": mechanism.width_dots, "cutter": mechanism.cutter},
        }  # fmt: skip


def as_data(item: Item) -> dict[str, object]:
    """A card or slip as the page gets it."""
    shown: dict[str, object] = {
        "id": item.id, "kind": item.kind, "title": item.title, "note": item.note, "where": item.where,
        "picture": f"/picture/{item.id.replace(' ', '-')}.png", "codes": len(item.texts),
    }  # fmt: skip
    if item.pin:
        shown["pin"] = item.pin
    if isinstance(item, Slip):
        shown |= {"slip": item.slip, "terminal": item.terminal, "number": item.number}
    return shown
