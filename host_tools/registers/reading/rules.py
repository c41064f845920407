"""What may stand in a field: one rule per kind, for millions of values at once, with its reason in words.

Each rule gives an expression that is true where a present value is wrong, and the reason to print.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from host_tools.registers import personal_number
from host_tools.registers.profiles import CODE_MAXIMUM, NAME_CHARACTERS, TEXT_CHARACTERS, Column

OLDEST = dt.date(1900, 1, 1)  # nobody on a register is older
_NAME = r"^[\p{L}\p{M}][\p{L}\p{M} .\-'’ʼ`‐‑–]*$"
_ID_TYPE = r"^[A-Z][A-Z0-9]{1,7}$"
_ID_VALUE = r"^[\x21-\x7e]{1,32}$"
_CODE = r"^[0-9]{1,10}$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


def _not_a_date(text: pl.Expr) -> pl.Expr:
    return ~text.str.contains(_DATE) | text.str.to_date("%Y-%m-%d", strict=False).is_null()


def rules_for(column: Column, today: dt.date) -> list[tuple[pl.Expr, str]]:
    """(expression true for wrong, reason) for a column; empty values are judged by the `required` rule alone."""
    text = pl.col(column.name)
    date = text.str.to_date("%Y-%m-%d", strict=False)
    found: list[tuple[pl.Expr, str]] = []
    if column.required:
        found.append((text.is_null() | (text == ""), "empty, but required"))
    kinds: dict[str, list[tuple[pl.Expr, str]]] = {
        "id_type": [(~text.str.contains(_ID_TYPE), "not a type of identifier: 2 to 8 capital letters and digits")],
        "id_value": [(~text.str.contains(_ID_VALUE), "not 1 to 32 visible ASCII characters")],
        "name": [
            (~text.str.contains(_NAME), "has characters that no name has, or does not begin with a letter"),
            (text.str.len_chars() > NAME_CHARACTERS, f"longer than {NAME_CHARACTERS} characters"),
        ],
        "birth_date": [
            (_not_a_date(text), "not a date of the form YYYY-MM-DD"),
            ((date < OLDEST) | (date > today), f"before {OLDEST} or in the future"),
        ],
        "date": [(_not_a_date(text), "not a date of the form YYYY-MM-DD")],
        "code": [
            (~text.str.contains(_CODE), "not a whole number"),
            (text.str.contains(_CODE) & text.cast(pl.UInt32, strict=False).is_null(), f"larger than {CODE_MAXIMUM}"),
        ],
        "text": [
            (text.str.contains(_CONTROL), "has control characters"),
            (text.str.len_chars() > TEXT_CHARACTERS, f"longer than {TEXT_CHARACTERS} characters"),
        ],
    }
    present = text.is_not_null() & (text != "")
    return found + [(present & wrong.fill_null(False), reason) for wrong, reason in kinds[column.kind]]


def wrong_numbers(frame: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose personal number has not 12 digits, and rows whose check digit is wrong."""
    value = frame["id_value"]
    of_number = (frame["id_type"] == "IIN").fill_null(False) & value.is_not_null() & (value != "")
    shaped = value.str.contains(r"^[0-9]{12}$").fill_null(False)
    number = pl.select(pl.when(shaped).then(value.cast(pl.UInt64, strict=False)).otherwise(0)).to_series().to_numpy()
    valid = personal_number.are_valid(number)
    return (of_number & ~shaped).to_numpy(), (of_number & shaped).to_numpy() & ~valid


def other_birth_date(frame: pl.DataFrame) -> int:
    """How many personal numbers give another birth date than the field: a note, never a fault."""
    number = frame.filter(pl.col("id_type") == "IIN")
    hint = number["id_value"].str.slice(0, 6)
    written = number["birth_date"].str.replace_all("-", "", literal=True).str.slice(2, 6)
    return int((hint != written).sum())
