"""From chip images to files of records: what may be published of a cartridge, and nothing else of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from host_tools.determining.ballot_records import Due, due
from host_tools.determining.nation import Nation
from host_tools.folder_lock import writing_in
from host_tools.formats import cartridge
from host_tools.formats.definitions import CartridgeHeader
from host_tools.verifying.cartridges import Cartridge, CartridgeError
from host_tools.verifying.chip_images import headers_of, pair_images
from host_tools.whole_files import atomic_file


def read_out(nation: Nation, images: Sequence[bytes], folder: Path) -> tuple[list[str], list[str]]:
    """(names of the files written below `folder`, what was not taken and why).

    images: of booths' cartridges, two of each, of any precincts, in any order. A file is written only where it is the
    one that the booth's sealed totals commit to.
    """
    places: dict[int, list[bytes]] = defaultdict(list)
    known: list[CartridgeHeader] = []
    for precinct in nation.commission.precincts.values():
        known += headers_of(precinct, nation.commission.election).values()
    problems = []
    for image in images:
        try:
            places[Cartridge(image, image, known).header.precinct].append(image)
        except CartridgeError as error:
            problems.append(f"An image is of no booth's cartridge: {error}.")
    wanted = {(one.precinct, one.totals.booth, one.totals.opening): one for one in due(nation)}
    written = []
    for number, some in sorted(places.items()):
        found, wrong = pair_images(some, known)
        problems += [f"Precinct {number}: {text}" for text in wrong]
        for (booth, opening), pair in found.items():
            place = f"Precinct {number}, booth {booth}"
            one = wanted.get((number, booth, opening))
            if one is None:
                problems.append(f"{place}: no protocol counts this opening, or its sealed totals have not come.")
                continue
            data = _records(pair, one)
            if sha256(data).digest() != one.totals.records:
                problems.append(f"{place}: the records on the chips are not those that its sealed totals name.")
                continue
            if not data:
                continue  # nobody voted there: there is nothing to publish
            path = folder / one.name
            with writing_in(path.parent), atomic_file(path) as stream:
                stream.write(data)
            written.append(one.name)
    return written, problems


def _records(pair: Cartridge, one: Due) -> bytes:
    """The records on two chips, without coordinates and tags, in the order of their bytes."""
    region = "sorted" if pair.state().named()["sorted"] else "ballots"
    slots = pair.records(region, one.totals.tag_key).records
    return b"".join(cartridge.published(pair.header, slot) for slot in slots)
