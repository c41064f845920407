"""Compare different cartridges: every activation used was issued, and no sealed vote occurs twice."""

from __future__ import annotations

from collections.abc import Mapping

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.verifying.booth import BoothResult
from host_tools.verifying.desk_images import DeskCartridge


def check_joined(
    desk: DeskCartridge | None, booths: Mapping[int, BoothResult], precinct: Precinct, report: Report
) -> None:
    """Add to a report what does not fit between cartridges. A cell that one chip lost proves nothing."""
    _check_points(booths, report)
    if desk is None:
        return
    for at, booth in enumerate(precinct.booths, 1):
        if at > desk.header.booths:
            break  # the header was said to be wrong
        issued = desk.issued(at)
        beyond = int(issued.sure[booth.slots :].sum())
        if beyond:
            report.bad(f"The desk issued {beyond} activations beyond those of booth {booth.number}.")
        if booth.number not in booths:
            continue
        in_use = booths[booth.number].in_use
        length = min(len(in_use.sure), len(issued.possible))
        stray = int((in_use.sure[:length] & ~issued.possible[:length]).sum()) + int(in_use.sure[length:].sum())
        report.expect(
            not stray,
            f"Every activation used at booth {booth.number} was issued by the desk.",
            f"{stray} activations were used at booth {booth.number} that the desk never issued.",
        )


def _check_points(booths: Mapping[int, BoothResult], report: Report) -> None:
    """Random numbers do not repeat: the same first point at two booths is a copied vote, or no random number."""
    seen: dict[bytes, int] = {}
    for number, result in sorted(booths.items()):
        repeated = sum(seen.get(point, number) != number for point in result.first_points)
        if repeated:
            report.bad(f"{repeated} sealed votes of booth {number} stand at another booth, too.")
        for point in result.first_points:
            seen.setdefault(point, number)
