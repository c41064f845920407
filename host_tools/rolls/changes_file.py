"""Changes to a packed roll as a CSV file that a person writes: one line a change.

act,number,label,new_label,surname,given_name,patronymic,birth_date
add,<12 digits or empty>,<24 digits or empty>,,Surname,Name,,1980-05-17
remove,<12 digits or empty>,<24 digits or empty>,,,,,
replace,,<old 24 digits>,<new 24 digits>,,,,
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from host_tools.elections.roll import birth_date_of, has_control_character
from host_tools.formats.label import label_is_valid
from host_tools.labels.voter_cards import is_number
from host_tools.privacy.vault import CLEAR, Vault
from host_tools.rolls.errors import ChangesError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.supplement import Changes

COLUMNS = ["act", "number", "label", "new_label", "surname", "given_name", "patronymic", "birth_date"]


def read_changes(path: Path, vault: Vault = CLEAR) -> Changes:
    """The changes of a file, in clear or sealed. ChangesError at the first fault."""
    added, removed, replaced = [], [], []
    try:
        with io.StringIO(vault.read(path).decode("utf-8-sig"), newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != COLUMNS:
                raise ChangesError(f"{path}: line 1: the header is not {','.join(COLUMNS)}")
            for row in reader:
                where = f"{path}: line {reader.line_num}"
                if None in row or None in row.values():
                    raise ChangesError(f"{where}: has not {len(COLUMNS)} fields")
                if row["act"] == "add":
                    added.append(_voter(row, where))
                elif row["act"] == "remove":
                    removed += _cards(row, where)
                elif row["act"] == "replace":
                    replaced.append((_label(row, "label", where), _label(row, "new_label", where)))
                else:
                    raise ChangesError(f"{where}: act: is not add, remove or replace")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ChangesError(f"{path}: {error}") from None
    return Changes(added, removed, replaced)


def _voter(row: dict[str, str], where: str) -> RollVoter:
    name = " ".join(row[part] for part in ("surname", "given_name", "patronymic") if row[part])
    if not name:
        raise ChangesError(f"{where}: surname: is empty")
    for part in ("surname", "given_name", "patronymic"):
        if has_control_character(row[part]):
            raise ChangesError(f"{where}: {part}: has a line break or another control character")
    born = birth_date_of(row["birth_date"])
    if born is None:
        raise ChangesError(f"{where}: birth_date: is not a date YYYY-MM-DD on which a voter can be born")
    return RollVoter(tuple(_cards(row, where)), name, born.year)


def _cards(row: dict[str, str], where: str) -> list[str]:
    cards = []
    if row["number"]:
        if not is_number(row["number"]):
            raise ChangesError(f"{where}: number: is not 12 digits")
        cards.append(row["number"])
    if row["label"]:
        cards.append(_label(row, "label", where))
    if not cards:
        raise ChangesError(f"{where}: number or label: both are empty")
    return cards


def _label(row: dict[str, str], field: str, where: str) -> str:
    if not label_is_valid(row[field]):
        raise ChangesError(f"{where}: {field}: is not a label, 24 digits with the right check digits")
    return row[field]
