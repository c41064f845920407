"""`make bench-link`: the fault matrix of the line to the centre, with Kermit on the same lines beside it.

    python -m tests.device.link.bench [--record BYTES] [--kermit SECONDS]

Ours runs in the time of a simulated clock, so the same lines give the same figures; Kermit runs in real time behind it,
on all lines side by side, and is given up after so many seconds. --kermit 0 leaves it out.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.device.link import kermit_line
from tests.device.link.bad_lines import BAUDRATE, LINES, Outcome, carry
from tests.host_tools.collecting.made_up_centre import signed_protocol


def main(
    record: Annotated[int, typer.Option(help="Bytes of the record.")] = 40_000,
    kermit: Annotated[float, typer.Option(help="Seconds after which Kermit is given up on a line.")] = 300.0,
) -> None:
    """Print the matrix."""
    console = Console()
    protocol, data = signed_protocol(contests=20), random.Random(4).randbytes(record)
    table = Table(
        "line", f"protocol of {len(protocol):,} bytes", f"record of {record:,} bytes", "the line offers it",
        "of that, it uses", "Kermit, the same record",
    )  # fmt: skip
    with TemporaryDirectory(prefix="tamga-link-") as work:
        ours: dict[str, list[Outcome]] = {}
        for name, line in LINES.items():
            with console.status(name):
                ours[name] = [carry(Path(work) / f"{name} {len(one)}", line, one) for one in (protocol, data)]
        with console.status("Kermit, on all lines"):
            theirs = _kermit(Path(work), data, kermit)
    for name, outcomes in ours.items():
        of_record = outcomes[-1]
        table.add_row(name, *map(_words, outcomes), _offered(of_record), f"{of_record.used:.0%}", theirs[name])
    console.print(table)
    console.print(
        f"{BAUDRATE:,} baud; % is of what a clean line carries, and of that while a call lived. A line offers the time "
        "of its calls, without the crossings before both ends are known and those that a hang-up cuts off, and without "
        "the records that lost a byte; of that, ≥ 85 % are to be used.",
        highlight=False,
    )


def _kermit(work: Path, data: bytes, limit_s: float) -> dict[str, str]:
    """What became of the record on each line; all at once, as it is real time."""
    if not limit_s or not kermit_line.installed():
        return dict.fromkeys(LINES, "not installed" if limit_s else "left out")
    with ThreadPoolExecutor(len(LINES)) as pool:
        coming = {
            name: pool.submit(kermit_line.carry, work / f"{name} kermit", line, data, limit_s)
            for name, line in LINES.items()
        }
        return {name: _words(outcome.result()) for name, outcome in coming.items()}


def _offered(outcome: Outcome) -> str:
    """What the line could have carried at most, with calling and without."""
    of_calls = f", calls: {outcome.offered_of_calls:.0%}" if outcome.calls > 1 else ""
    return f"{outcome.offered:.0%}{of_calls}"


def _words(outcome: Outcome) -> str:
    if not outcome.is_whole:
        return f"DAMAGED, {outcome.seconds:.0f} s"
    if not outcome.is_delivered:
        return f"not there, {outcome.seconds:.0f} s"
    calls = (
        f", {outcome.calls} calls: {outcome.share_of_calls:.0%}" if outcome.calls > 1 and outcome.connected_s else ""
    )
    return f"whole, {outcome.seconds:.0f} s, {outcome.share:.0%}{calls}"


if __name__ == "__main__":
    typer.run(main)
