"""A terminal with nothing but its panel, and a firmware that shows one page after another."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.parts.st7796_display import St7796Display
from simulator.screen_reader import Screen, read
from tests.rig import Rig

FIRMWARE = """
    import asyncio, json
    from machine import Pin, SPI
    from drivers.display import Display
    from drivers.display_profiles import PROFILES
    from screens.canvas import Canvas
    from text.font import Font

    pins = [Pin(number, Pin.OUT) for number in (34, 33, 21, 47)]
    display = Display(SPI(2, 40_000_000), *pins, PROFILES["st7796_480x320"])
    canvas = Canvas(display, Font("text/font.bin"))

    async def main():
        print("started", await display.start())
        with open("pages.json") as pages:
            for number, line in enumerate(pages):
                page = json.loads(line)
                if page == "forget":
                    canvas.forget()
                elif page == "status":
                    print("status", display.status())
                elif page == "start":
                    print("started", await display.start())
                else:
                    page["lines"] = [tuple(line) if isinstance(line, list) else line for line in page["lines"]]
                    print("pages", canvas.show(**page))
                print("shown", number)
                await asyncio.sleep_ms(1000)
        await asyncio.sleep_ms(10**9)

    asyncio.run(main())
"""


class PageRig(Rig):
    """`steps` are pages, as arguments of Canvas.show, or "forget", "status", "start" (the panel again)."""

    def __init__(self, folder: Path, steps: list[dict | str], seed: int = 0) -> None:
        super().__init__(folder)
        self.panel = St7796Display(seed).connect(self.bench, 2, chip_select=34, data=33, reset=21, light=47)
        self.device("drivers", "screens", "text").main(FIRMWARE)
        pages = "".join(json.dumps(step, ensure_ascii=False) + "\n" for step in steps)
        (self.firmware / "pages.json").write_text(pages)

    def step(self, number: int) -> Screen:
        """Run until this step is done; what then stands on the panel."""
        self.run_until_printed(f"shown {number}")
        return read(self.panel.image())


def page(title: str, *lines: object, **options: object) -> dict:
    """Arguments of Canvas.show."""
    return {"title": title, "lines": list(lines), **options}
