"""Checks a folder of packages against its signed index: all there, none else, each whole and of the right desk."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from host_tools.formats import cbor, cose, packages
from host_tools.formats.places import package_name, terminal_of_desk
from host_tools.rolls.pack import INDEX


def check(folder: Path, authority: bytes) -> tuple[int, list[str]]:
    """(packages in the index, everything that does not hold in words). An unfinished folder has no index: one fault."""
    path = folder / INDEX
    if not path.exists():
        return 0, [f"{folder}: is not finished: it has no {INDEX}; run the same command again"]
    payload = cose.verify1(path.read_bytes(), authority)
    content = cbor.decode(payload) if payload is not None else {}
    if not isinstance(content, dict) or content.get(0) != "X2":
        return 0, [f"{path}: is not signed by this election authority, or was altered"]
    faults = []
    expected = {package_name(line[0], *line[5:]): line for line in content[4]}
    for name in sorted(set(expected) | {found.name for found in folder.glob("*.tmpk")}):
        if name not in expected:
            faults.append(f"{name}: is not in the index")
        elif not (folder / name).exists():
            faults.append(f"{name}: is missing")
        elif fault := _fault(folder / name, expected[name], authority):
            faults.append(f"{name}: {fault}")
    return len(expected), faults


def _fault(path: Path, line: list[Any], authority: bytes) -> str | None:
    precinct, _, _, size, digest, *further = line
    data = path.read_bytes()
    if len(data) != size or hashlib.sha256(data).digest() != digest:
        return "is not what the index says"
    try:
        package = packages.open_package(data, authority)
    except packages.PackageError as error:
        return str(error)
    if package.manifest.precinct != precinct:
        return "is of another precinct"
    return None if package.manifest.terminal == terminal_of_desk(*(further or [1])) else "is of another desk"
