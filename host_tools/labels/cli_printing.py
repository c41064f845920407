"""`tamga labels sheets` and `tamga labels escpos`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.progress import Progress

from host_tools.console import expected, say
from host_tools.labels import printing
from host_tools.labels.command_parts import (
    ListKey,
    RegisterKey,
    RegisterPath,
    app,
    opened_list,
    opened_register,
)
from host_tools.labels.errors import LabelError
from host_tools.labels.escpos import Roll
from host_tools.labels.index import LabelIndex
from host_tools.labels.stock import read_stock, read_table
from host_tools.privacy import key_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.ending import ended_in_order
from host_tools.privacy.options import JOURNAL, Clear, Journal, Who, Why
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import SUFFIX
from host_tools.registers.voter_list_file import VoterList


@app.command()
def sheets(
    voters: Path,
    register: RegisterPath,
    key: RegisterKey,
    out: Annotated[Path, typer.Option(resolve_path=True, help="Folder for the PDFs, one per precinct.")],
    who: Who,
    why: Why,
    stock: Annotated[Path | None, typer.Option(help="Label stock (TOML); A4, 3 by 8 without it.")] = None,
    run: Annotated[int | None, typer.Option(help="Only labels of this issuing run.")] = None,
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
    list_key: ListKey = None,
    clear: Clear = False,
    journal: Journal = JOURNAL,
) -> None:
    """Print labels as PDF sheets, sealed; a sample of every rendered sheet is read back, a mismatch fails the command.

    To a printer: tamga privacy unseal FILE - … | lp
    """
    with expected(), ended_in_order():
        chosen, vault = read_stock(stock), Vault.of(list_key, clear, str(out), journal, "--list-key")
        seed = int.from_bytes(os.urandom(4), "big")  # an unforeseeable sample
        sources = _Sources(opened_list(voters, list_key, "print", who, why, journal), register, key, run)
        AccessJournal(journal).note(who, "create", f"{out}, {vault.manner}", why)
        _print(sources, out, workers, lambda folder: printing.SheetPrinter(chosen, folder, seed, vault))
        _record(out, vault)


@app.command()
def escpos(
    voters: Path,
    register: RegisterPath,
    key: RegisterKey,
    out: Annotated[Path, typer.Option(resolve_path=True, help="Folder for the print jobs, one per precinct.")],
    roll: Annotated[Path, typer.Option(help="Label roll (TOML): font_path and whatever differs from 58 mm.")],
    who: Who,
    why: Why,
    run: Annotated[int | None, typer.Option(help="Only labels of this issuing run.")] = None,
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
    list_key: ListKey = None,
    clear: Clear = False,
    journal: Journal = JOURNAL,
) -> None:
    """Print labels as ESC/POS jobs for a label printer, sealed, a sample read back. Next: tamga usb print."""
    with expected(), ended_in_order():
        chosen = read_table(roll, Roll)
        vault = Vault.of(list_key, clear, str(out), journal, "--list-key")
        sources = _Sources(opened_list(voters, list_key, "print", who, why, journal), register, key, run)
        AccessJournal(journal).note(who, "create", f"{out}, {vault.manner}", why)
        _print(sources, out, workers, lambda folder: printing.RollPrinter(chosen, folder, vault))
        _record(out, vault)


class _Sources(NamedTuple):
    voters: VoterList
    register: Path
    key: Path
    run: int | None


def _record(out: Path, vault: Vault) -> None:
    """Note each file, so that sheets of an earlier run are not printed in the place of these."""
    for path in sorted(out.glob(f"*{SUFFIX}")):
        vault.record(path)


def _print(sources: _Sources, out: Path, workers: int, printer: Callable[[Path], printing.Printer]) -> None:
    register_key = key_files.read_key_file(sources.key)
    with opened_register(sources.register, sources.key) as opened:
        index = LabelIndex.of(opened, sources.run)
    if not len(index.serials):
        raise LabelError("there is no label to print: issue some")
    started = time.perf_counter()
    with Progress(transient=True) as progress:
        task = progress.add_task("printing", total=len(index.serials))
        update = lambda done: progress.update(task, completed=done)  # noqa: E731
        printed = printing.print_labels(sources.voters, index, register_key, out, printer, workers, update)
    count, taken = sum(one.labels for one in printed), time.perf_counter() - started
    say(f"{out}: {count} labels on {sum(one.sheets for one in printed)} sheets in {len(printed)} files")
    say(f"read back: {sum(one.read for one in printed)}, all right; {count / taken:,.0f} labels/s")
