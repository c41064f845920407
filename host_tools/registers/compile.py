"""Compile: three registers, two tables and the decisions so far become a voter list and everything beside it.

The result folder appears whole or not at all:

    voters.csv        the list, in list order (voter_list.py names the columns)
    aside.csv         entries that are held or not on the list, with class and outcome
    rows_aside.csv    register records behind no entry of their own: repeated numbers and faulty rows
    queue.parquet     what waits for a decision (queue.py)
    summary.json      all counts
    report.html, report.pdf   the reconciliation report
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from host_tools.registers import compare, duplicates, intake, manifest, names, output, tables
from host_tools.registers.classes import REGISTERS
from host_tools.registers.decisions import Decision, load
from host_tools.registers.files import RegisterTrouble, atomic_folder
from host_tools.registers.normalise import NameBook
from host_tools.registers.profiles import PROFILES
from host_tools.registers.stages import Stages, digest_of

Progress = Callable[[str, int, int], None]
STAGE_VERSION = 2  # raise when stage files change shape, so that a work folder of older code is not taken up


@dataclass
class Sources:
    """Files to compile from, by profile name, and whose manifests are trusted."""

    files: dict[str, Path]
    trusted: set[str]

    def manifests(self) -> dict[str, manifest.Manifest]:
        """Signed manifests of all files; their content is checked later, beside the reading."""
        found = {name: manifest.read(path, self.trusted) for name, path in self.files.items()}
        for name, one in found.items():
            if one.profile != name:
                raise RegisterTrouble(f"{self.files[name]}: its manifest is for profile {one.profile}, not {name}")
            if one.encoding != "utf-8":
                raise RegisterTrouble(
                    f"{self.files[name]}: encoded as {one.encoding}; `tamga registers check --accept` writes UTF-8"
                )
            if not self.files[name].exists():
                raise RegisterTrouble(f"{self.files[name]}: there is no such file")
            if one.rows == 0:
                raise RegisterTrouble(
                    f"{self.files[name]}: the register is empty; nothing is compiled from an empty register"
                )
        return found


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


def prepare(files: dict[str, Path], manifests: dict[str, manifest.Manifest], progress: Progress) -> Prepared:
    """Read, normalise and split the three registers, checking the files' hashes at the same time."""
    with ThreadPoolExecutor(1) as checker:
        checks = [checker.submit(manifest.check_content, files[name], manifests[name]) for name in files]
        intakes: dict[str, intake.Intake] = {}
        trouble: RegisterTrouble | None = None
        for done, name in enumerate(REGISTERS):
            progress("read", done, len(REGISTERS))
            try:
                intakes[name] = intake.read(files[name], PROFILES[name])
            except RegisterTrouble as found:
                trouble = found
                break
        for check in checks:
            check.result()  # a wrong hash explains everything else, so it is told first
        if trouble:
            raise trouble
    for name, one in intakes.items():
        if one.records != manifests[name].rows:
            raise RegisterTrouble(
                f"{files[name]}: {one.records} records, the manifest says {manifests[name].rows}; "
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
    """Compile into the folder `result`; give the summary. Stage files go to `work`. Raises RegisterTrouble."""
    manifests = sources.manifests()
    decisions: list[Decision] = load(decisions_file) if decisions_file else []
    precincts, addresses = tables.read(sources.files["precincts"], sources.files["addresses"])
    inputs = {
        "version": STAGE_VERSION,
        "polars": pl.__version__,
        "day": day,
        "files": {n: m.sha256 for n, m in manifests.items()},
    }
    store = Stages(work, digest_of(inputs)) if stages else None
    try:
        frames = store.load("read") if store else None
        prepared = Prepared.of(frames) if frames else prepare(sources.files, manifests, progress)
        if store and not frames:
            store.save("read", prepared.frames())
        progress("compare", 0, 1)
        entries = compare.join(prepared.splits)  # no stage: joining again takes less than writing and hashing it
        for split in prepared.splits.values():
            split.first = split.first.clear()
        entries = compare.classify(entries, prepared.splits, prepared.books, addresses, day)
        progress("compare", 1, 1)
        with atomic_folder(result) as folder:
            first_page = output.write_all(folder, prepared, entries, decisions, precincts, day, manifests, progress)
            if store:
                store.finish()
        return first_page
    except (OSError, pl.exceptions.PolarsError) as trouble:
        reason = getattr(trouble, "strerror", None) or trouble
        raise RegisterTrouble(f"{result}: not written: {reason}; an older result is left as it was") from None
    finally:
        if store:
            store.close()
