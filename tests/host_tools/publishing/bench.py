"""`make bench-publish`: how long after the polls have closed the first national page is there.

python -m tests.host_tools.publishing.bench [--precincts N]

Everything that the centre received stands in its store. What is timed is the command `tamga publish --closed`: every
definition's signature, every object's, the equations of each protocol, the sums, the gate, all tables, the files of
each precinct, the archives, NIST's report, and the reading back of what was written. Opening proofs are checked as
objects come, by processes beside the collector, and `make bench-collect` has their row: here the store says that they
hold, and with `--proofs` it does not, so that they are in the time.

Then `tamga publish --closed --follow` runs, as at a centre, and precincts report one after another: how far the board
is behind a receipt, from the commit in the store to the line that says that the new publication is there. Each reports
at that moment; the very first does while the publisher still makes ready for it, and has a row of its own. The
processor's seconds are those of that process. A board that is open looks every two seconds, which comes to it.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.made_up.bench import PRECINCTS, Row, say
from host_tools.collecting.made_up.loaded import cpu_s
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.schema import states
from host_tools.collecting.store import State, add
from host_tools.determining.nation import Commission
from host_tools.determining.territory import Territory
from host_tools.keys.files import PRIVATE, write_secret
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE, FIRMWARE, MadeUpNation, MadeUpPrecinct
from tests.host_tools.small_precinct import small_election

FIRST_PAGE_S, BEHIND_S = 60, 2  # the bars
_DISTRICTS, _REGIONS, _GROUP, _LATE = 200, 20, 500, 6
console = Console()


class Nation(MadeUpNation):
    """So many precincts, spread over districts and regions; its objects are in a store and not in its folder."""

    @property
    def commission(self) -> Commission:
        """What is fixed before the day."""
        district_of = {number: f"District {number % _DISTRICTS:03}" for number in self.precincts}
        region_of = {name: f"Region {int(name[-3:]) % _REGIONS:02}" for name in set(district_of.values())}
        definitions = {number: one.definition for number, one in self.precincts.items()}
        territory = Territory(district_of, region_of)
        return Commission(small_election(), definitions, territory, bytes(AUTHORITY.verify_key), frozenset({FIRMWARE}))

    def objects(self) -> list[bytes]:
        """None."""
        return []


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts have reported.")] = PRECINCTS,
    proofs: Annotated[bool, typer.Option("--proofs", help="The store has proved nothing yet.")] = False,
) -> None:
    """Fill a store, publish it, and print what that took."""
    with TemporaryDirectory(prefix="tamga-publish-") as place:
        folder, store, key = Path(place) / "nation", Path(place) / "store", Path(place) / "centre.key"
        numbers = track(range(1, precincts + _LATE + 1), "made up", console=console)
        made = Nation({number: MadeUpPrecinct(number) for number in numbers})
        made.write(folder)
        everybody = list(made.precincts.values())
        at_once, late = everybody[:precincts], everybody[precincts:]
        centre = Centre(store, CENTRE, _known(made))
        _take(centre, at_once, is_proved=not proofs)
        write_secret(key, f"{PRIVATE}{bytes(CENTRE).hex()}\n".encode())
        command = [sys.executable, "-m", "host_tools.cli", "publish", str(folder), "--store", str(store)]
        command += ["--key", str(key), "--out", str(Path(place) / "served")]
        wall_s, core_s = _timed([*command, "--closed"])
        most_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        behind = list(_behind([*command, "--closed", "--follow"], centre, late, is_proved=not proofs))
        centre.store.close()
    (begun_s, _), *behind = behind
    behind_s, behind_cpu_s = max(wall for wall, _ in behind), max(cpu for _, cpu in behind)
    what = f"the first page of {precincts:,} precincts{', opening proofs with it' if proofs else ''}"
    say(Row(f"{what}: s after the polls have closed", wall_s, None if proofs else FIRST_PAGE_S))
    say(Row(f"{what}: s of a core", core_s))
    say(Row(f"{what}: MB", most_kb / 1024))
    board = f"the board of {precincts:,} precincts behind a receipt"
    say(Row(f"{board}, the first after the publisher began: s", begun_s))
    board = f"{board}, the worst of {len(behind)}"
    say(Row(f"{board}: s", behind_s, BEHIND_S))
    say(Row(f"{board}: s of a core", behind_cpu_s))


def _timed(command: Sequence[str]) -> tuple[float, float]:
    """(wall time, CPU time) in seconds of a command and its children."""
    before_s, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    wall_s, after = time.perf_counter() - before_s, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _behind(
    command: Sequence[str], centre: Centre, late: Sequence[MadeUpPrecinct], is_proved: bool
) -> Iterator[tuple[float, float]]:
    """(seconds from a receipt to the publication that has it, seconds of a core for that) of each late precinct."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdout.readline()
        for one in late:
            _take(centre, [one], is_proved)
            since_s, before_s = time.perf_counter(), cpu_s(publisher.pid)
            assert publisher.stdout.readline().startswith("Publication")
            yield time.perf_counter() - since_s, cpu_s(publisher.pid) - before_s
        publisher.send_signal(signal.SIGINT)


def _known(made: Nation) -> Precincts:
    definitions = {number: one.definition for number, one in made.precincts.items()}
    return Precincts(small_election().hash16, 0, definitions)


def _take(centre: Centre, waiting: Sequence[MadeUpPrecinct], is_proved: bool) -> None:
    """What the centre receives of precincts, kept as the collector keeps it."""
    for at in track(range(0, len(waiting), _GROUP), "collected", console=console):
        group = waiting[at : at + _GROUP]
        protocols = []
        for arrivals in ([whole("S", one.totals()) for one in group], [whole("P", one.protocol()) for one in group]):
            kept = [one for one in centre.accept(arrivals) if isinstance(one, Kept)]
            assert len(kept) == len(group)
            protocols = [one.row for one in kept]
        if is_proved:
            with centre.store.writing() as connection:
                rows = [(row.hash, str(State.PROVED), row.received_s, "") for row in protocols]
                add(connection, states, rows)


if __name__ == "__main__":
    typer.run(main)
