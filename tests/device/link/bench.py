"""`make bench-link`: the fault matrix of the line to the centre, with Kermit on the same lines beside it.

    python -m tests.device.link.bench [--record BYTES] [--kermit SECONDS]

Ours runs in the time of a simulated clock, so the same lines give the same figures; Kermit runs in real time, and is
given up after so many seconds a line. --kermit 0 leaves it out.
"""

from __future__ import annotations

import random
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
        "line", f"protocol of {len(protocol):,} bytes", f"record of {record:,} bytes", "Kermit, the same record"
    )
    for name, line in LINES.items():
        with TemporaryDirectory(prefix="tamga-link-") as work, console.status(name):
            ours = [carry(Path(work) / str(at), line, one) for at, one in enumerate((protocol, data))]
            theirs = "not installed" if kermit else "left out"
            if kermit and kermit_line.installed():
                theirs = _words(kermit_line.carry(Path(work) / "kermit", line, data, kermit))
            table.add_row(name, _words(ours[0]), _words(ours[1]), theirs)
    console.print(table)
    console.print(
        f"{BAUDRATE:,} baud; % is of what a clean line carries; the clean one is to be ≥ 85 %.", highlight=False
    )


def _words(outcome: Outcome) -> str:
    if not outcome.is_whole:
        return f"DAMAGED, {outcome.seconds:.0f} s"
    if not outcome.is_delivered:
        return f"not there, {outcome.seconds:.0f} s"
    calls = f", {outcome.calls} calls" if outcome.calls > 1 else ""
    return f"whole, {outcome.seconds:.0f} s, {outcome.share:.0%}{calls}"


if __name__ == "__main__":
    typer.run(main)
