"""The yardstick of the bench: a bare Polars join of two registers, without normalising, checking or a third register.

Read both, full outer join on the number, a class per row, one CSV sorted by address code, name and number.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl


def main(folder: Path, output: Path) -> None:
    """Join population.csv and interior.csv of `folder` into `output`."""
    sides = [pl.scan_csv(folder / f"{name}.csv", infer_schema=False) for name in ("population", "interior")]
    fields = ("surname", "given_name", "patronymic", "birth_date", "address_code")
    differ = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_right")) for name in fields)
    joined = sides[0].join(sides[1], on="id_value", how="full", coalesce=True)
    joined = joined.with_columns(
        pl.when(pl.col("id_type_right").is_null()).then(pl.lit("only_population"))
        .when(pl.col("id_type").is_null()).then(pl.lit("only_interior"))
        .when(differ).then(pl.lit("conflict"))
        .otherwise(pl.lit("match")).alias("class")
    )  # fmt: skip
    columns = ("address_code", "id_value", "surname", "given_name", "patronymic", "birth_date", "address", "class")
    joined.select(columns).sort("address_code", "surname", "id_value").sink_csv(output, engine="streaming")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
