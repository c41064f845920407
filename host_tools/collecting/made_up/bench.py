"""`make bench-collect`: what a protocol costs the collector, beside the same work without sockets and the barest loop.

CPU time of the collector's process, as other work on the computer does not change it much; wall time beside it.
    bare        verify, sign and a group commit with PyNaCl and sqlite3: no honest collector can cost less
    line        what the two ends prove to each other: one verification and one signature a call
    no sockets  check, receipt and group commit as the collector does them, one process; the line's proof is beside it
    sockets     the command itself: every desk with a connection of its own, AT_ONCE of them sending, so few that none
                asks twice
    all at once the same with all desks in one moment: how long it takes until the last has its receipt
The first four take turns in several rounds (rounds.py); of these the median is said, and the lowest and the highest.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from host_tools.collecting.made_up import nation, rounds
from host_tools.collecting.made_up.clients import Result
from host_tools.collecting.made_up.loaded import Cost, Made, through_sockets, timed
from host_tools.collecting.made_up.rounds import Numbers, Spread
from host_tools.collecting.proving import contradiction
from host_tools.verifying import compiled
from host_tools.verifying.multiples import Sodium

PRECINCTS = 10_388
MOST_AT_ONCE = 20_000  # sockets; more precincts than that report in turns (many.py)
STEADY, ROUNDS = 3000, 5  # precincts in each round
COST_MS, WITH_LINE, BARE = 0.45, 50, 20  # the bars of the medians: ms of a core, percent
AT_ONCE_S, P99_MS, MEMORY_MB, PROOFS_S = 10, 5000, 250, 30  # the others
_LONG = (32, 16, 16)  # positions of the contests of a long ballot
_PROVED = 40  # precincts whose proofs are timed
console = Console()


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts report.")] = PRECINCTS,
    store: Annotated[str, typer.Option(help="An empty PostgreSQL database, for all at once on it too.")] = "",
    slow_store: Annotated[str, typer.Option(help="The same of a server whose syncs take longer already.")] = "",
    slow_sync_ms: Annotated[int, typer.Option(help="Added to each sync in one more run; 0: no such run.")] = 5,
    folder: Annotated[Path, typer.Option(help="Where the made-up nation is kept.")] = Path("build/nation"),
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    turns: Annotated[int, typer.Option("--rounds", help="Of the ways that are compared.", min=1)] = ROUNDS,
) -> None:
    """Run all of it."""
    if precincts > MOST_AT_ONCE:
        raise typer.BadParameter(f"{precincts:,} desks have no sockets at once; run host_tools.collecting.made_up.many")
    made = _nation(precincts, folder)
    with TemporaryDirectory(prefix="tamga-bench-", dir=folder) as place:
        work = Path(place)
        with Console(stderr=True).status("") as status:
            found = rounds.measured(made[:STEADY], work, turns, status.update)
        ways = [("", 0)] + [("", slow_sync_ms)] * bool(slow_sync_ms)
        ways += [(store, 0)] * bool(store) + [(slow_store, slow_sync_ms)] * bool(slow_store)
        at_once = {
            (where, slow): through_sockets(made, work / f"at-once-{number}", len(made), where, 0 if where else slow)
            for number, (where, slow) in enumerate(ways)
        }
    proofs, long_proofs = _proofs(), _proofs(_LONG)
    costs, totals, shares = (rounds.spreads(found, numbers) for numbers in (_COSTS, _TOTALS, _SHARES))
    first, last, heard, rss_mb = at_once["", 0]
    if as_json:
        numbers = {
            "precincts": precincts,
            "cpu ms per protocol": {name: one.median for name, one in costs.items()},
            "cpu ms per sealed totals": {name: one.median for name, one in totals.items()},
            "percent of sockets, median of rounds": {name: one._asdict() for name, one in shares.items()},
            "all at once": {**asdict(heard), "sealed totals seconds": first.wall_s, "cpu ms per protocol": last.cpu_ms},
            "memory MB": rss_mb,
            "cpu ms per opening proof": proofs,
            f"cpu ms per opening proof of {sum(_LONG)} positions": long_proofs,
        }
        print(json.dumps(numbers))
        return
    _say_rounds(turns, costs, totals, shares)
    for (where, slow), one in at_once.items():
        _say_at_once("PostgreSQL" if where else "SQLite", slow, one)
    for name, proof_ms in proofs.items():
        bar = PROOFS_S * precincts / PRECINCTS if name != "libsodium" else None  # of a nation, or of a part of one
        say(Row(f"opening proofs of {precincts:,} by {name}, s on 2 cores", proof_ms * precincts / 2000, bar))
    for name, proof_ms in long_proofs.items():
        what = f"the same with {sum(_LONG)} positions in place of {sum(nation.POSITIONS)}, by {name}"
        say(Row(f"{what}, s on 2 cores", proof_ms * precincts / 2000))


_COSTS: Numbers = {
    "bare": lambda one: one.alone.bare,
    "line": lambda one: one.alone.line,
    "no sockets": lambda one: one.alone.no_sockets,
    "sockets": lambda one: one.protocols.cpu_ms,
}
_TOTALS: Numbers = {
    "line": lambda one: one.alone.line,
    "no sockets": lambda one: one.alone.totals,
    "sockets": lambda one: one.totals.cpu_ms,
}
_SHARES: Numbers = {
    "line and no sockets": lambda one: one.share_with_line,
    "no sockets alone": lambda one: one.share_alone,
    "bare": lambda one: one.share_bare,
}


class Row(NamedTuple):
    """What was measured beside what was promised. bar: at most, or at least; None where nothing was."""

    what: str
    value: float
    bar: float | None = None
    at_least: bool = False

    @property
    def is_held(self) -> bool:
        """Also where nothing was promised."""
        return self.bar is None or (self.value >= self.bar if self.at_least else self.value <= self.bar)


def say(row: Row, more: str = "") -> None:
    """Print a row, and whether it holds."""
    sign = "≥" if row.at_least else "≤"
    said = "" if row.bar is None else f" ({sign} {row.bar:g}: {'held' if row.is_held else 'not held'})"
    console.print(f"{row.what}: {row.value:.3g}{more}{said}", highlight=False, soft_wrap=True)


def _say_rounds(turns: int, costs: dict[str, Spread], totals: dict[str, Spread], shares: dict[str, Spread]) -> None:
    """Each number of the rounds is a median; what is beside it the lowest and the highest."""
    table = Table(f"CPU ms of a core, median of {turns} rounds", *_COSTS)
    for name, row in (("protocol", costs), ("sealed totals", totals)):
        table.add_row(name, *(f"{row[way].median:.3f}" if way in row else "" for way in _COSTS))
    console.print(table)
    bars = {"line and no sockets": WITH_LINE, "bare": BARE}
    rows = [(Row("a protocol through sockets, ms of a core", costs["sockets"].median, COST_MS), costs["sockets"])]
    for name, share in shares.items():
        rows.append((Row(f"{name} beside sockets, %", share.median, bars.get(name), at_least=True), share))
    for said, one in rows:
        say(said, f", median of {turns} rounds, {one.lowest:.3g} to {one.highest:.3g}")


def _say_at_once(kind: str, slow_ms: int, found: tuple[Cost, Cost, Result, float]) -> None:
    _, last, heard, rss_mb = found
    name = f"{last.objects:,} protocols at once, {kind}{f', {slow_ms} ms added to each sync' if slow_ms else ''}"
    say(Row(f"{name}: s until the last receipt", last.wall_s, AT_ONCE_S))
    say(Row(f"{name}: s of a core", last.cpu_s))
    say(Row(f"{name}: p99, ms", heard.p99_ms, P99_MS))
    say(Row(f"{name}: MB", rss_mb, MEMORY_MB))
    again = f"{heard.offered_again:,} offered again, {heard.refused} refused, {heard.lost} lost"
    console.print(f"{name}: p50 {heard.p50_ms:.0f} ms, {again}", highlight=False, soft_wrap=True)


def _nation(precincts: int, folder: Path) -> list[Made]:
    """(definition, sealed totals, protocol) of each precinct; kept, as signing takes a while."""
    source = sha256(Path(nation.__file__).read_bytes()).hexdigest()[:12]
    path = folder / f"{precincts}-{source}.pickle"
    if path.exists():
        return list(pickle.loads(path.read_bytes()))
    folder.mkdir(parents=True, exist_ok=True)
    with console.status(f"signing for {precincts:,} precincts"):
        made = [nation.precinct(number) for number in range(1, precincts + 1)]
    rows = [(one.definition.to_cbor(), one.totals, one.protocol) for one in made]
    path.write_bytes(pickle.dumps(rows))
    return rows


def _proofs(positions: Sequence[int] = nation.POSITIONS) -> dict[str, float]:
    """CPU ms of a precinct's opening proof, by each arithmetic that there is. positions: of each contest."""
    made = [nation.precinct(number, positions=positions, proved=True) for number in range(1, _PROVED + 1)]
    found = {}
    for arithmetic in (compiled.best(), Sodium()):
        with timed(_PROVED) as cost:
            assert not any(
                contradiction(one.protocol, one.definition, one.totals, arithmetic=arithmetic) for one in made
            )
        found[arithmetic.name] = cost.cpu_ms
    return found


if __name__ == "__main__":
    typer.run(main)
