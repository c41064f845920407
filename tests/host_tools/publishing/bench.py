"""`make bench-publish`: how long after the polls have closed the first national page is there.

python -m tests.host_tools.publishing.bench [--precincts N]

Everything that the centre received stands in its store. What is timed is the command `tamga publish --closed`: every
definition's signature, every object's, the equations of each protocol, the sums, the gate, all tables, the files of
each precinct, the archives, NIST's report, and the reading back of what was written. Opening proofs are checked as
objects come, by processes beside the collector, and `make bench-collect` has their row: here the store says that they
hold, and with `--proofs` it does not, so that they are in the time.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.made_up.bench import PRECINCTS, Row, say
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.schema import states
from host_tools.collecting.store import State, add
from host_tools.determining.nation import Commission
from host_tools.determining.territory import Territory
from host_tools.keys.files import PRIVATE, write_secret
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE, FIRMWARE, MadeUpNation, MadeUpPrecinct
from tests.host_tools.small_precinct import small_election

FIRST_PAGE_S = 60  # the bar
_DISTRICTS, _REGIONS, _GROUP = 200, 20, 500
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
        numbers = track(range(1, precincts + 1), "made up", console=console)
        made = Nation({number: MadeUpPrecinct(number) for number in numbers})
        made.write(folder)
        _fill(store, made, is_proved=not proofs)
        write_secret(key, f"{PRIVATE}{bytes(CENTRE).hex()}\n".encode())
        command = [sys.executable, "-m", "host_tools.cli", "publish", folder, "--store", store]
        before_s, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, "--key", key, "--out", Path(place) / "served", "--closed"], check=True)
        wall_s, after = time.perf_counter() - before_s, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    what = f"the first page of {precincts:,} precincts{', opening proofs with it' if proofs else ''}"
    say(Row(f"{what}: s after the polls have closed", wall_s, None if proofs else FIRST_PAGE_S))
    say(Row(f"{what}: s of a core", cpu_s))
    say(Row(f"{what}: MB", after.ru_maxrss / 1024))


def _fill(store: Path, made: Nation, is_proved: bool) -> None:
    """What the centre received, kept as the collector keeps it."""
    known = Precincts(small_election().hash16, 0, {number: one.definition for number, one in made.precincts.items()})
    centre = Centre(store, CENTRE, known)
    waiting = list(made.precincts.values())
    for at in track(range(0, len(waiting), _GROUP), "collected", console=console):
        group = waiting[at : at + _GROUP]
        for arrivals in ([whole("S", one.totals()) for one in group], [whole("P", one.protocol()) for one in group]):
            assert all(isinstance(one, Kept) for one in centre.accept(arrivals))
    if is_proved:
        with centre.store.writing() as connection:
            add(
                connection,
                states,
                [(row.hash, str(State.PROVED), row.received_s, "") for row in centre.store.protocols()],
            )
    centre.store.close()


if __name__ == "__main__":
    typer.run(main)
