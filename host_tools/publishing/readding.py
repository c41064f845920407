"""The last look before a publication takes its name: its own files, read back from the disk, add up.

Everything is added once more from the protocols in its archives, by other code than that which made the sums: what
`result.json` says of the nation, of every region and every district, and what the two tables say, must be that.
Signatures, chains and proofs were checked by the gate.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from host_tools.determining.gate import Alarm
from host_tools.formats import cose
from host_tools.formats.definitions import Election
from host_tools.formats.objects import Protocol
from host_tools.publishing import archives
from host_tools.publishing.kept_files import KeptFile

_LIST, _MARKED, _BALLOTS = "voters on the list", "voters marked", "electronic"  # of result.json
_TYPED = "checked in by a typed number"
_COLUMNS = {_LIST: "on_list", _MARKED: "marked", _BALLOTS: "electronic", _TYPED: "typed_in"}  # of precincts.csv
_BY = ("electronic", "paper")
Votes = Counter[tuple[str, str, str]]  # by contest, line, and "electronic" or "paper"


class Sums(NamedTuple):
    """Of some protocols."""

    votes: Votes
    numbers: Counter[str]

    def add(self, other: Sums) -> None:
        """Add another's to these."""
        self.votes.update(other.votes)
        self.numbers.update(other.numbers)


def _nothing() -> Sums:
    return Sums(Counter(), Counter())


class Added:
    """What was added of each archive, for whoever looks again and again.

    It is kept with the archive's hash and with the protocols in it that count.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, dict[str, str], dict[str, Sums]]] = {}

    def by_district(
        self, folder: Path, archive: KeptFile, counted: dict[str, str], election: Election
    ) -> dict[str, Sums]:
        """Sums by district. counted: the district of each protocol that counts, by its SHA-256 in hex."""
        name, digest = archive.item.name, archive.item.hash
        known = self._kept.get(name)
        if known is None or known[:2] != (digest, counted):
            known = self._kept[name] = (digest, counted, _added(folder / name, counted, election))
        return known[2]


def alarms(folder: Path, files: Mapping[str, KeptFile], election: Election, added: Added) -> list[Alarm]:
    """Where a publication that is about to take its name does not say what its protocols say.

    folder: with result.json, precincts.csv, votes.csv and objects/. files: what is in it, as it was read back.
    """
    precincts = pl.read_csv(folder / "precincts.csv", infer_schema=False)
    found_in = dict(precincts.select("district", "region").unique().iter_rows())
    counted = precincts.filter(pl.col("counted") == "true")
    by_region: dict[str, dict[str, str]] = {region: {} for region in sorted(set(found_in.values()))}
    for region, digest, district in counted.select("region", "protocol_hash", "district").iter_rows():
        by_region[region][digest] = district
    nation, regions, districts = _nothing(), {}, {name: _nothing() for name in found_in}
    for at, (region, here) in enumerate(by_region.items(), 1):
        sums = added.by_district(folder, files[f"objects/region-{at:02}.tar.gz"], here, election)
        districts.update(sums)
        regions[region] = _nothing()
        for one in sums.values():
            regions[region].add(one)
        nation.add(regions[region])
    said = json.loads((folder / "result.json").read_text("utf-8"))
    found = list(_place_alarms("", said["nation"], nation))
    for places, sums in ((said["regions"], regions), (said["districts"], districts)):
        if places.keys() != sums.keys():
            found.append(Alarm(0, "result.json would name other districts or regions than precincts.csv"))
            continue
        for name, one in sums.items():
            found += _place_alarms(f"{name}: ", places[name], one)
    found += _vote_alarms("votes.csv", _of_table(folder / "votes.csv", election), nation.votes)
    for name, column in _COLUMNS.items():
        if (shown := counted[column].cast(pl.Int64).sum()) != nation.numbers[name]:
            found.append(Alarm(0, f"precincts.csv: {column} would be published as {shown:,} together; "
                                  f"the protocols give {nation.numbers[name]:,}"))  # fmt: skip
    return found


def _place_alarms(place: str, said: dict[str, Any], right: Sums) -> Iterator[Alarm]:
    """Of the nation, a region or a district in result.json."""
    for name in (*_COLUMNS, "precincts"):
        if said[name] != right.numbers[name]:
            words = f"would be published as {said[name]:,}; the protocols give {right.numbers[name]:,}"
            yield Alarm(0, f"{place}{name} {words}")
    yield from _vote_alarms(f"{place}result.json", _of_result(said), right.votes)


def _vote_alarms(name: str, published: Mapping[tuple[str, str, str], int], votes: Votes) -> Iterator[Alarm]:
    for (contest, line, how), shown in sorted(published.items()):
        if shown != votes[contest, line, how]:
            words = f"would be published as {shown:,}; the protocols give {votes[contest, line, how]:,}"
            yield Alarm(0, f"{name}: {how} votes of {line} in contest {contest} {words}")
    for contest, line, _ in sorted(votes.keys() - published.keys()):
        yield Alarm(0, f"{name}: lacks votes of {line} in contest {contest}")


def _added(path: Path, counted: Mapping[str, str], election: Election) -> dict[str, Sums]:
    """Sums by district of the protocols in an archive that count."""
    found: dict[str, Sums] = {}
    for _, data in archives.members(path):
        district = counted.get(sha256(data).hexdigest())
        if district is None:
            continue
        protocol = Protocol.from_cbor((cose.peek1(data) or (b"", b""))[1])
        votes, numbers = found.setdefault(district, _nothing())
        numbers.update({name: protocol.fields[column] for name, column in _COLUMNS.items()} | {"precincts": 1})
        for contest, electronic, paper in zip(election.contests, protocol.electronic, protocol.paper, strict=True):
            for at, option in enumerate(contest.options):
                votes[contest.id, option.id, "electronic"] += electronic[at]
                votes[contest.id, option.id, "paper"] += paper[at]
    return found


def _of_result(said: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    return {
        (contest["id"], line["id"], how): line[how]
        for contest in said["contests"]
        for line in contest["lines"]
        for how in _BY
    }


def _of_table(path: Path, election: Election) -> Votes:
    lines = {(contest.id, option.id) for contest in election.contests for option in contest.options}
    found: Votes = Counter()
    rows = pl.read_csv(path, infer_schema=False).group_by("contest", "line")
    for contest, line, *sums in rows.agg(pl.col(*_BY).cast(pl.Int64).sum()).iter_rows():
        if (contest, line) in lines:
            found.update({(contest, line, how): shown for how, shown in zip(_BY, sums, strict=True)})
    return found
