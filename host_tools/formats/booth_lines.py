"""A protocol's line of a booth beside the sealed totals that it names: every number stands in both, and is the same."""

from __future__ import annotations

from host_tools.formats.objects import BoothLine, SealedTotals


def difference(line: BoothLine, totals: SealedTotals) -> str:
    """The first number that differs, with both values; empty where all are the same."""
    if (totals.booth, totals.opening) != (line.booth, line.opening):
        return "its totals are of another booth or opening"
    for name, sealed in totals.tally._asdict().items():
        if sealed != (written := getattr(line, name)):
            return f"{name}: {written} in the protocol, {sealed} in its totals"
    return ""
