"""`make bench-provision`: a nation's terminals from one table: made, provisioned, looked over, shipped.

python -m tests.host_tools.provisioning.bench [--precincts N]

The commands are those of a technician, each a process of its own with its workers; seconds are of their processors.
Rolls are packed, so that a desk's package comes later from `tamga roll pack` (`make bench-registers`). Between the two
runs each terminal shows its key: the slip that it would print is signed here, and is not in the time.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from host_tools.keys import files
from host_tools.privacy import key_files
from host_tools.provisioning import nation_spares, own_keys
from host_tools.provisioning.new_terminals import TERMINALS
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from simulator.people.newborn import injected

NATION = 10_388
_DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"
_HEADER = "number,name_kk,name_ru,name_en,district,booths,voters,spare_booth"
_A_DISTRICT, _SHARE_A_SPARE, _BOOTHS, _VOTERS = 52, 4, 2, 1200  # precincts, precincts, without the spare, listed
console = Console()


class Took(NamedTuple):
    """What one command took. cpu_s: of all its processes."""

    cpu_s: float
    wall_s: float


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts the table has.")] = 200,
    folder: Annotated[Path, typer.Option(help="On whose disk it is made; some 2 MB a precinct.")] = Path("build"),
) -> None:
    """Run all of it, and print what each step took."""
    heads = (f"{precincts:,} precincts", "processor, s", "clock, s", f"processor for {NATION:,}, min", "on disk, GB")
    table = Table(*heads)
    with TemporaryDirectory(prefix="tamga-provision-", dir=folder) as work:
        at = Path(work)
        nation = _prepare(at, precincts)
        for name, command in _steps(at, nation):
            with console.status(name):
                took = _run(command)
            minutes = took.cpu_s / 60 * NATION / precincts
            cells = (f"{took.cpu_s:.1f}", f"{took.wall_s:.1f}", f"{minutes:.1f}", f"{_size(nation) / 1e9:.2f}")
            table.add_row(name, *cells)
    console.print(table)


def _prepare(at: Path, precincts: int) -> Path:
    """Keys and a table; the folder that becomes the nation."""
    for name in ("authority.key", "centre.key"):
        files.create(at / name)
    key_files.create_key_file(at / "master.key")
    rows = [
        f"{number},№ {number} учаске,Участок № {number},Precinct {number},{_district(number)},{_BOOTHS + 1},{_VOTERS},"
        f"{_spare(number)}"
        for number in range(1, precincts + 1)
    ]
    (at / "table.csv").write_text("\n".join((_HEADER, *rows)) + "\n", "utf-8")
    return at / "nation"


def _district(number: int) -> str:
    return f"District {(number - 1) // _A_DISTRICT:03}"


def _spare(number: int) -> str:
    """A spare for four precincts of one district with two booths each: 12.5 % of the booths."""
    return f"TM-S{(number - 1) // _SHARE_A_SPARE:05}"


def _steps(at: Path, nation: Path) -> Iterator[tuple[str, list[object]]]:
    """(what it is, arguments) of one command after the other."""
    provision: list[object] = [
        "provision", "--table", at / "table.csv", "--election", _DEMO, "--authority", at / "authority.key",
        "--centre", at / "centre.pub", "--master", at / "master.key", "--folder", nation, "--key-here",
    ]  # fmt: skip
    yield "every row is planned (--dry-run)", [*provision, "--dry-run"]
    yield "first run: terminals", provision
    _show_keys(nation)
    yield "second run: packages, cards, places of spares", provision
    yield "a run with nothing to do", provision
    yield "the doctor", ["doctor", nation]
    books = sorted(nation.rglob("terminals.json"))
    yield "books of all precincts become one", ["terminals", "merge", *books, "--out", nation / "all.json"]
    shipping: list[object] = ["--first-seal", "00120000", "--out", nation / "shipping", "--precincts", nation]
    yield "shipping lists, labels, seals, paper", ["terminals", "shipping", nation / "all.json", *shipping]


def _run(arguments: list[object]) -> Took:
    """Run a command to its end. The doctor finds that desks have no packages yet, which is no failure of this bench."""
    before, began_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "host_tools.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode and arguments[0] != "doctor":
        raise SystemExit(f"{arguments[:2]} ended with status {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(cpu_s, time.perf_counter() - began_s)


def _show_keys(nation: Path) -> None:
    """Every terminal's first start; a spare shows its key in its own folder alone."""
    places = [
        place
        for place in sorted(nation.glob(f"*/*/{TERMINALS}/*"))
        if place.is_dir() and place.name != f"booth-{_BOOTHS + 1}"
    ]
    places += sorted(nation.glob(f"*/{nation_spares.SPARES}/*/{TERMINALS}/{nation_spares.NAME}"))
    for number, place in enumerate(track(places, "terminals show their keys", console=console), 1):
        own_keys.take(place.parents[1], injected(place, number.to_bytes(32, "big")))
        (place / "data" / OWN_KEY_FILE).unlink()  # the private half stays on the terminal


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    typer.run(main)
