"""The chip images of a whole precinct: which two belong together, and each booth recomputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from host_tools.findings import Report
from host_tools.formats import cartridge
from host_tools.formats.definitions import CartridgeHeader, Election, Precinct
from host_tools.formats.objects import SealedTotals
from host_tools.verifying import precinct_proofs
from host_tools.verifying.booth import BoothResult, check_booth
from host_tools.verifying.cartridges import Cartridge, CartridgeError
from host_tools.verifying.sealed_totals import At


def headers_of(precinct: Precinct, election: Election) -> dict[int, CartridgeHeader]:
    """The header that each booth writes for the definitions, by booth."""
    where = (precinct.election, precinct.precinct, precinct.mode)
    return {
        booth.number: cartridge.booth_header(
            *where,
            booth.number,
            booth.slots,
            election.shape,
            indices=election.indices(booth.slots),
            styles=len(election.styles) if election.styles else None,
        )
        for booth in precinct.booths
    }


def proofs_of(precinct: Precinct, election: Election) -> precinct_proofs.Precinct:
    """What the proofs of a precinct's records are held against."""
    where = (precinct.election, precinct.precinct, precinct.mode)
    return precinct_proofs.Precinct(*where, precinct.sealing_key, election.shape)


def check_cartridges(
    images: Sequence[bytes],
    sealed: Mapping[At, Sequence[SealedTotals]],
    precinct: Precinct,
    headers: Mapping[int, CartridgeHeader],
    proofs: precinct_proofs.Precinct,
    report: Report,
) -> dict[At, BoothResult]:
    """Recompute every booth of a precinct from its images, in each of its openings.

    sealed: genuine sealed totals by booth and opening, with reprints.
    """
    cartridges, problems = pair_images(images, list(headers.values()))
    for problem in problems:
        report.bad(problem)
    results = {}
    there = {booth for booth, _ in cartridges}
    for booth in precinct.booths:
        if booth.number not in there and any(number == booth.number for number, _ in sealed):
            report.bad(f"The two chip images of booth {booth.number} are missing.")
        for at in [at for at in cartridges if at[0] == booth.number]:
            expected = cartridge.in_opening(headers[booth.number], cartridges[at].header)
            given = list(sealed.get(at, ()))
            results[at], found = check_booth(
                cartridges[at], given[0] if given else None, booth.public_key, expected, given[1:], proofs
            )
            report.add(found)
    for number in sorted(there - {booth.number for booth in precinct.booths}):
        report.bad(f"Images of booth {number} were given, which the precinct does not have.")
    return results


def pair_images(
    images: Sequence[bytes], known: Sequence[CartridgeHeader] = ()
) -> tuple[dict[At, Cartridge], list[str]]:
    """(cartridge by booth and opening, problems) of chip images in any order.

    An image without header goes with a lone one.

    known: headers that the images may have, so that one with a few fallen bits is recognised.
    """
    groups: dict[At, list[bytes]] = {}
    headless = []
    for image in images:
        try:
            header = Cartridge(image, image, known).header
            groups.setdefault((header.terminal, header.opening), []).append(image)
        except CartridgeError:
            headless.append(image)
    lone = [at for at, group in groups.items() if len(group) == 1]
    if len(lone) == len(headless) == 1:
        groups[lone[0]] += headless
        headless = []
    problems = [f"{len(headless)} chip images have no cartridge header."] if headless else []
    found = {}
    for at, group in sorted(groups.items()):
        if len(group) != 2:
            problems.append(f"Booth {at[0]} has {len(group)} chip images instead of 2.")
            continue
        try:
            found[at] = Cartridge(group[0], group[1], known)
        except CartridgeError as error:
            problems.append(f"Booth {at[0]}: {error}.")
    return found, problems
