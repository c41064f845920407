"""A person before the page: eyes that read the panels' dots in the browser, a mouse that drags, clicks and touches."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from simulator.people import screen_reader
from simulator.people.words import words
from tests.front.conftest import WAIT_MS

TOUCH_MS = 150  # of the terminal's time, however busy this computer is; shorter than 40 ms is no touch
expect.set_options(timeout=WAIT_MS)
SETTLE_MS = 700  # of the terminal's time: it sees the finger go, draws, and is locked for 300 ms
MOST_PAGES = 20


class Person:
    """Acts on the page alone; what a terminal shows is read from its canvas."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self.pictures = page, pictures
        self._taken: list[str] = []

    # --- looking --------------------------------------------------------------------------------------------------

    def screen(self, at: str) -> screen_reader.Screen:
        """What stands on a panel, from the dots on its canvas."""
        address = self.page.evaluate("name => document.querySelector(`.dots[data-terminal='${name}']`).toDataURL()", at)
        picture = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))).convert("RGB")
        return screen_reader.read(np.asarray(picture))

    def waits_for(self, at: str, name: str, language: str) -> None:
        """Until the words of an id have come onto the panel."""
        self.says(f'expect {at} screen "{words(name, language)}" within 120s')

    def picture(self, name: str) -> None:
        """Keep what the page looks like, and what was done."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png")
        log = self.page.locator(".command-lines li").all_text_contents()
        (self.pictures / f"{name}.txt").write_text("\n".join(log), encoding="utf-8")

    # --- acting ---------------------------------------------------------------------------------------------------

    def says(self, line: str) -> str:
        """A line of the command channel, over the page's own connection; returns the answer."""
        answer: dict[str, Any] = self.page.evaluate("line => tamga.act(line)", line)
        assert answer["ok"], f"{line}: {answer['say']}"
        return str(answer["say"])

    def types_line(self, line: str) -> None:
        """The same, typed into the page's command field."""
        self.opens("commands")
        self.page.fill(".command", line)
        self.page.press(".command", "Enter")
        self.answered()

    def opens(self, table: str) -> None:
        self.page.click(f"#tab-{table}")

    def heap(self, name: str) -> None:
        """Look at one heap of the tray."""
        self.opens("tray")
        self.page.click(f"[data-heap='{name}']")

    def brings(self, item: str, at: str) -> None:
        """Drag a card or slip of the tray before a scanner."""
        self.page.drag_and_drop(f"[data-item='{item}'] .card-body", f"[data-scanner='{at}']")

    def types_number(self, at: str, number: int) -> None:
        """A number of four digits, by a line in the command field; a long question has a page of its own before it."""
        self._settle(at)
        if not self.screen(at).target("1"):
            self.touches(at, "OK")
        self.types_line(f"{at} type {number:04d}")

    def types_pin(self, item: str) -> None:
        """The button on a card types its PIN where the card was shown."""
        self.page.click(f"[data-item='{item}'] .pin.ready")

    def touches(self, at: str, text: str) -> None:
        """Touch the target with these words, with the mouse, on further pages where it is not on this one."""
        for _ in range(MOST_PAGES):
            self._settle(at)
            screen = self.screen(at)
            if place := screen.target(text):
                return self._touch(at, place)
            if not screen.more_below:
                break
            self._touch(at, screen.target("▾") or (0, 0, 0, 0))
        raise AssertionError(f"{at}: nothing to touch says «{text}»: {screen.lines}")

    def _settle(self, at: str) -> None:
        """Nobody is quicker than the lock-out after a new page, nor than the picture is drawn here."""
        self.answered()
        self.says(f"{at} rest {SETTLE_MS}ms")
        self.says(f"{at} rest 1ms")  # its answer comes after the pictures of what was before
        self.answered()

    def _touch(self, at: str, place: screen_reader.Rectangle) -> None:
        panel = self.page.locator(f".dots[data-terminal='{at}']")
        box, left, top = panel.bounding_box(), place[0] + place[2] / 2, place[1] + place[3] / 2
        assert box
        scale = box["width"] / int(panel.get_attribute("width") or 0)
        self.page.mouse.move(box["x"] + left * scale, box["y"] + top * scale)
        self.page.mouse.down()
        self._stays_down(at)
        self.page.mouse.up()
        self.answered()

    def answered(self) -> None:
        """Whatever the page has said is done."""
        self.page.evaluate("tamga.answered()")

    def _stays_down(self, at: str) -> None:
        self.answered()
        self.says(f"{at} rest {TOUCH_MS}ms")

    def presses(self, at: str, *keys: str) -> None:
        """Keys of a terminal by the keyboard of whoever sits here, while its panel has the focus."""
        self.page.focus(f"[data-terminal='{at}'] .screen")
        for key in keys:
            self._settle(at)
            self.page.keyboard.down(key)
            self._stays_down(at)
            self.page.keyboard.up(key)
            self.answered()

    def takes_by_keys(self, at: str, text: str) -> None:
        """Move down to the words with the arrow, then Enter."""
        for _ in range(MOST_PAGES):
            self._settle(at)
            if screen_reader.fold(text) in self.screen(at).selection:
                return self.presses(at, "Enter")
            self.presses(at, "ArrowDown")
        raise AssertionError(f"{at}: the focus does not come to «{text}»: {self.screen(at).lines}")

    def takes_slip(self, at: str, kind: str) -> Locator:
        """The next slip of a kind that hangs from a printer, once it is cut; each is taken once."""
        known = "".join(f":not([data-thing='{slip}'])" for slip in self._taken)
        slip = self.page.locator(f"[data-terminal='{at}'] .strip.cut.slip-{kind}{known}").last
        name = slip.get_attribute("data-thing")
        assert name
        self._taken.append(name)
        return self.page.locator(f"[data-terminal='{at}'] .strip.cut[data-thing='{name}']")
