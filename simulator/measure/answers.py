"""How long a terminal takes from a key or a touch to the first dot of its answer, and to the last one; and from the key
*cast* to a ballot that is stored and was read back on both chips.

`python -m simulator.measure.answers` shows it on each emulated board; with `--record` what was measured becomes the
budgets. Bars are people's; a test holds them. An aim is a bar that is not met yet.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from simulator.hardware.terminal import TerminalHardware
from simulator.measure.acts import SELECTIONS, day
from simulator.measure.emulated_board import M3, M4, Core
from simulator.people.hands import Hands
from simulator.people.precinct import Precinct

BUDGETS = Path(__file__).with_name("answers_budgets.toml")
CORES = (M3, M4)
CAST = "key cast: stored and read back on both chips"
_SETTLE_MS = 600
_HELD_MS = 100
# Contacts that come back at once and part for good after 4 ms. Between which of the usual bounces the firmware's first
# look falls depends on microseconds, and a look later is 5 ms later.
_FLIPS_US = (0, 10, 4000)


@dataclass(frozen=True)
class Answer:
    """Milliseconds from letting go to the first dot that the panel takes and to the last, or both to the last
    operation of the chips; and garbage collections from letting go to the end of the wait."""

    name: str
    first_ms: float
    last_ms: float
    collections: int


def measured(core: Core) -> list[Answer]:
    """A voter looks around in the booth and leaves with a good slip; the next one casts a ballot."""
    with day(core) as today:
        today.boot()
        today.open()
        code = today.precinct.check_in(today.labels[1], 1)
        today.booth.hardware.keys.flips_us = _FLIPS_US
        return [*_looking_around(today.precinct, code), _cast(today.precinct, code)]


def _looking_around(precinct: Precinct, code: str) -> list[Answer]:
    at = precinct.booth(1)
    precinct.idle(at)
    at.hands.scan(code)
    at.sees("language", language="kk")
    acts: list[tuple[str, Callable[[str], Answer]]] = [
        ("key down moves the focus", partial(_by_key, at.hardware, "down")),
        ("key right changes the contrast", partial(_by_key, at.hardware, "right")),
        ("key left changes the size", partial(_by_key, at.hardware, "left")),
        ("key left again", partial(_by_key, at.hardware, "left")),
        ("a touch opens the first contest", partial(_by_touch, at.hands, "Русский")),
        ("a touch turns the page", partial(_by_touch, at.hands, "▾")),
    ]
    found = [act(name) for name, act in acts]
    at.presses("back", "back")
    precinct.idle(at)
    return found


def _by_key(hardware: TerminalHardware, key: str, name: str) -> Answer:
    return _answer(hardware, lambda: hardware.keys.press(key, _HELD_MS), name)


def _by_touch(hands: Hands, words: str, name: str) -> Answer:
    left, top, width, height = hands.screen.target(words) or (0, 0, 0, 0)
    tap = partial(hands.hardware.touch_panel.tap, left + width / 2, top + height / 2, _HELD_MS)
    return _answer(hands.hardware, tap, name)


def _answer(hardware: TerminalHardware, act: Callable[[], None], name: str) -> Answer:
    bench, display = hardware.bench, hardware.display
    hardware.rest(_SETTLE_MS)
    let_go_us, collections = bench.clock.now_us + _HELD_MS * 1000, bench.work.collections
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
    first, last = ((at - let_go_us) / 1000 for at in (times[0], times[-1]))
    return Answer(name, first, last, bench.work.collections - collections)


def _cast(precinct: Precinct, code: str) -> Answer:
    """Up to the last operation of the chips before the slip is cut."""
    at = precinct.booth(1)
    at.hands.scan(code)
    precinct.choose_ballot(at, "ru", list(SELECTIONS))
    at.presses("ok")
    at.sees("compare", language="ru")
    at.take_slip("code")
    bench, chips = at.hardware.bench, at.hardware.chips
    at.hardware.rest(_SETTLE_MS)
    let_go_us, collections = bench.clock.now_us + _HELD_MS * 1000, bench.work.collections
    last_us, stored_collections = 0, 0

    def note(deselect: Callable[[], None]) -> None:
        nonlocal last_us
        deselect()
        last_us = bench.clock.now_us

    def is_said() -> bool:
        nonlocal stored_collections
        stored_collections = stored_collections or (bench.work.collections if last_us else 0)
        return at.has_slip()

    for chip in chips:
        chip.deselect = partial(note, chip.deselect)  # type: ignore[method-assign]
    at.hardware.keys.press("ok", _HELD_MS)
    at.hardware.wait(is_said)
    for chip in chips:
        del chip.deselect
    at.take_slip("ballot")
    stored_ms = (last_us - let_go_us) / 1000
    return Answer(CAST, stored_ms, stored_ms, stored_collections - collections)


def budgets() -> dict[str, dict[str, dict[str, float]]]:
    """By core and act: first_ms, last_ms, collections, and their bars."""
    return tomllib.loads(BUDGETS.read_text(encoding="utf-8")) if BUDGETS.exists() else {}


def record(found: dict[str, list[Answer]]) -> None:
    """Make what was measured the budgets; bars and cores that were not measured stay."""
    before = budgets()
    lines = [
        "# Milliseconds from letting a key or the glass go to the answer, on each emulated board, written by",
        "# `python -m simulator.measure.answers --record`; and what they may be (bars), which people decide.",
    ]
    for core in (core.name for core in CORES):
        lines += ["", f"[{core}]"]
        rows = {one.name: _figures(one) for one in found.get(core, [])} or before.get(core, {})
        for name, figures in rows.items():
            known = before.get(core, {}).get(name, {})
            bars = {key: value for key, value in known.items() if "bar" in key or "aim" in key}
            said = ", ".join(f"{key} = {value:g}" for key, value in {**figures, **bars}.items())
            lines.append(f'"{name}" = {{ {said} }}')
    BUDGETS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _figures(one: Answer) -> dict[str, float]:
    return {"first_ms": round(one.first_ms, 1), "last_ms": round(one.last_ms, 1), "collections": one.collections}


def show(core: str, answers: list[Answer], table: Table) -> None:
    """A row for each answer."""
    for one in answers:
        known = budgets().get(core, {}).get(one.name, {})
        allowed = ", ".join(
            f"{known[key]:g}" + " (not met)" * ("aim" in key)
            for key in ("first_bar_ms", "first_aim_ms", "last_bar_ms", "last_aim_ms")
            if key in known
        )
        table.add_row(
            f"{core}: {one.name}: first dot, last dot" if one.name != CAST else f"{core}: {one.name}",
            f"{one.first_ms:.0f}, {one.last_ms:.0f} ms" if one.name != CAST else f"{one.last_ms:.0f} ms",
            f"{allowed} ms" if allowed else "", f"{one.collections} collections",
        )  # fmt: skip


def main() -> None:
    found = {core.name: measured(core) for core in [core for core in CORES if core.name in sys.argv] or CORES}
    if "--record" in sys.argv:
        record(found)
    table = Table("answer", "measured", "allowed", "")
    for core, answers in found.items():
        show(core, answers, table)
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
