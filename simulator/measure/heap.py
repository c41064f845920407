"""In how much heap a polling day lives on the emulated board.

`python -m simulator.measure.heap 160 156 152` plays a day in so many KiB each, and says which terminal's memory ran
out. With `frozen` among the arguments the firmware's modules lie in the image (`make frozen`), else in ROMFS.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from simulator.hardware.bench import TerminalStuck
from simulator.measure.acts import Day, day
from simulator.measure.emulated_board import M3, Core

BUDGETS = Path(__file__).with_name("heap_budgets.toml")
FROZEN = replace(M3, name="m3-frozen")


def budget() -> int:
    """KiB in which a day of the demo election has to live."""
    return int(tomllib.loads(BUDGETS.read_text("utf-8"))["demo_day"])


def full_in(kib: int, core: Core = M3) -> list[str]:
    """The terminals whose memory ran out on a day with so much heap, as far as the day went; none if it lived."""
    with day(core, heap_kib=kib) as today:
        try:
            today.boot()
            today.open()
            today.vote(0)
            today.close()
        except (TerminalStuck, AssertionError):
            if full := _full(today):
                return full
            raise  # something else is wrong
        return _full(today)


def _full(today: Day) -> list[str]:
    terminals = today.desk, today.booth
    return [at.name for at in terminals if "MemoryError" in at.hardware.bench.log.read_text(errors="replace")]


def main() -> None:
    core = FROZEN if "frozen" in sys.argv else M3
    for kib in (int(word) for word in sys.argv[1:] if word.isdigit()):
        full = full_in(kib, core)
        print(f"{core.name}, {kib} KiB: {'the memory ran out of ' + ', '.join(full) if full else 'a day lives'}")


if __name__ == "__main__":
    main()
