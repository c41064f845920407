"""What the prover of each of many records must have hashed (formats, section 4), computed from the records alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Contest, Part, Shape
from host_tools.formats.points import L
from host_tools.verifying.multiples import Multiples


class Opened(NamedTuple):
    """What a record says. sealed: its ciphertexts; t: the transcript; c: the challenge; weights: of every position."""

    sealed: bytes
    t: bytes
    c: int
    parts: list[Part]
    weights: list[int]


class Commitments:
    """Those of records under one key, of one shape."""

    def __init__(self, key: bytes, shape: Shape, library: Multiples) -> None:
        self._key, self._shape, self._library = key, shape, library

    def of(self, records: Sequence[Opened]) -> list[bytes] | None:
        """Of each record; None where a point is none of the subgroup."""
        if not self._library.in_subgroup(b"".join(one.sealed for one in records)):
            return None
        made, start = [bytearray() for _ in records], 0
        for number, contest in enumerate(self._shape):
            end = start + contest.positions
            sealed = [one.sealed[ballot_record.PAIR_BYTES * start : ballot_record.PAIR_BYTES * end] for one in records]
            parts = [one.parts[number] for one in records]
            if contest.votes == 1:
                weights = [one.weights[start:end] for one in records]
                some = self._of_one_vote(contest, sealed, weights, parts)
            else:
                some = self._of_more_votes(contest, sealed, parts)
            if some is None:
                return None
            size = len(some) // len(records)
            for i, commitments in enumerate(made):
                commitments += some[size * i : size * i + size]
            start = end
        return [bytes(one) for one in made]

    def _of_one_vote(
        self, contest: Contest, sealed: Sequence[bytes], weights: Sequence[Sequence[int]], parts: Sequence[Part]
    ) -> bytes | None:
        sides = [_column(one, side) for one in sealed for side in (0, 1)]
        twice = b"".join(2 * b"".join(map(half, some)) for some in weights)
        stars = self._library.weighted(twice, b"".join(sides), contest.positions)
        return stars and self._branches(stars, contest.positions, weights, parts)

    def _of_more_votes(self, contest: Contest, sealed: Sequence[bytes], parts: Sequence[Part]) -> bytes | None:
        count, made = contest.positions, bytearray()
        ones = half(1) * (2 * count * len(sealed))
        sums = self._library.weighted(ones, b"".join(_column(one, side) for one in sealed for side in (0, 1)), count)
        if sums is None:
            return None
        last = [Part(part.challenges[-1:], part.answers[-1:]) for part in parts]
        of_bits = self._branches(b"".join(sealed), 2, [[0, 1] * count] * len(parts), parts)
        of_sums = self._branches(sums, 1, [[contest.votes]] * len(parts), last)
        if of_bits is None or of_sums is None:
            return None
        size = ballot_record.PAIR_BYTES
        for i in range(len(parts)):
            made += of_bits[2 * count * size * i : 2 * count * size * (i + 1)] + of_sums[size * i : size * i + size]
        return bytes(made)

    def _branches(
        self, pairs: bytes, each: int, numbers: Sequence[Sequence[int]], parts: Sequence[Part]
    ) -> bytes | None:
        """a and b of every branch: z G - c A, and z H - c B + c n G.

        pairs: A and B, each of so many branches in turn. numbers: n of each branch of each record; of a part that has a
        branch more it is left out.
        """
        of_g, of_h, of_base = list[bytes](), list[bytes](), list[bytes]()
        for some, part in zip(numbers, parts, strict=True):
            for at in range(0, len(some), each):
                cs, zs = part.challenges[at : at + each], part.answers[at : at + each]
                answers, challenges = b"".join(map(scalar, zs)), b"".join(map(half, cs))
                of_g += [answers, *(scalar(c * n % L) for c, n in zip(cs, some[at : at + each], strict=True))]
                of_h += [bytes(len(answers)), answers]
                of_base += [challenges, challenges]
        points = self._library.rows(self._key, b"".join(of_g), b"".join(of_h), b"".join(of_base), pairs)
        if points is None:
            return None
        made, size = list[bytes](), 32 * each
        for at in range(0, len(points), 2 * size):
            for i in range(at, at + size, 32):
                made += [points[i : i + 32], points[i + size : i + size + 32]]
        return b"".join(made)


def scalar(value: int) -> bytes:
    """32 bytes."""
    return value.to_bytes(32, "little")


def half(value: int) -> bytes:
    """16 bytes, of a number of 128 bits."""
    return value.to_bytes(16, "little")


def _column(pairs: bytes, side: int) -> bytes:
    """All A of pairs, or all B."""
    return b"".join(pairs[at : at + 32] for at in range(32 * side, len(pairs), ballot_record.PAIR_BYTES))
