"""What Arlo, the audit software of election offices, takes for a batch comparison: batches, and votes of each batch.

Two CSV tables per jurisdiction: "Container,Batch Name,Number of Ballots", and "Batch Name" with a column per choice.
Here a jurisdiction is a region, a container a district, and a batch a precinct.

Arlo refuses a file for more than its form (server/util/csv_parse.py and server/api/batch_tallies.py there): a header
that Python's `csv.Sniffer` does not take for one with commas; names of columns that differ in capitals alone; any cell
with the word *total*; a last row that in every column of numbers is the sum of those above; and more votes in a batch
than its ballots may give. So these are looked for here, where the way out can still be named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from host_tools.audit.sitting import Sitting
from host_tools.determining.nation import Nation
from host_tools.errors import AuditError

MANIFEST_COLUMNS = ("Container", "Batch Name", "Number of Ballots")
_TOTAL = re.compile(r"(^|[^a-zA-Z])(sub)?totals?($|[^a-zA-Z])", re.IGNORECASE)

Row = tuple[str | int, ...]


def tables(nation: Nation, sitting: Sitting) -> Iterator[tuple[str, str, str]]:
    """(region, manifest, batch totals) for each region that has a precinct which counts.

    AuditError: Arlo would refuse one of them; the message says which, and why.
    """
    districts = nation.commission.territory.district_of
    for region, numbers in nation.by_region().items():
        counted = [number for number in numbers if number in sitting.reported.votes]
        if not counted:
            continue
        # The smallest precinct comes last: of three and more it is never the sum of the others.
        counted.sort(key=lambda one: (-sitting.reported.ballots[one], one))
        batches: list[Row] = [(districts[one], f"Precinct {one}", sitting.reported.ballots[one]) for one in counted]
        votes: list[Row] = [(f"Precinct {one}", *sitting.reported.votes[one]) for one in counted]
        manifest = _csv(region, MANIFEST_COLUMNS, batches, 2)
        yield region, manifest, _csv(region, ("Batch Name", *sitting.lines), votes, 1)


def _csv(region: str, columns: Sequence[str], rows: list[Row], names: int) -> str:
    """The table. names: how many columns are no numbers."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    if why := _refusal(columns, rows, names, stream.getvalue().splitlines()[0]):
        raise AuditError(f"{region}: Arlo would refuse {why}; audit this contest with tamga audit sample")
    return stream.getvalue()


def _refusal(columns: Sequence[str], rows: list[Row], names: int, header: str) -> str:
    """Why Arlo would not take a table; "" if it would."""
    if len({column.lower() for column in columns}) < len(columns):
        return "columns whose names differ in capitals alone"
    if not _is_sniffed(header):
        return f"the header {header}, which it does not take for one with commas"
    for row in rows:
        if named := [cell for cell in map(str, row) if _TOTAL.search(cell)]:
            return f"{named[0]}, which it takes for a row of totals"
    last, above = rows[-1][names:], list(zip(*(row[names:] for row in rows[:-1]), strict=True))
    if above and all(last) and list(last) == [sum(map(int, column)) for column in above]:
        return f"{rows[-1][names - 1]}, whose numbers are the sums of those above"
    return ""


def _is_sniffed(header: str) -> bool:
    try:
        return csv.Sniffer().sniff(header).delimiter in (",", "i")
    except csv.Error:
        return False
