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


class _Rule(NamedTuple):
    """A rule to be asked: which rows break it, as marks or as an expression (null: it is kept)."""

    field: str
    reason: str
    rows: Marks | pl.Expr


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
        found += _order(latest)
    return _broken(frame, found)


def _broken(frame: pl.DataFrame, asked: list[_Rule]) -> list[Fault]:
    """The rules that any row breaks: all are asked in one plan, and rows are marked for the few that are broken."""
    waiting = {place: one.rows for place, one in enumerate(asked) if isinstance(one.rows, pl.Expr)}
    some = frame.select(rows.any().alias(str(place)) for place, rows in waiting.items()).row(0) if waiting else ()
    hit = [place for place, any_row in zip(waiting, some, strict=True) if any_row]
    marks = frame.select(waiting[place].fill_null(False).alias(str(place)) for place in hit)
    found = []
    for place, (field, reason, rows) in enumerate(asked):
        if isinstance(rows, np.ndarray):
            if rows.any():
                found.append(Fault(field, reason, rows))
        elif place in hit:
            found.append(Fault(field, reason, marks[str(place)].to_numpy()))
    return found


def wrong_value(field: str, text: str) -> str | None:
    """Why one text cannot be the value of a name field or of birth_date; None if it can."""
    if field == "birth_date":
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            return "not a date of the form YYYY-MM-DD"
        return None if date >= OLDEST else f"before {OLDEST}"
    column = pl.Series(field, [text or None], dtype=pl.String).cast(CATEGORY[field])
    asked = _names(column, field == "surname", JudgedNames())
    broken = [fault.reason for fault in _broken(column.to_frame(), asked)]
    return broken[0] if broken else None


def _left(frame: pl.DataFrame, kind: str, name: str) -> pl.Expr:
    """Marks that reading left; none where the frame was typed already."""
    return pl.col(kind + name).fill_null(False) if kind + name in frame.columns else pl.lit(False)


def _identifiers(frame: pl.DataFrame) -> list[_Rule]:
    odd = frame["number"].is_null().to_numpy()
    some_odd = bool(odd.any())
    number = (frame["number"].fill_null(0) if some_odd else frame["number"]).to_numpy()
    found = [
        _Rule("id_value", "the check digit of the personal number is wrong", ~personal_number.are_valid(number) & ~odd),
        _Rule("id_value", "is a placeholder, not a personal number", personal_number.are_placeholders(number) & ~odd),
    ]
    if not some_odd:
        return found
    places = np.flatnonzero(odd)
    kind, value = pl.col("id_type").fill_null(""), pl.col("id_value").fill_null("")
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
    rows = frame.select("id_type", "id_value")[places]
    wrong = rows.select(rule.alias(str(at)) for at, rule in enumerate(rules.values()))
    for (field, reason), marks in zip(rules, wrong, strict=True):
        broken = np.zeros(len(frame), bool)
        broken[places[marks.to_numpy()]] = True
        found.append(_Rule(field, reason, broken))
    return found


def _names(column: pl.Series, required: bool, judged: JudgedNames) -> list[_Rule]:
    found = [_Rule(column.name, "empty, but required", pl.col(column.name).is_null())] if required else []
    return found + [_Rule(column.name, *broken) for broken in judged.broken(column.name, distinct(column))]


def _dates(frame: pl.DataFrame, name: str, latest: dt.date, required: bool, earliest: dt.date | None) -> list[_Rule]:
    date, unread = pl.col(name), _left(frame, UNREAD, name)
    found = [_Rule(name, "not a date of the form YYYY-MM-DD", unread)]
    if required:
        found.append(_Rule(name, "empty, but required", date.is_null() & ~unread))
    if earliest:
        found.append(_Rule(name, f"before {earliest} or in the future", (date < earliest) | (date > latest)))
    else:
        found.append(_Rule(name, "in the future", date > latest))
    return found


def _order(latest: dt.date) -> list[_Rule]:
    born = pl.col("birth_date")
    known = pl.when((born > latest).fill_null(False)).then(None).otherwise(born)  # that is reported as what it is
    return [_Rule(name, "before the date of birth", pl.col(name) < known) for name in ("died_on", "changed_on")]


def _codes(frame: pl.DataFrame, name: str, required: bool, least: int) -> list[_Rule]:
    unread, large = _left(frame, UNREAD, name), _left(frame, TOO_LARGE, name)
    found = [_Rule(name, "not a whole number", unread), _Rule(name, f"larger than {CODE_MAXIMUM}", large)]
    if required:
        found.append(_Rule(name, "empty, but required", pl.col(name).is_null() & ~unread & ~large))
    if least:
        found.append(_Rule(name, f"less than {least}", pl.col(name) < least))
    return found


def _texts(frame: pl.DataFrame, name: str, required: bool) -> list[_Rule]:
    control: Marks | pl.Expr = _left(frame, UNREAD, name)
    long: Marks | pl.Expr = _left(frame, TOO_LARGE, name)
    found = []
    if name in KEPT_TEXTS:
        column = frame[name]
        control, long = wanted = _text_rules(name)
        if required:
            found.append(_Rule(name, "empty, but required", pl.col(name).is_null()))
        if isinstance(column.dtype, pl.Categorical):  # each text is judged once
            texts = distinct(column)
            marks = (
                texts.values.cast(pl.String).to_frame().select(rule.alias(str(at)) for at, rule in enumerate(wanted))
            )
            control, long = (texts.rows(one) for one in marks)
    found.append(_Rule(name, "has control characters or other invisible ones", control))
    found.append(_Rule(name, f"longer than {TEXT_CHARACTERS} characters", long))
    return found


def _text_rules(name: str) -> tuple[pl.Expr, pl.Expr]:
    """Texts with characters that nobody sees, and texts that are too long."""
    text = pl.col(name)
    # characters are counted only of what has bytes enough
    long = (text.str.len_bytes() > TEXT_CHARACTERS).fill_null(False) & too_long(text, TEXT_CHARACTERS)
    return has_control(text), long


def other_birth_dates(frame: pl.DataFrame) -> int:
    """How many personal numbers give another birth date than the field: a note, never a fault."""
    rows = frame.select("number", "birth_date").drop_nulls()
    date = rows["birth_date"].dt
    written = (date.year() % 100).cast(pl.UInt64) * 10_000 + date.month().cast(pl.UInt64) * 100 + date.day()
    return int((rows["number"] // 1_000_000 != written).sum())
