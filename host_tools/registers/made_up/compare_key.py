"""Compare a compiled result with the generator's answer key: every affected number, exactly."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.classes import CLASSES, CONFLICT_FIELDS, field_names


def _entries(result: Path, vault: Vault) -> pl.LazyFrame:
    parts = []
    for name in ("voters", "aside"):
        with vault.as_file(vault.find(result / f"{name}.parquet")) as path:
            rows = pl.scan_parquet(path)
            rows = rows if name == "aside" else rows.with_columns(pl.lit("listed").alias("outcome"))
            rows = rows.filter((pl.col("class") != "match") | (pl.col("outcome") != "listed"))
            columns = ("id_type", "id_value", "class", "also", "outcome")
            parts.append(rows.select(pl.col(name).cast(pl.String) for name in columns).collect(engine="streaming"))
    return pl.concat(parts).lazy()


def differences(result: Path, key_file: Path, vault: Vault = CLEAR) -> pl.DataFrame:
    """Numbers on which result and key differ, with both answers; empty if they agree on every entry.

    Entries that the key does not name must be listed with class "match".
    """
    said = ("class", "also", "outcome")
    expected = pl.scan_parquet(key_file).select(
        "id_type", "id_value", *(pl.col(name).alias(f"key_{name}") for name in said)
    )
    both = _entries(result, vault).join(expected, on=["id_type", "id_value"], how="full", coalesce=True)
    wrong = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"key_{name}")) for name in said)
    return both.filter(wrong).collect(engine="streaming")


def by_class(result: Path, key_file: Path, vault: Vault = CLEAR) -> list[tuple[str, int, int, int]]:
    """(class, entries in the key, found, differences) for every class."""
    key = dict(pl.read_parquet(key_file, columns=["class"])["class"].value_counts().iter_rows())
    found = dict(_entries(result, vault).collect()["class"].value_counts().iter_rows())
    wrong = dict(differences(result, key_file, vault)["key_class"].fill_null("match").value_counts().iter_rows())
    return [(name, key.get(name, 0), found.get(name, 0), wrong.get(name, 0)) for name in CLASSES]


def field_differences(result: Path, key_file: Path, vault: Vault = CLEAR) -> pl.DataFrame:
    """Conflicts on the review list whose fields differ from the key's."""
    masks = pl.Series([" ".join(field_names(mask)) for mask in range(1 << len(CONFLICT_FIELDS))])
    key = pl.read_parquet(key_file).filter((pl.col("fields") != 0) | (pl.col("pension_fields") != 0))
    expected = key.select(
        (pl.col("id_type") + ":" + pl.col("id_value")).alias("item"),
        masks.gather(key["fields"]).alias("key_fields"),
        masks.gather(key["pension_fields"]).alias("key_pension_fields"),
    )
    review = pl.read_parquet(
        vault.as_bytes_io(vault.find(result / "review.parquet")), columns=["item", "fields", "pension_fields"]
    )
    found = review.filter((pl.col("fields") != "") | (pl.col("pension_fields") != ""))
    both = found.join(expected, on="item", how="full", coalesce=True)
    return both.filter(
        pl.col("fields").ne_missing(pl.col("key_fields"))
        | pl.col("pension_fields").ne_missing(pl.col("key_pension_fields"))
    )


def faulty_difference(result: Path, key_file: Path, vault: Vault = CLEAR) -> tuple[int, int]:
    """Faulty records found and faulty entries in the key."""
    with vault.as_file(vault.find(result / "rows_aside.parquet")) as path:
        rows = pl.scan_parquet(path).filter(pl.col("why") == "faulty").select("record").collect()
    return rows["record"].n_unique(), pl.read_parquet(key_file).filter(pl.col("class") == "faulty").height
