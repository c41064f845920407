"""From a register's columns, of text or typed, to columns of numbers, dates and categories.

A typed frame has, as far as its profile has the column:

    number                   u64  the personal number; null for another or a faulty identifier
    id_type, id_value        str  only where there is no number
    surname, given_name, patronymic   category, as written; `CATEGORY` gives their types
    birth_date, died_on, changed_on   date
    address_code, precinct, voter_limit   u32
    address                  category in an accepted file, else str
    district                 str

and marks of what did not fit: `unread_*` (text that is no date or number, or has invisible characters), `too_large_*`.
A text that no list needs (document_number) is judged and not kept.
"""

from __future__ import annotations

import polars as pl

from host_tools.registers import personal_number
from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.profiles import CODE_MAXIMUM, TEXT_CHARACTERS, Profile

PERSONAL_NUMBER_TYPE = "IIN"
KEPT_TEXTS = ("address", "district")
UNREAD, TOO_LARGE = "unread_", "too_large_"
ISO_DATE_BYTES = 10
_CONTROL = r"[\p{Cc}\p{Cf}--[\t\r\n]]"  # format characters are as invisible as control characters


def _category(name: str) -> pl.Categorical:
    return pl.Categorical(pl.Categories(f"tamga_{name}"))


CATEGORY = {name: _category(name) for name in (*NAME_FIELDS, "address")}


_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_LOST = {
    "id_value": "leading zeros are lost in numbers: write it as text",
    "date": "write dates as date, or as text YYYY-MM-DD",
    "code": "write whole numbers, or text",
    "text": "write text",
}


def wrong_types(profile: Profile, schema: pl.Schema) -> list[str]:
    """In words, every column of a Parquet file whose type cannot hold what the profile asks for."""
    found = []
    for column in profile.columns:
        kind, given = column.kind.replace("birth_", ""), schema[column.name]
        fits = isinstance(given, _TEXTS) or given == pl.Null
        fits |= (kind == "date" and given == pl.Date) or (kind == "code" and given.is_integer())
        if not fits:
            found.append(f"column {column.name} is {given}; {_LOST.get(kind, _LOST['text'])}")
    return found


def has_control(text: pl.Expr) -> pl.Expr:
    """Whether a text has characters that nobody sees."""
    return text.str.contains(_CONTROL).fill_null(False)


def too_long(text: pl.Expr, characters: int) -> pl.Expr:
    """True if a text is longer than a number of characters."""
    return (text.str.len_chars() > characters).fill_null(False)


def expressions(profile: Profile, schema: pl.Schema) -> list[pl.Expr]:
    """Expressions that make a typed frame of one with the profile's columns.

    schema: their types, such as `wrong_types` has nothing against.
    """
    found: list[pl.Expr] = []
    if "number" in schema:  # of an accepted file
        found = [pl.col("number"), *(pl.col(name).cast(pl.String) for name in ("id_type", "id_value"))]
    elif profile.identified:
        found = _identifier()
    for column in profile.columns:
        name, given = column.name, schema[column.name]
        text = pl.col(name) if given == pl.String else pl.col(name).cast(pl.String)
        text = pl.when(text.str.len_bytes() > 0).then(text)
        if column.kind == "name":
            named = isinstance(given, pl.Categorical)  # an empty text is no category that a check writes
            found.append((pl.col(name) if named else text).cast(CATEGORY[name]).alias(name))
        elif given == pl.Date or given.is_integer():
            found += _typed_already(name, given)
        elif column.kind in ("date", "birth_date"):
            date = text.str.to_date("%Y-%m-%d", strict=False)
            date = pl.when(text.str.len_bytes() == ISO_DATE_BYTES).then(date)
            found += [date.alias(name), (text.is_not_null() & date.is_null()).alias(UNREAD + name)]
        elif column.kind == "code":
            code = pl.when(~text.str.starts_with("+")).then(text.cast(pl.UInt64, strict=False))
            found += [
                code.cast(pl.UInt32, strict=False).alias(name),
                (text.is_not_null() & code.is_null()).alias(UNREAD + name),
                (code > CODE_MAXIMUM).fill_null(False).alias(TOO_LARGE + name),
            ]
        elif name in KEPT_TEXTS:
            accepted = "number" in schema and isinstance(given, pl.Categorical)  # a check writes no empty text
            found.append(pl.col(name).cast(CATEGORY[name]) if accepted else text.alias(name))
        elif column.kind == "text":
            found += [has_control(text).alias(UNREAD + name), too_long(text, TEXT_CHARACTERS).alias(TOO_LARGE + name)]
    return found


def _typed_already(name: str, given: pl.DataType) -> list[pl.Expr]:
    if given in (pl.Date, pl.UInt32):
        return [pl.col(name)]
    number = pl.col(name)
    return [
        number.cast(pl.UInt32, strict=False).alias(name),
        (number < 0).fill_null(False).alias(UNREAD + name),
        (number > CODE_MAXIMUM).fill_null(False).alias(TOO_LARGE + name),
    ]


def _identifier() -> list[pl.Expr]:
    value = pl.col("id_value").cast(pl.String)
    digits = value.str.len_bytes() == personal_number.DIGITS
    whole = (pl.col("id_type") == PERSONAL_NUMBER_TYPE) & digits & ~value.str.starts_with("+")
    number = pl.when(whole).then(value.cast(pl.UInt64, strict=False))
    return [
        number.alias("number"),
        *(pl.when(number.is_null()).then(pl.col(name).cast(pl.String)).alias(name) for name in ("id_type", "id_value")),
    ]
