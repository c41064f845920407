"""The chip images of a whole precinct: which two belong together, and each booth recomputed."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import SealedTotals
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge, CartridgeError


def check_cartridges(
    images: Sequence[bytes], sealed: dict[int, SealedTotals], precinct: Precinct, report: Report
) -> None:
    """Recompute every booth of a precinct from its images. sealed: genuine sealed totals by booth."""
    cartridges, problems = pair_images(images)
    for problem in problems:
        report.bad(problem)
    for booth in precinct.booths:
        if booth.number not in cartridges:
            report.bad(f"The two chip images of booth {booth.number} are missing.")
        elif booth.number in sealed:
            _, found = check_booth(cartridges[booth.number], sealed[booth.number], booth.public_key)
            report.add(found)
    for number in sorted(set(cartridges) - {booth.number for booth in precinct.booths}):
        report.bad(f"Images of booth {number} were given, which the precinct does not have.")


def pair_images(images: Sequence[bytes]) -> tuple[dict[int, Cartridge], list[str]]:
    """(cartridge by booth, problems) of chip images in any order; an image without header goes with a lone one."""
    groups: dict[int, list[bytes]] = {}
    headless = []
    for image in images:
        try:
            groups.setdefault(Cartridge(image, image).header.terminal, []).append(image)
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
            found[booth] = Cartridge(*group)
        except CartridgeError as trouble:
            problems.append(f"Booth {booth}: {trouble}.")
    return found, problems
