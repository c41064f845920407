"""`make bench-collect PRECINCTS=472075`: more precincts than sockets, one wave after another, on one growing store.

Each sends a protocol without booths, so that the journal grows by a row a precinct. What counts is the collector's CPU
time, and whether the last fifth costs more than the first: the index of hashes grows, and a row's place is random.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from host_tools.collecting.made_up import bench, nation
from host_tools.collecting.made_up.clients import Work

_WAVE = 5000  # precincts whose desks are connected at the same time
_FIFTHS = 5
_LONGEST_S, _LEAST_SHARE = 300, 0.5
console = Console()


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts report.")] = 472_075,
    folder: Annotated[Path, typer.Option(help="Where the store is while it runs.")] = Path("build/nation"),
) -> None:
    """Print what each fifth of the precincts cost."""
    folder.mkdir(parents=True, exist_ok=True)
    fifths = [bench.Cost(0, 0.0, 0.0) for _ in range(_FIFTHS)]
    with TemporaryDirectory(prefix="tamga-many-", dir=folder) as work:
        began_s = time.perf_counter()
        with bench.collector(_definitions(precincts), Path(work)) as (process, port):
            started_s = time.perf_counter() - began_s
            for wave in track(_waves(precincts), "waves", console=console):
                desks: list[Work] = [(n, [("P", nation.precinct(n, booths=0).protocol)]) for n in wave]
                cost, _ = bench.load(process, port, bench.AT_ONCE, desks, Path(work))
                fifth = fifths[min((wave[0] - 1) * _FIFTHS // precincts, _FIFTHS - 1)]
                fifth.objects += cost.objects
                fifth.cpu_s += cost.cpu_s
                fifth.wall_s += cost.wall_s
            rss_mb = bench.peak_mb(process.pid)
    table = Table("fifth", "protocols", "s of a core", "CPU ms each", "protocols a second of a core")
    for number, one in enumerate(fifths, 1):
        rate = one.objects / one.cpu_s
        table.add_row(str(number), f"{one.objects:,}", f"{one.cpu_s:.1f}", f"{one.cpu_ms:.3f}", f"{rate:,.0f}")
    console.print(table)
    total_s, share = sum(one.cpu_s for one in fifths), fifths[0].cpu_ms / fifths[-1].cpu_ms
    console.print(
        f"{precincts:,} protocols through sockets: {total_s:.0f} s of a core (≤ {_LONGEST_S} for 472,075), "
        f"the last fifth at {share:.0%} of the first one's rate (≥ {_LEAST_SHARE:.0%}); "
        f"{rss_mb:.0f} MB; {started_s:.0f} s until the definitions were written and read.",
        highlight=False,
    )


def _definitions(precincts: int) -> Iterator[bytes]:
    return (nation.precinct(number, booths=0).definition.to_cbor() for number in range(1, precincts + 1))


def _waves(precincts: int) -> list[range]:
    size = min(_WAVE, -(-precincts // _FIFTHS))
    return [range(first, min(first + size, precincts + 1)) for first in range(1, precincts + 1, size)]


if __name__ == "__main__":
    typer.run(main)
