"""Measure registers at any size beside a bare Polars join: `python -m host_tools.registers.made_up.bench --rows N`.

Every stage runs in its own process, so each has its own peak memory. Ratios are to the bare join of the same run,
because a shared machine changes from hour to hour. The result is compared with the answer key; a difference ends with
status 1. Limits are meant for two quiet cores and the nation's rows: whether they are held is only printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from host_tools.privacy import key_files
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import SealingWriter

DAY = dt.date(2026, 11, 22)
SEED = 7
NATION_ROWS = 12_500_000
MOST_RATIO, MEMORY_LIMIT_MB = 1.0, 6144
SMALL_ROWS, MOST_WORK_S, TURNS = 125_000, 1.0, 3
CPUS = 2  # what the limits are meant for
BARE = "bare Polars join of two CSV files"
ACCEPT = "check --accept of three registers"
COMPILE = "compile from accepted files, sealed"
CLEAR = "the same in clear"
_console = Console()


@dataclass
class Measured:
    """One process: wall clock and CPU seconds, peak memory in MB, exit status."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    status: int


def measure(title: str, command: list[str]) -> Measured:
    """Run a command in a process of its own with a spinner; of its output only error is shown."""
    environment = os.environ | {"POLARS_MAX_THREADS": str(CPUS)}
    with Progress(
        SpinnerColumn(), TextColumn(title), TimeElapsedColumn(), console=_console, transient=True
    ) as progress:
        progress.add_task(title, total=None)
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def data_for(folder: Path, rows: int) -> tuple[Path, Path]:
    """Folder of generated registers of this size and the public key file; made if they are not there."""
    data, key = folder / f"rows_{rows}", folder / "bench.key"
    python = [sys.executable, "-m", "host_tools.registers.cli"]
    folder.mkdir(parents=True, exist_ok=True)
    if not key.exists():
        subprocess.run([*python, "key", str(key)], check=True, stdout=subprocess.DEVNULL)
    if not (data / "addresses.csv.manifest.json").exists():
        made = measure(
            f"generate {rows:,} rows",
            [
                *python,
                "generate",
                str(data),
                "--rows",
                str(rows),
                "--seed",
                str(SEED),
                "--day",
                DAY.isoformat(),
                "--signing-key",
                str(key),
            ],
        )
        if made.status:
            raise SystemExit("the generator failed")
        _console.print(f"generated in {made.wall_s:.1f} s")
    return data, key.with_suffix(".pub")


def main() -> int:
    """Run the bench; exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=125_000)
    parser.add_argument("--folder", type=Path, default=Path("build/registers/bench"))
    parser.add_argument("--brief", action="store_true", help="leave out compiling in clear and from CSV")
    parser.add_argument("--again", action="store_true", help="take the accepted files of an earlier run")
    parser.add_argument("--delete", action="store_true", help="delete the generated data afterwards")
    arguments = parser.parse_args()
    data, trust = data_for(arguments.folder, arguments.rows)
    result = arguments.folder / f"result_{arguments.rows}"
    clear = result.with_name(result.name + "_clear")
    for one in (result, clear):
        shutil.rmtree(one, ignore_errors=True)
        shutil.rmtree(work_of(one), ignore_errors=True)
    key_file = arguments.folder / "working.key"
    vault = Vault(key_files.read_key_file(key_file) if key_file.exists() else key_files.create_key_file(key_file))
    joined = arguments.folder / "bare_join.csv"
    cli = [sys.executable, "-m", "host_tools.registers.cli"]
    signing_key, accepted = arguments.folder / "bench.key", arguments.folder / f"accepted_{arguments.rows}"
    again = arguments.again and all(accepted.joinpath(f"{name}.csv").exists() for name in ("precincts", "addresses"))
    if not again:
        shutil.rmtree(accepted, ignore_errors=True)

    def compiling(source: Path, target: Path, *manner: str) -> list[str]:
        return [*cli, "compile", str(source), "--day", DAY.isoformat(), "--trust", str(trust), "--result", str(target),
                "--who", "bench", "--why", "a measurement", "--key", str(key_file),
                "--journal", str(arguments.folder / "access.journal"), *manner]  # fmt: skip

    stages = {
        BARE: [sys.executable, "-m", f"{__package__}.bench_bare_join", str(data), str(joined)],
        ACCEPT: [sys.executable, "-m", f"{__package__}.accepting", str(data), str(accepted), str(signing_key),
                 str(key_file), DAY.isoformat()],
        COMPILE: compiling(accepted, result),
    }  # fmt: skip
    if again:
        del stages[ACCEPT]
    if not arguments.brief:
        stages[CLEAR] = compiling(accepted, clear, "--clear")
        stages["the same from CSV, with stage files"] = compiling(data, clear, "--keep-stages")
    load_before = os.getloadavg()[0]
    found = {}
    for title, command in stages.items():
        os.sync()  # what an earlier stage left to be written is not this one's work
        found[title] = measure(title, command)
        joined.unlink(missing_ok=True)
        shutil.rmtree(clear, ignore_errors=True)
        if title == COMPILE:
            sealed_bytes = sum(path.stat().st_size for path in result.glob("*.tmwf"))
            sealed_bytes += sum(path.stat().st_size for path in accepted.glob("*.tmwf"))
    if arguments.rows <= SMALL_ROWS and not arguments.brief:
        _console.print(work([accepted, clear, trust, key_file, DAY]), soft_wrap=True)
        shutil.rmtree(clear, ignore_errors=True)
    base = found[BARE]
    table = Table(
        "stage",
        "wall s",
        "ratio",
        "CPU s",
        "ratio",
        "peak MB",
        title=f"{arguments.rows:,} rows, load before {load_before:.1f}, now {os.getloadavg()[0]:.1f}",
    )
    for title, one in found.items():
        table.add_row(
            title,
            f"{one.wall_s:.1f}",
            f"{one.wall_s / base.wall_s:.2f}",
            f"{one.cpu_s:.1f}",
            f"{one.cpu_s / base.cpu_s:.2f}",
            f"{one.peak_mb:.0f}",
        )
    _console.print(table)
    if CLEAR in found:
        _console.print(sealing_share(sealed_bytes, found[COMPILE], found[CLEAR]), soft_wrap=True)
    return judge(arguments, found, data, result, vault)


def work(arguments: list[object]) -> str:
    """Lines that say what compiling takes behind the imports: the best of some turns, since others use the computer."""
    command = [sys.executable, "-m", f"{__package__}.bench_work", *map(str, arguments)]
    environment = os.environ | {"POLARS_MAX_THREADS": str(CPUS)}
    said = [subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout for _ in range(TURNS)]
    best = (min(map(float, column)) for column in zip(*map(bytes.split, said), strict=True))
    words = ("wall", "CPU")
    return "\n".join(
        limit(f"work behind the imports, {one}", s, MOST_WORK_S, "s") for one, s in zip(words, best, strict=True)
    )


def work_of(result: Path) -> Path:
    """The folder of a result's stage files."""
    return result.with_name(result.name + ".work")


def sealing_share(sealed_bytes: int, sealed: Measured, clear: Measured) -> str:
    """A line that says what sealing costs: by a bare loop over as many bytes, and beside the clear run."""
    block, blocks = os.urandom(1 << 20), 256
    with open(os.devnull, "wb") as nowhere:
        started = time.process_time()
        writer = SealingWriter(nowhere, bytes(32))
        for _ in range(blocks):
            writer.write(block)
        writer.finish()
    rate = blocks * len(block) / (time.process_time() - started)
    alone_s = sealed_bytes / rate
    return (
        f"sealing: {sealed_bytes / 1e6:,.0f} MB at {rate / 1e6:,.0f} MB/s are {alone_s:.2f} s of one core, "
        f"{100 * alone_s / sealed.cpu_s:.1f} % of the CPU time; sealed run {sealed.wall_s - clear.wall_s:+.2f} s wall, "
        f"{sealed.cpu_s - clear.cpu_s:+.2f} s CPU against the clear one"
    )


def limit(what: str, measured: float, most: float, unit: str) -> str:
    """A line that says whether a limit was held."""
    return f"{what}: {measured:,.2f} {unit}, limit {most:,.2f} {unit}: {'held' if measured <= most else 'not held'}"


def _limits(rows: int, compiled: Measured, bare: Measured) -> None:
    _console.print(limit("ratio to the bare join, wall", compiled.wall_s / bare.wall_s, MOST_RATIO, ""))
    _console.print(limit("ratio to the bare join, CPU", compiled.cpu_s / bare.cpu_s, MOST_RATIO, ""))
    if rows >= NATION_ROWS:
        _console.print(limit("compile", compiled.peak_mb, MEMORY_LIMIT_MB, "MB"))


def judge(arguments: argparse.Namespace, found: dict[str, Measured], data: Path, result: Path, vault: Vault) -> int:
    """Compare with answer key and limits; exit status, 1 for a wrong result."""
    from host_tools.registers.made_up import compare_key

    compiled = found[COMPILE]
    error = [f"{title} ended with status {one.status}" for title, one in found.items() if one.status]
    if not error:
        key = data / "answer_key.parquet"
        wrong = len(compare_key.differences(result, key, vault))
        wrong += len(compare_key.field_differences(result, key, vault))
        rows, expected = compare_key.faulty_difference(result, key, vault)
        _console.print(f"answer key: {wrong} differences; faulty rows {rows} of {expected}")
        table = Table("class", "in the key", "found", "different")
        for counts in compare_key.by_class(result, key, vault):
            table.add_row(*map(str, counts))
        _console.print(table)
        if wrong or rows != expected:
            error.append("classes differ from the answer key")
    if not error:
        _limits(arguments.rows, compiled, found[BARE])
    if arguments.delete:
        shutil.rmtree(arguments.folder, ignore_errors=True)
    for line in error:
        _console.print(line, style="red")
    return 1 if error else 0


if __name__ == "__main__":
    raise SystemExit(main())
