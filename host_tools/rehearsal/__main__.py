"""`make nation`: a national test day on one computer, from the first protocol to the verified publication."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from host_tools.console import MISMATCH, expected
from host_tools.determining.nation import Nation
from host_tools.elections.election_file import read_election
from host_tools.formats.definitions import Election
from host_tools.publishing import check
from host_tools.rehearsal import faults, findings
from host_tools.rehearsal.day import Rehearsal
from host_tools.rehearsal.nation import MadeUpNation
from host_tools.whole_files import refuse_other_files

_MADE_HERE = ("nation", "served", ".served*", "centre", "district-*", "*.log", "sticks")  # of an older run
console = Console()


class _Served(SimpleHTTPRequestHandler):
    """Static files, as any server of the publication has them, without a line per request."""

    def log_message(self, *_: object) -> None:
        pass


def main(
    election: Annotated[Path, typer.Option(help="Election file (TOML).")],
    precincts: Annotated[int, typer.Option(help="How many precincts report.", min=1)] = 200,
    chosen: Annotated[str, typer.Option("--faults", help="all, none, or names with commas.")] = "all",
    seed: Annotated[int, typer.Option(help="Everything by chance follows from it.")] = 1,
    work: Annotated[Path, typer.Option(help="Folder of this run; an older one is replaced.")] = Path("build/rehearsal"),
    port: Annotated[int, typer.Option(help="Of the board.")] = 8005,
    stay: Annotated[bool, typer.Option(help="Serve the board on until Ctrl-C.")] = False,
) -> None:
    """Run the day, and end with status 1 where anything did not come out as its faults say."""
    with expected():
        plan = faults.plan(faults.chosen(chosen), precincts, seed)
        definition = read_election(election)
        refuse_other_files(work, _MADE_HERE)
        shutil.rmtree(work, ignore_errors=True)
        (work / "served").mkdir(parents=True)
        server = _serve(work / "served", port)
        console.print(f"The board: http://127.0.0.1:{server.server_address[1]}/ (it follows while the desks send)")
        began = time.monotonic()
        day, nation = _run(definition, precincts, seed, plan, work)
        report = check.check(day.served, bytes(day.nation.authority.verify_key))
        seconds = time.monotonic() - began
    problems = [*day.alarms, *findings.wrong_votes(day, nation)]
    problems += [finding.text for finding in report.findings if finding.level == "bad"]
    rows = findings.matrix(day, nation)
    problems += [f"{row.fault}: {row.right} of {row.precincts} precincts" for row in rows if row.right != row.precincts]
    _say(day, nation, rows, problems, seconds)
    if stay:
        console.print("The board stays; Ctrl-C ends.")
        threading.Event().wait()
    server.shutdown()
    if problems:
        raise typer.Exit(MISMATCH)


def _run(definition: Election, precincts: int, seed: int, plan: faults.Plan, work: Path) -> tuple[Rehearsal, Nation]:
    columns = TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as bars:
        making = bars.add_task("keys and votes", total=precincts)
        sending = bars.add_task("precincts reported", total=precincts)
        publishing = bars.add_task("publications", total=None)
        shown = [partial(_shown, bars, task) for task in (making, sending, publishing)]
        made = MadeUpNation(definition, precincts, seed, work / "nation", shown[0])
        day = Rehearsal(made, plan, work, shown[1], shown[2])
        return day, asyncio.run(day.run())


def _shown(bars: Progress, task: TaskID, done: int) -> None:
    bars.update(task, completed=done)


def _say(day: Rehearsal, nation: Nation, rows: list[findings.Row], problems: list[str], seconds: float) -> None:
    table = Table("fault", "precincts", "must end", "did", "calls")
    for row in rows:
        did = f"[{'green' if row.right == row.precincts else 'red'}]{row.right}[/]"
        table.add_row(row.fault, str(row.precincts), row.expected, did, f"{row.calls:,}")
    console.print(table)
    for kill in day.kills:
        console.print(f"{kill}; nothing with a receipt was lost.")
    total = nation.total()
    counted = f"{total.precincts:,} of {len(nation.results):,} precincts, {total.ballots:,} ballots"
    console.print(f"{counted}, published, verified and compared with every voter's choice in {seconds:.0f} s.")
    for problem in problems:
        console.print(f"[red]{problem}[/red]", highlight=False)
    if not problems:
        console.print("[green]Everything agrees.[/green]")


def _serve(folder: Path, port: int) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Served, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    typer.run(main)
