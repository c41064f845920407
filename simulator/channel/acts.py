"""What a person can do at one terminal, a line each. Every act is a method named in the table at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from host_tools.formats.definitions import Election
from simulator.channel.faults import FaultTable
from simulator.channel.lines import Nonsense, Word, duration_ms, nothing_more, number, one_of, time_of_day
from simulator.channel.things import QR, Thing, Things
from simulator.id_card import CODE_128
from simulator.precinct import OFFICIAL, TEST, TRAINING, PowerWentOff, Precinct, Terminal
from simulator.station import Station
from simulator.words import LANGUAGES, known, words

SHORTEST_TOUCH_US = 80_000  # what a quick finger stays
NEXT_PAGE, MOST_PAGES = "▾", 40
OPTION_OF_HASTE = 0  # whom `vote` chooses everywhere
Run = Callable[[], object]  # a text that it returns is the answer
MODES = {"official": OFFICIAL, "test": TEST, "training": TRAINING}


@dataclass(frozen=True)
class Act:
    """A line that has been understood. where: the terminal it is done at, None for the station as a whole.

    quick: done by a finger at once, without letting the terminal work for it.
    """

    where: Terminal | None
    run: Run
    quick: bool = False


class TerminalActs:
    """The acts at one terminal. Each takes the words behind its name and gives the act, or raises Nonsense."""

    def __init__(self, precinct: Precinct, things: Things, terminal: Terminal, election: Election | None) -> None:
        self.precinct, self.things, self.terminal, self.election = precinct, things, terminal, election
        self.faults = FaultTable(terminal.station)
        self._down_at_us: dict[str, int] = {}  # when each finger came down

    @property
    def station(self) -> Station:
        return self.terminal.station

    def act(self, given: list[Word]) -> Act:
        """The act of a line's words, of which the first is its name."""
        name, _, rest = _named(given)
        method = ACTS[name].method
        return Act(self.terminal, method(self, rest), ACTS[name].quick)

    # --- keys -----------------------------------------------------------------------------------------------------

    def press(self, given: list[Word]) -> Run:
        keys = [self._key(word) for word in given] or [self._key("")]

        def run() -> str:
            self.station.press(*keys)
            return self._still_on()

        return run

    def _key(self, word: str) -> str:
        if not word:
            raise Nonsense(f"which key? There are {', '.join(self.station.keys.pins)}")
        return one_of(word, list(self.station.keys.pins), "key")

    def hold(self, given: list[Word]) -> Run:
        key = self._key(given[0] if given else "")
        nothing_more(given, 1)

        def run() -> None:
            self._down(key)
            self.station.keys.hold(key)

        return run

    def release(self, given: list[Word]) -> Run:
        key = self._key(given[0] if given else "")
        nothing_more(given, 1)
        return lambda: self._lift(key, lambda: self.station.keys.release(key))

    def _down(self, finger: str) -> None:
        self._down_at_us[finger] = self.station.bench.clock.now_us

    def _lift(self, finger: str, lift: Callable[[], None]) -> None:
        """A finger stays as long as fingers do, by the terminal's clock: a busy computer may be behind the hand."""
        clock = self.station.bench.clock
        since_us = clock.now_us - self._down_at_us.pop(finger, 0)
        if self.station.bench.powered and 0 <= since_us < SHORTEST_TOUCH_US:
            clock.call_later(SHORTEST_TOUCH_US - since_us, lift)
        else:
            lift()

    def choose(self, given: list[Word]) -> Run:
        texts = self.texts(given)

        def run() -> str:
            try:
                self.station.choose(self._shown(texts) or texts[0])
            except AssertionError as trouble:
                return self._fail(str(trouble))
            return self._still_on()

        return run

    def type(self, given: list[Word]) -> Run:
        if given[:1] == ["pin"]:
            digits = self.thing(given[1:]).pin
            if not digits:
                raise Nonsense(f"{' '.join(given[1:])} has no PIN")
        else:
            digits = "".join(given)
            if not digits.isascii() or not digits.isdigit():
                raise Nonsense(f"only digits can be typed, or: type pin role chair; not {digits or 'nothing'}")

        def run() -> str:
            self.station.type_digits(digits)
            return self._still_on()

        return run

    # --- codes ----------------------------------------------------------------------------------------------------

    def scan(self, given: list[Word]) -> Run:
        texts, aim, _ = self._codes(given)

        def run() -> str:
            for text in texts():
                self.station.scan(text, aim)
            return self._still_on()

        return run

    def show(self, given: list[Word]) -> Run:
        texts, aim, part = self._codes(given)

        def run() -> str:
            codes = texts()
            if part >= len(codes):
                return self._fail(f"it bears {len(codes)} codes")
            self.station.scanner.show(codes[part], aim)
            return "" if len(codes) == 1 else f"code {part + 1} of {len(codes)}"

        return run

    def _codes(self, given: list[Word]) -> tuple[Callable[[], tuple[str, ...]], str, int]:
        """(what its codes say when the time has come, their kind, which of them is meant)."""
        if given and given[0] in ("text", "bars") and not given[0].quoted:
            text = " ".join(given[1:])
            if not text:
                raise Nonsense(f"which {given[0]}?")
            return (lambda: (text,)), QR if given[0] == "text" else CODE_128, 0
        part = 0
        if len(given) > 2 and given[-2] == "part":
            part = number(given, len(given) - 1, "part") - 1
            given = given[:-2]
        name = " ".join(given)
        aim = QR if name.startswith("slip") else self.thing(given).aim
        return (lambda: self._texts_of(self.find(name))), aim, part

    def _texts_of(self, thing: Thing) -> tuple[str, ...]:
        self.things.held.add(thing.id)
        return thing.texts if thing.texts else (self._fail(f"{thing.id} bears no code"),)

    def thing(self, given: list[Word]) -> Thing:
        """A card or slip by its name."""
        if not given:
            raise Nonsense("which card or slip? For example: card 17, role chair, key 3, slip 4")
        return self.find(" ".join(given))

    def find(self, name: str) -> Thing:
        """Slips come and go, so they are looked for when they are needed."""
        found = self.things.find(name)
        if isinstance(found, str):
            raise Nonsense(found)
        return found

    # --- touch ----------------------------------------------------------------------------------------------------

    def touch(self, given: list[Word]) -> Run:
        if len(given) == 2 and not any(word.quoted for word in given) and given[0].isdigit():
            at = self._point(given)

            def tap() -> str:
                self.station.touch(at)
                return self._still_on()

            return tap
        texts = self.texts(given)

        def run() -> str:
            try:
                self._touch_words(self._shown(texts) or texts[0])
            except AssertionError as trouble:
                return self._fail(str(trouble))
            return self._still_on()

        return run

    def _touch_words(self, text: str) -> None:
        """Touch what says this, on a later page too."""
        for _ in range(MOST_PAGES):
            screen = self.station.screen
            if screen.target(text) or not screen.target(NEXT_PAGE):
                break
            self.station.touch(NEXT_PAGE)
        self.station.touch(text)

    def touch_down(self, given: list[Word]) -> Run:
        x, y = self._point(given)

        def run() -> None:
            self._down("glass")
            self._glass().finger_down(x, y)

        return run

    def touch_move(self, given: list[Word]) -> Run:
        x, y = self._point(given)
        return lambda: self._glass().finger_move(x, y)

    def touch_up(self, given: list[Word]) -> Run:
        nothing_more(given, 0)
        return lambda: self._lift("glass", self._glass().finger_up)

    def _point(self, given: list[Word]) -> tuple[int, int]:
        width, height = self.station.display.width, self.station.display.height
        x, y = number(given, 0, "number of dots from the left"), number(given, 1, "number of dots from the top")
        nothing_more(given, 2)
        if x >= width or y >= height:
            raise Nonsense(f"the display has {width} x {height} dots: {x} {y} is outside")
        return x, y

    def _glass(self) -> Any:
        glass = getattr(self.station, "touch_panel", None)
        if glass is None:
            raise Nonsense(f"{self.terminal.name} has no touch glass")
        return glass

    # --- supply, faults, paper, time ------------------------------------------------------------------------------

    def plug(self, given: list[Word]) -> Run:
        nothing_more(given, 0)

        def run() -> str:
            if self.station.bench.powered:
                return self._fail(f"{self.terminal.name} is plugged in already")
            self.station.plug_in()
            return ""

        return run

    def pull_plug(self, given: list[Word]) -> Run:
        nothing_more(given, 0)

        def run() -> str:
            if not self.station.bench.powered:
                return self._fail(f"{self.terminal.name} has no power already")
            self.station.pull_plug()
            return ""

        return run

    def fault(self, given: list[Word]) -> Run:
        if given == ["off"]:
            return lambda: self.faults.mend()
        part, name = (*given, "", "")[:2]
        known_parts = one_of(part or "nothing", self.faults.parts, "part")
        if (known_parts, name) not in self.faults.faults:
            raise Nonsense(self.faults.set(part, name, ""))
        value = " ".join(given[2:])

        def run() -> str:
            trouble = self.faults.set(part, name, value)
            return self._fail(trouble) if trouble else ""

        return run

    def tear(self, given: list[Word]) -> Run:
        nothing_more(given, 0)
        return lambda: self.station.printer.tear()

    def load_paper(self, given: list[Word]) -> Run:
        length_mm = number(given, 0, "length in millimetres") if given else None
        printer = self.station.printer
        return lambda: printer.load_paper(length_mm) if length_mm else printer.load_paper()

    def rest(self, given: list[Word]) -> Run:
        time_ms = duration_ms(given[0] if given else "1s")
        nothing_more(given, 1)

        def run() -> str:
            self.station.rest(time_ms)
            return self._still_on()

        return run

    # --- officials ------------------------------------------------------------------------------------------------

    def open(self, given: list[Word]) -> Run:
        mode = MODES[one_of(given[0] if given else "official", list(MODES), "mode")]

        def run() -> str:
            self.terminal.leave_slips()
            self.precinct.open(self.terminal, mode)
            return ""

        return run

    def close(self, given: list[Word]) -> Run:
        nothing_more(given, 0)

        def run() -> str:
            self.terminal.leave_slips()
            if self.terminal is self.precinct.desk:
                self.precinct.close_desk()
            else:
                self.precinct.close_booth(self.precinct.booths.index(self.terminal) + 1)
            return ""

        return run

    def suspend(self, given: list[Word]) -> Run:
        nothing_more(given, 0)

        def run() -> None:
            self.terminal.leave_slips()
            self.precinct.suspend(self.terminal)

        return run

    def resume(self, given: list[Word]) -> Run:
        nothing_more(given, 0)

        def run() -> None:
            self.terminal.leave_slips()
            self.precinct.resume_voting(self.terminal)

        return run

    def until(self, given: list[Word]) -> Run:
        minutes = time_of_day(given[0] if given else "nothing")
        nothing_more(given, 1)
        return lambda: self.precinct.until(self.terminal, minutes)

    def mark(self, given: list[Word]) -> Run:
        language, names = self._haste(given)
        return lambda: self.precinct.choose_ballot(self.terminal, language, names)

    def vote(self, given: list[Word]) -> Run:
        language, names = self._haste(given)

        def run() -> None:
            self.precinct.choose_ballot(self.terminal, language, names)
            self.terminal.presses("ok")
            self.terminal.sees("compare", language=language)

        return run

    def _haste(self, given: list[Word]) -> tuple[str, list[str]]:
        """(language, name of the first option of each contest in it)."""
        language = one_of(given[0] if given else "ru", LANGUAGES, "language")
        nothing_more(given, 1)
        if self.election is None or self.terminal is self.precinct.desk:
            raise Nonsense(f"nobody votes at {self.terminal.name}")
        return language, [contest.options[OPTION_OF_HASTE].names[language] for contest in self.election.contests]

    def cast(self, given: list[Word]) -> Run:
        nothing_more(given, 0)

        def run() -> str:
            language = next((each for each in LANGUAGES if self._shown([words("compare", each)])), "")
            if not language:
                return self._fail(f"{self.terminal.name} does not ask to compare the paper")
            self.terminal.presses("ok")
            self.terminal.sees("cast_done", language=language)
            return ""

        return run

    def clear(self, given: list[Word]) -> Run:
        nothing_more(given, 0)
        return lambda: self.precinct.clear_test(self.terminal)

    # --- what several need ----------------------------------------------------------------------------------------

    def texts(self, given: list[Word]) -> list[str]:
        """The words that are meant: those given, or those of `id:name values…` in each language."""
        if not given:
            raise Nonsense("which words?")
        if given[0].quoted or not given[0].startswith("id:"):
            return [" ".join(given)]
        name, values = given[0].removeprefix("id:"), given[1:]
        if name not in known():
            raise Nonsense(f"no words have the id {name}")
        order = sorted(LANGUAGES, key=lambda language: language != self.terminal.language)
        return list(dict.fromkeys(words(name, language, *values) for language in order))

    def _shown(self, texts: list[str]) -> str | None:
        """Which of the texts stands on the screen."""
        screen = self.station.screen
        return next((text for text in texts if screen.shows(text)), None)

    def _still_on(self) -> str:
        """The power may go while a key is pressed; the press was done all the same."""
        return "" if self.station.bench.powered else f"{self.terminal.name} lost its power"

    def _fail(self, why: str) -> str:
        raise ActFailed(why)


class ActFailed(Exception):
    """An act could not be done, or something expected was not so. The message says what stands there instead."""


def _named(given: list[Word]) -> tuple[str, str, list[Word]]:
    """(name in ACTS, its first word, the words behind it)."""
    two = " ".join(given[:2])
    if two in ACTS and not any(word.quoted for word in given[:2]):
        return two, given[0], given[2:]
    if given and given[0] in ACTS and not given[0].quoted:
        return given[0], given[0], given[1:]
    raise Nonsense(f"no such act: {given[0] if given else 'nothing'}; help lists them all")


@dataclass(frozen=True)
class Entry:
    """How an act is said, what it does, its method."""

    form: str
    what: str
    method: Callable[[TerminalActs, list[Word]], Run]
    quick: bool = False


_A = TerminalActs
ACTS: dict[str, Entry] = {
    "press": Entry("press KEY…", "press keys one after the other, as people do", _A.press),
    "hold": Entry("hold KEY", "put a finger on a key; before power comes it is stuck", _A.hold, True),
    "release": Entry("release KEY", "take the finger off", _A.release, True),
    "touch": Entry('touch "WORDS" | touch X Y', "tap where the words stand, on a later page too, or a dot", _A.touch),
    "touch-down": Entry("touch-down X Y", "put a finger on the glass", _A.touch_down, True),
    "touch-move": Entry("touch-move X Y", "move it", _A.touch_move, True),
    "touch-up": Entry("touch-up", "lift it", _A.touch_up, True),
    "choose": Entry('choose "WORDS"', "move to the line with these words by keys, press OK", _A.choose),
    "type": Entry("type DIGITS | type pin CARD", "type digits, or a card's PIN", _A.type),
    "scan": Entry("scan CARD | SLIP | text T | bars T", "hold it before the scanner, code by code", _A.scan),
    "show": Entry("show CARD | SLIP [part N] | …", "hold one code before the scanner at once", _A.show, True),
    "plug": Entry("plug", "plug the terminal in", _A.plug, True),
    "pull plug": Entry("pull plug", "take its power away, now", _A.pull_plug, True),
    "fault": Entry("fault PART NAME [VALUE] | fault off", "break something, or mend everything", _A.fault, True),
    "tear": Entry("tear", "tear the paper off at the blade", _A.tear, True),
    "load paper": Entry("load paper [MM]", "put a new roll in", _A.load_paper, True),
    "rest": Entry("rest TIME", "let time go by: 2s, 300ms, 3min", _A.rest),
    "open": Entry("open [test|training]", "chair and member open the polls here", _A.open),
    "close": Entry("close", "chair and member close the polls here", _A.close),
    "suspend": Entry("suspend", "the chair suspends voting here", _A.suspend),
    "resume": Entry("resume", "chair and member go on here", _A.resume),
    "until": Entry("until HH:MM", "nobody watches until then: this terminal's clock moves on", _A.until, True),
    "mark": Entry("mark [kk|ru|en]", "from the language page to the review, the first option everywhere", _A.mark),
    "vote": Entry("vote [kk|ru|en]", "from the language page to the paper, the first option everywhere", _A.vote),
    "cast": Entry("cast", "the paper is right: cast", _A.cast),
    "clear": Entry("clear", "erase a test or a training here", _A.clear),
}

__all__ = ("ACTS", "Act", "ActFailed", "Entry", "PowerWentOff", "TerminalActs")
