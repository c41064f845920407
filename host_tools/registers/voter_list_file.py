"""A compiled voter list (the CSV of `tamga registers compile`, or Parquet with its columns), precinct by precinct.

Only what rolls and labels need is kept in memory: about 100 bytes per voter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from host_tools.errors import os_error_in_words
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.vault import MissingKeyError, Vault
from host_tools.privacy.working_files import clear_name
from host_tools.registers.errors import VoterListError
from host_tools.registers.profiles import NAME_CHARACTERS
from host_tools.registers.reading.rules import OLDEST

COLUMNS = ("precinct", "surname", "given_name", "patronymic", "birth_date", "id_type", "id_value")
_TEXT = {name: pl.String for name in COLUMNS if name != "precinct"}
MOST_CHARACTERS = 3 * NAME_CHARACTERS + 2  # three names with spaces between
_DATE = r"^\d{4}-\d{2}-\d{2}$"


class Span(NamedTuple):
    """Where a precinct's voters stand: `size` rows from row `start`, counted from 0."""

    precinct: int
    start: int
    size: int


class Voters(NamedTuple):
    """Some voters as columns. names: as the desk shows them, empty parts left out."""

    id_types: list[str]
    id_values: list[str]
    names: list[str]
    birth_dates: list[str]

    @property
    def birth_years(self) -> list[int]:
        """Their years of birth."""
        return pl.Series(self.birth_dates, dtype=pl.String).str.slice(0, 4).cast(pl.Int64).to_list()


@dataclass(frozen=True)
class VoterList:
    """A list in memory. frame: precinct, id_type, id_value, name, birth_date; sorted by precinct."""

    path: Path
    frame: pl.DataFrame
    spans: list[Span]

    def part(self, start: int, count: int) -> pl.DataFrame:
        """Some rows, to be handed to another process."""
        return self.frame.slice(start, count)


def read_list(path: Path, key: bytes | None = None, journal: AccessJournal | None = None) -> VoterList:
    """Read a list; a sealed one with its key, in memory alone. VoterListError names the first row that cannot be right.

    path: of the file, or its name without the suffix of sealed files.
    key: 32 bytes; with one, a list in clear is refused.
    journal: knows which file was sealed here last.
    """
    vault = Vault(key)
    vault.journal = journal
    path = vault.find(path)
    try:
        with vault.as_file(path) as data:
            frame = _scan(path, data).collect(engine="streaming")
    except MissingKeyError:
        raise VoterListError(f"{path}: is sealed: give its key file") from None
    except OSError as error:
        raise VoterListError(os_error_in_words(error)) from None
    except pl.exceptions.PolarsError:
        reason = "cannot be read as a voter list: it is cut short, damaged or another table"
        raise VoterListError(f"{path}: {reason}; give the list that `tamga registers compile` wrote") from None
    for column in ("id_type", "id_value", "name"):
        if (bad := frame[column].is_null() | (frame[column] == "")).any():
            raise VoterListError(f"{path}: record {_first(bad)}: {column} is empty")
    if (bad := ~frame["birth_date"].str.contains(_DATE).fill_null(False)).any():
        raise VoterListError(f"{path}: record {_first(bad)}: birth_date is not YYYY-MM-DD")
    if (bad := frame["birth_date"] < OLDEST.isoformat()).any():
        raise VoterListError(f"{path}: record {_first(bad)}: birth_date is before {OLDEST}; compile the list again")
    if (bad := frame["name"].str.len_chars() > MOST_CHARACTERS).any():
        long = f"the name has more than {MOST_CHARACTERS} characters; one such name makes every row of its roll as long"
        raise VoterListError(f"{path}: record {_first(bad)}: {long}")
    return VoterList(path, frame, _spans(path, frame["precinct"]))


def columns_of(part: pl.DataFrame) -> Voters:
    """The voters of some rows."""
    return Voters(*(part[name].to_list() for name in ("id_type", "id_value", "name", "birth_date")))


def _scan(path: Path, data: Path) -> pl.LazyFrame:
    if clear_name(path).suffix == ".parquet":
        rows = pl.scan_parquet(data).with_columns(pl.col(column).cast(pl.String) for column in _TEXT)
    else:
        rows = pl.scan_csv(data, schema_overrides={**_TEXT, "precinct": pl.Int64}, infer_schema=False)
    missing = [column for column in COLUMNS if column not in rows.collect_schema()]
    if missing:
        raise VoterListError(f"{path}: has no column {missing[0]}; make the list with: tamga registers compile")
    parts = [pl.col(column).replace("", None) for column in ("surname", "given_name", "patronymic")]
    return rows.select(
        pl.col("precinct").cast(pl.Int64),
        pl.col("id_type").cast(pl.Categorical),
        "id_value",
        pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("name"),
        "birth_date",
    )


def _first(bad: pl.Series) -> int:
    return int(bad.arg_max() or 0) + 1


def _spans(path: Path, precincts: pl.Series) -> list[Span]:
    runs = precincts.rle().struct.unnest()
    found: list[Span] = []
    start, seen = 0, set()
    for count, precinct in runs.select("len", "value").iter_rows():
        if precinct is None or not 1 <= precinct <= 0xFFFFFFFF:
            raise VoterListError(f"{path}: record {start + 1}: {precinct or 'nothing'} is no precinct number")
        if precinct in seen:
            raise VoterListError(
                f"{path}: record {start + 1}: precinct {precinct} begins a second time; sort by precinct"
            )
        seen.add(precinct)
        found.append(Span(precinct, start, count))
        start += count
    if not found:
        raise VoterListError(f"{path}: there is no voter in it")
    return found
