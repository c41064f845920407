"""`tamga registers`: check, compile, review, report, export, and a generator for trying it out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from host_tools.privacy import cli as privacy_cli
from host_tools.privacy.access_journal import AccessJournal
from host_tools.registers import cli_check, manifest
from host_tools.registers.cli_common import Trust, bars, day_of, out, told
from host_tools.registers.profiles import PROFILES

app = typer.Typer(help="Registers to voter list: check, compile, review, report.", no_args_is_help=True)
app.command()(cli_check.key)
app.command("manifest")(cli_check.make_manifest)
app.command()(cli_check.check)
app.command("wipe")(privacy_cli.wipe_command)


@app.command("compile")
def compile_command(
    folder: Annotated[
        Path,
        typer.Argument(help="population, interior, pension, precincts, addresses as .csv or .parquet with manifests"),
    ],
    day: Annotated[str, typer.Option(help="election day, YYYY-MM-DD")],
    trust: Trust,
    result: Annotated[Path, typer.Option(help="folder of the result; appears whole or not at all")],
    who: privacy_cli.Who,
    why: privacy_cli.Why,
    journal: privacy_cli.Journal = privacy_cli.JOURNAL,
    decisions: Annotated[Path | None, typer.Option(help="decisions of the review")] = None,
    keep_stages: Annotated[bool, typer.Option(help="keep stage files after success")] = False,
    stages: Annotated[bool, typer.Option(help="write stage files, so that a stopped run goes on")] = True,
) -> None:
    """Compile the voter list from the registers, compare, and write list, queue and report."""
    from host_tools.registers.compile import Sources, compile_list

    with told():
        files = {
            name: folder / f"{name}.parquet" if (folder / f"{name}.parquet").exists() else folder / f"{name}.csv"
            for name in PROFILES
        }
        work = result.with_name(result.name + ".work")
        sources, election_day = Sources(files, manifest.load_trusted(trust)), day_of(day)
        sources.manifests()  # what is refused for its manifest was not opened
        AccessJournal(journal).note(who, "open", str(folder), why)
        with bars() as progress:
            summary = compile_list(
                sources,
                decisions,
                election_day,
                result,
                work,
                progress,
                stages,
            )
        if not keep_stages:
            shutil.rmtree(work, ignore_errors=True)
        table = Table("class", "listed", "held", "aside")
        for name, cells in summary["classes"].items():
            table.add_row(name, *map(str, cells.values()))
        table.add_row("total", *map(str, summary["outcomes"].values()))
        out.print(table)
        for seq, why in summary["decisions"]["refused"]:
            out.print(f"decision {seq} has no effect: {why}", markup=False, soft_wrap=True)
        out.print(
            f"{result}: {summary['list_lines']} voters listed, {summary['queue']['items']} items in the queue",
            soft_wrap=True,
        )


@app.command()
def review(
    result: Path, decisions: Annotated[Path, typer.Option()], name: Annotated[str, typer.Option(help="who decides")]
) -> None:
    """Work through the review queue in the terminal."""
    from host_tools.registers.review import Review

    with told():
        Review(result, decisions, name, out, out.input).run()


@app.command()
def report(result: Path, html: Annotated[Path, typer.Option()], pdf: Annotated[Path, typer.Option()]) -> None:
    """Write the reconciliation report of a result again, as HTML and PDF."""
    from host_tools.registers import report_content, report_html, report_pdf
    from host_tools.registers.files import atomic_file, write_text

    with told():
        page = report_content.content(json.loads((result / "summary.json").read_text()))
        write_text(html, report_html.html(page))
        with atomic_file(pdf) as stream:
            report_pdf.write(stream, page)


@app.command()
def export(source: Path, target: Path, precinct: int | None = None) -> None:
    """Write a list or queue for spreadsheets; formulas are made harmless."""
    from host_tools.registers.export import export as write

    with told():
        out.print(f"{write(source, target, precinct=precinct)} rows in {target}")


@app.command()
def generate(
    folder: Path,
    rows: int = 125_000,
    seed: int = 1,
    day: str = "2026-11-22",
    signing_key: Annotated[Path | None, typer.Option("--key")] = None,
) -> None:
    """Generate registers of made-up people with known defects, and their answer key."""
    from host_tools.registers.generate import generate as write
    from host_tools.registers.generate_manifests import sign_all

    with told():
        with bars() as progress:
            write(folder, rows, seed, day_of(day), progress)
        if signing_key:
            sign_all(folder, manifest.load_key(signing_key))


if __name__ == "__main__":
    app()
