"""Pictures of protocols on paper, kept from those that were imported, to be published beside the numbers.

A photograph may show more than the slip, so that a person chooses: nothing is kept unless a folder is named, and each
picture that is kept is named, to be looked at. It is drawn anew in 16 greys: what the file says of camera, place and
time stays behind. A picture that is there is never replaced: somebody may have cut it or covered what it shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from host_tools.collecting.centre import Arrival, Kept, Outcome
from host_tools.collecting.checks import PROTOCOL
from host_tools.collecting.importing import Found
from host_tools.collecting.store import Store
from host_tools.formats import codes
from host_tools.verifying import pictures
from host_tools.whole_files import atomic_file

_MOST_DOTS = 4_000_000  # of a page: with 16 greys a photograph of them has less than a megabyte
_GREYS = 16
_PAPER = 255


class KeptPicture(NamedTuple):
    """Of a precinct's protocol. is_new: False where one was there, which stays."""

    precinct: int
    path: Path
    is_new: bool


def keep(folder: Path, found: Found, outcomes: Iterable[tuple[Arrival, Outcome]], store: Store) -> list[KeptPicture]:
    """Keep a picture `<precinct>.png` of every protocol that stands and of which all codes were photographed."""
    kept = []
    for arrival, outcome in outcomes:
        seen = found.seen_at.get(arrival.digest[: codes.HASH_SIZE], {})
        if not isinstance(outcome, Kept) or outcome.row.kind != PROTOCOL:
            continue
        standing = store.standing(outcome.row.precinct)
        if standing is None or standing.hash != arrival.digest:
            continue
        if len(seen) == len(codes.split(PROTOCOL, standing.object)):
            kept.append(_kept(folder, standing.precinct, [seen[part] for part in sorted(seen)]))
    return kept


def _kept(folder: Path, precinct: int, places: list[tuple[Path, int]]) -> KeptPicture:
    path = folder / f"{precinct}.png"
    picture = _under_each_other([pictures.open_pages(file)[page] for file, page in dict.fromkeys(places)])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with atomic_file(path, new=True) as stream:
            picture.save(stream, "PNG", optimize=True)
    except FileExistsError:
        return KeptPicture(precinct, path, False)
    return KeptPicture(precinct, path, True)


def _under_each_other(pages: list[Image.Image]) -> Image.Image:
    """One picture in few greys, without anything but its dots."""
    for page in pages:
        page.thumbnail(_fitting(page))
    whole = Image.new("L", (max(page.width for page in pages), sum(page.height for page in pages)), _PAPER)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    step, most = 256 // _GREYS, _PAPER // (_GREYS - 1)
    return whole.point(lambda value: value // step * most)


def _fitting(page: Image.Image) -> tuple[int, int]:
    factor = min(1.0, math.sqrt(_MOST_DOTS / (page.width * page.height)))
    return max(1, int(page.width * factor)), max(1, int(page.height * factor))
