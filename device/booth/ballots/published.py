"""A sealed ballot as it is published, and what its proof speaks of: docs/formats.md, section 4.

A shape is a list of (positions, votes allowed), one per contest: its options and as many blanks as votes are allowed.
"""

from crypto.sha512 import sha512

PAIR_BYTES = 64  # A and B of a position
CHALLENGE_BYTES, ANSWER_BYTES = 16, 32
CHALLENGE_MASK = (1 << 8 * CHALLENGE_BYTES) - 1
_WEIGHT_BYTES, _WEIGHTS = 16, 4  # four of each hash


def shape_of(contests) -> list[tuple[int, int]]:
    """contests: of an election definition."""
    return [(len(contest.options) + contest.votes_allowed, contest.votes_allowed) for contest in contests]


def positions(shape: list) -> int:
    """How many ciphertexts a ballot has."""
    return sum([count for count, _ in shape])


def branches(count: int, votes: int) -> int:
    """How many pairs of commitments the proof of a contest has: an option each, or 0 and 1 of each and the sum."""
    return count if votes == 1 else 2 * count + 1


def published_bytes(shape: list) -> int:
    """The length of a record."""
    size = CHALLENGE_BYTES
    for count, votes in shape:
        size += PAIR_BYTES * count + ANSWER_BYTES * branches(count, votes)
        size += CHALLENGE_BYTES * (count - 1 if votes == 1 else count)
    return size


def most_points(shape: list) -> int:
    """How many points a contest makes at most before they become bytes."""
    return 2 * max([branches(count, votes) for count, votes in shape])


def context(election: bytes, precinct: int, mode: int, booth: int, key: bytes) -> bytes:
    """64 bytes that bind every record to one booth. key: H, compressed."""
    where = precinct.to_bytes(4, "little") + bytes((mode,)) + booth.to_bytes(4, "little")
    return sha512(b"TM2 ballot", election, where, key)


def weights(t: bytes, begin: int, count: int) -> list[int]:
    """The numbers of `count` positions from `begin` on. t: the hash of context and ciphertexts."""
    numbers: list[int] = []
    block, number = b"", -1
    for position in range(begin, begin + count):
        if position // _WEIGHTS != number:
            number = position // _WEIGHTS
            block = sha512(t, b"w", bytes((number,)))
        at = position % _WEIGHTS * _WEIGHT_BYTES
        numbers.append(int.from_bytes(block[at : at + _WEIGHT_BYTES], "little"))
    return numbers


def challenge(t: bytes, commitments: bytes) -> int:
    """c: what all commitments of a ballot together are answered to."""
    return int.from_bytes(sha512(t, b"c", commitments)[:CHALLENGE_BYTES], "little")
