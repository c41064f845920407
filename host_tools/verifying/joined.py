"""Compare different cartridges: every activation used was issued, and no sealed vote occurs twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from host_tools.findings import Report
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.places import desk_number
from host_tools.verifying.booth import BoothResult
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.exchanged import check_changed, check_exchanged
from host_tools.verifying.sealed_totals import At
from host_tools.verifying.twin import Bits


def check_joined(
    desks: Sequence[DeskCartridge],
    booths: Mapping[At, BoothResult],
    precinct: Precinct,
    election: Election,
    report: Report,
) -> None:
    """Add to a report what does not fit between cartridges. A cell that one chip lost proves nothing.

    desks: those of which there are images; a slip is known to be nobody's only where all of them are there.
    """
    _check_points(booths, report)
    for desk in desks:
        check_exchanged(desk, booths, precinct, report)
        check_changed(desk, booths, precinct, report)
        _check_given(desk, booths, precinct, election, report)
    if not desks or len(desks) < len(precinct.every_desk):
        return
    for at, booth in enumerate(precinct.booths, 1):
        used = [result.in_use for (number, _), result in booths.items() if number == booth.number]
        if not used or any(at > desk.header.booths for desk in desks):
            continue  # the header was said to be wrong
        given = [desk.issued(at) for desk in desks]
        issued = Bits(
            np.logical_or.reduce([one.sure for one in given]), np.logical_or.reduce([one.possible for one in given])
        )
        stray = sum(_stray(in_use, issued) for in_use in used)
        report.expect(
            not stray,
            f"Every activation used at booth {booth.number} was issued by the desk.",
            f"{stray} activations were used at booth {booth.number} that the desk never issued.",
        )
        twice = sum(_both(one, other) for one, other in combinations(used, 2))
        if twice:
            report.bad(f"{twice} activations were used in more than one opening of booth {booth.number}.")


def _check_given(
    desk: DeskCartridge, booths: Mapping[At, BoothResult], precinct: Precinct, election: Election, report: Report
) -> None:
    """What one desk gave and took back: indices of its own, each slip that came back issued and not used."""
    for at, booth in enumerate(precinct.booths, 1):
        if at > desk.header.booths:
            break  # the header was said to be wrong
        issued = desk.issued(at)
        never = int((desk.voided(at).sure & ~issued.possible).sum())
        if never:
            report.bad(f"{never} slips of booth {booth.number} came back that the desk never issued.")
        beyond = int(issued.sure[election.indices(booth.slots) :].sum())
        if beyond:
            report.bad(f"The desk issued {beyond} activations beyond those of booth {booth.number}.")
        numbers, number = election.numbers(booth.slots), desk_number(desk.header.terminal)
        first, count = precinct.share(booth.slots, numbers, number)
        within = np.flatnonzero(issued.sure[: election.indices(booth.slots)]) % numbers
        if strange := int(((within < first) | (within >= first + count)).sum()):
            report.bad(f"Desk {number} issued {strange} activations of booth {booth.number} that another desk gives.")
        used = [result.in_use for (booth_number, _), result in booths.items() if booth_number == booth.number]
        back = sum(_both(in_use, desk.voided(at)) for in_use in used)
        if back:
            report.explained(f"{back} slips came back to the desk that had been used at booth {booth.number}.")


def _stray(in_use: Bits, issued: Bits) -> int:
    """Activations in use that were surely not issued."""
    length = min(len(in_use.sure), len(issued.possible))
    return int((in_use.sure[:length] & ~issued.possible[:length]).sum()) + int(in_use.sure[length:].sum())


def _both(one: Bits, other: Bits) -> int:
    length = min(len(one.sure), len(other.sure))
    return int((one.sure[:length] & other.sure[:length]).sum())


def _check_points(booths: Mapping[At, BoothResult], report: Report) -> None:
    """Random numbers do not repeat: the same first point at two booths is a copied vote, or no random number."""
    seen: dict[bytes, At] = {}
    for at, result in sorted(booths.items()):
        repeated = sum(seen.get(point, at) != at for point in result.first_points)
        if repeated:
            report.bad(f"{repeated} sealed votes of booth {at[0]} stand at another booth, too.")
        for point in result.first_points:
            seen.setdefault(point, at)
