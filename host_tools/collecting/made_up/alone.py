"""What a protocol costs without sockets, in a process of its own that begins as the collector does.

    python -m host_tools.collecting.made_up.alone MADE FOLDER RESULT

MADE: a pickled list of `Made`. FOLDER: an empty one, for the stores. RESULT: an `Alone` as JSON.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from nacl.signing import VerifyKey

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.desk_proof import DeskProof
from host_tools.collecting.event_loop import spare_collections
from host_tools.collecting.made_up import nation
from host_tools.collecting.made_up.loaded import Cost, Made, timed
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proof import LineKey, Proof
from host_tools.formats.definitions import Precinct

_GROUP = 500
_SIGNATURE_SIZE = 64


class Alone(NamedTuple):
    """CPU ms of a core. bare, line, no_sockets: of a protocol, as bench.py says. totals: of sealed totals."""

    bare: float
    line: float
    no_sockets: float
    totals: float


def _bare(made: Sequence[Made], work: Path) -> Cost:
    """Verify, sign, and commit in groups, with nothing around it."""
    prepared = []
    for definition, _, protocol in made:
        signed = b"\x84\x6aSignature1\x43\xa1\x01\x27\x40" + protocol[17 : -_SIGNATURE_SIZE - 2]
        prepared.append((VerifyKey(Precinct.from_cbor(definition).desk), protocol, signed))
    connection = sqlite3.connect(work / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (n INTEGER PRIMARY KEY, hash BLOB UNIQUE, object BLOB, receipt BLOB)")
    with timed(len(made)) as cost:
        for at in range(0, len(prepared), _GROUP):
            rows = []
            for key, protocol, signed in prepared[at : at + _GROUP]:
                key.verify(signed, protocol[-_SIGNATURE_SIZE:])
                rows.append((sha256(protocol).digest(), protocol, nation.CENTRE.sign(signed[:150]).signature))
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bare (hash, object, receipt) VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")
    connection.close()
    return cost


def _line(made: Sequence[Made], known: Precincts) -> Cost:
    """The two signatures with which the ends of a line prove themselves, for one object."""
    gate = Proof(known, LineKey(nation.CENTRE))
    offers = []
    for number, (_, _, protocol) in enumerate(made, 1):
        desk = DeskProof(nation.ELECTION, number, nation.key_of(number, 0), bytes(nation.CENTRE.verify_key))
        challenge = gate.challenge()
        offers.append((desk.nonce, challenge, desk.offer(challenge, "P", protocol)))
    with timed(len(offers)) as cost:
        for nonce, challenge, offer in offers:
            assert gate.refusal(nonce, challenge, offer) is None
            gate.answer(offer)
    return cost


def _no_sockets(made: Sequence[Made], centre: Centre) -> tuple[Cost, Cost]:
    """(sealed totals, protocols) through the collector's own group, in this process."""
    costs = []
    for arrivals in (
        [whole("S", data) for _, totals, _ in made for data in totals],
        [whole("P", protocol) for _, _, protocol in made],
    ):
        with timed(len(arrivals)) as cost:
            for at in range(0, len(arrivals), _GROUP):
                assert all(isinstance(one, Kept) for one in centre.accept(arrivals[at : at + _GROUP]))
        costs.append(cost)
    centre.store.close()
    return costs[0], costs[1]


def main(made: str, folder: str, result: str) -> None:
    """Measure each once."""
    precincts: list[Made] = pickle.loads(Path(made).read_bytes())  # our own file, written a moment ago
    definitions = [Precinct.from_cbor(definition) for definition, _, _ in precincts]
    known = Precincts(nation.ELECTION, 0, {one.precinct: one for one in definitions})
    centre = Centre(Path(folder) / "alone", nation.CENTRE, known)
    spare_collections()
    bare = _bare(precincts, Path(folder))
    totals, protocols = _no_sockets(precincts, centre)
    line = _line(precincts, known)
    found = Alone(bare.cpu_ms, line.cpu_ms, protocols.cpu_ms, totals.cpu_ms)
    Path(result).write_text(json.dumps(found._asdict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
