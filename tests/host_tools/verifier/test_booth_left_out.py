"""A booth that is left out: rightly, where its totals show to anybody that they hold no votes, or by a desk that lies.

The desk has the key, so every proof here is one that it can make: what it says of an honest booth is still refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from host_tools.collecting.proving import contradiction
from host_tools.determining.precinct_result import result_of
from host_tools.determining.signed import Evidence, Signed
from host_tools.formats import cose, opening
from host_tools.formats.objects import BoothLine, EndedLine, LeftOut, Protocol, SealedTotals, Tally
from host_tools.formats.points import L, add, add_pairs, multiply, multiply_base, subtract
from host_tools.keys.randomness import seeded
from tests.host_tools.ballot_vectors import ORDER_2
from tests.host_tools.small_precinct import BALLOTS
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked, refused_by_one, refused_by_other

Make = Callable[[Attacked], LeftOut]


def totals_of(made: Attacked) -> SealedTotals:
    return SealedTotals.from_cbor((cose.peek1(made.totals(1)) or (b"", b""))[1])


def opened(first: int, count: int, wrong_point: bool = False) -> Make:
    """The desk opens the sum of these positions of booth 1, and proves it; wrong_point: and names another point."""

    def make(made: Attacked) -> LeftOut:
        a, b = reduce(add_pairs, opening.pairs(totals_of(made).totals)[first : first + count])
        point = subtract(b, multiply(made.secret(), a))
        point = add(point, multiply_base(1)) if wrong_point else point
        where = opening.place(made.election.hash16, 17, made.mode, made.keys.public)
        t = opening.nonsense_transcript(where, sha256(made.totals(1)).digest(), first, count, point)
        proof = opening.prove_one(made.secret(), t, 0, a, seeded(b"nonsense"))
        return LeftOut(1, made.openings[1], first, count, point, proof)

    return make


def bare(made: Attacked) -> LeftOut:
    return LeftOut(1, made.openings[1], None, None, None, None)


def added(*places: tuple[int, int]) -> Callable[[Attacked], None]:
    """Booth 1 adds votes, by position, to its sums."""

    def change(made: Attacked) -> None:
        sums = bytearray(made.sealed_totals(1).totals)
        for position, votes in places:
            at = 64 * position + 32
            sums[at : at + 32] = add(bytes(sums[at : at + 32]), multiply_base(votes % L))
        made.signed[1] = made.totals(1, totals=bytes(sums))

    return change


def with_torsion(made: Attacked) -> None:
    sums = bytearray(made.sealed_totals(1).totals)
    sums[:32] = ORDER_2
    made.signed[1] = made.totals(1, totals=bytes(sums))


def with_too_many(made: Attacked) -> None:
    made.signed[1] = made.totals(1, tally=Tally(5, 1, 1 << 31, 1, 0))


def without(made: Attacked, left_out: LeftOut, **line: int) -> bytes:
    """The protocol of a desk that counts booth 2 alone. line: other numbers in booth 1's line."""
    counts = [sum(column) for column in zip(*BALLOTS[2], strict=True)]
    sums, sealed = opening.pairs(made.sealed_totals(2).totals), sha256(made.totals(1)).digest()
    t = opening.transcript(made.election.hash16, 17, made.mode, made.keys.public, sums, counts, [sealed])
    of_both: list[BoothLine] = made.protocol_payload().booths
    zeros = {"cast": 0, "spoiled": 0, "spent": 0, "challenged": 0, "totals": sealed}
    said = {
        "booths": [of_both[0]._replace(**{**zeros, **line}), of_both[1]],  # type: ignore[arg-type]
        "electronic": [counts[:3], counts[3:]],
        "proof": opening.prove(made.secret(), t, sums, counts, seeded(b"proof")),
        "fields": {**made.protocol_payload().fields, "electronic": len(BALLOTS[2]), "challenged": 1},
        "left_out": [left_out],
        "ended": [EndedLine(made.openings[1], 0, 0)],
    }
    made.said.update(said)
    return made.protocol()


class Case(NamedTuple):
    """change: what booth 1 does to its totals; make: what the desk says of it; why: words of the refusal, or empty."""

    name: str
    change: Callable[[Attacked], None]
    make: Make
    why: str


def nothing(_: Attacked) -> None:
    """An honest booth."""


CASES = [
    Case("more votes than ballots", added((0, 1000), (1, -1000)), opened(0, 1), ""),
    Case("votes below nothing", added((1, -1000), (0, 1000)), opened(1, 1), ""),
    Case("more votes than its ballots have", added((4, 1)), opened(3, 5), ""),
    Case("a point outside the group", with_torsion, bare, ""),
    Case("more activations than the booth has", with_too_many, bare, ""),
    Case("honest, and nothing shown", nothing, bare, "its totals are in order"),
    Case("honest, a sum of its votes opened", nothing, opened(0, 1), "is one of its votes"),
    Case("honest, all votes of a contest opened", nothing, opened(3, 5), "is one of its votes"),
    Case("honest, another point shown", nothing, opened(0, 1, wrong_point=True), "nothing proves"),
    Case("honest, half of a contest opened", nothing, opened(3, 2), "is one of its votes"),
    Case("honest, positions that are not there", nothing, opened(7, 9), "is damaged"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_all_who_check_agree_on_a_booth_that_is_left_out(case: Case, tmp_path: Path) -> None:
    made = Attacked()
    case.change(made)
    protocol = without(made, case.make(made))
    totals = [made.totals(1), made.totals(2)]
    by_one, by_other = refused_by_one(made, tmp_path), refused_by_other(made)
    mine = [text for text in by_one if "left out" in text]
    assert mine == (["Booth 1: left out, and its totals hold no votes."] if case.why else []), by_one
    refused = [text for text in by_other if "Booth 1 is left out" in text]
    assert len(refused) == bool(case.why) and all(case.why in text for text in refused), by_other
    assert "The opening proof does not hold" not in "".join(by_other)
    result = result_of(made.precinct, evidence(protocol, totals), made.election)
    assert bool(result.alarms) == bool(case.why) and bool(result.left_out) != bool(case.why)
    assert all(case.why in alarm for alarm in result.alarms)
    refuted = contradiction(protocol, made.precinct, totals)
    if "half" not in case.name and "contest" not in case.name:  # a collector does not know how many votes there are
        assert bool(refuted) == bool(case.why) and case.why in refuted


def evidence(protocol: bytes, totals: list[bytes]) -> Evidence:
    """What the centre has of the precinct."""
    signed = Protocol.from_cbor(payload(protocol))
    sealed = [Signed(data, sha256(data).digest(), SealedTotals.from_cbor(payload(data))) for data in totals]
    return Evidence([Signed(protocol, sha256(protocol).digest(), signed)], sealed)


def payload(data: bytes) -> bytes:
    return (cose.peek1(data) or (b"", b""))[1]


def test_a_booth_that_is_left_out_counts_nothing(tmp_path: Path) -> None:
    made = Attacked()
    added((0, 1000))(made)
    without(made, opened(0, 1)(made), cast=5)
    assert any("left out" in text for text in refused_by_one(made, tmp_path))
    assert any("counts all the same" in text for text in refused_by_other(made))


def test_a_booth_left_out_by_a_desk_without_the_key(tmp_path: Path) -> None:
    """The proofs that k holders made with both booths do not hold for a protocol that leaves one of them out."""
    made = Attacked()
    honest = made.protocol_payload()
    added((0, 1000))(made)
    without(made, opened(0, 1)(made))
    made.said["proof"] = honest.proof
    assert any("opening proof" in text for text in refused_by_one(made, tmp_path))
    assert any("opening proof does not hold" in text for text in refused_by_other(made))
    without(made, opened(0, 1)(made))
    made.said["left_out"] = None  # nor do those that leave one out for one that does not say so
    assert any("opening proof" in text for text in refused_by_one(made, tmp_path))
