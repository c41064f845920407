"""Seals and proves ballots as a booth does (formats, section 4): to recompute challenged ones, and for vectors.

At an election only booths make records that count. Tests let it lie as a booth could. Written from the formats, on
PyNaCl; shares nothing with the device.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import MASK, Contest, Shape
from host_tools.formats.points import L, add, multiply, multiply_base

Alter = Callable[[bytes], bytes]


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF (RFC 5869) with SHA-512."""
    key, data, block = hmac.digest(salt, secret, "sha512"), b"", b""
    for counter in range(1, -(-length // 64) + 1):
        block = hmac.digest(key, block + info + bytes([counter]), "sha512")
        data += block
    return data[:length]


@dataclass
class Sealer:
    """A booth: context, precinct key and contests.

    commitments: those of the last proof, which are a companion of its record. alter: what a liar does to them before
    they are hashed.
    """

    context: bytes
    key: bytes
    shape: Shape
    commitments: bytes = b""
    alter: Alter = field(default=bytes)

    def secrets(self, seed: bytes, choice: Sequence[int]) -> list[int]:
        """r of each position."""
        bits = sum(bit << i for i, bit in enumerate(choice)).to_bytes(-(-len(choice) // 8), "little")
        result: list[int] = []
        for number, contest in enumerate(self.shape):
            data = hkdf(seed + bits, self.context, b"r" + bytes([number]), 64 * contest.positions)
            result += [_wide(data, 64 * i) for i in range(contest.positions)]
        return result

    def ciphertexts(self, secrets: Sequence[int], values: Sequence[int]) -> bytes:
        """A and B of each position."""
        pairs = [
            multiply_base(r) + add(multiply(r, self.key), multiply_base(m))
            for r, m in zip(secrets, values, strict=True)
        ]
        return b"".join(pairs)

    def seal(self, seed: bytes, choice: Sequence[int], values: Sequence[int] | None = None) -> bytes:
        """The record. values: what is sealed in the place of the choice that is proved."""
        secrets = self.secrets(seed, choice)
        return self.proved(seed, choice, secrets, self.ciphertexts(secrets, values or choice))

    def proved(
        self, seed: bytes, choice: Sequence[int], secrets: Sequence[int], sealed: bytes, about: bytes | None = None
    ) -> bytes:
        """The record of these ciphertexts. about: another context than the one that the secrets follow from."""
        t = ballot_record.transcript(about or self.context, sealed)
        weights = ballot_record.weights(t, len(choice))
        parts, start, commitments = [], 0, b""
        for number, contest in enumerate(self.shape):
            end = start + contest.positions
            drawn = _draws(seed, t, number, contest.branches)
            part = _Part(contest, drawn, weights[start:end], choice[start:end], secrets[start:end])
            commitments += part.commitments(self.key)
            parts.append(part)
            start = end
        self.commitments = self.alter(commitments)
        c = ballot_record.challenge(t, self.commitments)
        return sealed + c.to_bytes(16, "little") + b"".join(part.answers(c) for part in parts)


@dataclass
class _Part:
    """The proof of one contest under way. drawn: (u, e) of each branch."""

    contest: Contest
    drawn: list[tuple[int, int]]
    weights: list[int]
    bits: Sequence[int]
    secrets: Sequence[int]

    def commitments(self, key: bytes) -> bytes:
        if self.contest.votes == 1:
            mine = sum(weight * bit for weight, bit in zip(self.weights, self.bits, strict=True))
            off = [weight - mine for weight in self.weights]
        else:
            off = [branch - bit for bit in self.bits for branch in (0, 1)] + [0]
        result = b""
        for (u, e), factor in zip(self.drawn, off, strict=True):
            result += multiply_base(u) + add(multiply(u, key), multiply_base(e * factor))
        return result

    def answers(self, c: int) -> bytes:
        if self.contest.votes == 1:
            secret = sum(weight * r for weight, r in zip(self.weights, self.secrets, strict=True))
            others = sum(e for (_, e), bit in zip(self.drawn, self.bits, strict=True) if not bit)
            own = [(c - others) & MASK if bit else e for (_, e), bit in zip(self.drawn, self.bits, strict=True)]
            answers = [_scalar(u + e * secret) for (u, _), e in zip(self.drawn, own, strict=True)]
            return b"".join(e.to_bytes(16, "little") for e in own[1:]) + b"".join(answers)
        result = b""
        for i, (bit, r) in enumerate(zip(self.bits, self.secrets, strict=True)):
            (u0, e0), (u1, e1) = self.drawn[2 * i : 2 * i + 2]
            e0, e1 = (e0, (c - e0) & MASK) if bit else ((c - e1) & MASK, e1)
            result += e1.to_bytes(16, "little") + _scalar(u0 + e0 * r) + _scalar(u1 + e1 * r)
        return result + _scalar(self.drawn[-1][0] + c * sum(self.secrets))


def _draws(seed: bytes, t: bytes, number: int, count: int) -> list[tuple[int, int]]:
    data = hkdf(seed, t, b"p" + bytes([number]), 80 * count)
    return [(_wide(data, 80 * i), int.from_bytes(data[80 * i + 64 : 80 * i + 80], "little")) for i in range(count)]


def _wide(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 64], "little") % L


def _scalar(value: int) -> bytes:
    return (value % L).to_bytes(32, "little")
