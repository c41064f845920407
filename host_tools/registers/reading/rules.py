"""The rules for records, shared by checking a file and compiling a list from it.

They are judged on typed frames (typed.py), so by the million; names on their distinct texts.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers import personal_number
from host_tools.registers.names.distinct import distinct
from host_tools.registers.profiles import CODE_MAXIMUM, TEXT_CHARACTERS, Profile
from host_tools.registers.reading.judged_names import JudgedNames
from host_tools.registers.reading.typed import (
    CATEGORY,
    KEPT_TEXTS,
    PERSONAL_NUMBER_TYPE,
    TOO_LARGE,
    UNREAD,
    has_control,
    too_long,
)

Marks = npt.NDArray[np.bool_]
OLDEST = dt.date(1900, 1, 1)  # nobody on a register is older
_ID_TYPE = r"^[A-Z][A-Z0-9]{1,7}$"
_ID_VALUE = r"^[\x21-\x7e]{1,32}$"
_PERSONAL_NUMBER = r"^[0-9]{12}$"


class Fault(NamedTuple):
    """A rule that some rows break: the field, the reason, and which rows."""

    field: str
    reason: str
    rows: Marks


def judge(frame: pl.DataFrame, profile: Profile, latest: dt.date, judged: JudgedNames | None = None) -> list[Fault]:
    """Every broken rule of a typed frame.

    latest: no date of a record may be later.
    judged: names of frames judged before, and of this one afterwards.
    """
    found, judged = _identifiers(frame) if profile.identified else [], judged or JudgedNames()
    for column in profile.columns:
        name = column.name
        if column.kind == "name":
            found += _names(frame[name], column.required, judged)
        elif column.kind in ("date", "birth_date"):
            found += _dates(frame, name, latest, column.required, OLDEST if column.kind == "birth_date" else None)
        elif column.kind == "code":
            found += _codes(frame, name, column.required, column.least)
        elif column.kind == "text":
            found += _texts(frame, name, column.required)
    if "died_on" in profile.header:
        found += _order(frame, latest)
    return [fault for fault in found if fault.rows.any()]


def wrong_value(field: str, text: str) -> str | None:
    """Why one text cannot be the value of a name field or of birth_date; None if it can."""
    if field == "birth_date":
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            return "not a date of the form YYYY-MM-DD"
        return None if date >= OLDEST else f"before {OLDEST}"
    column = pl.Series(field, [text or None], dtype=pl.String).cast(CATEGORY[field])
    broken = [fault.reason for fault in _names(column, field == "surname", JudgedNames()) if fault.rows.any()]
    return broken[0] if broken else None


def _marks(series: pl.Series) -> Marks:
    return series.fill_null(False).to_numpy().astype(bool)


def _none(frame: pl.DataFrame) -> Marks:
    return np.zeros(len(frame), bool)


def _left(frame: pl.DataFrame, kind: str, name: str) -> Marks:
    """Marks that reading left; none where the frame was typed already."""
    return _marks(frame[kind + name]) if kind + name in frame.columns else _none(frame)


def _identifiers(frame: pl.DataFrame) -> list[Fault]:
    odd = frame["number"].is_null().to_numpy()
    number = frame["number"].fill_null(0).to_numpy()
    valid = personal_number.are_valid(number)
    found = [
        Fault("id_value", "the check digit of the personal number is wrong", ~valid & ~odd),
        Fault("id_value", "is a placeholder, not a personal number", personal_number.are_placeholders(number) & ~odd),
    ]
    if not odd.any():
        return found
    places = np.flatnonzero(odd)
    rows = frame.select("id_type", "id_value")[places].fill_null("")
    kind, value = pl.col("id_type"), pl.col("id_value")
    rules = {
        ("id_type", "empty, but required"): kind == "",
        ("id_type", "not a type of identifier: 2 to 8 capital letters and digits"): (kind != "")
        & ~kind.str.contains(_ID_TYPE),
        ("id_value", "empty, but required"): value == "",
        ("id_value", "a personal number (IIN) has 12 digits"): (kind == PERSONAL_NUMBER_TYPE) & (value != ""),
        ("id_value", "not 1 to 32 visible ASCII characters"): (kind != PERSONAL_NUMBER_TYPE)
        & (value != "")
        & ~value.str.contains(_ID_VALUE),
    }
    for (field, reason), wrong in rules.items():
        rows_wrong = odd.copy()
        rows_wrong[places] = rows.select(wrong.alias("wrong"))["wrong"].to_numpy()
        found.append(Fault(field, reason, rows_wrong))
    return found


def _names(column: pl.Series, required: bool, judged: JudgedNames) -> list[Fault]:
    found = [Fault(column.name, "empty, but required", _marks(column.is_null()))] if required else []
    return found + [Fault(column.name, *broken) for broken in judged.broken(column.name, distinct(column))]


def _dates(frame: pl.DataFrame, name: str, latest: dt.date, required: bool, earliest: dt.date | None) -> list[Fault]:
    date, unread = frame[name], _left(frame, UNREAD, name)
    found = [Fault(name, "not a date of the form YYYY-MM-DD", unread)]
    if required:
        found.append(Fault(name, "empty, but required", _marks(date.is_null()) & ~unread))
    if earliest:
        found.append(Fault(name, f"before {earliest} or in the future", _marks((date < earliest) | (date > latest))))
    else:
        found.append(Fault(name, "in the future", _marks(date > latest)))
    return found


def _order(frame: pl.DataFrame, latest: dt.date) -> list[Fault]:
    born = frame["birth_date"].set(frame["birth_date"] > latest, None)  # that one is reported as what it is
    return [Fault(name, "before the date of birth", _marks(frame[name] < born)) for name in ("died_on", "changed_on")]


def _codes(frame: pl.DataFrame, name: str, required: bool, least: int) -> list[Fault]:
    unread, large = _left(frame, UNREAD, name), _left(frame, TOO_LARGE, name)
    found = [Fault(name, "not a whole number", unread), Fault(name, f"larger than {CODE_MAXIMUM}", large)]
    if required:
        found.append(Fault(name, "empty, but required", _marks(frame[name].is_null()) & ~unread & ~large))
    if least:
        found.append(Fault(name, f"less than {least}", _marks(frame[name] < least)))
    return found


def _texts(frame: pl.DataFrame, name: str, required: bool) -> list[Fault]:
    control, long = _left(frame, UNREAD, name), _left(frame, TOO_LARGE, name)
    found = []
    if name in KEPT_TEXTS:
        control, long = _text_marks(frame[name])
        if required:
            found.append(Fault(name, "empty, but required", _marks(frame[name].is_null())))
    found.append(Fault(name, "has control characters or other invisible ones", control))
    found.append(Fault(name, f"longer than {TEXT_CHARACTERS} characters", long))
    return found


def _text_marks(column: pl.Series) -> tuple[Marks, Marks]:
    """Texts with characters that nobody sees, and texts that are too long; of a dictionary each text is judged once."""
    texts = distinct(column) if isinstance(column.dtype, pl.Categorical) else None
    text = pl.col(column.name)
    marks = (
        (texts.values.cast(pl.String) if texts else column)
        .to_frame()
        .select(
            has_control(text).alias("control"),
            # characters are counted only of what has bytes enough
            ((text.str.len_bytes() > TEXT_CHARACTERS).fill_null(False) & too_long(text, TEXT_CHARACTERS)).alias("long"),
        )
    )
    control, long = (texts.rows(one) if texts else _marks(one) for one in marks)
    return control, long


def other_birth_dates(frame: pl.DataFrame) -> int:
    """How many personal numbers give another birth date than the field: a note, never a fault."""
    rows = frame.select("number", "birth_date").drop_nulls()
    date = rows["birth_date"].dt
    written = (date.year() % 100).cast(pl.UInt64) * 10_000 + date.month().cast(pl.UInt64) * 100 + date.day()
    return int((rows["number"] // 1_000_000 != written).sum())
