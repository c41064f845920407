"""Read a register for compiling: every record as numbers, and what is wrong with some of them.

What comes out has one row per record, in file order, with these columns:

    record      u32  number of the record in the delivered file, from 1
    key         u64  personal number; other identifiers get a number above all of them when all registers are read
    id_text     str  "TYPE:VALUE" where the identifier is no right personal number
    surname, given_name, patronymic   category; numbering.py turns it into the number in the NameBook
    birth_date, died_on, changed_on   date
    address_code u32                  as far as the profile has it
    faulty      bool  the record breaks a rule: nobody is listed by it without a decision
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import Profile
from host_tools.registers.reading import accepted, rules
from host_tools.registers.reading.files import readable, scan
from host_tools.registers.reading.judged_names import JudgedNames
from host_tools.registers.reading.typed import expressions

# An identifier with one of these faults stands for nobody, so records that share it are not one person.
_NO_NUMBER = ("empty, but required", "is a placeholder, not a personal number")


@dataclass
class Intake:
    """One register: its rows, the address texts by record, and its faults as rows (record, field, reason)."""

    rows: pl.DataFrame
    faults: pl.DataFrame
    address: pl.Series
    records: int


def read(path: Path, profile: Profile, data: Path | None = None) -> pl.DataFrame:
    """The typed frame of a register, with the number of each record. Raises VoterRegisterError if it is none.

    path, profile: the file and what it is.
    data: where the clear content is, if the file itself is sealed.
    """
    with readable(path):
        rows = scan(path, profile, data)
        schema = rows.collect_schema()
        checked = [pl.col(name) for name in (accepted.RECORD, accepted.FAULT) if name in schema]
        frame = rows.select(*expressions(profile, schema), *checked).collect(engine="streaming")
    if frame.is_empty():
        raise VoterRegisterError(f"{path}: the register is empty; nothing is compiled from an empty register")
    if accepted.RECORD not in schema:
        return frame.with_columns(pl.int_range(1, len(frame) + 1, dtype=pl.UInt32).alias(accepted.RECORD))
    if wrong := accepted.wrong_records(frame[accepted.RECORD]):
        raise VoterRegisterError(f"{path}: {wrong}")
    return frame


def judged(path: Path, frame: pl.DataFrame, profile: Profile, latest: dt.date, names: JudgedNames) -> Intake:
    """The intake of a frame of `read`. Raises VoterRegisterError if its names are in another code page.

    path: named in errors.
    latest: no date of a record is after it.
    names: judged in registers read before.
    """
    found = judge(frame, profile, latest, names)
    if reason := names.whole_file().reason("utf-8"):
        raise VoterRegisterError(f"{path}: {reason}")
    return found


def nothing(profile: Profile) -> Intake:
    """The intake of a missing register."""
    empty = pl.DataFrame(schema=dict.fromkeys(profile.header, pl.String))
    typed = empty.select(expressions(profile, empty.schema))
    return judge(typed.with_columns(pl.lit(0, pl.UInt32).alias(accepted.RECORD)), profile, dt.date.max)


def judge(frame: pl.DataFrame, profile: Profile, latest: dt.date, names: JudgedNames | None = None) -> Intake:
    """Judge a typed frame: the rules, and what a check that accepted it could not read."""
    faulty = np.zeros(len(frame), bool)
    nobody = np.zeros(len(frame), bool)
    number_wrong = np.zeros(len(frame), bool)
    parts = []
    for fault in rules.judge(frame, profile, latest, names):
        faulty |= fault.rows
        number_wrong |= fault.rows & (fault.field in ("id_type", "id_value"))
        nobody |= fault.rows & (fault.field == "id_value" and fault.reason in _NO_NUMBER)
        records = frame[accepted.RECORD].filter(pl.Series(fault.rows))
        parts.append(_faults(records, fault.field, fault.reason))
    if accepted.FAULT in frame.columns:
        read = _unread(frame)  # a check saw the text, so its words go before what is judged of the typed value
        parts = [read, *(part.join(read, on=["record", "field"], how="anti") for part in parts)]
        faulty |= frame[accepted.FAULT].is_not_null().to_numpy()
    found = pl.concat(parts or [_faults(frame[accepted.RECORD].clear(), "", "")]).unique(maintain_order=True)
    wrong = pl.Series(number_wrong)
    rows = frame.select(
        accepted.RECORD,
        pl.when(~wrong).then("number").alias("key"),
        _id_text(frame, profile, number_wrong, nobody),
        *NAME_FIELDS,
        "birth_date",
        "died_on",
        "changed_on",
        *(name for name in ("address_code",) if name in frame.columns),
        pl.Series("faulty", faulty),
    )
    address = _by_record(frame) if "address" in frame.columns else pl.Series("address", [], dtype=pl.String)
    return Intake(rows, found.sort("record", maintain_order=True), address, len(frame))


def _by_record(frame: pl.DataFrame) -> pl.Series:
    """Addresses by the number of their record, less one; null for records that could not be read at all."""
    records = frame[accepted.RECORD]
    last = int(records[-1]) if len(records) else 0
    if last == len(frame):
        return frame["address"]
    places = np.full(last, -1, np.int64)
    places[records.to_numpy() - 1] = np.arange(len(frame))
    place = pl.Series(places)
    return frame["address"].gather(place.set(place < 0, None))


def _id_text(frame: pl.DataFrame, profile: Profile, wrong: rules.Marks, nobody: rules.Marks) -> pl.Series:
    """ "TYPE:VALUE" where there is no right personal number; for nobody's identifier, the record that has it."""
    texts = pl.repeat(None, len(frame), dtype=pl.String, eager=True).alias("id_text")
    places = np.flatnonzero(frame["number"].is_null().to_numpy() | wrong)
    if not len(places):
        return texts
    some = frame.select("number", "id_type", "id_value", accepted.RECORD)[places]
    written = (
        pl.coalesce("id_type", pl.lit("IIN"))
        + ":"
        + pl.coalesce("id_value", pl.col("number").cast(pl.String).str.zfill(12), pl.lit(""))
    )
    of_record = pl.lit(f"?:{profile.name} record ") + pl.col(accepted.RECORD).cast(pl.String)
    marks = pl.Series(nobody[places])
    return texts.scatter(places, some.select(pl.when(marks).then(of_record).otherwise(written).alias("text"))["text"])


def _faults(records: pl.Series, field: str, reason: str) -> pl.DataFrame:
    words = (pl.lit(field, pl.String).alias("field"), pl.lit(reason, pl.String).alias("reason"))
    return records.alias("record").to_frame().with_columns(*words)


def _unread(frame: pl.DataFrame) -> pl.DataFrame:
    """Faults that a check wrote beside the records that it accepted."""
    rows = frame.select(accepted.RECORD, accepted.FAULT).drop_nulls()
    each = rows.with_columns(pl.col(accepted.FAULT).str.split("; ")).explode(accepted.FAULT, empty_as_null=True)
    parts = pl.col(accepted.FAULT).str.splitn(": ", 2)
    return each.select(
        pl.col(accepted.RECORD).alias("record"),
        parts.struct.field("field_0").alias("field"),
        parts.struct.field("field_1").alias("reason"),
    )
