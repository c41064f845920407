"""What each file of a publication is made of: where that is the same as before, the file of before is taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from host_tools.determining.ballot_records import RECORDS
from host_tools.determining.nation import Nation
from host_tools.determining.nation_folder import DESCRIBED
from host_tools.file_stamps import stamp_of
from host_tools.publishing import archives, audits, board, logs, nist_results, pages, records, regions, tables
from host_tools.publishing.kept_files import Files
from host_tools.publishing.tables import Tables

RESULT, HISTORY, DESCRIPTION, OBJECTS, NIST = "result.json", "history.json", "description", "objects", "nist"
PAGE = "page/check.html"
_THE_SAME = "for as long as the commission is the same"


def write(
    files: Files,
    nation: Nation,
    source: Path,
    before: Path,
    kept: Tables,
    history: list[str],
    made: tuple[int, int],
    changed: list[dict[str, Any]],
) -> list[str]:
    """Write everything but the signed list; returns what was left out, as sentences.

    source: the nation's folder. before: the last publication. kept: tables of the same commission.
    history: lines of JSON, one per publication; this one's is added. made: its number, and seconds since 1970 UTC.
    changed: since the last one (changes.py).
    """
    result = pages.result(nation)
    files.put(RESULT, partial(_json, result, 2))
    history.append(json.dumps(_entry(*made, result) | {"changed": changed}, ensure_ascii=False))
    files.put(HISTORY, lambda: ("[\n" + ",\n".join(history) + "\n]\n").encode())
    for name in tables.TABLES:
        frame = kept.table(name, nation)
        files.put(f"{name}.csv", partial(tables.csv_of, frame))
        files.put(f"{name}.parquet", partial(tables.parquet_of, frame))
    _describe(files, source)
    _write_regions(files, nation, source, made)
    if (page := source / PAGE).is_file():
        files.put(PAGE, page.read_bytes, stamp_of(page.stat()))
    for name in board.FILES:
        files.put(name, partial(board.content_of, name), _THE_SAME)
    strays = records.write(nation, source / RECORDS, before / RECORDS, files.emptied(RECORDS))
    strays += logs.write(nation, source / logs.FOLDER, files.emptied(logs.FOLDER))
    return strays + audits.write(nation, source / audits.FOLDER, files.emptied(audits.FOLDER))


def _json(content: Any, lines: int = 0) -> bytes:
    """lines: how deep each entry has one of its own, for people; indented all through, it takes ten times as long."""
    return (_text(content, lines) + "\n").encode()


def _text(content: Any, lines: int) -> str:
    if not lines or not isinstance(content, dict) or not content:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    entries = [f"{json.dumps(key, ensure_ascii=False)}: {_text(value, lines - 1)}" for key, value in content.items()]
    return "{\n" + ",\n".join(entries) + "\n}"


def _made(make: Callable[..., Any], *given: Any) -> bytes:
    return _json(make(*given))


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


def _describe(files: Files, source: Path) -> None:
    """What was fixed before the day: of the same commission, the very files of before."""
    names = files.kept_in(DESCRIPTION) or [
        f"{DESCRIPTION}/{path.relative_to(source)}"
        for name in DESCRIBED
        for path in ([source / name] if (source / name).is_file() else (source / name).rglob("*"))
        if path.is_file()
    ]
    for name in names:
        files.put(name, partial(_described, source, name), _THE_SAME)


def _described(source: Path, name: str) -> bytes:
    return (source / name.removeprefix(f"{DESCRIPTION}/")).read_bytes()


def _write_regions(files: Files, nation: Nation, source: Path, made: tuple[int, int]) -> None:
    """Of each region: its signed objects, what is known of its precincts, and its report."""
    pictures = regions.pictures_of(source)
    for name in pictures.values():
        path = source / name
        files.put(name, path.read_bytes, stamp_of(path.stat()))
    for at, (region, numbers) in enumerate(nation.by_region().items(), 1):
        results = [nation.results[number] for number in numbers]
        shown = {number: pictures[number] for number in numbers if number in pictures}
        evidence = [nation.evidence[number].digests for number in numbers]
        files.put(f"{OBJECTS}/region-{at:02}.tar.gz", partial(_objects, nation, numbers), evidence)
        details = partial(_made, regions.details, nation, region, shown)
        files.put(f"{regions.FOLDER}/{regions.file_name(at)}", details, (results, shown))
        files.put(f"{NIST}/region-{at:02}.json", partial(_made, nist_results.report, nation, region, *made), results)


def _objects(nation: Nation, numbers: list[int]) -> bytes:
    return archives.pack({
        f"{number}/{name}.cose": data for number in numbers for name, data in nation.evidence[number].named()
    })  # fmt: skip
