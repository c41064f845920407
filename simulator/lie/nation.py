"""A small nation around a precinct whose day was run: the others are made up, and the result is as close as wanted."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from host_tools.determining.nation_folder import OBJECTS
from host_tools.formats import cose
from host_tools.formats.definitions import Election
from host_tools.keys import files
from host_tools.provisioning.firmware import MANIFEST_NAME
from host_tools.provisioning.new_terminals import TERMINALS
from host_tools.provisioning.plan import OFFICIAL
from host_tools.rehearsal.nation import REGIONS, write_definition
from host_tools.rehearsal.precincts import Day, MadeUpPrecinct
from simulator.people.provisioned import PRECINCT_NUMBER

REGISTER = "register"  # the precinct's folder of it
CONTEST = 0  # the one that is lied about
_VOTERS = range(30, 90)  # on a made-up precinct's list: as small as the one whose day was run
_FIRST_HOUR = "02:00:00"  # 07:00 at the precincts


@dataclass(frozen=True)
class SmallNation:
    """Its folder, as `tamga publish` takes it. made_up: what people chose in the others, which is what they sealed."""

    folder: Path
    made_up: Mapping[int, Sequence[int]]


def around(
    precinct: Path, published: Sequence[int], favoured: int, rival: int, election: Election, count: int, lead: int,
    seed: int,
) -> SmallNation:  # fmt: skip
    """Write a nation below a precinct's folder.

    precinct: its folder after the day. published: votes of the contest in its protocol.
    favoured, rival: the two that come first; the favoured one leads by so many votes.
    count: of all precincts, PRECINCT_NUMBER among them.
    """
    folder = precinct / "nation"
    authority, centre = (files.load(precinct / "keys" / f"{name}.key") for name in ("authority", "centre"))
    _describe(folder, precinct, election, count)
    opens = datetime.datetime.fromisoformat(f"{election.date}T{_FIRST_HOUR}+00:00")
    _, image = cose.peek1((precinct / "public" / "firmware-desk.tmf").read_bytes()) or (b"", b"")
    day = Day(election, centre, image, int(opens.timestamp()), seed, OFFICIAL, _VOTERS)
    others = [MadeUpPrecinct(day, one, one % len(REGIONS)) for one in range(1, count + 1) if one != PRECINCT_NUMBER]
    for one in others:
        for lines in (*(booth[CONTEST] for booth in one.electronic), one.paper[CONTEST]):
            _first_two(lines, len(published), favoured, rival)
    already = sum(votes[favoured] - votes[rival] for votes in [published, *(one.votes[CONTEST] for one in others)])
    close_to([one.electronic[0][CONTEST] for one in others], favoured, rival, lead - already)
    for one in others:
        write_definition(folder / "definitions", one.definition, authority)
        for at, data in enumerate([*one.totals(), one.protocol()]):
            (folder / OBJECTS / f"{one.number}-{at}.cose").write_bytes(data)
    return SmallNation(folder, {one.number: one.votes[CONTEST] for one in others})


def _describe(folder: Path, precinct: Path, election: Election, count: int) -> None:
    """What the authority and the keepers of the register have fixed, and the objects of the precinct."""
    public = precinct / "public"
    shutil.copytree(public, folder / "definitions", ignore=shutil.ignore_patterns("*.tmf", "*.pub", "election.cbor"))
    shutil.copytree(precinct / REGISTER, folder / "firmware")
    for path in (precinct / TERMINALS).glob(f"*/{MANIFEST_NAME}"):  # whatever the authority's key has signed
        shutil.copy(path, folder / "firmware" / f"{path.parent.name}.tmf")
    shutil.copy(public / "authority.pub", folder)
    (folder / "election.cbor").write_bytes(election.to_cbor())
    (folder / OBJECTS).mkdir()
    for path in [precinct / "protocol.cose", *precinct.glob("totals-*.cose")]:
        shutil.copy(path, folder / OBJECTS)
    rows = [f"{one},{REGIONS[one % len(REGIONS)]} 1,{REGIONS[one % len(REGIONS)]}" for one in range(1, count + 1)]
    (folder / "territory.csv").write_text("\n".join(["precinct,district,region", *rows]))


def close_to(lines: Sequence[list[int]], favoured: int, rival: int, change: int) -> None:
    """Move votes, one precinct after the other, until the lead has changed so much.

    A vote that goes to the other of the two counts twice. The last one of an odd number is another line's.
    """
    giver, taker = (rival, favoured) if change > 0 else (favoured, rival)
    third = next(line for line in range(len(lines[0])) if line not in (favoured, rival))
    left, passed_over = abs(change), 0
    for votes in cycle(lines):
        if not left:
            return
        source, target = (giver, taker) if left > 1 else (giver, third)
        passed_over = 0 if votes[source] else passed_over + 1
        if passed_over > len(lines):
            raise ValueError(f"{len(lines)} precincts have too few votes to change the lead by {abs(change)}")
        if votes[source]:
            votes[source] -= 1
            votes[target] += 1
            left -= min(left, 2)


def _first_two(lines: list[int], options: int, favoured: int, rival: int) -> None:
    """Give the two largest numbers of votes to the two who come first."""
    for wanted in (favoured, rival):
        free = [line for line in range(options) if line != favoured or wanted == favoured]
        largest = max(free, key=lines.__getitem__)
        lines[largest], lines[wanted] = lines[wanted], lines[largest]
