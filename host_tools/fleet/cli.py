"""`tamga fleet`: are the terminals ready? Readiness slips, gathered into a table, a page and a file for programs."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.console import MISMATCH, expected, say, say_json
from host_tools.fleet import board, page
from host_tools.fleet.cli_diagnose import diagnose
from host_tools.fleet.gathering import gather
from host_tools.fleet.known import known_from
from host_tools.fleet.typed import read_typed
from host_tools.folder_lock import writing_in
from host_tools.text_rules import visible
from host_tools.verifying import keyring
from host_tools.whole_files import write_text

PAGE, FILE = "index.html", "readiness.json"
_COLOURS = {"good": "green", "bad": "red", "unknown": "yellow"}
_STANDINGS = {board.READY: "green", board.SPARE: "green", board.NOT_READY: "red", board.MISSING: "red"}


def fleet(
    slips: Annotated[list[Path], typer.Argument(help="Pictures of readiness slips, and folders of them.")],
    keys: Annotated[
        list[Path] | None, typer.Option("--keys", help="Precincts' public folders, definitions, packages. Repeatable.")
    ] = None,
    authority: Annotated[Path | None, typer.Option(help="The election authority's public key.")] = None,
    book: Annotated[Path | None, typer.Option(help="The device book: which image each terminal got.")] = None,
    register: Annotated[Path | None, typer.Option(help="The folder of the signed register of images.")] = None,
    typed: Annotated[Path | None, typer.Option(help="A table of seals, spares and slips that nobody can read.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for index.html and readiness.json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say it for programs.")] = False,
) -> None:
    """Gather readiness slips: which terminals may open the polls, and what the others lack. Reads, decides nothing."""
    with expected():
        ring = keyring.load(keys or [], [authority] if authority else [])
        known = known_from(ring, keys or [], book, register)
        gathered = gather(slips, ring)
        rows = board.rows_of(gathered, read_typed(typed) if typed else {}, known)
        content = board.plain(rows, gathered)
        if out is not None:
            made = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC"
            with writing_in(out):
                write_text(out / PAGE, page.page_of(rows, gathered.problems, made))
                write_text(out / FILE, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        say_json(content)
    else:
        _show(rows, gathered.problems)
    found = content["counts"]
    if gathered.problems or found[board.READY] + found[board.SPARE] < len(rows):
        raise typer.Exit(MISMATCH)


def _show(rows: list[board.Row], problems: list[str]) -> None:
    table = Table("place", "terminal", "standing", "what is wrong or not known", "seals")
    for row in rows:
        colour = _STANDINGS.get(row.standing, "yellow")
        wrong = [
            f"[{_COLOURS[cell.light]}]{name}: {escape(visible(cell.words))}[/]"
            for name, cell in row.cells.items()
            if cell.light != "good" and name != "seals"
        ]
        seals = row.cells.get("seals")
        sealed = f"[{_COLOURS[seals.light]}]{escape(visible(seals.words))}[/]" if seals else "—"
        standing = f"[{colour}]{row.standing}[/]"
        serial = escape(visible(row.serial_number or "—"))
        table.add_row(escape(row.place), serial, standing, "\n".join(wrong), sealed)
    Console().print(table)
    for problem in problems:
        say(f"not read: {problem}")
    say(", ".join(f"{count} {name}" for name, count in board.counts(rows).items() if count) or "no terminals")


commands = {"fleet": fleet, "diagnose": diagnose}
