"""Judges records of one booth as `ballot_proofs` does, by sums of many multiples at once.

Alone, from the record: what *valid* means (formats, section 4), and it gives the commitments. With a companion of such
commitments, which anybody may have written and nobody trusts, many records are checked in one sum.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Contest, Part, Shape
from host_tools.formats.points import IDENTITY, L, multiply_base
from host_tools.verifying.ballot_proofs import ANSWER, LENGTH, POINT, PROOF
from host_tools.verifying.multiples import SMALL, Multiples

_FACTOR_BYTES = 16
_ZEROS = bytes(32 - _FACTOR_BYTES)
_G = multiply_base(1)
TOGETHER = 200  # records
_GROUP = 63  # points; odd, so that torsion in all of them does not cancel


class Refused(NamedTuple):
    """A record that is not valid. why: a key of `ballot_proofs.WORDS`."""

    why: str


class _Opened(NamedTuple):
    """What a record says. sealed: its ciphertexts; t: the transcript; c: the challenge; weights: of every position."""

    sealed: bytes
    t: bytes
    c: int
    parts: list[Part]
    weights: list[int]


class Booth:
    """The records of one booth.

    about: its `ballot_record.context`. key: the precinct key, compressed, itself checked.
    """

    def __init__(self, about: bytes, key: bytes, shape: Shape, library: Multiples) -> None:
        self._about, self._key, self._shape, self._library = about, key, shape, library
        self._positions = ballot_record.positions(shape)
        self._size = ballot_record.record_bytes(shape)
        self.commitment_bytes = ballot_record.PAIR_BYTES * sum(contest.branches for contest in shape)

    # --- alone ------------------------------------------------------------------------------------------------------

    def alone(self, records: Sequence[bytes]) -> list[bytes | Refused]:
        """Of each record by itself: the commitments of a valid one, 64 bytes a branch, which are its companion."""
        found: list[bytes | Refused] = []
        for at in range(0, len(records), TOGETHER):
            found += self._judged(records[at : at + TOGETHER])
        return found

    def _judged(self, records: Sequence[bytes]) -> list[bytes | Refused]:
        """Their points are looked at together; where one is none, record by record."""
        found = [self._opened(record) for record in records]
        opened = [one for one in found if isinstance(one, _Opened)]
        made = self._commitments(opened) if opened else []
        if made is None and len(opened) > 1:
            return [one for record in records for one in self._judged([record])]
        verdicts = iter([Refused(POINT)] if made is None else map(_verdict, opened, made))
        return [next(verdicts) if isinstance(one, _Opened) else one for one in found]

    def _commitments(self, records: Sequence[_Opened]) -> list[bytes] | None:
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
        twice = b"".join(2 * b"".join(map(_half, some)) for some in weights)
        stars = self._library.weighted(twice, b"".join(sides), contest.positions)
        return stars and self._branches(stars, contest.positions, weights, parts)

    def _of_more_votes(self, contest: Contest, sealed: Sequence[bytes], parts: Sequence[Part]) -> bytes | None:
        count, made = contest.positions, bytearray()
        ones = _half(1) * (2 * count * len(sealed))
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
                answers, challenges = b"".join(map(_scalar, zs)), b"".join(map(_half, cs))
                of_g += [answers, *(_scalar(c * n % L) for c, n in zip(cs, some[at : at + each], strict=True))]
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

    # --- with a companion -------------------------------------------------------------------------------------------

    def with_companion(
        self, records: Sequence[bytes], companion: Sequence[bytes], grouped: bool = False
    ) -> dict[int, str]:
        """Why records are not valid, by index.

        companion: commitments of each record, from anybody. grouped: look at the subgroup in random groups of points,
        which always sees one bad point, and several unless they cancel in their groups.

        Where the whole sum does not hold it is halved until the bad ones are alone, and these are judged alone.
        """
        if self._hold(records, companion, grouped):
            return {}
        if len(records) == 1:
            (found,) = self.alone(records)
            return {0: found.why} if isinstance(found, Refused) else {}
        half = len(records) // 2
        first = self.with_companion(records[:half], companion[:half], grouped)
        rest = self.with_companion(records[half:], companion[half:], grouped)
        return first | {half + i: why for i, why in rest.items()}

    def _hold(self, records: Sequence[bytes], companion: Sequence[bytes], grouped: bool) -> bool:
        of_g, of_h, scalars, points = 0, 0, list[bytes](), list[bytes]()
        size = _FACTOR_BYTES * self.commitment_bytes // 32
        drawn = secrets.token_bytes(size * len(records))  # at once: each call of the system costs as much as a hash
        for at, record, commitments in zip(range(0, len(drawn), size), records, companion, strict=True):
            opened = self._opened(record)
            if isinstance(opened, Refused) or len(commitments) != self.commitment_bytes:
                return False
            if ballot_record.challenge(opened.t, commitments) != opened.c:
                return False
            more_g, more_h = self._gather(opened, drawn[at : at + size], scalars)
            of_g, of_h = of_g + more_g, of_h + more_h
            points += [opened.sealed, commitments]
        sealed = b"".join(points[::2])
        if not (in_groups(self._library, sealed) if grouped else self._library.in_subgroup(sealed)):
            return False
        scalars += [_scalar(-of_g % L), _scalar(-of_h % L)]
        points += [_G, self._key]
        return self._library.total(b"".join(scalars), b"".join(points)) == IDENTITY

    def _gather(self, opened: _Opened, drawn: bytes, scalars: list[bytes]) -> tuple[int, int]:
        """Scalars of one record's points and commitments; and those of G and H. drawn: fresh random factors for it."""
        factors = [
            int.from_bytes(drawn[at : at + _FACTOR_BYTES], "little") for at in range(0, len(drawn), _FACTOR_BYTES)
        ]
        of_g = of_h = at = start = 0
        for contest, part in zip(self._shape, opened.parts, strict=True):
            end = start + contest.positions
            one = contest.votes == 1
            numbers = opened.weights[start:end] if one else [0, 1] * contest.positions + [contest.votes]
            in_a, in_b = [], []
            for number, c, z in zip(numbers, part.challenges, part.answers, strict=True):
                f, e = factors[at], factors[at + 1]
                at += 2
                in_a.append(f * c)
                in_b.append(e * c)
                of_g += f * z + e * c * number
                of_h += e * z
            if one:
                a, b = sum(in_a), sum(in_b)
                for weight in numbers:
                    scalars += [_scalar(a * weight % L), _scalar(b * weight % L)]
            else:
                for i in range(0, 2 * contest.positions, 2):
                    scalars.append(_scalar((in_a[i] + in_a[i + 1] + in_a[-1]) % L))
                    scalars.append(_scalar((in_b[i] + in_b[i + 1] + in_b[-1]) % L))
            start = end
        scalars += [drawn[i : i + _FACTOR_BYTES] + _ZEROS for i in range(0, len(drawn), _FACTOR_BYTES)]
        return of_g, of_h

    # --- both -------------------------------------------------------------------------------------------------------

    def _opened(self, record: bytes) -> _Opened | Refused:
        if len(record) != self._size:
            return Refused(LENGTH)
        c, parts = ballot_record.parse_proof(record, self._shape)
        if any(max(part.answers) >= L for part in parts):
            return Refused(ANSWER)
        sealed = record[: ballot_record.PAIR_BYTES * self._positions]
        t = ballot_record.transcript(self._about, sealed)
        return _Opened(sealed, t, c, parts, ballot_record.weights(t, self._positions))


def in_groups(library: Multiples, points: bytes) -> bool:
    """Whether no point outside the prime-order subgroup was seen, at less than half the price of looking at each.

    Points fall into groups at random, with odd factors. A point with torsion alone in its group is always seen; two
    only escape in one group, many only where an even number falls into every group.
    """
    some = [points[at : at + 32] for at in range(0, len(points), 32)]
    if not SMALL.isdisjoint(some):
        return False
    dice = random.Random(secrets.randbits(256))
    dice.shuffle(some)
    odd = bytes(value & 6 | 1 for value in dice.randbytes(len(some)))
    rest, sums = bytes(31), []
    for at in range(0, len(some), _GROUP):
        group = some[at : at + _GROUP]
        total = library.total(b"".join(odd[at + i : at + i + 1] + rest for i in range(len(group))), b"".join(group))
        if total is None:
            return False
        sums.append(total)
    return library.in_subgroup(b"".join(sums))


def _scalar(value: int) -> bytes:
    return value.to_bytes(32, "little")


def _half(value: int) -> bytes:
    return value.to_bytes(_FACTOR_BYTES, "little")


def _column(pairs: bytes, side: int) -> bytes:
    """All A of pairs, or all B."""
    return b"".join(pairs[at : at + 32] for at in range(32 * side, len(pairs), ballot_record.PAIR_BYTES))


def _verdict(opened: _Opened, commitments: bytes) -> bytes | Refused:
    return commitments if ballot_record.challenge(opened.t, commitments) == opened.c else Refused(PROOF)
