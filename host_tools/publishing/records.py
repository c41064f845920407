"""The records of ballots in a publication: brought into it file by file, and on disk only once.

A booth without ballots has no file.
"""

from __future__ import annotations

import os
import shutil
from hashlib import file_digest
from pathlib import Path

from host_tools.determining.ballot_records import RECORDS, due
from host_tools.determining.nation import Nation


def write(nation: Nation, source: Path, before: Path, target: Path) -> list[str]:
    """Put every file of records that is there into a publication; returns what was not taken, as sentences.

    source: the nation's folder `records`. before: that of the last publication, whose files are linked, not copied.
    target: that of the new one. A file is taken only where its hash is that of sealed totals which are counted; its
    name and its folder do not matter, its precinct does.
    """
    if not source.is_dir() and not before.is_dir():
        return []
    strays = []
    wanted = {(one.precinct, one.totals.records): one for one in due(nation) if one.totals.tally.cast}
    for one in wanted.values():
        if _digest(before / one.name) == one.totals.records:
            (target / one.name).parent.mkdir(parents=True, exist_ok=True)
            os.link(before / one.name, target / one.name)
    for path in sorted(source.rglob("*.bin")):
        place = path.relative_to(source).parts[0]
        digest = _digest(path)
        here = wanted.get((int(place), digest)) if place.isascii() and place.isdigit() and digest else None
        if here is None:
            strays.append(f"{RECORDS}/{path.relative_to(source)}: no sealed totals of that precinct name these records")
        elif not (target / here.name).exists():
            (target / here.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / here.name)
    return strays


def _digest(path: Path) -> bytes | None:
    """SHA-256 of a file; None where there is none, or a link in its place."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").digest()
