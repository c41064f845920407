"""`make bench-voters`: seconds per voter by stage, and a polling day of 3,000 voters with them, beside the formula.

Measured on a sample of voters (`simulator/measure/voters.py`); the day is simulated as queues with these times and
arrivals by the hour (`host_tools/provisioning/queueing`), by the same code as `tamga plan queue`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from rich.console import Console
from rich.table import Table

from host_tools.provisioning.queueing import advice, shown, times
from host_tools.provisioning.queueing.day import Station
from host_tools.provisioning.queueing.forecast import ABOVE_S, COMPARED_DAYS, compared
from host_tools.provisioning.queueing.times import RECORDED, SLACK_S, TOLERANCE, Data, Stage
from simulator.measure import voters

SEED = 1


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voters", type=int, default=3_000, help="listed, who all come")
    parser.add_argument("--electronic", type=float, default=100, help="per cent of them who choose a booth")
    parser.add_argument("--desks", type=int, help="else as many as the plan advises")
    parser.add_argument("--booths", type=int, help="the same")
    parser.add_argument("--sample", type=int, default=voters.SAMPLE, help="voters that are measured")
    parser.add_argument("--recorded", action="store_true", help="with the recorded times, nothing is measured")
    parser.add_argument("--record", action="store_true", help="make what is measured the plan's data")
    return parser.parse_args(words)


def record(found: Data) -> None:
    """Make what was measured the plan's data."""
    lines = [
        "# Seconds per voter at desk and booth, one number per voter of the sample, and the share of the processor, an",
        "# emulated Cortex-M3. Written by `make bench-voters RECORD=1`, never by hand.",
        f"words = {found['words']}  # that a voter reads",
    ]
    for name in shown.NAMES:
        lines += ["", f"[{name}]", f"processor = {found[name]['processor']}", "", f"[{name}.stages]"]
        lines += [f'"{part}" = {seconds}' for part, seconds in found[name]["stages"].items()]
    RECORDED.write_text("\n".join(lines) + "\n", encoding="utf-8")


def differences(found: dict[str, Stage], recorded: dict[str, Stage]) -> list[str]:
    """Parts whose median of the same voters is not what the plan's data has, within the tolerance."""
    off = []
    for name in shown.NAMES:
        for part, seconds in found[name].parts.items():
            known = recorded[name].parts.get(part, ())[: len(seconds)]
            if not known or abs(median(seconds) - median(known)) > TOLERANCE * median(known) + SLACK_S:
                off.append(f"{name}: {part}")
    return off


def forecast(station: Station) -> Table:
    """Mean waits of the busiest hours, by the formula and simulated."""
    title = f"mean wait in the busiest hours, {COMPARED_DAYS} simulated days"
    caption = f"agrees: simulated at most {ABOVE_S:g} s above the formula"
    table = Table("", "load of the places", "Erlang C", "simulated", "", title=title, caption=caption)
    for name, one in compared(station, advice.LIMIT_S, SEED).items():
        says = "agrees" if one.agrees else "DIFFERS"
        table.add_row(name, f"{one.load:.0%}", f"{one.formula_s:.0f} s", f"{one.simulated_s:.0f} s", says)
    return table


def show(words: Sequence[str] | None = None) -> None:
    """Measure and show. words: the command's; None are those it was called with."""
    asked, people, console = _asked(words), times.people(), Console(width=110)
    found = times.data() if asked.recorded else voters.emulated(asked.sample).as_data()
    if asked.record:
        record(found)
    stages = times.stages(found, people)
    console.print(shown.parts(stages))
    off = differences(stages, times.stages(times.data(), people))
    says = (
        f"they are not those of the plan: {', '.join(off)}; RECORD=1 makes them so" if off else "the plan has the same"
    )
    console.print(f"{len(stages['desk'].seconds)} voters, tolerance {TOLERANCE:.0%} and {SLACK_S:g} s: {says}")
    station = Station(
        asked.voters, 1, 1, asked.electronic / 100, stages["desk"], stages["booth"], peak=1.0, turnout=1.0,
        walk_s=people.walk,
    )  # fmt: skip
    if asked.desks and asked.booths:
        station = replace(station, desks=asked.desks, booths=asked.booths)
        day = advice.worst_day(station, advice.LIMIT_S, SEED)
    else:
        advised = advice.advise(station, seed=SEED)
        station, day = advised.station, advised.worst
    console.print(shown.places(station, day, advice.by_formula(station), advice.LIMIT_S / 60))
    console.print(shown.hours(day))
    console.print(forecast(station))
    console.print(f"{day.desks.served:,} voters came, {day.booths.served:,} voted in a booth")
    console.print(shown.last(day))


if __name__ == "__main__":
    show()
