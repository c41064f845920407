"""The key of an entry, one number: a personal number is its own, older codes stand above all of them in their order."""

from __future__ import annotations

import polars as pl

FIRST_OLD_CODE_KEY = 2_000_000_000_000  # above every 12-digit number


def id_columns(keys: pl.Series, old_codes: pl.Series) -> list[pl.Series]:
    """id_type and id_value as text for keys."""
    numbers = keys.cast(pl.String).str.zfill(12)
    if not len(old_codes) or not (keys >= FIRST_OLD_CODE_KEY).any():
        return [pl.Series("id_type", ["IIN"]).new_from_index(0, len(keys)).alias("id_type"), numbers.alias("id_value")]
    old = keys >= FIRST_OLD_CODE_KEY
    place = pl.select(pl.when(old).then(keys.cast(pl.Int64) - FIRST_OLD_CODE_KEY)).to_series()
    text = old_codes.gather(place)
    parts = pl.select(
        pl.when(old).then(text.str.extract("^([^:]*):", 1)).otherwise(pl.lit("IIN")).alias("id_type"),
        pl.when(old).then(text.str.extract("(?s)^[^:]*:(.*)$", 1)).otherwise(numbers).alias("id_value"),
    )
    return [parts["id_type"], parts["id_value"]]


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
