"""Precincts that no line reaches: pictures of the protocol and a stick with the totals, imported at the centre."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from host_tools.rehearsal import drawn
from host_tools.rehearsal.precincts import MadeUpPrecinct, protocols_of

FOLDER = "sticks"


def write(folder: Path, precinct: MadeUpPrecinct, faults: frozenset[str]) -> bytes:
    """What somebody carries to the centre; returns the last protocol."""
    place = folder / str(precinct.number)
    place.mkdir(parents=True)
    for number, data in enumerate(precinct.totals(), 1):
        (place / f"totals-{number}.cose").write_bytes(data)
    protocols = protocols_of(precinct, faults)
    for number, data in enumerate(protocols, 1):
        paper = drawn.picture(data, precinct.day.election, precinct.definition.names["ru"])
        paper.save(place / f"protocol-{number}.png")
    return protocols[-1]


async def imported(folder: Path, store: str, key: str, definitions: str, pictures: Path) -> list[tuple[int, bytes]]:
    """(precinct, h(protocol)) of every protocol that is in the journal after `tamga collect import`.

    pictures: where those of protocols are kept, to be published.
    """
    command = ["collect", "import", str(folder), "--store", store, "--key", key, "--precincts", definitions, "--json"]
    command += ["--pictures", str(pictures)]
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "host_tools.cli", *command, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await running.communicate()
    found = json.loads(said or b"{}").get("objects", [])
    return [
        (one["precinct"], bytes.fromhex(one["hash"]))
        for one in found
        if one["kind"] == "P" and one["what"] in ("received", "had it")
    ]
