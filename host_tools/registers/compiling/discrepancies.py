"""What goes back to each authority: its own records that leave a question, in the exchange format.

An authority gets its own record, the class, and the fields that differ; never what another register says there.
Which classes it answers, and in how many days, is in `ANSWERS`: the agreement with an office is made from it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import nacl.signing
import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers.answers import ANSWERS
from host_tools.registers.classes import CONFLICT_FIELDS, FLAG, PREFIX, field_names, mask_of
from host_tools.registers.entry_keys import id_columns
from host_tools.registers.hashes import measured
from host_tools.registers.profiles import DISCREPANCIES
from host_tools.registers.reading import manifest
from host_tools.registers.reading.manifest import Manifest
from host_tools.registers.report.summary import class_columns


@dataclass(frozen=True)
class Sender:
    """Who sends discrepancies: the commission's signing key, its name, and who is responsible there.

    days: by register, working days for the answer about a class, where an agreement has others than the usual ones.
    """

    key: nacl.signing.SigningKey
    source: str
    person: str
    days: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Sent(NamedTuple):
    """One file: for which register, how many records."""

    register: str
    path: Path
    rows: int


def rows_for(
    register: str, entries: pl.DataFrame, old_codes: pl.Series, day: dt.date, agreed: dict[str, int]
) -> pl.DataFrame:
    """Records of a register to be answered for, in the order of their numbers in its file. agreed: days by class."""
    prefix = PREFIX[register]
    asked = [name for name, answer in ANSWERS.items() if register in answer.registers]
    mine = pl.col(f"{prefix}record").is_not_null() & ((pl.col("flags") & mask_of(*asked)) != 0)
    rows = entries.filter(mine).sort(f"{prefix}record")
    flags = rows["flags"] & mask_of(*asked)
    usual = {name: ANSWERS[name].days for name in asked}
    days = pl.select(
        pl.min_horizontal(pl.when(flags & FLAG[name] != 0).then(count) for name, count in (usual | agreed).items())
    )
    differing = rows["pension_fields"] if register == "pension" else rows["fields"] | rows["pension_fields"]
    masks = pl.Series([" ".join(field_names(mask)) for mask in range(1 << len(CONFLICT_FIELDS))])
    kind, also = class_columns(flags)
    return pl.DataFrame(
        [
            rows[f"{prefix}record"].alias("record"),
            *id_columns(rows["key"], old_codes),
            (kind.cast(pl.String) + " " + also).str.strip_chars().alias("classes"),
            masks.gather(differing).alias("fields"),
            days.to_series().alias("answer_days"),
            pl.Series("changed_on", [day]).new_from_index(0, len(rows)),
        ]
    ).select(DISCREPANCIES.header)


def send(
    folder: Path,
    vault: Vault,
    registers: list[str],
    entries: pl.DataFrame,
    old_codes: pl.Series,
    day: dt.date,
    by: Sender,
) -> list[Sent]:
    """Write a signed file per register. day: state of the newest register compared; by: who signs."""
    sent = []
    for register in registers:
        rows = rows_for(register, entries, old_codes, day, dict(by.days.get(register, {})))
        path = vault.named(folder / f"discrepancies-{register}.csv")
        with vault.writing(path, synced_later=True) as stream:
            rows.write_csv(stream)
        with vault.reading(path) as stream:
            size, digest = measured(stream)
        one = Manifest(
            profile=DISCREPANCIES.name, profile_version=DISCREPANCIES.version, encoding="utf-8", source=by.source,
            responsible_person=by.person, date=day.isoformat(), rows=len(rows), size_bytes=size, sha256=digest,
        )  # fmt: skip
        manifest.write(path, one, by.key)
        sent.append(Sent(register, path, len(rows)))
    return sent
