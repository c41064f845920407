"""Read a register for compiling: text columns become numbers, and rows that cannot be right are set apart.

Names go through Polars categories, because registers repeat them: each distinct text is normalised once. What comes out
has one row a record, in file order, with these columns:

    record      u32  number of the record in the file, from 1
    key         u64  personal number; other id types get a number above all of them when all registers are read
    id_text     str  "TYPE:VALUE" where the id is not a personal number
    surname, given_name, patronymic   category; names.py turns it into the number in the NameBook
    birth_date, died_on               date
    address_code u32                  as far as the profile has it
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from host_tools.privacy.vault import clear_name
from host_tools.registers import personal_number
from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import Profile

PERSONAL_NUMBER_TYPE = "IIN"
ISO_DATE_BYTES = 10  # the last column shows only whether the record is whole; nothing is compared by it


def _category(name: str) -> pl.Categorical:
    return pl.Categorical(pl.Categories(f"tamga_{name}"))


CATEGORY = {name: _category(name) for name in NAME_FIELDS}


@dataclass
class Intake:
    """One register's good rows, its address texts by record, and the set-apart rows with field and reason."""

    rows: pl.DataFrame
    faulty: pl.DataFrame
    address: pl.Series
    records: int


def scan(path: Path, profile: Profile, data: Path | None = None) -> pl.LazyFrame:
    """Columns of a UTF-8 CSV or Parquet file of the profile, all as text.

    data: where its clear content is, if the file itself is sealed.
    """
    data = data or path
    schema = {name: pl.String for name in profile.header}
    if clear_name(path).suffix == ".parquet":
        found = pl.read_parquet_schema(data)
        if list(found) != profile.header:
            raise VoterRegisterError(
                f"{path}: columns are {', '.join(found)}; profile {profile.name} has {', '.join(profile.header)}"
            )
        return pl.scan_parquet(data).with_columns(pl.all().cast(pl.String))
    with open(data, "rb") as stream:
        header = stream.readline().decode("utf-8-sig", "replace").strip().split(",")
    if header != profile.header:
        raise VoterRegisterError(
            f"{path}: line 1: header is not that of profile {profile.name} version {profile.version}"
        )
    return pl.scan_csv(data, schema=schema)


def read(path: Path, profile: Profile, data: Path | None = None) -> Intake:
    """Read a register; data as in `scan`. Raises VoterRegisterError where its records cannot be told apart."""
    number = pl.col("id_value").cast(pl.UInt64, strict=False)
    whole = (pl.col("id_value").str.len_bytes() == personal_number.DIGITS) & ~pl.col("id_value").str.starts_with("+")
    of_number = pl.col("id_type") == PERSONAL_NUMBER_TYPE
    columns = [
        pl.when(of_number & whole).then(number).alias("key"),
        pl.when(~of_number).then(pl.col("id_type") + ":" + pl.col("id_value")).alias("id_text"),
        *(pl.col(name).cast(CATEGORY[name]) for name in NAME_FIELDS),
        *(pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("birth_date", "died_on")),
        (pl.col("died_on").is_not_null() & pl.col("died_on").str.to_date("%Y-%m-%d", strict=False).is_null()).alias(
            "bad_death"
        ),
        (pl.col("changed_on").str.len_bytes() != ISO_DATE_BYTES).fill_null(True).alias("cut_short"),
    ]
    if "address_code" in profile.header:
        columns.append(pl.col("address_code").cast(pl.UInt32, strict=False))
        columns.append(
            (
                pl.col("address_code").is_not_null() & pl.col("address_code").cast(pl.UInt32, strict=False).is_null()
            ).alias("bad_code")
        )
    if "address" in profile.header:
        columns.append(pl.col("address"))
    try:
        frame = scan(path, profile, data).select(columns).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise VoterRegisterError(
            f"{path}: {str(error).splitlines()[0]}; `tamga registers check` names the lines"
        ) from None
    if frame.is_empty():
        raise VoterRegisterError(f"{path}: the register is empty; nothing is compiled from an empty register")
    return judge(frame)


def judge(frame: pl.DataFrame) -> Intake:
    """Split rows by whether their required fields can be right."""
    frame = frame.with_columns(pl.int_range(1, len(frame) + 1, dtype=pl.UInt32).alias("record"))
    valid = personal_number.are_valid(frame["key"].fill_null(0).to_numpy()) & frame["key"].is_not_null().to_numpy()
    wrong = [
        ("id_value", "not a 12-digit number with a right check digit", ~valid & frame["id_text"].is_null().to_numpy()),
        ("surname", "empty", frame["surname"].is_null().to_numpy()),
        ("birth_date", "empty or not a date", frame["birth_date"].is_null().to_numpy()),
        ("died_on", "not a date", frame["bad_death"].to_numpy()),
        ("changed_on", "empty or not a date; a record cut short ends like this", frame["cut_short"].to_numpy()),
    ]
    if "bad_code" in frame.columns:
        wrong.append(("address_code", "not a whole number", frame["bad_code"].to_numpy()))
    records = frame["record"].to_numpy()
    faulty = pl.concat(
        [
            pl.DataFrame(
                {"record": records[mask], "field": field, "reason": reason},
                schema={"record": pl.UInt32, "field": pl.String, "reason": pl.String},
            )
            for field, reason, mask in wrong
        ]
    )
    rows = frame.select(
        "record",
        "key",
        "id_text",
        *NAME_FIELDS,
        "birth_date",
        "died_on",
        *(name for name in ("address_code",) if name in frame.columns),
    )
    if len(faulty):
        good = np.ones(len(frame), bool)
        good[faulty["record"].to_numpy() - 1] = False
        rows = rows.filter(pl.Series(good))
        faulty = faulty.sort("record", maintain_order=True)
    address = frame["address"] if "address" in frame.columns else pl.Series("address", [], dtype=pl.String)
    return Intake(rows, faulty, address, len(frame))
