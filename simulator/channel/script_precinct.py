"""The small polling station for a script run by hand: newly made, and opened if it has to be open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.channel.centre import CollectingCentre
from simulator.channel.channel import Channel
from simulator.channel.table import Table
from simulator.people import kept_precinct
from simulator.people.precinct import OFFICIAL, Precinct

VOTERS, BOOTHS = 12, 2
FLASH_BYTES = 512 << 10


def make_precinct(folder: Path, start: str, plugged: Sequence[str]) -> Channel:
    """One of script.STARTS below a folder. plugged: the terminals to switch on; opened ones wait for voters."""
    made = kept_precinct.prepare(folder / "precinct", VOTERS, BOOTHS)
    precinct = Precinct(made.provisioned, flash_bytes=FLASH_BYTES)
    for at in precinct.terminals:
        if at.name not in plugged:
            continue
        if start == "opened":
            precinct.open(at, OFFICIAL)
            precinct.idle(at)
        else:
            at.hardware.plug_in()
    centre = CollectingCentre(precinct, folder / "centre", kept_precinct.centre_key(folder / "precinct"), made.election)
    table = Table(precinct, made.voters, made.labels)
    return Channel(precinct, table, election=made.election, centre=centre)
