"""Prepare: the three registers read, names and old codes numbered, repeated numbers split off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from host_tools.registers.classes import NAME_FIELDS, REGISTERS
from host_tools.registers.compiling import duplicates, numbering
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.profiles import PROFILES
from host_tools.registers.progress import Progress
from host_tools.registers.reading import intake, manifest
from host_tools.registers.reading.judged_names import JudgedNames
from host_tools.registers.reading.sources import Sources

_SMALL_ROWS = 1_000_000  # of all registers; so many fit into memory three times


@dataclass
class Prepared:
    """Registers after reading: everything that comparing and writing needs."""

    splits: dict[str, duplicates.Split]
    books: dict[str, NameBook]
    old_codes: pl.Series
    address: pl.Series
    faults: dict[str, pl.DataFrame]
    records: dict[str, int]

    def frames(self) -> dict[str, pl.DataFrame]:
        """As stage files."""
        found = {
            "old_codes": self.old_codes.to_frame("old_codes"),
            "address": self.address.to_frame("address"),
            "records": pl.DataFrame({name: [count] for name, count in self.records.items()}),
        }
        for name, split in self.splits.items():
            found |= {
                f"{name}_first": split.first,
                f"{name}_further": split.further,
                f"{name}_repeated": split.repeated,
            }
            found[f"{name}_faults"] = self.faults[name]
        for field, book in self.books.items():
            found[f"book_{field}"] = pl.DataFrame({"display": book.display, "order": book.order, "match": book.match})
        return found

    @classmethod
    def of(cls, frames: dict[str, pl.DataFrame]) -> Prepared:
        """From stage files."""
        splits = {
            n: duplicates.Split(frames[f"{n}_first"], frames[f"{n}_further"], frames[f"{n}_repeated"])
            for n in REGISTERS
        }
        books = {}
        for field in NAME_FIELDS:
            frame = frames[f"book_{field}"]
            books[field] = NameBook(frame["display"], frame["order"].to_numpy(), frame["match"].to_numpy())
        return cls(
            splits, books, frames["old_codes"]["old_codes"], frames["address"]["address"],
            {name: frames[f"{name}_faults"] for name in REGISTERS}, frames["records"].row(0, named=True),
        )  # fmt: skip


def _frames(sources: Sources, manifests: dict[str, manifest.Manifest]) -> Iterator[tuple[str, pl.DataFrame]]:
    """The registers that there are, read and their hashes checked: small ones at once, large ones one by one."""
    names = sources.registers
    small = sum(manifests[name].rows for name in names) <= _SMALL_ROWS
    with ThreadPoolExecutor(2) as readers, ThreadPoolExecutor(1) as checker:

        def read(name: str) -> pl.DataFrame:
            path = sources.files[name]
            with sources.vault.as_file(path, vouched=True) as data:
                check = checker.submit(manifest.check_content, path, manifests[name], data)
                try:
                    return intake.read(path, PROFILES[name], data)
                finally:
                    check.result()  # a wrong hash explains everything else, so it is reported instead

        ahead = {name: readers.submit(read, name) for name in names} if small else {}
        for name in names:
            yield name, ahead.pop(name).result() if small else read(name)


def prepare(sources: Sources, manifests: dict[str, manifest.Manifest], day: dt.date, progress: Progress) -> Prepared:
    """Read, normalise and split the three registers, checking the files' hashes at the same time.

    day: of the election; no date of a record is after it.
    """
    intakes = {name: intake.nothing(PROFILES[name]) for name in REGISTERS if name not in sources.files}
    names = JudgedNames()
    for done, (name, frame) in enumerate(_frames(sources, manifests)):
        progress("read", done, len(REGISTERS))
        intakes[name] = intake.judged(sources.files[name], frame, PROFILES[name], day, names)
        del frame  # before the next one is read: of millions of rows one frame is enough
    intakes = {name: intakes[name] for name in REGISTERS}
    for name, one in intakes.items():
        if name in sources.files and one.records != manifests[name].rows:
            raise VoterRegisterError(
                f"{sources.files[name]}: {one.records} records, the manifest says {manifests[name].rows}; "
                "`tamga registers check` says more"
            )
    progress("normalise", 0, 2)
    books = numbering.number_names(intakes, names)
    old_codes = numbering.number_old_codes(intakes)
    progress("normalise", 1, 2)
    address, faults = intakes["population"].address, {name: one.faults for name, one in intakes.items()}
    records = {name: one.records for name, one in intakes.items()}
    splits = {}
    for name in REGISTERS:
        splits[name] = duplicates.split(intakes.pop(name).rows, books)
    progress("normalise", 2, 2)
    return Prepared(splits, books, old_codes, address, faults, records)
