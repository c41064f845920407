"""The published form of a sealed ballot, and the values that its proof refers to (docs/formats.md, section 4).

A shape is a list of (positions, votes allowed) per contest; positions are its options, plus a blank per vote allowed.
"""

from crypto.sha512 import sha512

PAIR_BYTES = 64  # A and B of a position
CHALLENGE_BYTES, ANSWER_BYTES = 16, 32
CHALLENGE_MASK = (1 << 8 * CHALLENGE_BYTES) - 1
TAG_BYTES = 16  # in a slot, behind a record and its x coordinates
_WEIGHT_BYTES, _WEIGHTS = 16, 4  # four weights per hash


def positions(shape: list) -> int:
    """The number of ciphertexts per ballot."""
    return sum([count for count, _ in shape])


def branches(count: int, votes: int) -> int:
    """The number of pairs of commitments in a contest's proof: one per position; or two per position, and the sum."""
    return count if votes == 1 else 2 * count + 1


def commitments_bytes(shape: list) -> int:
    """The length of all commitments of a ballot."""
    return PAIR_BYTES * sum([branches(*contest) for contest in shape])


def published_bytes(shape: list) -> int:
    """The length of a record."""
    size = CHALLENGE_BYTES
    for count, votes in shape:
        size += PAIR_BYTES * count + ANSWER_BYTES * branches(count, votes)
        size += CHALLENGE_BYTES * (count - 1 if votes == 1 else count)
    return size


def slot_bytes(shape: list) -> int:
    """The length of a slot: a record, the x coordinates of its points, and the tag."""
    return published_bytes(shape) + PAIR_BYTES * positions(shape) + TAG_BYTES


def most_points(shape: list) -> int:
    """The largest number of points that a contest collects before they are converted to bytes."""
    return 2 * max([branches(count, votes) for count, votes in shape])


def context(election: bytes, precinct: int, mode: int, booth: int, key: bytes) -> bytes:
    """64 bytes that bind every record to one booth.

    election: hash of the election.
    precinct, mode, booth: numbers.
    key: H, compressed.
    """
    where = precinct.to_bytes(4, "little") + bytes((mode,)) + booth.to_bytes(4, "little")
    return sha512(b"TM2 ballot", election, where, key)


def weights(t: bytes, begin: int, count: int) -> list[int]:
    """The weights of positions.

    t: hash of context and ciphertexts.
    begin: the first position.
    count: how many.
    """
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
    """The challenge c, derived from t and all commitments of a ballot."""
    return int.from_bytes(sha512(t, b"c", commitments)[:CHALLENGE_BYTES], "little")
