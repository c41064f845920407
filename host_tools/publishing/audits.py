"""Audits in a publication: the draw, the counts and the reports on terminals, as the commission filed them.

What they come to is not said again here: `tamga audit state` computes it from these files and the publication that was
audited, whose hash the draw names.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from host_tools.determining.nation import Nation
from host_tools.formats import cose
from host_tools.formats.payload import PayloadError
from host_tools.formats.read_back import ReadBack
from host_tools.text_files import MOST_BYTES, TextFileError, json_of, text_of

FOLDER = "audits"
_REPORT = ".cose"
# Who counted is in none of these.
_TAKEN = re.compile(r"audit\.json|terminals\.json|(further-\d+-)?counts\.csv|counted-again\.csv|[\w-]+\.cose")
_DRAWN = ("publication", "contest", "seed", "drawn")  # of audit.json


def write(nation: Nation, source: Path, target: Path) -> list[str]:
    """Put the audits of a folder into a publication; returns what was not taken, as sentences.

    source: the nation's folder `audits`, with a folder per audit.
    """
    strays = []
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        if path.is_dir():
            continue
        name = path.relative_to(source)
        if why := _problem(nation, path, name):
            strays.append(f"{FOLDER}/{name}: {why}")
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
    return strays


def problems(nation: Nation, folder: Path) -> Iterator[str]:
    """What is wrong with the audits of a publication. folder: its `audits`."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and (why := _problem(nation, path, path.relative_to(folder))):
            yield f"{FOLDER}/{path.relative_to(folder)}: {why}"


def _problem(nation: Nation, path: Path, name: Path) -> str:
    """Why a file is not published; "" if it is."""
    if path.is_symlink() or len(name.parts) != 2 or not _TAKEN.fullmatch(name.name):
        return "it is no file of an audit that is published"
    if path.stat().st_size > MOST_BYTES:
        return "it is too large"
    data = path.read_bytes()
    if path.suffix == _REPORT:
        return "" if is_report(nation, data) else "it is no report that the authority or the centre signed"
    try:
        said = json_of(data, path) if path.suffix == ".json" else text_of(data, path)
    except TextFileError:
        return "it is damaged"
    if name.name == "audit.json" and (not isinstance(said, dict) or any(one not in said for one in _DRAWN)):
        return "it is no draw of tamga audit sample"
    return ""


def is_report(nation: Nation, data: bytes) -> bool:
    """Whether an object is a report on terminals of this nation that the authority or the centre signed."""
    precinct = next(iter(nation.commission.precincts.values()))
    payload = cose.verify1(data, nation.commission.authority) or cose.verify1(data, precinct.centre)
    try:
        report = ReadBack.from_cbor(payload or b"")
    except PayloadError:
        return False
    return (report.election, report.mode) == (precinct.election, precinct.mode)
