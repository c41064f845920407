"""`tamga registers`: check, compile, review, report, export, and a generator for trying it out."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Optional

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from host_tools.registers import encodings, manifest
from host_tools.registers.files import RegisterTrouble
from host_tools.registers.profiles import PROFILES

app = typer.Typer(help="Registers to voter list: check, compile, review, report.", no_args_is_help=True)
_out, _err = Console(), Console(stderr=True)
Trust = Annotated[list[Path], typer.Option("--trust", help="file of trusted public keys, one hex key a line")]
SAMPLE_BYTES = 1 << 20


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn expected trouble into one line and exit status 1."""
    try:
        yield
    except RegisterTrouble as trouble:
        _err.print(str(trouble), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except OSError as trouble:
        _err.print(f"{trouble.filename or ''}: {trouble.strerror or trouble}; nothing was changed", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


@contextlib.contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars by stage name."""
    with Progress(console=_err, transient=True) as progress:
        tasks: dict[str, int] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield update


@app.command()
def key(path: Path) -> None:
    """Make a signing key for manifests; its public half goes to PATH.pub."""
    with told():
        _out.print(f"public key {manifest.new_key(path)}")


@app.command("manifest")
def make_manifest(
    file: Path,
    profile: Annotated[str, typer.Option(help=", ".join(PROFILES))],
    source: Annotated[str, typer.Option(help="register and authority that the file comes from")],
    person: Annotated[str, typer.Option(help="who answers for it")],
    date: Annotated[str, typer.Option(help="state of the data, YYYY-MM-DD")],
    rows: Annotated[int, typer.Option(help="records, the header not counted")],
    signing_key: Annotated[Path, typer.Option("--key")],
    encoding: str = "utf-8",
) -> None:
    """Sign a manifest for FILE and write it beside it."""
    with told():
        if profile not in PROFILES or encoding not in encodings.ENCODINGS:
            raise RegisterTrouble(f"profile is one of {', '.join(PROFILES)}; encoding one of {', '.join(encodings.ENCODINGS)}")
        one = manifest.Manifest(
            profile=profile, profile_version=PROFILES[profile].version, encoding=encoding, source=source,
            responsible_person=person, date=date, rows=rows, bytes=file.stat().st_size, sha256=manifest.sha256_of(file),
        )  # fmt: skip
        _out.print(str(manifest.write(file, one, manifest.load_key(signing_key))))


@app.command()
def check(
    file: Path,
    trust: Trust = [],  # noqa: B006
    profile: Annotated[Optional[str], typer.Option(help="where there is no manifest")] = None,
    encoding: Annotated[Optional[str], typer.Option(help="utf-8, cp1251 or kz1048, where there is no manifest")] = None,
    accept: Annotated[Optional[Path], typer.Option(help="write the good rows here, as UTF-8")] = None,
    signing_key: Annotated[Optional[Path], typer.Option("--key", help="sign a manifest for the accepted rows")] = None,
    today: Annotated[Optional[str], typer.Option(help="YYYY-MM-DD, for dates in the future")] = None,
) -> None:
    """Tell every fault of a register file with line, field and reason; write faulty rows aside."""
    from host_tools.registers import check as checking

    with told():
        if not file.exists():
            raise RegisterTrouble(f"{file}: there is no such file")
        said, problems = None, []
        if trust:
            said = manifest.read(file, manifest.load_trusted(trust))
            try:
                manifest.check_content(file, said)
            except RegisterTrouble as trouble:
                problems.append(str(trouble))
        name = profile or (said.profile if said else None)
        if name not in PROFILES:
            raise RegisterTrouble(f"{file}: say --profile (one of {', '.join(PROFILES)}) or --trust for its manifest")
        with open(file, "rb") as stream:
            used = encoding or (said.encoding if said else "utf-8" if file.suffix == ".parquet" else encodings.guess(stream.read(SAMPLE_BYTES)))
        if used not in encodings.ENCODINGS:
            raise RegisterTrouble(f"{file}: encoding is one of {', '.join(encodings.ENCODINGS)}")
        faults, faulty = file.with_name(file.name + ".faults.csv"), file.with_name(file.name + ".faulty.csv")
        day = dt.date.fromisoformat(today) if today else dt.date.today()
        with bars() as progress:
            found = checking.check(file, PROFILES[name], used, faults, faulty, accept, day, lambda d, t: progress("check", d, t))
        if said and said.rows != found.rows:
            problems.append(f"{file}: {found.rows} records, the manifest says {said.rows}")
        if accept and signing_key:
            one = manifest.Manifest(
                profile=name, profile_version=PROFILES[name].version, encoding="utf-8", source=said.source if said else str(file.name),
                responsible_person=said.responsible_person if said else "not stated", date=said.date if said else day.isoformat(),
                rows=found.rows - found.faulty_rows, bytes=accept.stat().st_size, sha256=manifest.sha256_of(accept),
            )  # fmt: skip
            manifest.write(accept, one, manifest.load_key(signing_key))
        table = Table("field", "reason", "rows", title=f"{file.name} as {used}: {found.rows} records, {found.faulty_rows} faulty")
        for (column, reason), count in sorted(found.counts.items()):
            table.add_row(column or "(record)", reason, str(count))
        _out.print(table)
        for line, column, reason in found.first:
            _out.print(f"{file.name}:{line}: {column or 'record'}: {reason}", markup=False, soft_wrap=True)
        if found.other_birth_dates:
            _out.print(f"note: {found.other_birth_dates} personal numbers tell another birth date; that is no fault")
        for problem in problems:
            _err.print(problem, style="red", markup=False, soft_wrap=True)
        if found.faults:
            _out.print(f"all faults: {faults}; the rows: {faulty}", markup=False, soft_wrap=True)
        if found.faults or problems:
            raise typer.Exit(1)


@app.command("compile")
def compile_command(
    folder: Annotated[Path, typer.Argument(help="population, interior, pension, precincts, addresses as .csv or .parquet with manifests")],
    day: Annotated[str, typer.Option(help="election day, YYYY-MM-DD")],
    trust: Trust,
    result: Annotated[Path, typer.Option(help="folder of the result; appears whole or not at all")],
    decisions: Annotated[Optional[Path], typer.Option(help="decisions of the review")] = None,
    keep_stages: Annotated[bool, typer.Option(help="keep stage files after success")] = False,
    stages: Annotated[bool, typer.Option(help="write stage files, so that a stopped run goes on")] = True,
) -> None:
    """Compile the voter list from the registers, compare, and write list, queue and report."""
    from host_tools.registers.compile import Sources, compile_list

    with told():
        files = {name: folder / f"{name}.parquet" if (folder / f"{name}.parquet").exists() else folder / f"{name}.csv" for name in PROFILES}
        work = result.with_name(result.name + ".work")
        with bars() as progress:
            summary = compile_list(Sources(files, manifest.load_trusted(trust)), decisions, dt.date.fromisoformat(day), result, work, progress, stages)
        if not keep_stages:
            shutil.rmtree(work, ignore_errors=True)
        table = Table("class", "listed", "held", "aside")
        for name, cells in summary["classes"].items():
            table.add_row(name, *map(str, cells.values()))
        table.add_row("total", *map(str, summary["outcomes"].values()))
        _out.print(table)
        for seq, why in summary["decisions"]["refused"]:
            _out.print(f"decision {seq} has no effect: {why}", markup=False, soft_wrap=True)
        _out.print(f"{result}: {summary['list_lines']} voters listed, {summary['queue']['items']} items in the queue", soft_wrap=True)


@app.command()
def review(result: Path, decisions: Annotated[Path, typer.Option()], name: Annotated[str, typer.Option(help="who decides")]) -> None:
    """Work through the review queue in the terminal."""
    from host_tools.registers.review import Review

    with told():
        Review(result, decisions, name, _out, _out.input).run()


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
def export(source: Path, target: Path, precinct: Optional[int] = None) -> None:
    """Write a list or queue for spreadsheets; formulas are made harmless."""
    from host_tools.registers.export import export as write

    with told():
        _out.print(f"{write(source, target, precinct=precinct)} rows in {target}")


@app.command()
def generate(folder: Path, rows: int = 125_000, seed: int = 1, day: str = "2026-11-22", signing_key: Annotated[Optional[Path], typer.Option("--key")] = None) -> None:
    """Generate registers of made-up people with known defects, and their answer key."""
    from host_tools.registers.generate import generate as write
    from host_tools.registers.generate_manifests import sign_all

    with told():
        with bars() as progress:
            write(folder, rows, seed, dt.date.fromisoformat(day), progress)
        if signing_key:
            sign_all(folder, manifest.load_key(signing_key))


if __name__ == "__main__":
    app()
