"""How long a terminal takes from a key or a touch to the first dot of its answer, and to the last one."""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.terminal import TerminalHardware
from simulator.people.hands import Hands

LIMIT_MS = 100  # VVSG 2.0 7.2-N
_SETTLE_MS = 600
_HELD_MS = 100


def by_key(hardware: TerminalHardware, name: str) -> tuple[float, float]:
    """(milliseconds from letting a key go to the first dot that the panel takes, to the last)."""
    return _answer(hardware, lambda: hardware.keys.press(name, _HELD_MS))


def by_touch(hands: Hands, words: str) -> tuple[float, float]:
    """The same from lifting the finger off the target with these words."""
    left, top, width, height = hands.screen.target(words) or (0, 0, 0, 0)
    return _answer(hands.hardware, lambda: hands.hardware.touch_panel.tap(left + width / 2, top + height / 2, _HELD_MS))


def _answer(hardware: TerminalHardware, act: Callable[[], None]) -> tuple[float, float]:
    bench, display = hardware.bench, hardware.display
    hardware.rest(_SETTLE_MS)
    let_go_us = bench.clock.now_us + _HELD_MS * 1000
    times: list[int] = []
    receive, dots = display.receive, display.dots_written

    def note(data: bytes) -> None:
        nonlocal dots
        receive(data)
        if display.dots_written != dots:
            dots = display.dots_written
            times.append(bench.clock.now_us)

    display.receive = note  # type: ignore[method-assign]
    act()
    hardware.rest(_SETTLE_MS)
    display.receive = receive  # type: ignore[method-assign]
    return (times[0] - let_go_us) / 1000, (times[-1] - let_go_us) / 1000
