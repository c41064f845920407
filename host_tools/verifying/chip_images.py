"""The chip images of a whole precinct: which two belong together, and each booth recomputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from host_tools.findings import Report
from host_tools.formats import cartridge
from host_tools.formats.definitions import CartridgeHeader, Election, Precinct
from host_tools.formats.objects import SealedTotals
from host_tools.verifying import ballot_proofs
from host_tools.verifying.booth import BoothResult, check_booth
from host_tools.verifying.cartridges import Cartridge, CartridgeError


def headers_of(precinct: Precinct, election: Election) -> dict[int, CartridgeHeader]:
    """The header that each booth writes for the definitions, by booth."""
    where = (precinct.election, precinct.precinct, precinct.mode)
    return {
        booth.number: cartridge.booth_header(*where, booth.number, booth.slots, election.shape)
        for booth in precinct.booths
    }


def proofs_of(precinct: Precinct, election: Election) -> ballot_proofs.Precinct:
    """What the proofs of a precinct's records are held against."""
    where = (precinct.election, precinct.precinct, precinct.mode)
    return ballot_proofs.Precinct(*where, precinct.key, election.shape)


def check_cartridges(
    images: Sequence[bytes],
    sealed: Mapping[int, Sequence[SealedTotals]],
    precinct: Precinct,
    headers: Mapping[int, CartridgeHeader],
    proofs: ballot_proofs.Precinct,
    report: Report,
) -> dict[int, BoothResult]:
    """Recompute every booth of a precinct from its images. sealed: genuine sealed totals by booth, with reprints."""
    cartridges, problems = pair_images(images, list(headers.values()))
    for problem in problems:
        report.bad(problem)
    results = {}
    for booth in precinct.booths:
        if booth.number not in cartridges:
            report.bad(f"The two chip images of booth {booth.number} are missing.")
        elif booth.number in sealed:
            totals, *reprints = sealed[booth.number]
            results[booth.number], found = check_booth(
                cartridges[booth.number], totals, booth.public_key, headers[booth.number], reprints, proofs
            )
            report.add(found)
    for number in sorted(set(cartridges) - {booth.number for booth in precinct.booths}):
        report.bad(f"Images of booth {number} were given, which the precinct does not have.")
    return results


def pair_images(
    images: Sequence[bytes], known: Sequence[CartridgeHeader] = ()
) -> tuple[dict[int, Cartridge], list[str]]:
    """(cartridge by booth, problems) of chip images in any order; an image without header goes with a lone one.

    known: headers that the images may have, so that one with a few fallen bits is recognised.
    """
    groups: dict[int, list[bytes]] = {}
    headless = []
    for image in images:
        try:
            groups.setdefault(Cartridge(image, image, known).header.terminal, []).append(image)
        except CartridgeError:
            headless.append(image)
    lone = [booth for booth, group in groups.items() if len(group) == 1]
    if len(lone) == len(headless) == 1:
        groups[lone[0]] += headless
        headless = []
    problems = [f"{len(headless)} chip images have no cartridge header."] if headless else []
    found = {}
    for booth, group in sorted(groups.items()):
        if len(group) != 2:
            problems.append(f"Booth {booth} has {len(group)} chip images instead of 2.")
            continue
        try:
            found[booth] = Cartridge(group[0], group[1], known)
        except CartridgeError as error:
            problems.append(f"Booth {booth}: {error}.")
    return found, problems
