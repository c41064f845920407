"""Check a register file: every fault with line, field and reason, in bounded memory; faulty rows written aside."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.privacy.vault import CLEAR, Vault, clear_name
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import Profile
from host_tools.registers.progress import Progress, silent
from host_tools.registers.reading import encodings, records, rules
from host_tools.registers.reading.intake import scan
from host_tools.whole_files import atomic_file

PARQUET_ROWS = 200_000
FAULTS_SHOWN = 20
Marks = npt.NDArray[np.bool_]


@dataclass
class Part:
    """Some records: text columns, line numbers, raw bytes, and faults of records that have no columns."""

    frame: pl.DataFrame
    lines: list[int]
    raw: list[bytes]
    faults: list[tuple[int, str, str, bytes]]


@dataclass
class Finding:
    """What a check found. `faults` counts all; `first` has the first ones as (line, field, reason)."""

    rows: int = 0
    faulty_rows: int = 0
    other_birth_dates: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[tuple[int, str, str]] = field(default_factory=list)

    def take(self, part: Part, found: list[tuple[int, str, str]], wrong: Marks) -> None:
        """Count a part. found: its faults in order; wrong: which of its rows with columns have any."""
        without_columns = len({line for line, *_ in part.faults})
        self.rows += len(part.lines) + without_columns
        self.faulty_rows += int(wrong.sum()) + without_columns
        self.counts.update((name, reason.partition(encodings.PLACE)[0]) for _, name, reason in found)
        self.first += found[: FAULTS_SHOWN - len(self.first)]

    @property
    def faults(self) -> int:
        """Number of faults; a row can have several."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Sheets:
    """Files that a check writes: faults (line, field, reason), faulty rows as they are, and good rows as UTF-8."""

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
    today: no birth lies behind it.
    vault: opens `path` and writes the two sheets with rows; faults say nothing that stands in a row.
    promised_rows: by the manifest; of a file with another number of them nothing is accepted.

    Raises VoterRegisterError if the header is wrong or nothing is in the file; then no file is written.
    """
    finding = Finding()
    with ExitStack() as stack:
        faults = io.TextIOWrapper(
            stack.enter_context(atomic_file(sheets.faults)), encoding="utf-8", newline="", write_through=True
        )
        stack.callback(faults.detach)
        faulty = stack.enter_context(vault.writing(sheets.faulty))
        stack.enter_context(suppress(_NotAsPromised))
        accepted = stack.enter_context(vault.writing(sheets.accepted)) if sheets.accepted else None
        table = csv.writer(faults, lineterminator="\n")
        table.writerow(("line", "field", "reason"))
        header = (",".join(profile.header) + "\n").encode()
        for stream in filter(None, (faulty, accepted)):
            stream.write(header)
        for part in _parts(path, profile, encoding, progress, vault, stack):
            found, wrong = _judge(part, profile, today)
            good = part.frame.filter(~pl.Series(wrong))
            finding.take(part, found, wrong)
            finding.other_birth_dates += rules.other_birth_date(good) if "id_type" in profile.header else 0
            table.writerows(found)
            faulty.writelines(_faulty_rows(part, wrong))
            if accepted:
                good.write_csv(accepted, include_header=False)
        if finding.rows == 0:
            raise VoterRegisterError(f"{path}: the register is empty")
        if promised_rows not in (None, finding.rows):
            raise _NotAsPromised
    return finding


class _NotAsPromised(Exception):
    """Keeps the accepted rows from appearing; goes no further."""


def _judge(part: Part, profile: Profile, today: dt.date) -> tuple[list[tuple[int, str, str]], Marks]:
    """Faults of a part in order of lines, and which of its rows with columns have any."""
    wrong = np.zeros(len(part.lines), bool)
    found = [(line, name, reason) for line, name, reason, _ in part.faults]
    judged = [
        (column.name, reason, expression)
        for column in profile.columns
        for expression, reason in rules.rules_for(column, today)
    ]
    masks = part.frame.select(expression.alias(str(place)) for place, (_, _, expression) in enumerate(judged))
    columns = [(name, reason, masks[str(place)].to_numpy()) for place, (name, reason, _) in enumerate(judged)]
    if "id_type" in profile.header:
        shape, digit = rules.wrong_numbers(part.frame)
        columns.append(("id_value", "a personal number (IIN) has 12 digits", shape))
        columns.append(("id_value", "the check digit of the personal number is wrong", digit))
    for name, reason, mask in columns:
        if mask.any():
            wrong |= mask
            found += [(part.lines[place], name, reason) for place in np.flatnonzero(mask).tolist()]
    return sorted(found), wrong


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
        return _parquet_parts(path, stack.enter_context(vault.as_file(path)), profile, progress)
    return _csv_parts(path, stack.enter_context(vault.reading(path)), profile, encoding, progress)


def _csv_parts(path: Path, stream: BinaryIO, profile: Profile, encoding: str, progress: Progress) -> Iterator[Part]:
    size, width, done = path.stat().st_size, len(profile.header), 0
    header = stream.readline(1 << 16)
    text = header.removeprefix(encodings.BYTE_ORDER_MARK).decode(encoding, "replace").rstrip("\r\n")
    if text.split(",") != profile.header:
        raise VoterRegisterError(
            f"{path}: line 1: the header of profile {profile.name} version {profile.version} is "
            f"{','.join(profile.header)}"
        )
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
    rows = pl.scan_parquet(data).select(pl.len()).collect().item()
    for start in range(0, rows, PARQUET_ROWS):
        frame = scan(path, profile, data).slice(start, PARQUET_ROWS).collect()
        progress("check", start + len(frame), rows)
        yield Part(frame, list(range(start + 1, start + len(frame) + 1)), [], [])
