"""Judges records of one booth as `ballot_proofs` does, by sums of many multiples at once.

Alone, from the record: what *valid* means (formats, section 4), and it gives the commitments. With a companion of such
commitments, which anybody may have written and nobody trusts, many records are checked in one sum.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Shape
from host_tools.formats.points import IDENTITY, L, multiply_base
from host_tools.verifying.ballot_proofs import ANSWER, LENGTH, POINT, PROOF
from host_tools.verifying.commitments import Commitments, Opened, scalar
from host_tools.verifying.multiples import SMALL, Multiples

_FACTOR_BYTES = 16
_ZEROS = bytes(32 - _FACTOR_BYTES)
_G = multiply_base(1)
TOGETHER = 1_000  # records
_GROUP = 63  # points; odd, so that torsion in all of them does not cancel


class Refused(NamedTuple):
    """A record that is not valid. why: a key of `ballot_proofs.WORDS`."""

    why: str


class Booth:
    """The records of one booth.

    about: its `ballot_record.context`. key: the precinct key, compressed, itself checked.
    """

    def __init__(self, about: bytes, key: bytes, shape: Shape, library: Multiples) -> None:
        self._about, self._key, self._shape, self._library = about, key, shape, library
        self._positions = ballot_record.positions(shape)
        self._size = ballot_record.record_bytes(shape)
        self._commitments = Commitments(key, shape, library)
        self.commitment_bytes = ballot_record.PAIR_BYTES * sum(contest.branches for contest in shape)
        self.companion_bytes = self.commitment_bytes + ballot_record.PAIR_BYTES * self._positions

    # --- alone ------------------------------------------------------------------------------------------------------

    def alone(self, records: Sequence[bytes]) -> list[bytes | Refused]:
        """Of each record by itself: the commitments of a valid one, 64 bytes a branch."""
        found: list[bytes | Refused] = []
        for at in range(0, len(records), TOGETHER):
            found += self._judged(records[at : at + TOGETHER])
        return found

    def _judged(self, records: Sequence[bytes]) -> list[bytes | Refused]:
        """Their points are looked at together; where one is none, record by record."""
        found = [self._opened(record) for record in records]
        opened = [one for one in found if isinstance(one, Opened)]
        made = self._commitments.of(opened) if opened else []
        if made is None and len(opened) > 1:
            return [one for record in records for one in self._judged([record])]
        verdicts = iter([Refused(POINT)] if made is None else map(_verdict, opened, made))
        return [next(verdicts) if isinstance(one, Opened) else one for one in found]

    # --- with a companion -------------------------------------------------------------------------------------------

    def companions(self, records: Sequence[bytes], commitments: Sequence[bytes]) -> list[bytes]:
        """Of each valid record `companion_bytes`: its commitments, then eighths of its A and B in turn."""
        size = ballot_record.PAIR_BYTES * self._positions
        eighths = self._library.eighths(b"".join(record[:size] for record in records))
        return [one + eighths[size * i : size * i + size] for i, one in enumerate(commitments)]

    def with_companion(
        self, records: Sequence[bytes], companion: Sequence[bytes], grouped: bool = False
    ) -> dict[int, str]:
        """Why records are not valid, by index.

        companion: of each record, from anybody; with eighths for all, or for none. grouped: look at the subgroup in
        random groups of points, which always sees one bad point, and several unless they cancel in their groups.

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
        of_g, of_h, scalars, factors, sealed, proved = 0, 0, list[bytes](), list[bytes](), list[bytes](), list[bytes]()
        eighths = b"".join(one[self.commitment_bytes :] for one in companion)
        size = _FACTOR_BYTES * self.commitment_bytes // 32
        drawn = secrets.token_bytes(size * len(records))  # at once: each call of the system costs as much as a hash
        for at, record, whole in zip(range(0, len(drawn), size), records, companion, strict=True):
            opened, commitments = self._opened(record), whole[: self.commitment_bytes]
            if isinstance(opened, Refused) or len(whole) not in (self.commitment_bytes, self.companion_bytes):
                return False
            if ballot_record.challenge(opened.t, commitments) != opened.c:
                return False
            more_g, more_h = self._gather(opened, drawn[at : at + size], scalars, factors)
            of_g, of_h = of_g + more_g, of_h + more_h
            sealed.append(opened.sealed)
            proved.append(commitments)
        points = b"".join(sealed)
        if grouped:
            if not in_groups(self._library, points):
                return False
            eighths = b""
        elif len(eighths) != len(points):
            if eighths or not self._library.in_subgroup(points):
                return False
        scalars += [*factors, scalar(-of_g % L), scalar(-of_h % L)]
        points += b"".join([*proved, _G, self._key])
        return self._library.total(b"".join(scalars), points, eighths) == IDENTITY

    def _gather(
        self, opened: Opened, drawn: bytes, scalars: list[bytes], of_commitments: list[bytes]
    ) -> tuple[int, int]:
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
                    scalars += [scalar(a * weight % L), scalar(b * weight % L)]
            else:
                for i in range(0, 2 * contest.positions, 2):
                    scalars.append(scalar((in_a[i] + in_a[i + 1] + in_a[-1]) % L))
                    scalars.append(scalar((in_b[i] + in_b[i + 1] + in_b[-1]) % L))
            start = end
        of_commitments += [drawn[i : i + _FACTOR_BYTES] + _ZEROS for i in range(0, len(drawn), _FACTOR_BYTES)]
        return of_g, of_h

    # --- both -------------------------------------------------------------------------------------------------------

    def _opened(self, record: bytes) -> Opened | Refused:
        if len(record) != self._size:
            return Refused(LENGTH)
        c, parts = ballot_record.parse_proof(record, self._shape)
        if any(max(part.answers) >= L for part in parts):
            return Refused(ANSWER)
        sealed = record[: ballot_record.PAIR_BYTES * self._positions]
        t = ballot_record.transcript(self._about, sealed)
        return Opened(sealed, t, c, parts, ballot_record.weights(t, self._positions))


def in_groups(library: Multiples, points: bytes) -> bool:
    """Whether no point outside the prime-order subgroup was seen, at less than half the price of looking at each.

    Points fall into groups at random, with odd factors. A point with torsion alone in its group is always seen; two
    only escape in one group, many only where an even number falls into every group.
    """
    count = len(points) // 32
    if not SMALL.isdisjoint(points[at : at + 32] for at in range(0, len(points), 32)):
        return False
    dice = np.random.default_rng(secrets.randbits(256))
    shuffled = dice.permutation(np.frombuffer(points, np.uint8).reshape(count, 32)).tobytes()
    odd = np.zeros((count, 32), np.uint8)
    odd[:, 0] = 2 * dice.integers(0, 4, count, np.uint8) + 1
    factors, sums = odd.tobytes(), []
    for at in range(0, len(points), 32 * _GROUP):
        total = library.total(factors[at : at + 32 * _GROUP], shuffled[at : at + 32 * _GROUP])
        if total is None:
            return False
        sums.append(total)
    return library.in_subgroup(b"".join(sums))


def _verdict(opened: Opened, commitments: bytes) -> bytes | Refused:
    return commitments if ballot_record.challenge(opened.t, commitments) == opened.c else Refused(PROOF)
