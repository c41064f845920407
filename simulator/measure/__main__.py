"""`make bench`: the terminal's times and memory, on the emulated board: with its processor's time, never without."""

from __future__ import annotations

import os
from functools import partial

from rich.console import Console
from rich.table import Table

from simulator.measure import answers as answers_of
from simulator.measure import look_up
from simulator.measure.acts import budgets
from simulator.measure.acts import day as day_of
from simulator.measure.emulated_board import HEAP_KIB, M3
from simulator.measure.target import MEASURED, measure
from simulator.measure.target import rows as target_rows
from simulator.people.precinct import Precinct

console = Console()


def arithmetic(table: Table) -> None:
    """Each act of the arithmetic on the emulated boards, beside its floor if it has one."""
    for core, layer in MEASURED:
        name = f"{core.name} {layer}"
        for what, takes, bar, instructions in target_rows(name, measure(core, layer)):
            table.add_row(what, takes, bar, f"{instructions} instructions")
        table.add_section()


def roll(table: Table) -> None:
    done = look_up.traces()
    for flash in (look_up.SERIAL_20_MHZ, look_up.QUAD_80_MHZ):
        table.add_row(
            f"find a voter among {look_up.VOTERS:,}, dearest of {look_up.CARDS} cards, {flash.name}",
            f"{look_up.worst_ms(flash, done):.1f} ms of flash",
            f"{look_up.LIMIT_MS} ms allowed",
            "",
        )


def day(table: Table) -> None:
    """One short day with the processor's time in the wire's clock, twice: for times, and for memory."""
    with day_of(M3) as today:
        today.boot()
        today.open()
        code = today.precinct.check_in(today.labels[1], 1)
        answers(table, today.precinct, code)
        stored = cast_ms(today.precinct, code)
        table.add_row("key *cast* to stored and read back on both chips", f"{stored:.1f} ms", "75 ms allowed", "")
        today.vote(0)
        today.close()
        known = budgets()
        for act in today.acts:
            bar = known.get(act.name, {}).get("bar_ms")
            table.add_row(
                f"{act.name}: the processor", f"{act.processor_ms:,.0f} ms", f"{bar:,.0f} ms allowed" if bar else "",
                f"longest piece {act.longest_ms:,.0f} ms, {act.collections} collections",
            )  # fmt: skip
    table.add_section()
    memory(table)


def memory(table: Table) -> None:
    """What each role holds at most, and the least that its largest free piece was."""
    os.environ["TAMGA_MEASURE_HEAP"] = "1"
    try:
        with day_of(M3) as today:
            today.boot()
            today.open()
            today.vote(0)
            today.close()
            for at in (today.desk, today.booth):
                lines = at.hardware.bench.log.read_text().splitlines()
                heap = [[int(number) for number in line.split()[1:]] for line in lines if line.startswith("heap ")]
                used, room = max(used for used, _ in heap), min(room for _, room in heap)
                table.add_row(
                    f"{at.name}: most memory in use after a collection", f"{used / 1024:.0f} KiB",
                    f"{HEAP_KIB} KiB heap", f"largest free piece at least {room / 1024:.0f} KiB",
                )  # fmt: skip
    finally:
        del os.environ["TAMGA_MEASURE_HEAP"]


def answers(table: Table, precinct: Precinct, code: str) -> None:
    """A voter looks around in the booth and leaves with a good slip: what each key and touch takes to show."""
    at = precinct.booth(1)
    precinct.idle(at)
    at.hands.scan(code)
    at.sees("language", language="kk")
    acts = [
        ("key *down* moves the focus", partial(answers_of.by_key, at.hardware, "down")),
        ("key *right* changes the contrast", partial(answers_of.by_key, at.hardware, "right")),
        ("key *left* changes the size", partial(answers_of.by_key, at.hardware, "left")),
        ("key *left* again", partial(answers_of.by_key, at.hardware, "left")),
        ("a touch opens the first contest", partial(answers_of.by_touch, at.hands, "Русский")),
        ("a touch turns the page", partial(answers_of.by_touch, at.hands, "▾")),
    ]
    for what, act in acts:
        first, last = act()
        table.add_row(
            f"{what}: let go to first dot, to last dot", f"{first:.0f} ms, {last:.0f} ms",
            f"{answers_of.LIMIT_MS} ms allowed", "",
        )  # fmt: skip
    at.presses("back", "back")
    precinct.idle(at)


def cast_ms(precinct: Precinct, code: str) -> float:
    """From letting the cast key go to the last flash operation of the cast, by the chips' own clock."""
    at = precinct.booth(1)
    precinct.idle(at)
    at.hands.scan(code)
    precinct.choose_ballot(at, "ru", ["Косеев", "Да", "Нет"])
    at.presses("ok")
    at.sees("compare", language="ru")
    at.take_slip("code")
    bench, chips = at.hardware.bench, at.hardware.chips
    at.hardware.rest(400)
    at.hardware.keys.press("ok", 100)
    at.hardware.bench.clock.advance_to(bench.clock.now_us)
    released_us = bench.clock.now_us + 100_000
    before = sum(chip.operations for chip in chips)
    last_us = released_us

    def is_done() -> bool:
        nonlocal before, last_us
        now = sum(chip.operations for chip in chips)
        if now != before:
            before, last_us = now, bench.clock.now_us
        return at.has_slip()

    at.hardware.wait(is_done)
    at.take_slip("code")
    at.take_slip("ballot")
    return (last_us - released_us) / 1000


def main() -> None:
    table = Table(
        "what",
        "measured",
        "allowed",
        "",
        title="Terminal on an emulated Cortex-M, 125 million instructions a second, its time in the wire's clock",
    )
    for column in table.columns[1:]:
        column.justify = "right"
    arithmetic(table)
    roll(table)
    day(table)
    console.print(table)


if __name__ == "__main__":
    main()
