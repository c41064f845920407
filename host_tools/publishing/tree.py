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
index.html board.*        the board that shows all this (board.py)
records/<precinct>/*.bin  the records of each booth's ballots, as far as cartridges were read out
publication.cose          the signed list of all of these
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
from nacl.signing import SigningKey

from host_tools.determining import gate
from host_tools.determining.ballot_records import RECORDS
from host_tools.determining.gate import Alarm
from host_tools.determining.nation import Nation
from host_tools.determining.nation_folder import DESCRIBED
from host_tools.errors import PublishingError
from host_tools.formats import cose
from host_tools.formats.definitions import Item
from host_tools.formats.payload import PayloadError
from host_tools.formats.publication import NOTHING_BEFORE, Publication
from host_tools.publishing import archives, audits, board, logs, nist_results, pages, readding, records, regions
from host_tools.text_files import MOST_BYTES, json_of
from host_tools.whole_files import atomic_folder

LIST = "publication.cose"
RESULT, HISTORY, DESCRIPTION, OBJECTS = "result.json", "history.json", "description", "objects"
NIST = "nist"
MADE_HERE = (
    "result.json", "precincts.*", "votes.*", HISTORY, DESCRIPTION, OBJECTS, RECORDS, NIST, LIST, regions.FOLDER,
    regions.PICTURES, logs.FOLDER, audits.FOLDER, *board.FILES,
)  # fmt: skip


@dataclass(frozen=True)
class Published:
    """What came of it. alarms: why nothing was published, and the last good page stays.

    strays: files of records, event logs and audits that were left out, and why.
    """

    number: int
    files: int
    size: int
    alarms: list[Alarm]
    strays: list[str] = field(default_factory=list)


def publish(folder: Path, nation: Nation, nation_folder: Path, key: SigningKey, made_s: int) -> Published:
    """Write a publication in the place of the one before, or nothing where the gate closes.

    folder: the directory that is served.
    nation_folder: where the nation is described (host_tools/determining/nation_folder.py).
    key: signs the list; of the centre that the definitions name.
    made_s: now, seconds since 1970 UTC.
    OSError: the disk is full; the publication before stays whole. FolderBusyError: somebody else publishes.
    """
    before = last(folder)
    closed = [*gate.alarms(nation), *gate.compared(nation, nation.total())]
    if closed:
        return Published(before[0].number if before else 0, 0, 0, closed)
    number = before[0].number + 1 if before else 1
    try:
        return _written(folder, nation, nation_folder, key, made_s, before, number)
    except DoesNotAddUpError as closed_late:
        return Published(number - 1, 0, 0, closed_late.alarms)


class DoesNotAddUpError(PublishingError):
    """What was written does not add up: it is taken away, and the publication before stays."""

    def __init__(self, alarms: list[Alarm]) -> None:
        super().__init__()
        self.alarms = alarms


def _written(
    folder: Path,
    nation: Nation,
    nation_folder: Path,
    key: SigningKey,
    made_s: int,
    before: tuple[Publication, bytes] | None,
    number: int,
) -> Published:
    with atomic_folder(folder, MADE_HERE, is_public=True) as beside:
        result = pages.result(nation)
        _write_json(beside / RESULT, result)
        _write_table(beside, "precincts", pages.precinct_rows(nation), pages.PRECINCT_COLUMNS)
        _write_table(beside, "votes", pages.vote_rows(nation), pages.VOTE_COLUMNS)
        _write_json(beside / HISTORY, [*_history(folder), _entry(number, made_s, result)])
        _copy_description(nation_folder, beside / DESCRIPTION)
        _write_objects(nation, beside / OBJECTS)
        strays = records.write(nation, nation_folder / RECORDS, folder / RECORDS, beside / RECORDS)
        strays += logs.write(nation, nation_folder / logs.FOLDER, beside / logs.FOLDER)
        strays += audits.write(nation, nation_folder / audits.FOLDER, beside / audits.FOLDER)
        _write_nist(nation, beside / NIST, number, made_s)
        _write_regions(nation, nation_folder, beside)
        board.write(beside)
        if wrong := readding.alarms(beside, nation.commission.election):
            raise DoesNotAddUpError(wrong)
        precinct = next(iter(nation.commission.precincts.values()))
        files = listed(beside)
        signed = Publication(
            election=precinct.election, mode=precinct.mode, number=number, made_s=made_s,
            follows=sha256(before[1]).digest() if before else NOTHING_BEFORE, files=files,
        )  # fmt: skip
        (beside / LIST).write_bytes(cose.sign1(signed.to_cbor(), key))
    return Published(number, len(files), sum(item.size for item in files), [], strays)


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
                digest = _digest(stream)
            found.append(Item(path.relative_to(folder).as_posix(), path.stat().st_size, digest))
    return found


def _digest(stream: io.BufferedReader) -> bytes:
    digest = sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.digest()


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _write_dense_json(path: Path, content: Any) -> None:
    """For programs: a tenth of the time of lines that are set in."""
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def _write_table(folder: Path, name: str, rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> None:
    frame = pl.DataFrame(list(rows), schema=list(columns), infer_schema_length=None)
    frame.write_csv(folder / f"{name}.csv")
    frame.write_parquet(folder / f"{name}.parquet")


def _history(folder: Path) -> list[Any]:
    path = folder / HISTORY
    if not path.exists():
        return []
    content = json_of(path.read_bytes(), path, MOST_BYTES)
    return content if isinstance(content, list) else []


def _entry(number: int, made_s: int, result: Mapping[str, Any]) -> dict[str, Any]:
    nation = result["nation"]
    return {
        "publication": number,
        "made_s": made_s,
        "progress": result["progress"],
        "standings": result["standings"],
        "precincts": nation["precincts"],
        "ballots": nation["ballots"],
        "votes": {
            contest["id"]: {line["id"]: line["votes"] for line in contest["lines"]} for contest in nation["contests"]
        },
    }


def _copy_description(source: Path, target: Path) -> None:
    target.mkdir()
    for name in DESCRIBED:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        elif (source / name).exists():
            shutil.copyfile(source / name, target / name)


def _write_objects(nation: Nation, target: Path) -> None:
    target.mkdir()
    for at, (_, numbers) in enumerate(nation.by_region().items(), 1):
        members = {}
        for number in numbers:
            for name, data in nation.evidence[number].named():
                members[f"{number}/{name}.cose"] = data
        (target / f"region-{at:02}.tar.gz").write_bytes(archives.pack(members))


def _write_regions(nation: Nation, source: Path, target: Path) -> None:
    pictures = regions.pictures_of(source)
    for name in pictures.values():
        (target / regions.PICTURES).mkdir(exist_ok=True)
        shutil.copyfile(source / name, target / name)
    (target / regions.FOLDER).mkdir()
    for at, content in enumerate(regions.details(nation, pictures).values(), 1):
        _write_dense_json(target / regions.FOLDER / regions.file_name(at), content)


def _write_nist(nation: Nation, target: Path, number: int, made_s: int) -> None:
    target.mkdir()
    for at, region in enumerate(nation.by_region(), 1):
        _write_dense_json(target / f"region-{at:02}.json", nist_results.report(nation, region, number, made_s))
