"""The two tables of a publication: rows of every region, kept with the results that they follow from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl

from host_tools.determining.nation import Nation
from host_tools.determining.precinct_result import PrecinctResult
from host_tools.publishing import pages

Frame = pl.DataFrame


class _Table(NamedTuple):
    columns: tuple[str, ...]
    rows: Callable[[Nation, Iterable[int]], Iterable[dict[str, Any]]]


TABLES = {
    "precincts": _Table(pages.PRECINCT_COLUMNS, lambda nation, numbers: pages.precinct_rows(nation, numbers)),
    "votes": _Table(pages.VOTE_COLUMNS, lambda nation, numbers: pages.vote_rows(nation, numbers)),
}


class Tables:
    """Tables of one nation, made again and again. What is kept is right for one commission."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[list[PrecinctResult], Frame]] = {}  # by table and region

    def table(self, name: str, nation: Nation) -> Frame:
        """All rows of a table of TABLES, by precinct."""
        parts = [self._part(name, nation, region, numbers) for region, numbers in nation.by_region().items()]
        return pl.concat(parts, how="vertical_relaxed").sort("precinct", maintain_order=True).rechunk()

    def _part(self, name: str, nation: Nation, region: str, numbers: Sequence[int]) -> Frame:
        results = [nation.results[number] for number in numbers]
        known = self._kept.get((name, region))
        if known is None or known[0] != results:
            columns, rows = TABLES[name]
            frame = pl.DataFrame(list(rows(nation, numbers)), schema=list(columns), infer_schema_length=None)
            known = self._kept[name, region] = (results, frame)
        return known[1]


def csv_of(frame: Frame) -> bytes:
    """As a file of comma-separated values."""
    stream = BytesIO()
    frame.write_csv(stream)
    return stream.getvalue()


def parquet_of(frame: Frame) -> bytes:
    """As a Parquet file."""
    stream = BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()
