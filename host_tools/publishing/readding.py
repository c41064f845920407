"""The last look before a publication takes its name: its own files, read back from the disk, add up.

Everything is added once more from the protocols in its archives, by other code than that which made the sums: what
`result.json` and `votes.csv` say must be that. Signatures, chains and proofs were checked by the gate.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from host_tools.determining.gate import Alarm
from host_tools.formats import cose
from host_tools.formats.definitions import Election
from host_tools.formats.objects import Protocol
from host_tools.publishing import archives

_LIST, _MARKED, _BALLOTS = "voters on the list", "voters marked", "electronic"  # of result.json
_TYPED = "checked in by a typed number"
Sums = Counter[tuple[str, str, str]]  # votes by contest, line, and "electronic" or "paper"


def alarms(folder: Path, election: Election) -> list[Alarm]:
    """Where a publication that is about to take its name does not say what its protocols say.

    folder: with result.json, precincts.csv, votes.csv and objects/.
    """
    with (folder / "precincts.csv").open(newline="", encoding="utf-8") as stream:
        counted = {row["protocol_hash"]: row["precinct"] for row in csv.DictReader(stream) if row["counted"] == "true"}
    votes, numbers = _added(folder, election, counted)
    said = json.loads((folder / "result.json").read_text("utf-8"))["nation"]
    found = [
        Alarm(0, f"{name} would be published as {said[name]:,}; the protocols give {numbers[name]:,}")
        for name in (_LIST, _MARKED, _BALLOTS, _TYPED, "precincts")
        if said[name] != numbers[name]
    ]
    tables = {"result.json": _of_result(said), "votes.csv": _of_table(folder / "votes.csv", election)}
    for name, published in tables.items():
        found += [
            Alarm(0, f"{name}: {how} votes of {line} in contest {contest} would be published as {shown:,}; "
                     f"the protocols give {votes[contest, line, how]:,}")
            for (contest, line, how), shown in sorted(published.items())
            if shown != votes[contest, line, how]
        ]  # fmt: skip
        found += [Alarm(0, f"{name}: lacks votes of {line} in contest {contest}") for contest, line, _ in sorted(
            votes.keys() - published.keys())]  # fmt: skip
    return found


def _added(folder: Path, election: Election, counted: dict[str, str]) -> tuple[Sums, Counter[str]]:
    """(votes, other numbers) of the protocols that count."""
    votes: Sums = Counter()
    numbers: Counter[str] = Counter()
    for path in sorted((folder / "objects").glob("*.tar.gz")):
        for _, data in archives.members(path):
            if sha256(data).hexdigest() not in counted:
                continue
            protocol = Protocol.from_cbor((cose.peek1(data) or (b"", b""))[1])
            numbers += Counter(
                {_LIST: protocol.fields["on_list"], _MARKED: protocol.fields["marked"],
                 _BALLOTS: protocol.fields["electronic"], _TYPED: protocol.fields["typed_in"], "precincts": 1}
            )  # fmt: skip
            for contest, electronic, paper in zip(election.contests, protocol.electronic, protocol.paper, strict=True):
                for at, option in enumerate(contest.options):
                    votes[contest.id, option.id, "electronic"] += electronic[at]
                    votes[contest.id, option.id, "paper"] += paper[at]
    return votes, numbers


def _of_result(said: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    return {
        (contest["id"], line["id"], how): line[how]
        for contest in said["contests"]
        for line in contest["lines"]
        for how in ("electronic", "paper")
    }


def _of_table(path: Path, election: Election) -> Sums:
    lines = {(contest.id, option.id) for contest in election.contests for option in contest.options}
    found: Sums = Counter()
    for row in _rows(path):
        if (row["contest"], row["line"]) in lines:
            for how in ("electronic", "paper"):
                found[row["contest"], row["line"], how] += int(row[how])
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)
