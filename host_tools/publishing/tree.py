"""Writing a publication: every file whole, then the signed list of their hashes, then the directory takes its name.

result.json               the national result, regions and districts
precincts.csv .parquet    one row per precinct
votes.csv .parquet        one row per precinct, contest and line
history.json              what changed when: one entry per publication
description/              what was fixed before the day, as the nation's folder holds it
objects/<region>.tar.gz   every signed object
regions/                  what is known of each precinct, a file per region
logs/                     event logs of terminals, as NIST SP 1500-101
audits/<name>/            hand counts of drawn precincts, and reports on terminals that were read back
pictures/                 of the protocols on paper, where the nation's folder has them
page/check.html           the page for any phone, where the nation's folder has it
index.html board.*        the board that shows all this (board.py)
records/<precinct>/*.bin  the records of each booth's ballots, as far as cartridges were read out
publication.cose          the signed list of all of these
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from host_tools.determining import gate
from host_tools.determining.ballot_records import RECORDS
from host_tools.determining.gate import Alarm
from host_tools.determining.nation import Nation
from host_tools.errors import PublishingError
from host_tools.file_stamps import stamp_of
from host_tools.formats import cose
from host_tools.formats.definitions import Item
from host_tools.formats.payload import PayloadError
from host_tools.formats.publication import Publication
from host_tools.publishing import audits, board, changes, logs, parts, readding, regions
from host_tools.publishing.kept_files import Files
from host_tools.publishing.standing import Standing
from host_tools.text_files import MOST_BYTES, json_of
from host_tools.whole_files import public_folder, sync_file

LIST = "publication.cose"
MADE_HERE = (
    parts.RESULT, "precincts.*", "votes.*", parts.HISTORY, parts.DESCRIPTION, parts.OBJECTS, RECORDS, parts.NIST, LIST,
    regions.FOLDER, regions.PICTURES, logs.FOLDER, audits.FOLDER, Path(parts.PAGE).parts[0], *board.FILES,
)  # fmt: skip


@dataclass(frozen=True)
class Published:
    """What came of it. alarms: why nothing was published, and the last good page stays.

    strays: files of records, event logs and audits that were left out, and why.
    notes: what whoever publishes must know besides.
    """

    number: int
    files: int
    size: int
    alarms: list[Alarm]
    strays: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def publish(
    folder: Path, nation: Nation, nation_folder: Path, key: SigningKey, made_s: int, standing: Standing | None = None
) -> Published:
    """Write a publication in the place of the one before, or nothing where the gate closes.

    folder: the directory that is served.
    nation_folder: where the nation is described (host_tools/determining/nation_folder.py).
    key: signs the list; of the centre that the definitions name.
    made_s: now, seconds since 1970 UTC.
    standing: of a publisher that stays: what the last publication left for this one, and this one leaves.
    OSError: the disk is full; the publication before stays whole. FolderBusyError: somebody else publishes.
    """
    stays = standing is not None
    standing = standing or Standing()
    _go_on_from(folder, standing)
    closed = [*gate.alarms(nation), *gate.compared(nation, nation.total())]
    if closed:
        return Published(standing.number, 0, 0, closed)
    standing.is_of(nation.commission)
    try:
        return _written(folder, nation, nation_folder, key, made_s, standing)
    except DoesNotAddUpError as closed_late:
        return Published(standing.number, 0, 0, closed_late.alarms)
    finally:
        if not stays:
            standing.close()


class DoesNotAddUpError(PublishingError):
    """What was written does not add up: it is taken away, and the publication before stays."""

    def __init__(self, alarms: list[Alarm]) -> None:
        super().__init__()
        self.alarms = alarms


def _go_on_from(folder: Path, standing: Standing) -> None:
    """Take number and history from what is served, if it is newer than what this process knows of."""
    path = folder / LIST
    if standing.list_stamp is not None and path.exists() and stamp_of(path.stat()) == standing.list_stamp:
        return
    found = last(folder)
    if found and found[0].number > standing.number:
        standing.number, standing.digest = found[0].number, sha256(found[1]).digest()
        standing.made_s = found[0].made_s
        history = _history(folder)
        standing.history = [json.dumps(entry, ensure_ascii=False) for entry in history]
        standing.states = changes.told(history)


def _written(
    folder: Path, nation: Nation, nation_folder: Path, key: SigningKey, made_s: int, standing: Standing
) -> Published:
    number, history = standing.number + 1, list(standing.history)
    notes = list(_notes(nation, made_s, standing))
    made_s = max(made_s, standing.made_s)
    states = changes.states(nation.results)
    changed = changes.between(standing.states, states)
    spare, standing.spare = standing.spare, None
    with public_folder(folder, MADE_HERE, spare) as beside:
        files = Files(beside, folder, standing.files)
        made = number, made_s
        strays = parts.write(files, nation, nation_folder, folder, standing.tables, history, made, changed)
        found = files.read_back()
        if wrong := readding.alarms(beside, found, nation.commission.election, standing.added):
            raise DoesNotAddUpError(wrong)
        precinct = next(iter(nation.commission.precincts.values()))
        items = [one.item for one in found.values()]
        signed = Publication(
            election=precinct.election, mode=precinct.mode, number=number, made_s=made_s,
            follows=standing.digest, files=items,
        )  # fmt: skip
        data = cose.sign1(signed.to_cbor(), key)
        (beside / LIST).write_bytes(data)
        sync_file(beside / LIST)
        files.force()
    standing.number, standing.digest, standing.history = number, sha256(data).digest(), history
    standing.made_s = made_s
    standing.states = states
    standing.files, standing.list_stamp = found, stamp_of((folder / LIST).stat())
    standing.spare = beside if beside.exists() else None
    return Published(number, len(items), sum(item.size for item in items), [], strays, notes)


def _notes(nation: Nation, made_s: int, standing: Standing) -> Iterator[str]:
    """Sentences for whoever publishes."""
    if behind_s := max(0, standing.made_s - made_s):
        yield f"the clock is {behind_s:,} s behind the publication before, whose time this one bears; set the clock"
    if why := gate.unknown_images(nation):
        yield f"{why}; an official publication would not be made"


def last(folder: Path) -> tuple[Publication, bytes] | None:
    """(content of the last publication, the object), unchecked; None if there is none."""
    path = folder / LIST
    if not path.exists():
        return None
    data = path.read_bytes()
    peeked = cose.peek1(data)
    if peeked is None:
        return None
    try:
        return Publication.from_cbor(peeked[1]), data
    except PayloadError:
        return None


def listed(folder: Path) -> list[Item]:
    """Path, size and hash of every file but the list itself, in the order of their paths."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / LIST:
            with path.open("rb") as stream:
                digest = file_digest(stream, "sha256").digest()
            found.append(Item(path.relative_to(folder).as_posix(), path.stat().st_size, digest))
    return found


def _history(folder: Path) -> list[Any]:
    path = folder / parts.HISTORY
    if not path.exists():
        return []
    content = json_of(path.read_bytes(), path, MOST_BYTES)
    return content if isinstance(content, list) else []
