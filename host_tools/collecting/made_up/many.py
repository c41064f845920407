"""`make bench-collect PRECINCTS=472075`: more precincts than sockets, one wave after another, on one growing store.

Each sends a protocol without booths, so that the journal grows by a row a precinct. What counts is the collector's CPU
time, and whether the last fifth costs more than the first: the index of hashes grows, and a row's place is random.
`--ends N` is much shorter: the first and the last N go through sockets, and the rows of all others are put into the
store between them, which then has the same size and the same random hashes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from host_tools.collecting.made_up import loaded, nation
from host_tools.collecting.made_up.clients import Work
from host_tools.collecting.schema import objects
from host_tools.collecting.store import Store, add

_WAVE = 5000  # precincts whose desks are connected at the same time
_FIFTHS = 5
_LONGEST_S, _LEAST_SHARE = 300, 0.5
_RECEIPT = 190  # bytes
console = Console()


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts report.")] = 472_075,
    folder: Annotated[Path, typer.Option(help="Where the store is while it runs.")] = Path("build/nation"),
    ends: Annotated[int, typer.Option(help="Only so many first and last ones through sockets; 0: all.")] = 0,
) -> None:
    """Print what each fifth of the precincts cost."""
    folder.mkdir(parents=True, exist_ok=True)
    if ends:
        _both_ends(precincts, folder, ends)
        return
    fifths = [loaded.Cost(0, 0.0, 0.0) for _ in range(_FIFTHS)]
    with TemporaryDirectory(prefix="tamga-many-", dir=folder) as work:
        began_s = time.perf_counter()
        with loaded.collector(_definitions(precincts), Path(work)) as (process, port):
            started_s = time.perf_counter() - began_s
            for wave in track(_waves(precincts), "waves", console=console):
                desks: list[Work] = [(n, [("P", nation.precinct(n, booths=0).protocol)]) for n in wave]
                cost, _ = loaded.load(process, port, loaded.AT_ONCE, desks, Path(work))
                fifth = fifths[min((wave[0] - 1) * _FIFTHS // precincts, _FIFTHS - 1)]
                fifth.objects += cost.objects
                fifth.cpu_s += cost.cpu_s
                fifth.wall_s += cost.wall_s
            rss_mb = loaded.peak_mb(process.pid)
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


def _both_ends(precincts: int, folder: Path, ends: int) -> None:
    """Print what the first and the last ones cost."""
    costs: list[loaded.Cost] = []
    with TemporaryDirectory(prefix="tamga-ends-", dir=folder) as work:
        store = str(Path(work) / "store")
        for name, numbers in (("first", range(1, ends + 1)), ("last", range(precincts - ends + 1, precincts + 1))):
            if costs:
                fill(Path(store), range(ends + 1, precincts - ends + 1))
            made = [nation.precinct(number, booths=0) for number in numbers]
            desks: list[Work] = [(n, [("P", one.protocol)]) for n, one in zip(numbers, made, strict=True)]
            definitions = (one.definition.to_cbor() for one in made)
            with loaded.collector(definitions, Path(work) / name, store) as (process, port):
                cost, _ = loaded.load(process, port, loaded.AT_ONCE, desks, Path(work))
            costs.append(cost)
            what = f"the {name} {ends:,} of {precincts:,}, through sockets: CPU ms each"
            console.print(f"{what}: {cost.cpu_ms:.3f}", highlight=False)
    share = costs[0].cpu_ms / costs[1].cpu_ms
    console.print(f"the last ones at {share:.0%} of the first ones' rate (≥ {_LEAST_SHARE:.0%})", highlight=False)


def fill(store: Path, precincts: range) -> None:
    """Put rows of protocols that nobody signed into a store, as many and as long as those that would have come."""
    draw = random.Random(precincts.start)
    example = nation.precinct(1, booths=0).protocol
    place = Store.open(store, nation.ELECTION, 0, bytes(nation.CENTRE.verify_key))
    for first in range(precincts.start, precincts.stop, _WAVE):
        numbers = range(first, min(first + _WAVE, precincts.stop))
        rows = [
            (n, draw.randbytes(32), "P", n, 0, 1, 1, draw.randbytes(len(example)), n, draw.randbytes(_RECEIPT))
            for n in numbers
        ]
        with place.writing() as connection:
            add(connection, objects, rows)
    place.close()


def _definitions(precincts: int) -> Iterator[bytes]:
    return (nation.precinct(number, booths=0).definition.to_cbor() for number in range(1, precincts + 1))


def _waves(precincts: int) -> list[range]:
    size = min(_WAVE, -(-precincts // _FIFTHS))
    return [range(first, min(first + size, precincts + 1)) for first in range(1, precincts + 1, size)]


if __name__ == "__main__":
    typer.run(main)
