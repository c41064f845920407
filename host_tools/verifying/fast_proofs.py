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

_HALF = 16  # a scalar of 128 bits and a point cost less than half of one of 256: z G is taken as z0 G + z1 (2^128 G)
_ZEROS = bytes(32 - _HALF)
_FACTOR_BYTES = 16
TOGETHER = 200  # records
_GROUP = 63  # points; odd, so that torsion in all of them does not cancel


class Refused(NamedTuple):
    """A record that is not valid. why: a key of `ballot_proofs.WORDS`."""

    why: str


class _Opened(NamedTuple):
    """What a record says. t: the transcript; c: the challenge; weights: of every position."""

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
        base, high = multiply_base(1), _scalar(1 << 8 * _HALF)
        self._g, self._h = (point + (library.total(high, point) or b"") for point in (base, key))

    # --- alone ------------------------------------------------------------------------------------------------------

    def alone(self, records: Sequence[bytes]) -> list[bytes | Refused]:
        """Of each record by itself: the commitments of a valid one, 64 bytes a branch, which are its companion."""
        found: list[bytes | Refused] = []
        for at in range(0, len(records), TOGETHER):
            some = records[at : at + TOGETHER]  # their points are looked at together, or if one is none, one by one
            good = all(len(one) == self._size for one in some) and self._library.in_subgroup(
                b"".join(map(self._sealed, some))
            )
            found += [self._judged(one, good) for one in some]
        return found

    def _judged(self, record: bytes, points_are_good: bool) -> bytes | Refused:
        opened = self._opened(record)
        if isinstance(opened, Refused):
            return opened
        if not points_are_good and not self._library.in_subgroup(self._sealed(record)):
            return Refused(POINT)
        made, start = [], 0
        for contest, part in zip(self._shape, opened.parts, strict=True):
            end = start + contest.positions
            sealed = record[ballot_record.PAIR_BYTES * start : ballot_record.PAIR_BYTES * end]
            made += self._commitments(contest, part, sealed, opened.weights[start:end])
            start = end
        if None in made:
            return Refused(POINT)
        commitments = b"".join(point for point in made if point is not None)
        return commitments if ballot_record.challenge(opened.t, commitments) == opened.c else Refused(PROOF)

    def _commitments(self, contest: Contest, part: Part, sealed: bytes, weights: Sequence[int]) -> list[bytes | None]:
        total, g, h = self._library.total, self._g, self._h
        firsts = [sealed[at : at + 32] for at in range(0, len(sealed), 64)]
        seconds = [sealed[at : at + 32] for at in range(32, len(sealed), 64)]
        factors = b"".join(_scalar(weight) for weight in (weights if contest.votes == 1 else [1] * len(firsts)))
        sums = total(factors, b"".join(firsts)), total(factors, b"".join(seconds))
        if sums[0] is None or sums[1] is None:
            return [None]
        together = _minus(sums[0]), _minus(sums[1])
        if contest.votes == 1:
            pairs, numbers = [together] * len(firsts), list(weights)
        else:
            pairs = [(_minus(a), _minus(b)) for a, b in zip(firsts, seconds, strict=True) for _ in (0, 1)] + [together]
            numbers = [0, 1] * len(firsts) + [contest.votes]
        made = []
        for (a, b), number, c, z in zip(pairs, numbers, part.challenges, part.answers, strict=True):
            scalars = _halves(z) + _scalar(c)
            made.append(total(scalars, g + a))
            made.append(total(scalars + _halves(c * number % L), h + b + g) if number else total(scalars, h + b))
        return made

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
            points += [self._sealed(record), commitments]
        sealed = b"".join(points[::2])
        if not (in_groups(self._library, sealed) if grouped else self._library.in_subgroup(sealed)):
            return False
        scalars += [_scalar(-of_g % L), _scalar(-of_h % L)]
        points += [self._g[:32], self._key]
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

    def _sealed(self, record: bytes) -> bytes:
        return record[: ballot_record.PAIR_BYTES * self._positions]

    def _opened(self, record: bytes) -> _Opened | Refused:
        if len(record) != self._size:
            return Refused(LENGTH)
        c, parts = ballot_record.parse_proof(record, self._shape)
        if any(max(part.answers) >= L for part in parts):
            return Refused(ANSWER)
        t = ballot_record.transcript(self._about, self._sealed(record))
        return _Opened(t, c, parts, ballot_record.weights(t, self._positions))


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


def _halves(value: int) -> bytes:
    """The scalars of a point and of 2^128 times it."""
    data = value.to_bytes(32, "little")
    return data[:_HALF] + _ZEROS + data[_HALF:] + _ZEROS


def _minus(point: bytes) -> bytes:
    """The other point with this y; the identity, as a sum may be, is its own."""
    return point if point == IDENTITY else point[:31] + bytes([point[31] ^ 0x80])
