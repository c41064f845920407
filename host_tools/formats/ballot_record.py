"""A sealed ballot as it is published (formats, section 4): its layout, and the hashes that its proof speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256, sha512

from host_tools.formats.opening import Pair, pairs

PAIR_BYTES, CHALLENGE_BYTES, ANSWER_BYTES = 64, 16, 32
MASK = (1 << 8 * CHALLENGE_BYTES) - 1
MOST_BRANCHES, MOST_POSITIONS = 204, 1024  # of a contest, of a ballot: what the key derivation and the weights reach
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's Base32
_CODE_LETTERS, _LETTER_BITS = 25, 5


@dataclass(frozen=True)
class Contest:
    """What a proof needs to know of a contest. positions: its options and its blanks, as many as votes."""

    positions: int
    votes: int

    @property
    def branches(self) -> int:
        """Pairs of commitments: one per position, or 0 and 1 of each position and the sum."""
        return self.positions if self.votes == 1 else 2 * self.positions + 1

    @property
    def proof_bytes(self) -> int:
        """Challenges (the first one of each set follows from the others) and answers."""
        challenges = self.positions - 1 if self.votes == 1 else self.positions
        return CHALLENGE_BYTES * challenges + ANSWER_BYTES * self.branches


Shape = tuple[Contest, ...]


def positions(shape: Shape) -> int:
    """Ciphertexts of a ballot."""
    return sum(contest.positions for contest in shape)


def record_bytes(shape: Shape) -> int:
    """The length of a record."""
    return PAIR_BYTES * positions(shape) + CHALLENGE_BYTES + sum(contest.proof_bytes for contest in shape)


def context(election: bytes, precinct: int, mode: int, booth: int, key: bytes) -> bytes:
    """64 bytes that bind every record to one booth.

    election: its 16 bytes. key: the precinct key, compressed.
    """
    where = precinct.to_bytes(4, "little") + bytes([mode]) + booth.to_bytes(4, "little")
    return sha512(b"TM2 ballot" + election + where + key).digest()


def transcript(about: bytes, ciphertexts: bytes) -> bytes:
    """t. about: the context."""
    return sha512(about + ciphertexts).digest()


def weights(t: bytes, count: int) -> list[int]:
    """The 16-byte numbers of the first positions, four of each hash."""
    data = b"".join(sha512(t + b"w" + bytes([i])).digest() for i in range(-(-count // 4)))
    return [int.from_bytes(data[16 * i : 16 * i + 16], "little") for i in range(count)]


def challenge(t: bytes, commitments: bytes) -> int:
    """c."""
    return int.from_bytes(sha512(t + b"c" + commitments).digest()[:CHALLENGE_BYTES], "little")


def ciphertexts(record: bytes, count: int) -> list[Pair]:
    """A and B per position."""
    return pairs(record[: PAIR_BYTES * count])


def code(about: bytes, record: bytes) -> bytes:
    """The confirmation code. about: the context."""
    return sha256(b"TM2 code" + about + record).digest()


def code_text(code: bytes) -> str:
    """The first 125 bits as letters, five by five."""
    value = int.from_bytes(code, "big") >> 8 * len(code) - _CODE_LETTERS * _LETTER_BITS
    letters = [_LETTERS[value >> _LETTER_BITS * i & 31] for i in range(_CODE_LETTERS - 1, -1, -1)]
    return " ".join("".join(letters[i : i + 5]) for i in range(0, _CODE_LETTERS, 5))


@dataclass(frozen=True)
class Part:
    """The proof of a contest as numbers, branch by branch.

    challenges, answers: one per branch; for several votes 0 and 1 of each position in turn, then the sum.
    """

    challenges: Sequence[int]
    answers: Sequence[int]


def parse_proof(record: bytes, shape: Shape) -> tuple[int, list[Part]]:
    """c, and the part of each contest. The record has the right length."""
    at = PAIR_BYTES * positions(shape)

    def take(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(record[at - size : at], "little")

    c = take(CHALLENGE_BYTES)
    parts = []
    for contest in shape:
        if contest.votes == 1:
            challenges = [take(CHALLENGE_BYTES) for _ in range(contest.positions - 1)]
            challenges.insert(0, (c - sum(challenges)) & MASK)
            answers = [take(ANSWER_BYTES) for _ in range(contest.positions)]
        else:
            challenges, answers = [], []
            for _ in range(contest.positions):
                of_one = take(CHALLENGE_BYTES)
                challenges += [(c - of_one) & MASK, of_one]
                answers += [take(ANSWER_BYTES), take(ANSWER_BYTES)]
            challenges.append(c)
            answers.append(take(ANSWER_BYTES))
        parts.append(Part(challenges, answers))
    return c, parts
