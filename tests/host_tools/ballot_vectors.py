"""`tests/vectors/ballot_records.json`: records that are valid and records that are not, each with its reason.

Host, terminal, the page and whoever writes a verifier of their own judge the same ones. `companion` of a lie is the
commitments that the liar hashed, so that only the equations tell.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from host_tools.formats import ballot_record
from host_tools.formats.ballot_prover import Sealer
from host_tools.formats.ballot_record import Contest, Shape
from host_tools.formats.points import IDENTITY, L, P, add, multiply_base
from host_tools.verifying import ballot_proofs

ORDER_2 = (P - 1).to_bytes(32, "little")
ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
ORDER_4 = add(ORDER_8, ORDER_8)
ELECTION = bytes(range(16))
G = multiply_base(1)
ONE: Shape = (Contest(6, 1),)
TWO_ALIKE: Shape = (Contest(3, 1), Contest(3, 1))
DEMO: Shape = (Contest(7, 1), Contest(3, 1), Contest(4, 1))
SEVERAL: Shape = (Contest(5, 2),)
MIXED: Shape = (Contest(6, 1), Contest(5, 3))
FIRST = (1, 0, 0, 0, 0, 0)


def flat(shape: Shape, chosen: Sequence[set[int]]) -> list[int]:
    """0 or 1 per position. chosen: numbers of the positions that are 1, per contest."""
    return [int(i in some) for contest, some in zip(shape, chosen, strict=True) for i in range(contest.positions)]


def with_point(record: bytes, number: int, point: bytes) -> bytes:
    """Another point in the place of one: A of position number div 2, or B."""
    return record[: 32 * number] + point + record[32 * number + 32 :]


@dataclass
class _Maker:
    secret: int = int.from_bytes(b"the precinct key of the vectors", "little")
    dice: random.Random = field(default_factory=lambda: random.Random(2026))
    vectors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> bytes:
        return multiply_base(self.secret)

    def place(self, **changes: Any) -> dict[str, Any]:
        return {"election": ELECTION, "precinct": 17, "mode": 0, "booth": 1, "key": self.key, **changes}

    def sealer(self, shape: Shape, **changes: Any) -> Sealer:
        place = self.place(**changes)
        return Sealer(ballot_record.context(**place), place["key"], shape)

    def note(self, name: str, shape: Shape, records: bytes | list[bytes], why: str | None = None, **more: Any) -> None:
        """The last of the records is the one to judge."""
        contests = [[contest.positions, contest.votes] for contest in shape]
        given = records if isinstance(records, list) else [records]
        head = {"name": name, "valid": why is None, "why": why, "place": self.place(), "contests": contests}
        self.vectors.append({**head, "records": given, **more})

    def good(self, name: str, shape: Shape, chosen: Sequence[set[int]], seed: bytes | None = None) -> bytes:
        seed, choice, sealer = seed or self.dice.randbytes(32), flat(shape, chosen), self.sealer(shape)
        record = sealer.seal(seed, choice)
        code = ballot_record.code(sealer.context, record)
        more = {"code": code, "text": ballot_record.code_text(code)}
        self.note(name, shape, record, None, seed=seed, choice=choice, companion=sealer.commitments, **more)
        return record

    def lie(self, name: str, shape: Shape, values: Sequence[int], claim: Sequence[int]) -> None:
        """Sealed values with the proof of a prover who claims to have sealed something else."""
        sealer = self.sealer(shape)
        record = sealer.seal(self.dice.randbytes(32), claim, values)
        self.note(name, shape, record, ballot_proofs.PROOF, companion=sealer.commitments)

    def bad(self, name: str, record: bytes, why: str, shape: Shape = ONE, **more: Any) -> None:
        self.note(name, shape, record, why, **more)


def _good(make: _Maker) -> None:
    for option in range(6):
        make.good(f"one contest, option {option}", ONE, [{option}])
    make.good("three contests", DEMO, [{2}, {0}, {3}])
    make.good("two of five", SEVERAL, [{1, 4}])
    make.good("one contest of one vote and one of three", MIXED, [{5}, {0, 2, 3}])
    make.good("five contests of five options", (Contest(6, 1),) * 5, [{i} for i in range(5)])
    make.good("two positions", (Contest(2, 1),), [{1}])
    make.good("a seed of zeros", ONE, [{0}], bytes(32))
    make.good("21 positions", (Contest(21, 1),), [{20}])


def _lies(make: _Maker) -> None:
    make.lie("a vote of 2", ONE, (2, 0, 0, 0, 0, 0), FIRST)
    make.lie("no vote and no blank", ONE, (0,) * 6, FIRST)
    make.lie("two options", ONE, (1, 1, 0, 0, 0, 0), FIRST)
    make.lie("two options, and the prover claims both", ONE, (1, 1, 0, 0, 0, 0), (1, 1, 0, 0, 0, 0))
    make.lie("votes of 2 and -1", ONE, (2, -1, 0, 0, 0, 0), FIRST)
    make.lie("votes of 21 and -20", ONE, (21, 0, 0, -20, 0, 0), FIRST)
    make.lie("a vote of -1", ONE, (-1, 0, 0, 0, 0, 0), FIRST)
    make.lie("another option than proved", ONE, (0, 1, 0, 0, 0, 0), FIRST)
    make.lie("three of two votes", SEVERAL, (1, 1, 1, 0, 0), (1, 1, 1, 0, 0))
    make.lie("one option twice, of two votes", SEVERAL, (2, 0, 0, 0, 0), (1, 1, 0, 0, 0))
    make.lie("votes of 3 and -1, of two", SEVERAL, (3, -1, 0, 0, 0), (1, 1, 0, 0, 0))


def _moved(make: _Maker) -> tuple[bytes, bytes]:
    pair = make.sealer(TWO_ALIKE).seal(make.dice.randbytes(32), flat(TWO_ALIKE, [{0}, {2}]))
    sealed, c, first, second = pair[:384], pair[384:400], pair[400:528], pair[528:]
    proof = ballot_proofs.PROOF
    make.bad("contests exchanged", sealed[192:] + sealed[:192] + c + second + first, proof, TWO_ALIKE)
    make.bad("ciphertexts of two contests exchanged", sealed[192:] + sealed[:192] + pair[384:], proof, TWO_ALIKE)
    make.bad("the proof of one contest for another", sealed + c + second + first, proof, TWO_ALIKE)
    one, other = (make.sealer(ONE).seal(make.dice.randbytes(32), flat(ONE, [{1}])) for _ in range(2))
    make.bad("options exchanged", one[64:128] + one[:64] + one[128:], proof)
    make.bad("the proof of another ballot", one[:384] + other[384:], proof)
    make.bad("an option of another ballot", one[:320] + other[320:384] + one[384:], proof)
    for name, changes in (
        ("another booth", {"booth": 2}), ("another precinct", {"precinct": 18}), ("a test", {"mode": 1}),
        ("another election", {"election": bytes(16)}), ("another key", {"key": multiply_base(5)}),
    ):  # fmt: skip
        record = make.sealer(ONE, **changes).seal(make.dice.randbytes(32), flat(ONE, [{1}]))
        make.bad(f"sealed for {name}", record, proof)
    make.bad("A and B exchanged", one[32:64] + one[:32] + one[64:], proof)
    make.bad("a vote added to a sealed option", with_point(one, 1, add(one[32:64], G)), proof)
    return one, other


def _points(make: _Maker, one: bytes) -> None:
    point = ballot_proofs.POINT
    for order, torsion in ((2, ORDER_2), (4, ORDER_4), (8, ORDER_8)):
        for number, name in enumerate("AB"):
            moved = add(one[32 * number : 32 * number + 32], torsion)
            make.bad(f"a point of order {order} added to {name}", with_point(one, number, moved), point)
    make.bad("A is the identity", with_point(with_point(one, 0, IDENTITY), 1, IDENTITY), point)
    make.bad("A is the identity with a sign", with_point(one, 0, IDENTITY[:31] + b"\x80"), point)
    make.bad("A is the identity as p + 1", with_point(one, 0, (P + 1).to_bytes(32, "little")), point)
    make.bad("A is the point of order 2", with_point(one, 0, ORDER_2), point)
    make.bad("A is no point", with_point(one, 0, (2).to_bytes(32, "little")), point)
    make.bad("A is not canonical: y = p + 3", with_point(one, 0, (P + 3).to_bytes(32, "little")), point)
    make.bad("A is 32 bytes of FF", with_point(one, 0, b"\xff" * 32), point)
    make.bad("A with its sign turned", with_point(one, 0, one[:31] + bytes([one[31] ^ 128])), ballot_proofs.PROOF)


def _crooked(make: _Maker) -> None:
    """Proofs by somebody who knows the secrets and makes something else of them."""
    choice, sealer = flat(ONE, [{3}]), make.sealer(ONE)
    while True:  # until the weight hides the torsion: then the proof holds, and only the look at the points tells
        seed = make.dice.randbytes(32)
        secrets = sealer.secrets(seed, choice)
        honest = sealer.ciphertexts(secrets, choice)
        sealed = with_point(honest, 2, add(honest[64:96], ORDER_2))
        if ballot_record.weights(ballot_record.transcript(sealer.context, sealed), 6)[1] % 2 == 0:
            break
    make.bad("order 2 added to A under an even weight: the proof holds",
             sealer.proved(seed, choice, secrets, sealed), ballot_proofs.POINT)  # fmt: skip
    for name, number, by in (
        ("order 2 in a hashed commitment", 0, ORDER_2), ("a moved by G before it was hashed", 0, G),
        ("b moved by G before it was hashed", 1, G), ("the last b moved by G before it was hashed", 11, G),
    ):  # fmt: skip
        liar = make.sealer(ONE)
        liar.alter = lambda data, at=number, by=by: with_point(data, at, add(data[32 * at : 32 * at + 32], by))  # type: ignore[misc]
        record = liar.proved(seed, choice, secrets, honest)
        make.bad(name, record, ballot_proofs.PROOF, companion=liar.commitments)


def _bytes(make: _Maker, one: bytes) -> None:
    z_at = 384 + 16 + 80
    z = int.from_bytes(one[z_at : z_at + 32], "little")
    answers = (("z + L", z + L, "answer"), ("z = L", L, "answer"), ("another z", (z + 1) % L, "proof"))
    for name, value, why in answers:
        make.bad(name, one[:z_at] + value.to_bytes(32, "little") + one[z_at + 32 :], why)
    for name, at in (("another c", 384), ("another challenge of a branch", 400)):
        make.bad(name, one[:at] + bytes([one[at] ^ 1]) + one[at + 1 :], ballot_proofs.PROOF)
    make.bad("a byte too long", one + b"\x00", ballot_proofs.LENGTH)
    make.bad("a byte too short", one[:-1], ballot_proofs.LENGTH)
    make.bad("a proof of zeros", one[:384] + bytes(288), ballot_proofs.PROOF)


def _duplicates(make: _Maker, one: bytes, other: bytes) -> None:
    duplicate, sealer = ballot_proofs.DUPLICATE, make.sealer(ONE)
    make.note("the same record twice", ONE, [one, other, one], duplicate)
    seed = make.dice.randbytes(32)
    secrets = sealer.secrets(seed, FIRST)
    both = [
        sealer.proved(seed, bits, secrets, sealer.ciphertexts(secrets, bits)) for bits in (FIRST, (0, 1, 0, 0, 0, 0))
    ]
    make.note("the same random numbers in two ballots", ONE, both, duplicate)
    twice = [secrets[0], secrets[0], *secrets[2:]]
    record = sealer.proved(seed, FIRST, twice, sealer.ciphertexts(twice, FIRST))
    make.note("the same random number twice in a ballot", ONE, record, duplicate)


def ballot_records() -> dict[str, Any]:
    """The content of the file. Bytes as they are."""
    make = _Maker()
    _good(make)
    _lies(make)
    one, other = _moved(make)
    _points(make, one)
    _crooked(make)
    _bytes(make, one)
    _duplicates(make, one, other)
    return {"secret": make.secret.to_bytes(32, "little"), "vectors": make.vectors}
