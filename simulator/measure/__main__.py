"""`make bench`: the terminal's times and memory, on the emulated board: with its processor's time, never without."""

from __future__ import annotations

import os

from rich.console import Console
from rich.table import Table

from simulator.measure import answers
from simulator.measure.acts import budgets, with_vote
from simulator.measure.acts import day as day_of
from simulator.measure.emulated_board import HEAP_KIB, M3
from simulator.measure.target import MEASURED, measure
from simulator.measure.target import rows as target_rows

console = Console()


def arithmetic(table: Table) -> None:
    """Each act of the arithmetic on the emulated boards, beside its floor if it has one."""
    for core, layer in MEASURED:
        name = f"{core.name} {layer}"
        for what, takes, bar, instructions in target_rows(name, measure(core, layer)):
            table.add_row(what, takes, bar, f"{instructions} instructions")
        table.add_section()


def day(table: Table) -> None:
    """One short day with the processor's time in the wire's clock, twice: for times, and for memory."""
    with day_of(M3) as today:
        today.boot()
        today.open()
        today.vote(0)
        today.close()
        known = budgets()
        for act in with_vote(today.acts):
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
    for core in answers.CORES:
        answers.show(core.name, answers.measured(core), table)
    table.add_section()
    day(table)
    console.print(table)


if __name__ == "__main__":
    main()
