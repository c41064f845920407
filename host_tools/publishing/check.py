"""Checking a publication: the signed list, every file, and everything that is said, from the signed objects alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from host_tools.determining import gate, nation_folder
from host_tools.determining.ballot_records import RECORDS
from host_tools.determining.nation import Nation
from host_tools.findings import Report
from host_tools.formats import cose
from host_tools.formats.definitions import Item
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.publication import Publication
from host_tools.publishing import (
    archives,
    audits,
    board,
    changes,
    logs,
    nist_results,
    pages,
    parts,
    proofs_check,
    records_check,
    regions,
    tables,
    tree,
)
from host_tools.text_files import MOST_BYTES, TextFileError, json_of
from host_tools.verifying.vouching import key_name


def check(
    folder: Path,
    authority: bytes | None = None,
    spread: records_check.Spread = map,
    checked: records_check.Checked | None = None,
    companions: Path | None = None,
) -> Report:
    """A report on a publication.

    folder: as it was fetched.
    authority: the key that the authority publishes elsewhere, to compare.
    spread: how precincts' proofs and records are given to processors. checked: what needs no second look.
    companions: where commitments of records are, or are written.
    TamgaError: the folder describes no nation at all.
    """
    report = Report("publication")
    found = tree.last(folder)
    if found is None:
        report.bad(f"{folder} holds no {tree.LIST}: it is no publication, or it was fetched in part.")
        return report
    publication, data = found
    _check_files(folder, publication, report)
    commission = nation_folder.load(folder / parts.DESCRIPTION, publication.mode)
    if authority is not None and authority != commission.authority:
        report.bad("The authority's key in it is not the one that was given.")
    centre = next(iter(commission.precincts.values())).centre
    signed = cose.verify1(data, centre) is not None
    report.expect(
        signed,
        f"Publication {publication.number} is signed by the centre that the definitions name.",
        "The signed list is not signed by the centre that the definitions name.",
    )
    report.note(f"The authority's key is {key_name(commission.authority)}: compare it with the one that it publishes.")
    if publication.mode:
        report.note(f"This is a publication of mode {MODE_NAMES[publication.mode]}, not official.")
    said = _json(folder / parts.RESULT)
    closed = isinstance(said, dict) and said.get("polls closed") is True
    checked = checked or records_check.Checked()
    nation = proofs_check.determined(commission, lambda: objects(folder), closed, spread, checked)
    for alarm in gate.alarms(nation):
        report.bad(f"Must not have been published: {alarm}")
    if gate.unknown_images(nation):
        report.absent.append("the register of images, so that nobody can say what terminals ran")
    _check_result(said, nation, report)
    _check_tables(folder, nation, report)
    _check_nist(folder, nation, publication, report)
    _check_regions(folder, nation, report)
    _check_history(folder, nation, report)
    for problem in (
        *logs.problems(nation, folder / logs.FOLDER),
        *audits.problems(nation, folder / audits.FOLDER),
    ):
        report.bad(f"{problem}.")
    if (page := folder / parts.PAGE).is_file():
        digest = sha256(page.read_bytes()).hexdigest()
        report.note(f"The page for phones in it has the SHA-256 {digest}: compare it with the commission's notice.")
    if not board.is_ours(folder):
        report.note("The board in it is not that of this version of the tools: look at its numbers with another.")
    records_check.check(folder / RECORDS, nation, spread, checked, report, companions)
    report.data["result"] = pages.result(nation)
    return report


def objects(folder: Path) -> Iterator[bytes]:
    """Every signed object in its archives."""
    for path in sorted((folder / parts.OBJECTS).glob("*.tar.gz")):
        for _, data in archives.members(path):
            yield data


def _check_files(folder: Path, publication: Publication, report: Report) -> None:
    due = {item.name: item for item in publication.files}
    there = {item.name: item for item in tree.listed(folder)}
    for name in sorted(due.keys() - there.keys()):
        report.bad(f"{name} is missing; fetch it again.")
    for name in sorted(there.keys() - due.keys()):
        report.bad(f"{name} is not on the signed list.")
    for name in sorted(due.keys() & there.keys()):
        _same(due[name], there[name], report)
    if report.ok:
        report.good(f"All {len(due):,} files are those of the signed list.")


def _same(due: Item, there: Item, report: Report) -> None:
    if tuple(due) != tuple(there):
        report.bad(f"{due.name} is not the file of the signed list: altered, or fetched in part.")


def _check_result(said: Any, nation: Nation, report: Report) -> None:
    follows = pages.result(nation)
    if not isinstance(said, dict):
        report.bad(f"{parts.RESULT} is damaged.")
        return
    wrong = [key for key in follows if said.get(key) != json.loads(json.dumps(follows[key]))]
    report.expect(
        not wrong and said.keys() == follows.keys(),
        f"Every number of {parts.RESULT} follows from the signed objects of {len(nation.results):,} precincts.",
        f"{parts.RESULT} does not say what follows from the signed objects: {', '.join(wrong) or 'other entries'}.",
    )


def _check_tables(folder: Path, nation: Nation, report: Report) -> None:
    for name in tables.TABLES:
        due = tables.Tables().table(name, nation)
        for path in (folder / f"{name}.parquet", folder / f"{name}.csv"):
            report.expect(
                _is_same_table(path, due),
                f"{path.name} follows from the signed objects.",
                f"{path.name} does not say what follows from the signed objects.",
            )


def _check_nist(folder: Path, nation: Nation, publication: Publication, report: Report) -> None:
    """A region's report is of the publication in which the region changed last, so that it stays the same file."""
    made = _moments(folder) | {publication.number: publication.made_s}
    times = [made[number] for number in sorted(made)]
    report.expect(
        times == sorted(times),
        f"No publication bears an earlier time than the one before it: {len(times):,} in {parts.HISTORY}.",
        f"A publication in {parts.HISTORY} bears an earlier time than the one before it.",
    )
    for at, region in enumerate(nation.by_region(), 1):
        path = folder / parts.NIST / f"region-{at:02}.json"
        said = _json(path)
        number = said.get("SequenceStart") if isinstance(said, dict) else None
        if not isinstance(number, int) or number not in made:
            report.bad(f"{parts.NIST}/{path.name} is of no publication that {parts.HISTORY} names.")
        elif said != json.loads(json.dumps(nist_results.report(nation, region, number, made[number]))):
            report.bad(f"{parts.NIST}/{path.name} does not say what follows from the signed objects.")


def _moments(folder: Path) -> dict[int, int]:
    """When each publication was made, in seconds since 1970 UTC, by its number: as the history says."""
    said = _json(folder / parts.HISTORY)
    entries = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    pairs = ((one.get("publication"), one.get("made_s")) for one in entries)
    return {number: made_s for number, made_s in pairs if isinstance(number, int) and isinstance(made_s, int)}


def _check_regions(folder: Path, nation: Nation, report: Report) -> None:
    pictures = regions.pictures_of(folder)
    for at, region in enumerate(nation.by_region(), 1):
        due = regions.details(nation, region, pictures)
        path = folder / regions.FOLDER / regions.file_name(at)
        if _json(path) != json.loads(json.dumps(due)):
            report.bad(f"{regions.FOLDER}/{path.name} does not say what follows from the signed objects.")


def _check_history(folder: Path, nation: Nation, report: Report) -> None:
    said = _json(folder / parts.HISTORY)
    wrong = changes.between(changes.told(said if isinstance(said, list) else []), changes.states(nation.results))
    report.expect(
        not wrong,
        f"The changes that {parts.HISTORY} tells lead to what every precinct is.",
        f"The changes that {parts.HISTORY} tells do not lead to what is: {wrong[0] if wrong else ''}.",
    )


def _is_same_table(path: Path, due: pl.DataFrame) -> bool:
    try:
        there = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, schema=due.schema)
    except (OSError, pl.exceptions.PolarsError):
        return False
    return there.equals(due)


def _json(path: Path) -> Any:
    try:
        return json_of(path.read_bytes(), path, MOST_BYTES)
    except (OSError, TextFileError):
        return None
