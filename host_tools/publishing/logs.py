"""Event logs in a publication, as NIST SP 1500-101: those that continue what their terminals signed, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from host_tools.determining.nation import Nation
from host_tools.text_files import TextFileError, json_of
from host_tools.verifying import log_document

FOLDER = "logs"
MOST_BYTES = 1 << 24


def write(nation: Nation, source: Path, target: Path) -> list[str]:
    """Put every log of a folder into a publication; returns what was not taken, as sentences.

    source: the nation's folder `logs`, files from `tamga cartridge log` under any names.
    """
    strays = []
    for path in sorted(source.rglob("*.json")) if source.is_dir() else []:
        said = _json(path)
        where = _where(nation, said)
        if isinstance(where, str):
            strays.append(f"{FOLDER}/{path.relative_to(source)}: {where}")
            continue
        target.mkdir(exist_ok=True)
        (target / name_of(*where)).write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    return strays


def problems(nation: Nation, folder: Path) -> Iterator[str]:
    """What is wrong with the logs of a publication. folder: its `logs`."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        where = _where(nation, _json(path))
        if isinstance(where, str):
            yield f"{FOLDER}/{path.name}: {where}"
        elif path.name != name_of(*where):
            yield f"{FOLDER}/{path.name}: is the log of precinct {where[0]}, terminal {where[1]}"


def name_of(precinct: int, terminal: int) -> str:
    """The file of a terminal's log; 0 is the desk."""
    return f"{precinct}-{terminal or 'desk'}.json"


def _where(nation: Nation, said: Any) -> tuple[int, int] | str:
    """(precinct, terminal) of a log that its terminal vouches for; a sentence for another."""
    found = log_document.read(said)
    if isinstance(found, str):
        return found
    precinct, terminal, log = found
    definition = nation.commission.precincts.get(precinct)
    if definition is None:
        return f"it is of precinct {precinct}, which is not one of this nation's"
    evidence = nation.evidence[precinct]
    named = {one.content.log_head for one in evidence.protocols} if terminal == 0 else {
        one.content.log_head for one in evidence.totals if one.content.booth == terminal
    }  # fmt: skip
    return next(log_document.problems(said, log, definition, terminal, named), (precinct, terminal))


def _json(path: Path) -> Any:
    if path.is_symlink() or path.stat().st_size > MOST_BYTES:
        return None
    try:
        return json_of(path.read_bytes(), path, MOST_BYTES)
    except (OSError, TextFileError):
        return None
