"""Compare a compiled result with the generator's answer key: every affected number, exactly."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.classes import CONFLICT_FIELDS, field_names
from host_tools.registers.report.summary import class_texts

_TEXT = {"id_type": pl.String, "id_value": pl.String, "class": pl.String, "also": pl.String}


def _entries(path: Path, outcome: str | None) -> pl.LazyFrame:
    frame = pl.scan_csv(path, schema_overrides=_TEXT)
    frame = frame.with_columns(pl.lit(outcome).alias("outcome")) if outcome else frame
    return frame.select("id_type", "id_value", "class", pl.col("also").fill_null(""), "outcome")


def differences(result: Path, key_file: Path, vault: Vault = CLEAR) -> pl.DataFrame:
    """Numbers on which result and key differ, with both answers; empty if they agree on every entry.

    Entries that the key does not name must be listed with class "match".
    """
    texts = class_texts()
    key = pl.read_parquet(key_file)
    expected = key.filter(pl.col("class") != "faulty").select(
        "id_type", "id_value", pl.col("class").alias("key_class"),
        texts["also"].gather(key.filter(pl.col("class") != "faulty")["flags"]).alias("key_also"),
        pl.col("outcome").alias("key_outcome"),
    )  # fmt: skip
    parts = []
    for name, outcome in (("voters.csv", "listed"), ("aside.csv", None)):
        with vault.as_file(vault.find(result / name)) as path:
            rows = _entries(path, outcome).filter((pl.col("class") != "match") | (pl.col("outcome") != "listed"))
            parts.append(rows.collect(engine="streaming"))
    affected = pl.concat(parts).lazy()
    both = affected.join(expected.lazy(), on=["id_type", "id_value"], how="full", coalesce=True)
    wrong = both.filter(
        pl.col("class").ne_missing(pl.col("key_class"))
        | pl.col("also").ne_missing(pl.col("key_also"))
        | pl.col("outcome").ne_missing(pl.col("key_outcome"))
    )
    return wrong.collect(engine="streaming")


def field_differences(result: Path, key_file: Path, vault: Vault = CLEAR) -> pl.DataFrame:
    """Queued conflicts whose fields differ from the key's."""
    masks = pl.Series([" ".join(field_names(mask)) for mask in range(1 << len(CONFLICT_FIELDS))])
    key = pl.read_parquet(key_file).filter((pl.col("fields") != 0) | (pl.col("pension_fields") != 0))
    expected = key.select(
        (pl.col("id_type") + ":" + pl.col("id_value")).alias("item"),
        masks.gather(key["fields"]).alias("key_fields"),
        masks.gather(key["pension_fields"]).alias("key_pension_fields"),
    )
    queue = pl.read_parquet(
        vault.as_bytes_io(vault.find(result / "queue.parquet")), columns=["item", "fields", "pension_fields"]
    )
    found = queue.filter((pl.col("fields") != "") | (pl.col("pension_fields") != ""))
    both = found.join(expected, on="item", how="full", coalesce=True)
    return both.filter(
        pl.col("fields").ne_missing(pl.col("key_fields"))
        | pl.col("pension_fields").ne_missing(pl.col("key_pension_fields"))
    )


def faulty_difference(result: Path, key_file: Path, vault: Vault = CLEAR) -> tuple[int, int]:
    """Faulty rows found and faulty rows in the key."""
    with vault.as_file(vault.find(result / "rows_aside.csv")) as path:
        rows = pl.scan_csv(path, infer_schema=False).filter(pl.col("why") == "faulty").select("record").collect()
    return rows["record"].n_unique(), pl.read_parquet(key_file).filter(pl.col("class") == "faulty").height
