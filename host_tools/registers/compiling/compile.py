"""Compile: three registers, two tables and the decisions so far become a voter list and everything beside it.

The result folder appears whole or not at all. Where the vault seals, all but the report have `.tmwf` behind the name:

    voters.parquet    the list, in list order (write.py names the columns)
    aside.parquet     entries that are held or not on the list, with class and outcome
    rows_aside.parquet   register records behind no entry of their own, and faults of records
    review.parquet    what waits for a decision (review_list.py)
    summary.json      all counts
    discrepancies-REGISTER.csv   what its authority is asked, with a signed manifest (discrepancies.py)
    report.html, report.pdf   the reconciliation report: counts alone, no name and no number of a voter
"""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.ma  # noqa: F401  # Polars asks of every array whether it is a masked one; not loaded amid the work
import polars as pl

from host_tools.errors import os_words
from host_tools.folder_lock import alone_in
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import SUFFIX
from host_tools.registers.compiling import compare
from host_tools.registers.compiling.decide import decide
from host_tools.registers.compiling.discrepancies import Sender, send
from host_tools.registers.compiling.doubles import Doubles
from host_tools.registers.compiling.order import put_in_order
from host_tools.registers.compiling.prepare import Prepared, prepare
from host_tools.registers.compiling.stages import Stages, digest_of
from host_tools.registers.compiling.tally import tally
from host_tools.registers.compiling.write import write_files
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.progress import Progress, silent
from host_tools.registers.reading.manifest import Manifest
from host_tools.registers.reading.sources import Sources
from host_tools.registers.report import content, html, pdf
from host_tools.registers.review.decisions import load
from host_tools.whole_files import atomic_folder, refuse_other_files

# What a result folder holds, each name sealed or not: a folder with anything else in it is not replaced.
_FILES = ("voters.parquet", "aside.parquet", "rows_aside.parquet", "review.parquet", "summary.json", "report.*")
MADE_HERE = (
    *(f"{name}{suffix}" for name in (*_FILES, "discrepancies-*.csv") for suffix in ("", SUFFIX)),
    "discrepancies-*.manifest.json",
)
STAGE_VERSION = 4  # raise when stage files change shape, so that a work folder of older code is not taken up


@dataclass(frozen=True)
class Compiling:
    """What one run is about.

    sources: the registers and tables, and the vault that everything is written by.
    day: of the election.
    result: folder that appears whole or not at all; work: folder of the stage files, or None for none.
    decisions: file of the review, or None.
    sender: who signs the discrepancies that go back to the authorities; None for none.
    """

    sources: Sources
    day: dt.date
    result: Path
    work: Path | None = None
    decisions: Path | None = None
    sender: Sender | None = None

    def run(self, progress: Progress = silent) -> dict[str, Any]:
        """Compile; give the summary.

        Raises VoterRegisterError; FolderBusyError where somebody compiles there; FileExistsError where `result` holds
        files that are no result. Clear data is in memory only, unless the vault writes in clear.
        """
        with alone_in(self.result.with_name(f"{self.result.name}.work")):  # `result` has its lock when it is put there
            return self._run(progress)

    def _run(self, progress: Progress) -> dict[str, Any]:
        refuse_other_files(self.result, MADE_HERE)
        manifests, vault = self.sources.manifests(), self.sources.vault
        decisions = load(self.decisions, vault) if self.decisions else []
        precincts, addresses = self.sources.tables(manifests)
        wanted = self.work if not self.sources.quick_to_read else None
        store = Stages(wanted, digest_of(self._inputs(manifests)), vault) if wanted else None
        try:
            prepared = self._prepared(store, manifests, progress)
            entries, doubles = self._entries(prepared, addresses, progress)
            progress("decide", 0, 1)
            decided = decide(entries, doubles, prepared, decisions, precincts, self.day)
            del entries  # what is settled is in `decided`, and of millions one copy is enough
            progress("order", 0, 1)
            listed = put_in_order(decided.entries, prepared.books, precincts)
            with atomic_folder(self.result, MADE_HERE) as folder:
                counts = tally(decided, listed, prepared, precincts, manifests)
                refused = [list(pair) for pair in decided.refused]
                counts |= {"day": self.day.isoformat(), "decisions": {"lines": len(decisions), "refused": refused}}
                if self.sender:
                    state = dt.date.fromisoformat(max(manifests[name].date for name in self.sources.registers))
                    sent = send(
                        folder, vault, self.sources.registers, decided.entries, prepared.old_codes, state, self.sender
                    )
                    counts["discrepancies"] = {one.register: one.rows for one in sent}
                with ThreadPoolExecutor(1) as beside:
                    report = beside.submit(write_report, folder, vault, counts)
                    write_files(folder, vault, prepared, decided, listed, progress)
                    report.result()
                if store:
                    store.finish()
            return counts
        except (OSError, pl.exceptions.PolarsError) as error:
            words = os_words(error) if isinstance(error, OSError) else ""
            reason = words or "a table could not be written; is the disk full?"
            message = f"{self.result}: not written: {reason}; an older result is left as it was"
            raise VoterRegisterError(message) from None
        finally:
            if store:
                store.close()

    def _inputs(self, manifests: dict[str, Manifest]) -> dict[str, Any]:
        return {
            "version": STAGE_VERSION,
            "polars": pl.__version__,
            "day": self.day,
            "files": {name: one.sha256 for name, one in manifests.items()},
        }

    def _prepared(self, store: Stages | None, manifests: dict[str, Manifest], progress: Progress) -> Prepared:
        frames = store.load("read") if store else None
        if frames:
            return Prepared.of(frames)
        prepared = prepare(self.sources, manifests, self.day, progress)
        if store:
            store.save("read", prepared.frames())
        return prepared

    def _entries(self, prepared: Prepared, addresses: pl.DataFrame, progress: Progress) -> tuple[pl.DataFrame, Doubles]:
        progress("compare", 0, 1)
        entries = compare.join(prepared.splits)  # no stage: joining again takes less than writing and hashing it
        for split in prepared.splits.values():
            split.first = split.first.clear()
        classified = compare.classify(
            entries, prepared.splits, prepared.books, addresses, self.day, self.sources.registers
        )
        progress("compare", 1, 1)
        return classified


def write_report(folder: Path, vault: Vault, counts: dict[str, Any]) -> None:
    """Write summary and report: counts alone."""
    page = content.content(counts)
    (folder / "report.html").write_text(html.html(page), "utf-8")
    with open(folder / "report.pdf", "wb") as stream:
        pdf.write(stream, page)
    text = json.dumps(counts, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    vault.write(vault.named(folder / "summary.json"), text.encode(), synced_later=True)
