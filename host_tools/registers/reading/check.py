"""Check a register file: every fault with line, field and reason; faulty rows written aside.

Reading is in bounded memory; what is accepted is kept until it is written, about 60 bytes per record.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.privacy.working_files import clear_name
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import Profile
from host_tools.registers.progress import Progress, silent
from host_tools.registers.reading import accepted, encodings, records, rules
from host_tools.registers.reading.files import HEADER_BYTES, readable, scan
from host_tools.registers.reading.header import explained
from host_tools.registers.reading.judged_names import JudgedNames
from host_tools.registers.reading.rules import Marks
from host_tools.registers.reading.typed import expressions
from host_tools.whole_files import atomic_file

PARQUET_ROWS = 200_000
FAULTS_SHOWN = 20


@dataclass
class Part:
    """Some records: text columns, line numbers, raw bytes, and faults of records that have no columns."""

    frame: pl.DataFrame
    lines: list[int]
    raw: list[bytes]
    faults: list[tuple[int, str, str, bytes]]

    def records(self, before: int) -> pl.Series:
        """Numbers of the records that have columns, from 1 in the file. before: how many came in earlier parts."""
        lines = np.unique(np.array([*self.lines, *(line for line, *_ in self.faults)], np.int64))
        return pl.Series("record", np.searchsorted(lines, self.lines) + before + 1).cast(pl.UInt32)


class Judged(NamedTuple):
    """A judged part: faults as (line, field, reason), rows with any, typed columns, faults per row in words."""

    found: list[tuple[int, str, str]]
    wrong: Marks
    typed: pl.DataFrame
    fault: pl.Series


@dataclass
class Finding:
    """What a check found. `faults` counts all; `first` has the first ones as (line, field, reason)."""

    rows: int = 0
    faulty_rows: int = 0
    other_birth_dates: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[tuple[int, str, str]] = field(default_factory=list)
    implausible: encodings.Plausibility = field(default_factory=encodings.Plausibility)
    accepted_rows: int = 0

    def take(self, part: Part, judged: Judged) -> None:
        """Count a part."""
        without_columns = len({line for line, *_ in part.faults})
        self.rows += len(part.lines) + without_columns
        self.faulty_rows += int(judged.wrong.sum()) + without_columns
        self.implausible.kz1048 += sum(reason == encodings.KZ1048_INSIDE for _, _, reason, _ in part.faults)
        self.counts.update((name, reason.partition(encodings.PLACE)[0]) for _, name, reason in judged.found)
        self.first += judged.found[: FAULTS_SHOWN - len(self.first)]

    @property
    def faults(self) -> int:
        """Number of faults; a row can have several."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Sheets:
    """Files that a check writes: faults (line, field, reason), faulty rows as they are, and the accepted file."""

    faults: Path
    faulty: Path
    accepted: Path | None = None


def check(
    path: Path,
    profile: Profile,
    encoding: str,
    sheets: Sheets,
    today: dt.date,
    progress: Progress = silent,
    vault: Vault = CLEAR,
    promised_rows: int | None = None,
) -> Finding:
    """Check a file and write its sheets.

    path, profile, encoding: the file and how to read it.
    today: no birth is after it.
    vault: opens `path` and writes the two sheets with rows; faults quote nothing from a row.
    promised_rows: by the manifest; of a file with another number of them, or with names in another code page, nothing
    is accepted.

    Raises VoterRegisterError if the header is wrong or nothing is in the file; then no file is written.
    """
    finding = Finding()
    with ExitStack() as stack:
        faults = io.TextIOWrapper(
            stack.enter_context(atomic_file(sheets.faults)), encoding="utf-8", newline="", write_through=True
        )
        stack.callback(faults.detach)
        faulty = stack.enter_context(vault.writing(sheets.faulty))
        table = csv.writer(faults, lineterminator="\n")
        table.writerow(("line", "field", "reason"))
        faulty.write((",".join(profile.header) + "\n").encode())
        parts, names = [], JudgedNames()
        for part in _parts(path, profile, encoding, progress, vault, stack):
            judged = _judge(part, profile, today, names)
            if sheets.accepted:
                parts.append(accepted.part(part.frame, judged.typed, judged.fault, profile, part.records(finding.rows)))
            finding.take(part, judged)
            if "surname" in profile.header:
                finding.other_birth_dates += rules.other_birth_dates(judged.typed.filter(~pl.Series(judged.wrong)))
            table.writerows(judged.found)
            faulty.writelines(_faulty_rows(part, judged.wrong))
        finding.implausible = dataclasses.replace(names.whole_file(), kz1048=finding.implausible.kz1048)
        if finding.rows == 0:
            raise VoterRegisterError(f"{path}: the register is empty")
        if sheets.accepted and promised_rows in (None, finding.rows) and not finding.implausible.reason(encoding):
            accepted.write(sheets.accepted, parts, vault)
            finding.accepted_rows = sum(map(len, parts))
    return finding


def _judge(part: Part, profile: Profile, today: dt.date, names: JudgedNames) -> Judged:
    """Judge a part by the rules."""
    typed = part.frame.lazy().select(expressions(profile, part.frame.schema)).collect()
    found = [(line, name, reason) for line, name, reason, _ in part.faults]
    wrong = np.zeros(len(part.lines), bool)
    texts: dict[int, str] = {}
    for fault in rules.judge(typed, profile, today, names):
        wrong |= fault.rows
        for place in np.flatnonzero(fault.rows).tolist():
            found.append((part.lines[place], fault.field, fault.reason))
            before = f"{texts[place]}; " if place in texts else ""
            texts[place] = f"{before}{fault.field}: {fault.reason}"
    in_words = pl.repeat(None, len(part.lines), dtype=pl.String, eager=True)
    if texts:
        in_words = in_words.scatter(list(texts), list(texts.values()))
    return Judged(sorted(found), wrong, typed, in_words)


def _faulty_rows(part: Part, wrong: Marks) -> Iterator[bytes]:
    """Rows with a fault as they stand in the file; of Parquet as CSV."""
    for *_, raw in part.faults:
        yield raw if raw.endswith(b"\n") else raw + b"\n"
    for place in np.flatnonzero(wrong).tolist():
        yield part.raw[place] if part.raw else part.frame[place].write_csv(include_header=False).encode()


def _parts(
    path: Path, profile: Profile, encoding: str, progress: Progress, vault: Vault, stack: ExitStack
) -> Iterator[Part]:
    if clear_name(path).suffix == ".parquet":
        return _parquet_parts(path, stack.enter_context(vault.as_file(path, vouched=True)), profile, progress)
    return _csv_parts(path, stack.enter_context(vault.reading(path, vouched=True)), profile, encoding, progress)


def _csv_parts(path: Path, stream: BinaryIO, profile: Profile, encoding: str, progress: Progress) -> Iterator[Part]:
    size, width, done = path.stat().st_size, len(profile.header), 0
    if reason := explained(stream.readline(HEADER_BYTES), profile, encoding):
        raise VoterRegisterError(f"{path}: line 1: {reason}")
    for block in records.blocks(stream, first_line=2):
        done += sum(map(len, block.records))
        progress("check", done, size)
        faults = [(line, "", reason, raw) for line, reason, raw in block.faults]
        lines, raw = [], []
        for line, record in zip(block.lines, block.records, strict=True):
            number = record.count(b",") + 1 if b'"' not in record else records.fields_in(record)
            if number == width and record.count(b"\0") == 0:
                lines.append(line)
                raw.append(record if record.endswith(b"\n") else record + b"\n")
            else:
                faults.append((line, "", _wrong_width(record, number, width), record))
        texts, mixed = encodings.decode(raw, encoding)
        if mixed:
            faults += [(lines[place], "", reason, raw[place]) for place, reason in mixed.items()]
            lines = [line for place, line in enumerate(lines) if place not in mixed]
            raw = [record for place, record in enumerate(raw) if place not in mixed]
        yield Part(_frame("".join(texts), profile, len(lines)), lines, raw, sorted(faults))


def _wrong_width(record: bytes, number: int, width: int) -> str:
    if b"\0" in record:
        return "has a zero byte"
    if not record.strip():
        return "empty line"
    if not record.endswith(b"\n") and number < width:
        return f"the file ends in the middle of a record: {number} of {width} fields; it was cut"
    return f"{number} fields; the profile has {width}"


def _frame(text: str, profile: Profile, rows: int) -> pl.DataFrame:
    schema = dict.fromkeys(profile.header, pl.String)
    if not text:
        return pl.DataFrame(schema=schema)
    frame = pl.read_csv(text.encode(), has_header=False, schema=schema)
    if len(frame) != rows:
        raise AssertionError(f"{rows} records were cut, {len(frame)} were read")
    return frame


def _parquet_parts(path: Path, data: Path, profile: Profile, progress: Progress) -> Iterator[Part]:
    with readable(path):
        frame = scan(path, profile, data)
        if accepted.NUMBER in frame.collect_schema():
            frame = accepted.with_identifiers(frame)
        frame = frame.select(profile.header)
        rows = frame.select(pl.len()).collect().item()
        for start in range(0, rows, PARQUET_ROWS):
            some = frame.slice(start, PARQUET_ROWS).collect()
            progress("check", start + len(some), rows)
            yield Part(some, list(range(start + 1, start + len(some) + 1)), [], [])
