"""Which records of ballots a result needs to be checked: those that the counted sealed totals commit to, by booth.

A file of records is the records of one opening of a booth, as they are published, one after another in the order of
their bytes. Its SHA-256 is field 7 of the sealed totals, so nothing about a file has to be believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from host_tools.determining.nation import Nation
from host_tools.formats.objects import SealedTotals

RECORDS = "records"


class Due(NamedTuple):
    """The records of one opening of a booth. name: of their file, below the folder `records`."""

    precinct: int
    totals: SealedTotals
    name: str


def due(nation: Nation) -> Iterator[Due]:
    """Every opening of a booth that the newest protocols count, precinct by precinct."""
    for number, result in sorted(nation.results.items()):
        if result.protocol is None:
            continue
        sealed = {one.digest: one.content for one in nation.evidence[number].totals}
        lines = result.protocol.content.booths
        counted = [sealed[line.totals] for line in lines if line.totals is not None and line.totals in sealed]
        openings = Counter(one.booth for one in counted)
        for one in sorted(counted, key=lambda one: (one.booth, one.opening)):
            yield Due(number, one, f"{number}/{_file_name(one, openings[one.booth])}")


def _file_name(totals: SealedTotals, openings: int) -> str:
    """`booth-<n>.bin`; of a booth that was opened more than once also the start of the opening's identity."""
    return f"booth-{totals.booth}.bin" if openings == 1 else f"booth-{totals.booth}-{totals.opening[:4].hex()}.bin"
