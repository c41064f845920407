"""The small polling station that a script run by hand gets: made anew, and opened where it is to be open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.channel.centre import CollectingCentre
from simulator.channel.channel import Channel
from simulator.channel.things import Things
from simulator.people import kept_precinct
from simulator.people.precinct import OFFICIAL, Precinct

VOTERS, BOOTHS = 12, 2
FLASH_BYTES = 512 << 10


def make_station(folder: Path, station: str, plugged: Sequence[str]) -> Channel:
    """One of script.STATIONS below a folder. plugged: the terminals to switch on; opened ones wait for voters."""
    made = kept_precinct.prepare(folder / "precinct", VOTERS, BOOTHS)
    precinct = Precinct(made.provisioned, flash_bytes=FLASH_BYTES)
    for at in precinct.terminals:
        if at.name not in plugged:
            continue
        if station == "opened":
            precinct.open(at, OFFICIAL)
            precinct.idle(at)
        else:
            at.station.plug_in()
    centre = CollectingCentre(precinct, folder / "centre", kept_precinct.centre_key(folder / "precinct"), made.election)
    things = Things(precinct, made.voters, made.labels)
    return Channel(precinct, things, election=made.election, centre=centre)
