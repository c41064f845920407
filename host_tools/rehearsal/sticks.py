"""Precincts that no line reaches: pictures of the protocol and a stick with the totals, imported at the centre."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from host_tools.formats import codes
from host_tools.keys.printing import qr_picture
from host_tools.rehearsal.precincts import MadeUpPrecinct, protocols_of

FOLDER = "sticks"
_DOTS = 4  # of a module, as a slip has it


def write(folder: Path, precinct: MadeUpPrecinct, faults: frozenset[str]) -> bytes:
    """What somebody carries to the centre; returns the last protocol."""
    place = folder / str(precinct.number)
    place.mkdir(parents=True)
    for number, data in enumerate(precinct.totals(), 1):
        (place / f"totals-{number}.cose").write_bytes(data)
    protocols = protocols_of(precinct, faults)
    for number, data in enumerate(protocols, 1):
        for part, text in enumerate(codes.split("P", data), 1):
            qr_picture(text, _DOTS).save(place / f"protocol-{number}-{part}.png")
    return protocols[-1]


async def imported(folder: Path, store: str, key: str, definitions: str) -> list[tuple[int, bytes]]:
    """(precinct, h(protocol)) of every protocol that is in the journal after `tamga collect import`."""
    command = ["collect", "import", str(folder), "--store", store, "--key", key, "--precincts", definitions, "--json"]
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
