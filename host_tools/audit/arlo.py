"""What Arlo, the audit software of election offices, takes for a batch comparison: batches, and votes of each batch.

Two CSV tables per jurisdiction: "Container,Batch Name,Number of Ballots", and "Batch Name" with a column per choice.
Here a jurisdiction is a region, a container a district, and a batch a precinct.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from host_tools.audit.sitting import Sitting
from host_tools.determining.nation import Nation

MANIFEST_COLUMNS = ("Container", "Batch Name", "Number of Ballots")


def tables(nation: Nation, sitting: Sitting) -> Iterator[tuple[str, str, str]]:
    """(region, manifest, batch totals) for each region that has a precinct which counts."""
    districts = nation.commission.territory.district_of
    for region, numbers in nation.by_region().items():
        counted = [number for number in numbers if number in sitting.reported.votes]
        if not counted:
            continue
        manifest = [(districts[one], f"Precinct {one}", sitting.reported.ballots[one]) for one in counted]
        totals = [(f"Precinct {one}", *sitting.reported.votes[one]) for one in counted]
        yield region, _csv(MANIFEST_COLUMNS, manifest), _csv(("Batch Name", *sitting.lines), totals)


def _csv(columns: tuple[str, ...], rows: list[tuple[object, ...]] | list[tuple[str, str, int]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()
