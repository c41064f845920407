"""Compile: three registers, two tables and the decisions so far become a voter list and everything beside it.

The result folder appears whole or not at all. Where the vault seals, all but the report have `.tmwf` behind the name:

    voters.csv        the list, in list order (voter_list.py names the columns)
    aside.csv         entries that are held or not on the list, with class and outcome
    rows_aside.csv    register records behind no entry of their own: repeated numbers and faulty rows
    queue.parquet     what waits for a decision (queue.py)
    summary.json      all counts
    report.html, report.pdf   the reconciliation report: counts alone, no name and no number of a voter
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from host_tools.privacy.vault import SUFFIX
from host_tools.registers import compare, duplicates, intake, manifest, names, output
from host_tools.registers.classes import REGISTERS
from host_tools.registers.decisions import Decision, load
from host_tools.registers.files import RegisterTrouble
from host_tools.registers.normalise import NameBook
from host_tools.registers.profiles import PROFILES
from host_tools.registers.sources import Sources
from host_tools.registers.stages import Stages, digest_of
from host_tools.whole_files import atomic_folder, refuse_other_files

Progress = Callable[[str, int, int], None]
# What a result folder holds, each name sealed or not: a folder with anything else in it is not replaced.
MADE_HERE = tuple(
    f"{name}{suffix}"
    for name in ("voters.csv", "aside.csv", "rows_aside.csv", "queue.parquet", "summary.json", "report.*")
    for suffix in ("", SUFFIX)
)
STAGE_VERSION = 3  # raise when stage files change shape, so that a work folder of older code is not taken up


@dataclass
class Prepared:
    """Registers after reading: everything that comparing and writing needs."""

    splits: dict[str, duplicates.Split]
    books: dict[str, NameBook]
    old_codes: pl.Series
    address: pl.Series
    faulty: dict[str, pl.DataFrame]
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
            found[f"{name}_faulty"] = self.faulty[name]
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
        for field in intake.NAME_FIELDS:
            frame = frames[f"book_{field}"]
            books[field] = NameBook(frame["display"], frame["order"].to_numpy(), frame["match"].to_numpy())
        return cls(
            splits, books, frames["old_codes"]["old_codes"], frames["address"]["address"],
            {name: frames[f"{name}_faulty"] for name in REGISTERS}, frames["records"].row(0, named=True),
        )  # fmt: skip


def prepare(sources: Sources, manifests: dict[str, manifest.Manifest], progress: Progress) -> Prepared:
    """Read, normalise and split the three registers, checking the files' hashes at the same time."""
    intakes: dict[str, intake.Intake] = {}
    with ThreadPoolExecutor(1) as checker:
        for done, name in enumerate(REGISTERS):
            progress("read", done, len(REGISTERS))
            path = sources.files[name]
            with sources.vault.as_file(path) as data:
                check = checker.submit(manifest.check_content, path, manifests[name], data)
                try:
                    intakes[name] = intake.read(path, PROFILES[name], data)
                finally:
                    check.result()  # a wrong hash explains everything else, so it is told instead
    for name, one in intakes.items():
        if one.records != manifests[name].rows:
            raise RegisterTrouble(
                f"{sources.files[name]}: {one.records} records, the manifest says {manifests[name].rows}; "
                "`tamga registers check` tells more"
            )
    progress("normalise", 0, 2)
    books = names.number_names(intakes)
    old_codes = names.number_old_codes(intakes)
    progress("normalise", 1, 2)
    address, faulty = intakes["population"].address, {name: one.faulty for name, one in intakes.items()}
    records = {name: one.records for name, one in intakes.items()}
    splits = {}
    for name in REGISTERS:
        splits[name] = duplicates.split(intakes.pop(name).rows, books)
    progress("normalise", 2, 2)
    return Prepared(splits, books, old_codes, address, faulty, records)


def compile_list(
    sources: Sources,
    decisions_file: Path | None,
    day: dt.date,
    result: Path,
    work: Path,
    progress: Progress = lambda *_: None,
    stages: bool = True,
) -> dict[str, Any]:
    """Compile into the folder `result`; give the summary. Stage files go to `work`. Raises RegisterTrouble;
    FileExistsError where `result` holds files that are no result.

    Both are written by the vault of `sources`; the clear data is in memory only, unless that vault writes in clear.
    """
    refuse_other_files(result, MADE_HERE)
    manifests, vault = sources.manifests(), sources.vault
    decisions: list[Decision] = load(decisions_file, vault) if decisions_file else []
    precincts, addresses = sources.tables(manifests)
    inputs = {
        "version": STAGE_VERSION,
        "polars": pl.__version__,
        "day": day,
        "files": {n: m.sha256 for n, m in manifests.items()},
    }
    store = Stages(work, digest_of(inputs), vault) if stages else None
    try:
        frames = store.load("read") if store else None
        prepared = Prepared.of(frames) if frames else prepare(sources, manifests, progress)
        if store and not frames:
            store.save("read", prepared.frames())
        progress("compare", 0, 1)
        entries = compare.join(prepared.splits)  # no stage: joining again takes less than writing and hashing it
        for split in prepared.splits.values():
            split.first = split.first.clear()
        entries = compare.classify(entries, prepared.splits, prepared.books, addresses, day)
        progress("compare", 1, 1)
        with atomic_folder(result, MADE_HERE) as folder:
            first_page = output.write_all(
                folder, vault, prepared, entries, decisions, precincts, day, manifests, progress
            )
            if store:
                store.finish()
        return first_page
    except (OSError, pl.exceptions.PolarsError) as trouble:
        reason = getattr(trouble, "strerror", None) or trouble
        raise RegisterTrouble(f"{result}: not written: {reason}; an older result is left as it was") from None
    finally:
        if store:
            store.close()
