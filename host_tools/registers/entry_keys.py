"""The key of an entry, one number: a personal number is its own, older codes stand above all of them in their order."""

from __future__ import annotations

import polars as pl

_ABOVE_NUMBERS = 1_000_000_000_000
FIRST_OLD_CODE_KEY = 2 * _ABOVE_NUMBERS  # above every 12-digit number


def id_columns(keys: pl.Series, old_codes: pl.Series) -> list[pl.Series]:
    """id_type and id_value as text for keys."""
    values = (keys + _ABOVE_NUMBERS).cast(pl.String).str.slice(1)  # with their leading zeros
    types = pl.Series(["IIN"]).new_from_index(0, len(keys))
    old = (keys >= FIRST_OLD_CODE_KEY).arg_true()
    if len(old_codes) and len(old):
        text = old_codes.gather(keys.gather(old).cast(pl.Int64) - FIRST_OLD_CODE_KEY)
        types = types.scatter(old, text.str.extract("^([^:]*):", 1))
        values = values.scatter(old, text.str.extract("(?s)^[^:]*:(.*)$", 1))
    return [types.alias("id_type"), values.alias("id_value")]


def keys_of(items: list[str], old_codes: pl.Series) -> pl.Series:
    """Keys of items "TYPE:VALUE"; those that no register has are left out."""
    places = {text: place for place, text in enumerate(old_codes.to_list())} if items and len(old_codes) else {}
    found = []
    for item in items:
        kind, _, value = item.partition(":")
        if item in places:
            found.append(places[item] + FIRST_OLD_CODE_KEY)
        elif kind == "IIN" and value.isascii() and value.isdigit() and len(value) == 12:
            found.append(int(value))
    return pl.Series("key", found, dtype=pl.UInt64).unique()
