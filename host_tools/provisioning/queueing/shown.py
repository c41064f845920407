"""A station's times and its day as tables, the same for the plan and for the bench."""

from __future__ import annotations

from statistics import median

from rich.table import Table

from host_tools.provisioning.queueing.advice import DAYS
from host_tools.provisioning.queueing.arrivals import HOUR_S
from host_tools.provisioning.queueing.day import HIGH, Day, Queue, Station, high
from host_tools.provisioning.queueing.times import BARS_S, Stage

NAMES = ("desk", "booth")


def clock(seconds: float) -> str:
    """A time of day from seconds after midnight."""
    minutes = int(seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def last(day: Day) -> str:
    """When the last voter is done."""
    return f"the last voter is done at {clock(day.last_s)}, {day.after_closing_s / 60:.0f} min after the end of voting"


def held(name: str, stage: Stage) -> bool:
    """Whether 95 % of the measured voters are within the stage's bar."""
    return high(stage.seconds) <= BARS_S[name]


def parts(stages: dict[str, Stage]) -> Table:
    """Seconds per voter by part, each stage's sum with its bar, and what people take beside it."""
    table = Table("seconds per voter", "median", f"{HIGH:.0%}", "bar", title="measured on the simulated parts")
    for column in table.columns[1:]:
        column.justify = "right"
    for name in NAMES:
        stage = stages[name]
        for part, found in stage.parts.items():
            table.add_row(f"{name}: {part}", f"{median(found):.1f}", f"{high(found):.1f}", "")
        bar = f"{BARS_S[name]:g} {'held' if held(name, stage) else 'NOT HELD'}"
        table.add_row(f"{name}: all of it", f"{median(stage.seconds):.1f}", f"{high(stage.seconds):.1f}", bar)
        table.add_row("  of it the processor (emulated M3)", f"{stage.processor:.2f}", "", "")
        table.add_row("  people beside it, mean (setting)", f"{stage.people:.0f}", "", "", end_section=True)
    return table


def places(station: Station, worst: Day, formula: tuple[int, int], limit_minutes: float) -> Table:
    """Places and waits of both stages."""
    table = Table(
        "", "s each", "terminal", "formula", "places", "mean min", f"{HIGH:.0%} min", "late", "most",
        title=f"the worst of {DAYS} simulated days",
        caption=f"s each: per voter; terminal: of it measured; formula: places for busy hours; mean, {HIGH:.0%}: "
        f"waits; late: waited over {limit_minutes:g} min; most: waited at once",
    )  # fmt: skip
    rows = (
        ("desks", station.desk, formula[0], station.desks, worst.desks),
        ("booths", station.booth, formula[1], station.booths, worst.booths),
    )
    for name, stage, needed, count, waited in rows:
        table.add_row(
            name, f"{stage.total_s:.0f}", f"{stage.machine_s:.1f}", str(needed), str(count),
            f"{waited.mean_s / 60:.1f}", f"{waited.high_s / 60:.1f}", f"{waited.longer_share:.1%}", str(waited.longest),
        )  # fmt: skip
    return table


def hours(day: Day) -> Table:
    """Voters who came in each hour, and the longest queues in it."""
    table = Table("hour", "came", "longest at desks", "at booths", title="the same day by hour")
    for column in table.columns[1:]:
        column.justify = "right"
    desks, booths = day.desks.longest_by(), day.booths.longest_by()
    for begin in sorted({*desks, *booths}):
        came = _came(day.desks, begin)
        table.add_row(clock(begin), str(came), str(desks.get(begin, 0)), str(booths.get(begin, 0)))
    return table


def _came(queue: Queue, begin: float) -> int:
    return sum(begin <= at < begin + HOUR_S for at in queue.came)
