"""Prints the labels of a list: one file per precinct, so that its sheets go to one place; all files or none."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from host_tools.labels import escpos, read_back, sheets
from host_tools.labels.errors import LabelError, ReadBackError
from host_tools.labels.escpos import Roll
from host_tools.labels.index import LabelIndex
from host_tools.labels.sheets import Label
from host_tools.labels.stock import Stock
from host_tools.labels.voter_cards import CardMaker
from host_tools.lean_processes import LeanContext
from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.voter_list_file import VoterList
from host_tools.whole_files import atomic_folder

_MADE_HERE = ("labels-*.pdf*", "labels-*.bin*")  # a folder with anything else in it is not replaced
_TASKS_A_BLOCK = 32  # precincts that wait as labels in memory for each worker
Progress = Callable[[int], None]


class Printed(NamedTuple):
    """One file. read: labels that were read back from it."""

    precinct: int
    labels: int
    sheets: int
    read: int


@dataclass(frozen=True)
class SheetPrinter:
    """Makes the PDF of a precinct and reads its sample back. seed: of the sample's choice; vault: writes the file."""

    stock: Stock
    folder: Path
    seed: int
    vault: Vault = CLEAR

    def __call__(self, precinct: int, labels: list[Label]) -> Printed:
        """Write and check one file. ReadBackError names its sheet."""
        path, drawn = self.folder / f"labels-{precinct:05d}.pdf", io.BytesIO()
        count = sheets.write_sheets(drawn, labels, self.stock, f"precinct {precinct}")
        pdf = drawn.getvalue()
        read = read_back.check_sheets(pdf, path.name, labels, self.stock, random.Random(self.seed + precinct))
        self.vault.write(self.vault.named(path), pdf)
        return Printed(precinct, len(labels), count, read)


@dataclass(frozen=True)
class RollPrinter:
    """Makes the job of a precinct for a label printer. vault: writes the file."""

    roll: Roll
    folder: Path
    vault: Vault = CLEAR

    def __call__(self, precinct: int, labels: list[Label]) -> Printed:
        """Write one job; one of every few labels is read back. ReadBackError names the job and the label."""
        path = self.folder / f"labels-{precinct:05d}.bin"
        try:
            with self.vault.writing(self.vault.named(path)) as target:
                target.writelines(escpos.print_job(labels, self.roll))
        except ReadBackError as error:
            raise ReadBackError(f"{path.name}: {error}") from None
        return Printed(precinct, len(labels), 0, -(-len(labels) // self.roll.read_back_every))


Printer = SheetPrinter | RollPrinter


def print_labels(
    voters: VoterList,
    index: LabelIndex,
    register_key: bytes,
    folder: Path,
    printer: Callable[[Path], Printer],
    workers: int = 1,
    progress: Progress = lambda labels: None,
) -> list[Printed]:
    """Print every label of the index whose holder is on the list, in list order.

    printer: makes a printer for the folder that is being filled. progress: labels printed so far. At a label that
    does not read back nothing appears under `folder`. FileExistsError where `folder` holds other files.
    """
    printed, done = [], 0
    with atomic_folder(folder, _MADE_HERE) as beside:
        work = partial(_apply, printer(beside))
        for result in _run(work, _labels(voters, CardMaker(index, register_key, False)), workers):
            printed.append(result)
            done += result.labels
            progress(done)
    return printed


def _labels(voters: VoterList, maker: CardMaker) -> Iterator[tuple[int, list[Label]]]:
    for span in voters.spans:
        rows = voters.part(span.start, span.size)
        digits = maker.cards(rows["id_type"], rows["id_value"]).labels
        names = rows["name"].to_list()
        labels = [Label(label.decode(), name) for label, name in zip(digits, names, strict=True) if label is not None]
        if labels:
            yield span.precinct, labels


def _apply(printer: Printer, task: tuple[int, list[Label]]) -> Printed:
    return printer(*task)


def _run(
    work: Callable[[tuple[int, list[Label]]], Printed], tasks: Iterator[tuple[int, list[Label]]], workers: int
) -> Iterator[Printed]:
    if workers == 1:
        yield from map(work, tasks)
        return
    try:
        with ProcessPoolExecutor(workers, LeanContext()) as pool:
            block: list[tuple[int, list[Label]]] = []
            for task in tasks:
                block.append(task)
                if len(block) == _TASKS_A_BLOCK * workers:
                    yield from pool.map(work, block)
                    block = []
            yield from pool.map(work, block)
    except BrokenProcessPool:
        raise LabelError("a process was ended from outside (too little memory?); run again, fewer workers") from None
