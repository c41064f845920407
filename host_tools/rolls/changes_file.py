"""Changes to a packed roll as a CSV file that a person writes: one line per change.

act,number,label,new_label,surname,given_name,patronymic,birth_date
add,<12 digits or empty>,<24 digits or empty>,,Surname,Name,,1980-05-17
remove,<12 digits or empty>,<24 digits or empty>,,,,,
replace,,<old 24 digits>,<new 24 digits>,,,,

Where the election has ballot styles, a column `style` stands behind them: of whoever is added, by its id.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from host_tools.elections.glyphs import printable_characters
from host_tools.elections.roll import STYLE_COLUMN, birth_date_of, name_fault
from host_tools.formats.label import label_is_valid, number_is_placeholder, number_of
from host_tools.full_age import FULL_AGE_YEARS, of_full_age
from host_tools.labels.voter_cards import is_number
from host_tools.privacy.vault import CLEAR, Vault
from host_tools.rolls.errors import ChangesError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.supplement import Changes
from host_tools.text_files import TextFileError, rows_of, text_of
from host_tools.text_rules import tidy

COLUMNS = ["act", "number", "label", "new_label", "surname", "given_name", "patronymic", "birth_date"]


def read_changes(
    path: Path, vault: Vault = CLEAR, day: datetime.date | None = None, styles: Sequence[str] = ()
) -> Changes:
    """The changes of a file. ChangesError at the first fault.

    path: in clear or sealed.
    vault: opens it.
    day: of voting; None skips the check of ages.
    styles: ids of the election's ballot styles; with any, the file has a column `style`.
    """
    added, removed, replaced = [], [], []
    columns = [*COLUMNS, STYLE_COLUMN] if styles else COLUMNS
    try:
        text = text_of(vault.read(path), path)
        for line, row in rows_of(text, path, columns):
            where = f"{path}: line {line}"
            if row["act"] == "add":
                added.append(_voter(row, where, day, styles))
            elif row["act"] == "remove":
                removed += _cards(row, where)
            elif row["act"] == "replace":
                replaced.append(_replacement(row, where))
            else:
                raise ChangesError(f"{where}: act: is not add, remove or replace; write one of them")
    except TextFileError as error:
        raise ChangesError(str(error)) from None
    return Changes(added, removed, replaced)


def _voter(row: dict[str, str], where: str, day: datetime.date | None, styles: Sequence[str]) -> RollVoter:
    parts = {part: tidy(row[part]) for part in ("surname", "given_name", "patronymic")}
    name = " ".join(filter(None, parts.values()))
    if not name:
        raise ChangesError(f"{where}: surname: is empty; write '-' where a person has none")
    for part, text in parts.items():
        if reason := name_fault(text, printable_characters()):
            raise ChangesError(f"{where}: {part}: {reason}; type the name again, as on the voter's card")
    born = birth_date_of(row["birth_date"])
    if born is None:
        raise ChangesError(f"{where}: birth_date: is not a date on which a voter can be born; write it as 1980-05-17")
    if day is not None and not of_full_age(born, day):
        reason = f"is less than {FULL_AGE_YEARS} years before the day of voting, {day}"
        raise ChangesError(f"{where}: birth_date: {reason}; correct the date, or take the line out")
    if styles and row[STYLE_COLUMN] not in styles:
        raise ChangesError(f"{where}: style: is no ballot style of the election; write {' or '.join(styles)}")
    style = styles.index(row[STYLE_COLUMN]) + 1 if styles else None
    return RollVoter(tuple(_cards(row, where)), name, born.year, style)


def _cards(row: dict[str, str], where: str) -> list[str]:
    """The cards of one person: the number, the label, or both."""
    cards = []
    if row["number"]:
        if not is_number(row["number"]) or number_is_placeholder(row["number"]):
            raise ChangesError(f"{where}: number: is not the 12 digits of a person; compare with the voter's card")
        cards.append(row["number"])
    if row["label"]:
        cards.append(_label(row, "label", where))
    if not cards:
        raise ChangesError(f"{where}: number or label: both are empty; fill in one")
    if len({number_of(card) for card in cards}) > 1:
        raise ChangesError(f"{where}: label: is of another number than the one beside it; compare both with the card")
    return cards


def _replacement(row: dict[str, str], where: str) -> tuple[str, str]:
    old, new = _label(row, "label", where), _label(row, "new_label", where)
    if number_of(old) != number_of(new):
        raise ChangesError(f"{where}: new_label: is of another person than label; compare both with the card")
    return old, new


def _label(row: dict[str, str], field: str, where: str) -> str:
    if not label_is_valid(row[field]):
        raise ChangesError(f"{where}: {field}: is not a label; type its 24 digits again")
    return row[field]
