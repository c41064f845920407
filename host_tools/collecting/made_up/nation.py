"""Made-up precincts with their own keys, and the objects that they send: correctly signed, and proved where asked.

Everything follows from the number of the precinct, so that each process can make its share by itself.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256, sha512

from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.definitions import Booth, Precinct
from host_tools.formats.objects import BoothLine, Moments, PaperLine, Protocol, SealedTotals, Tally
from host_tools.formats.opening import Pair, prove, transcript
from host_tools.formats.points import IDENTITY, L, add, add_pairs, multiply, multiply_base

ELECTION = sha256(b"made-up nation").digest()[:16]
CENTRE = SigningKey(sha256(b"made-up nation's centre").digest())
POSITIONS = (7, 3, 3)  # of each contest
_PAPER = 20  # ballots of each precinct


@dataclass(frozen=True)
class MadeUp:
    """One precinct: its definition, the booths' sealed totals, its protocol."""

    definition: Precinct
    totals: list[bytes]
    protocol: bytes


def key_of(precinct: int, terminal: int) -> SigningKey:
    """The signing key of a terminal: 0 the desk, else the booth."""
    return SigningKey(sha256(b"made-up terminal %d of %d" % (terminal, precinct)).digest())


def precinct(number: int, booths: int = 2, positions: Sequence[int] = POSITIONS, proved: bool = False) -> MadeUp:
    """One precinct of official mode.

    positions: of each contest. proved: the totals are sealed votes, and the proof holds; otherwise they are no points,
    which is enough for whoever only collects.
    """
    draw = random.Random(number)
    secret = int.from_bytes(sha512(b"made-up key of %d" % number).digest(), "little") % L
    public = multiply_base(secret)
    votes = [_split(draw, draw.randrange(40, 500), positions) for _ in range(booths)]
    sums: list[Pair] = [(IDENTITY, IDENTITY)] * sum(positions)
    lines, totals = [], []
    for booth, counts in enumerate(votes, start=1):
        flat = [count for contest in counts for count in contest]
        sealed = [_seal(draw, count, public) for count in flat] if proved else [(draw.randbytes(32),) * 2] * len(flat)
        sums = [add_pairs(*pair) for pair in zip(sums, sealed, strict=True)] if proved else sums
        cast = sum(counts[0])
        said = SealedTotals(
            election=ELECTION, precinct=number, mode=0, booth=booth, tally=Tally(cast, 3, cast, 0, 0),
            totals=b"".join(a + b for a, b in sealed), records=draw.randbytes(32), tag_key=draw.randbytes(32),
            log_head=draw.randbytes(16), firmware=bytes(32), opening=bytes(16),
        )  # fmt: skip
        signed = cose.sign1(said.to_cbor(), key_of(number, booth))
        totals.append(signed)
        lines.append(BoothLine(booth, cast, 3, cast, sha256(signed).digest(), cast, bytes(16), 0, 0))
    electronic = [
        [sum(counts[contest][at] for counts in votes) for at in range(size)] for contest, size in enumerate(positions)
    ]
    flat = [count for contest in electronic for count in contest]
    proof = bytes(64)
    if proved:
        about = transcript(ELECTION, number, 0, public, sums, flat)
        proof = prove(secret, about, sums, flat, draw.randbytes)
    cast = sum(line.cast for line in lines)
    fields = {
        "listed": cast + _PAPER + 100, "added": 0, "certificates": 0, "on_list": cast + _PAPER + 100,
        "activations": cast, "marked": cast + _PAPER, "electronic": cast, "slips_returned": 0, "slips_exchanged": 0,
        "slips_cancelled": 0, "slips_changed": 0, "slips_taken": 0, "papers_taken": 0, "withdrawn_recorded": 0,
        "typed_in": 0, "challenged": 0, "paper_returned": 0, "issued_recorded": _PAPER, "outside_recorded": 0,
        "spoiled_recorded": 0, "complaints": 0, "acts": 0, "by_certificate": 0, "added_refused": 0,
        "certificates_received": 0, "certificates_cancelled": 0, "certificates_lost": 0, "home_requests": 0,
        "home_refused": 0, "assisted": 0,
    }  # fmt: skip
    line = PaperLine(
        received=_PAPER + 50, withdrawn=0, issued=_PAPER, outside=0, unused=50, spoiled=0, lost=0, portable=0,
        room=_PAPER,
    )  # fmt: skip
    protocol = Protocol(
        election=ELECTION, precinct=number, mode=0, booths=lines, electronic=electronic,
        paper=[_paper(draw, size) for size in positions], papers=[line] * len(positions), fields=fields, proof=proof,
        log_head=draw.randbytes(16), firmware=bytes(32), version=1, moments=Moments(1, 2, 3, 4),
    )  # fmt: skip
    definition = Precinct(
        election=ELECTION, precinct=number, mode=0,
        names=dict.fromkeys(("kk", "ru", "en"), f"Made-up precinct {number}"),
        key=public, desk=bytes(key_of(number, 0).verify_key),
        booths=[Booth(at, bytes(key_of(number, at).verify_key), 1000) for at in range(1, booths + 1)],
        voters=cast + _PAPER + 100, minutes_east=300, centre=bytes(CENTRE.verify_key),
    )  # fmt: skip
    return MadeUp(definition, totals, cose.sign1(protocol.to_cbor(), key_of(number, 0)))


def _paper(draw: random.Random, positions: int) -> list[int]:
    """Paper votes of a contest: options, blank, none left out, invalid."""
    *votes, invalid = _split(draw, _PAPER, [positions + 1])[0]
    return [*votes, 0, invalid]


def _split(draw: random.Random, ballots: int, sizes: Sequence[int]) -> list[list[int]]:
    """Votes of each contest: every ballot has one in each."""
    found = []
    for size in sizes:
        cuts = [0, *sorted(draw.randrange(ballots + 1) for _ in range(size - 1)), ballots]
        found.append([after - before for before, after in itertools.pairwise(cuts)])
    return found


def _seal(draw: random.Random, count: int, public: bytes) -> Pair:
    r = draw.randrange(1, L)
    return multiply_base(r), add(multiply_base(count), multiply(r, public))
