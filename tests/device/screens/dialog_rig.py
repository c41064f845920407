"""A terminal with panel, touch glass and keys, and a firmware that asks one question after another."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.hardware.parts.ili_displays import BY_PROFILE
from simulator.hardware.parts.keys import Keys
from simulator.hardware.parts.xpt2046 import Xpt2046
from simulator.people import screen_reader
from simulator.people.screen_reader import Screen, fold
from tests.rig import IS_SMALL, Rig

PINS = {"up": 4, "down": 5, "left": 6, "right": 7, "back": 8, "ok": 38}
SMALL, UPRIGHT, FINE = "ili9341_320x240", "st7796_320x480", "ili9488_320x480"
MOST_PAGES = 6  # of letters
LARGE = 16  # of screens/layout.py
INVERSE, LOW = 1, 2  # of screens/themes.py
BACK, EXPIRED, NEXT = -1, -2, -3  # of screens/answers.py
FIRMWARE = """
    import asyncio, gc, json
    from machine import Pin, SPI
    from drivers import calibration
    from drivers.buttons import Buttons
    from drivers.display import Display
    from drivers.display_profiles import DISPLAYS
    from drivers.touch import Touch
    from screens.canvas import Canvas
    from screens.dialog import Dialog
    from screens.marking import Marking
    from text.font import Font
    from text.texts import Texts

    NAMES = ("up", "down", "left", "right", "back", "ok")
    with open("steps.json") as file:
        name, steps = json.load(file)
    profile = DISPLAYS[name]
    spi = SPI(2, profile["write_baudrate"])
    display = Display(spi, *[Pin(number, Pin.OUT, value=1) for number in (34, 33, 21, 47)], profile)
    buttons = Buttons({name: Pin(number, Pin.IN, Pin.PULL_UP) for name, number in zip(NAMES, (4, 5, 6, 7, 8, 38))})

    async def main():
        await display.start()
        touch = Touch(spi, Pin(46, Pin.OUT, value=1), Pin(3, Pin.IN, Pin.PULL_UP), calibration.nominal(profile),
                      profile["width"], profile["height"], profile["write_baudrate"])
        dialog = Dialog(Canvas(display, Font("text/font.bin")), buttons, Texts("common", "booth"), touch)
        marking = None
        for number, (method, arguments, options) in enumerate(steps):
            for option, value in options.items():
                setattr(dialog.texts if option == "language" else dialog, option, value)
            print("asking", number)
            if method == "restart":
                print("status", display.status())
                await display.start()
                dialog.canvas.forget()
                answer = None
            elif method == "heap":
                gc.collect()
                answer = gc.mem_alloc()
            elif method == "wait":
                answer = await dialog.pressed(dialog.show(*arguments))
            elif method == "mark":
                if not (marking and (marking.title, marking.lines) == tuple(arguments[:2])):
                    marking = Marking(dialog, *arguments[:2])
                answer = await marking.step(*arguments[2:])
                marking = marking if answer >= 0 else None
            elif method in ("show", "defaults"):
                answer = getattr(dialog, method)(*arguments) and None
                await asyncio.sleep_ms(1000)
            else:
                answer = await getattr(dialog, method)(*arguments)
            print("answer", number, json.dumps(answer))
        await asyncio.sleep_ms(10**8)

    asyncio.run(main())
"""


def question(method: str, *arguments: object, **options: object) -> list:
    """A call of the dialog. options: its attributes before it, or the language."""
    return [method, list(arguments), options]


# It compiles the sources itself, which no terminal does; what that takes does not get smaller with 32 bits.
_HEAP_KIB = 448 if IS_SMALL else 384


class DialogRig:
    """Asks its questions in order; the next one comes when one is answered."""

    def __init__(self, folder: Path, *questions: list, panel: str = UPRIGHT) -> None:
        self.rig = (
            Rig(folder, _HEAP_KIB).device("drivers", "screens", "text", "booth", "formats", "memory.py").main(FIRMWARE)
        )
        self.bench = self.rig.bench
        self.panel = BY_PROFILE[panel](0).connect(self.bench, 2, chip_select=34, data=33, reset=21, light=47)
        self.glass = Xpt2046(self.panel.width, self.panel.height, None).connect(
            self.bench, 2, chip_select=46, interrupt=3
        )
        self.keys = Keys(PINS, self.bench.set_pin)
        self.bench.add(self.keys)
        (self.rig.firmware / "steps.json").write_text(json.dumps([panel, questions]))
        self.bench.plug_in()
        self.asked(0)

    def asked(self, number: int) -> Screen:
        """Wait until this question stands on the panel, and has been there for long enough to be answered."""
        self.rig.run_until_printed(f"asking {number}", 60_000)
        return self.rest(400)

    def rest(self, duration_ms: int) -> Screen:
        self.rig.run_for(duration_ms)
        return self.screen

    @property
    def screen(self) -> Screen:
        return screen_reader.read(self.panel.image())

    def press(self, *names: str) -> Screen:
        for name in names:
            self.keys.press(name, 60)
            self.rest(120)
        return self.screen

    def tap(self, words: str) -> Screen:
        """Touch the target that says this, once the lock-out is over."""
        self.rest(350)
        place = self.screen.target(words)
        assert place, f"nothing to touch says {words}: {list(self.screen.targets)}"
        self.glass.tap(place[0] + place[2] / 2, place[1] + place[3] / 2)
        return self.rest(250)

    def type_letters(self, keys: str) -> None:
        """Touch these keys one after the other, on further pages where they are not on this one."""
        for key in keys:
            for _ in range(MOST_PAGES):
                if fold(key) not in self.screen.targets:
                    self.tap("▾")
            self.tap(key)

    @property
    def answers(self) -> list:
        return [json.loads(line.split(" ", 2)[2]) for line in self.rig.console if line.startswith("answer")]
