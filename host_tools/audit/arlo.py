"""What Arlo, the audit software of election offices, takes for a batch comparison: batches, and votes of each batch.

Two CSV tables per jurisdiction: "Container,Batch Name,Number of Ballots", and "Batch Name" with a column per choice.
Here a jurisdiction is a region, a container a district, and a batch a precinct.

Arlo refuses a file for more than its form (server/util/csv_parse.py and server/api/batch_tallies.py there): a header
that Python's `csv.Sniffer` does not take for one with commas; names of columns that differ in capitals alone; any cell
with the word *total*; a last row that in every column of numbers is the sum of those above; and more votes in a batch
than its ballots may give. So these are looked for here, where the way out can still be named.

It guesses the encoding, and takes UTF-8 with few letters beyond ASCII for another one: Şymkent is then read as other
letters. So each table begins with the mark of UTF-8, which it looks for first.
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
_MARK = "\ufeff"
_TOTAL = re.compile(r"(^|[^a-zA-Z])(sub)?totals?($|[^a-zA-Z])", re.IGNORECASE)

Row = tuple[str | int, ...]


def tables(nation: Nation, sitting: Sitting) -> Iterator[tuple[str, str, str]]:
    """(jurisdiction, manifest, batch totals) for each region that has a precinct which counts.

    AuditError: Arlo would refuse one of them; the message says which, and why.
    """
    districts = nation.commission.territory.district_of
    reported = sitting.reported
    allowed = next(one.votes_allowed for one in nation.commission.election.contests if one.id == sitting.contest)
    for region, numbers in nation.by_region().items():
        counted = [number for number in numbers if number in reported.votes]
        for one in counted:
            given, most = sum(reported.votes[one]), reported.ballots[one] * allowed
            if given > most:
                raise AuditError(f"precinct {one}: {given:,} votes, its ballots may give {most:,}; Arlo refuses that")
        for place, group in _jurisdictions(region, counted, sitting):
            batches: list[Row] = [(districts[one], f"Precinct {one}", reported.ballots[one]) for one in group]
            votes: list[Row] = [(f"Precinct {one}", *reported.votes[one]) for one in group]
            manifest = _csv(place, MANIFEST_COLUMNS, batches, 2)
            yield place, manifest, _csv(place, ("Batch Name", *sitting.lines), votes, 1)


def _jurisdictions(region: str, counted: list[int], sitting: Sitting) -> Iterator[tuple[str, list[int]]]:
    """A region is one. Two precincts with the same numbers are two: the second is the sum of all that is above it."""
    reported = sitting.reported
    if len(counted) == 2:
        one, other = counted
        if reported.ballots[one] == reported.ballots[other] or list(reported.votes[one]) == list(reported.votes[other]):
            yield from ((f"{region}, precinct {number}", [number]) for number in counted)
            return
    if counted:
        yield region, counted


def _csv(region: str, columns: Sequence[str], rows: list[Row], names: int) -> str:
    """The table. names: how many columns are no numbers."""
    # Of three and more the one with the smallest first number is never the sum of those above, if it is not nothing.
    rows.sort(key=lambda row: -int(row[names]))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    if why := _refusal(columns, rows, stream.getvalue().splitlines()[0]):
        raise AuditError(f"{region}: Arlo would refuse {why}; audit this contest with tamga audit sample")
    return _MARK + stream.getvalue()


def _refusal(columns: Sequence[str], rows: list[Row], header: str) -> str:
    """Why Arlo would not take a table; "" if it would."""
    if len({column.lower() for column in columns}) < len(columns):
        return "columns whose names differ in capitals alone"
    if not _is_sniffed(header):
        return f"the header {header}, which it does not take for one with commas"
    for row in rows:
        if named := [cell for cell in map(str, row) if _TOTAL.search(cell)]:
            return f"{named[0]}, which it takes for a row of totals"
    return ""


def _is_sniffed(header: str) -> bool:
    try:
        return csv.Sniffer().sniff(header).delimiter in (",", "i")
    except csv.Error:
        return False
