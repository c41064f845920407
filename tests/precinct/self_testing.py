"""A technician at the pages of a self-test, and what its slip says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from PIL import Image

from host_tools.formats import cose
from host_tools.formats.objects import Readiness
from simulator.people.slip_reader import codes_on
from simulator.people.words import words
from tests.precinct.day import Day, Terminal
from tests.precinct.slip_objects import object_of

CORNERS = ((12, 14), (88, 14), (12, 86), (88, 86))  # percent of width and height, where the crosses stand
READY, OPEN = "ready", "open"
KEYS = ("back", "down", "left", "ok", "right", "up")


def key_named(name: str, language: str) -> str:
    """A key in words. name: of the board."""
    return words("key_names", language).split()[KEYS.index(name)]


@dataclass
class Technician:
    """What somebody does at one self-test. dead_keys: nothing happens when they press these.

    silent_corners: they touch these crosses, and nothing happens. beside: dots by which they miss each cross.
    shows_code: they show the scanner a code.
    """

    day: Day
    at: Terminal
    dead_keys: Collection[str] = ()
    silent_corners: Collection[int] = ()
    shows_code: bool = True
    beside: dict[int, int] = field(default_factory=dict)

    def begins(self) -> None:
        """The first page, from the page of modes or, at open polls, from the chair's menu."""
        if self.at.hands.screen.shows(words("mode_choose", self.at.language)):
            self.at.chooses("action_self_test")
        else:
            self.day.menu(self.at, "self_test", self.day.role_cards[0])
        self.at.sees("self_test_text")
        while self.at.hands.screen.more_below:
            self.at.presses("down")
        self.at.presses("ok")

    def presses_every_key(self) -> None:
        names = sorted(self.at.hardware.keys.pins)
        self.at.sees("self_test_keys", ", ".join(key_named(name, self.at.language) for name in names))
        good = [name for name in names if name not in self.dead_keys]
        for name in good:
            self.at.presses(name)
        if self.dead_keys:
            self.at.presses(next(name for name in good if name != "back"))

    def touches_every_corner(self) -> None:
        panel = self.at.hardware.display
        if not self.at.hardware.touch_panel.absent:
            for number, (across, down) in enumerate(CORNERS):
                self.at.sees("touch_cross", number + 1, len(CORNERS))
                if number in self.silent_corners:
                    self.at.hardware.rest(500)
                    self.at.presses("up")
                else:
                    x = panel.width * across // 100 + self.beside.get(number, 0)
                    self.at.hands.touch((x, panel.height * down // 100))

    def shows_a_code(self) -> None:
        self.at.sees("self_test_scan")
        if self.shows_code:
            self.at.hands.scan("4870001234565")
        else:
            self.at.presses("ok")

    def works_through(self, scanner_answers: bool = True) -> None:
        """Every page up to the last one."""
        self.begins()
        self.presses_every_key()
        self.touches_every_corner()
        if scanner_answers:
            self.shows_a_code()

    def prints(self) -> Image.Image:
        self.at.leave_slips()
        self.at.presses("ok")
        return self.at.take_slip("readiness")


def said_on(slip: Image.Image, day: Day, number: int) -> Readiness:
    """What a slip says, with the terminal's own signature checked. number: 0 the desk, else a booth."""
    kind, data = object_of(codes_on(slip))
    signed = cose.verify1(data, bytes(day.device_key(number).verify_key))
    assert kind == "7" and signed is not None
    return Readiness.from_cbor(signed)
