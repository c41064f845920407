"""Seal a voter's selections as a ballot with its proof (docs/formats.md, section 4).

The whole record is a function of context, seed and choice. The caller must erase the seed.
"""

import asyncio

from booth.ballots.published import (
    ANSWER_BYTES,
    CHALLENGE_BYTES,
    CHALLENGE_MASK,
    PAIR_BYTES,
    branches,
    challenge,
    weights,
)
from booth.ballots.sealing import Sealing
from crypto.curve import L
from crypto.hkdf512 import Keyed, expand, extract, pieces
from crypto.sha512 import sha512

_WIDE_BYTES = 64  # reduced to a scalar, so that its bias is below 2^-250
_BRANCH_BYTES = _WIDE_BYTES + CHALLENGE_BYTES


def own_part(secret: bytes, random: bytes) -> bytes:
    """What the booth adds to the seed of one seal, 32 bytes, unpredictable if `secret` or either source of `random` is.

    secret: the device's secret for sealing.
    random: bytes from its generator and from the processor.
    """
    return Keyed(secret).digest(random)[:32]


def seed_of(own: bytes, nonce: bytes, context: bytes) -> bytearray:
    """The seed of one seal, 32 bytes.

    own: from `own_part`.
    nonce: from the activation slip, so that the booth alone does not determine the seed.
    context: `published.context`.
    """
    return expand(extract(nonce, own), b"TM2 seed" + context, 32)


async def prove(sealing: Sealing, seed: bytes, choice: list[int], record, xs) -> None:
    """Seal a ballot and prove it. Lets other tasks run between two positions, so that the slip keeps printing.

    seed: from `seed_of`.
    choice: 0 or 1 per position.
    record: `published_bytes` to fill.
    xs: 64 bytes per position to fill with the x coordinates of A and B.
    """
    bases, shape, context = sealing.bases, sealing.shape, sealing.context
    bases.begin(record, 0, xs)
    secrets = await _ciphertexts(context, bases, shape, seed, choice, record, xs)
    size = PAIR_BYTES * len(choice)
    t = sha512(context, record[:size])
    rho = weights(t, 0, len(choice))
    drawn = await _commitments(sealing, t, seed, choice, rho)
    c = challenge(t, sealing.commitments)
    record[size : size + CHALLENGE_BYTES] = c.to_bytes(CHALLENGE_BYTES, "little")
    at = size + CHALLENGE_BYTES
    start = 0
    for (count, votes), nonces in zip(shape, drawn):
        bits, r = choice[start : start + count], secrets[start : start + count]
        if votes == 1:
            at = _answer_one(record, at, c, rho[start : start + count], bits, r, nonces)
        else:
            at = _answer_many(record, at, c, bits, r, nonces)
        start += count
        await asyncio.sleep_ms(0)


async def _ciphertexts(context: bytes, bases, shape: list, seed: bytes, choice: list[int], record, xs) -> list[int]:
    """Write the ciphertexts to `record` and `xs`. Returns the random number of each position."""
    packed = bytearray((len(choice) + 7) // 8)
    for position, bit in enumerate(choice):
        packed[position >> 3] |= bit << (position & 7)
    keyed = extract(context, seed, packed)
    secrets: list[int] = []
    for number, (count, _) in enumerate(shape):
        for wide in pieces(keyed, b"r" + bytes((number,)), _WIDE_BYTES, count):
            r = _wide(wide) % L
            bases.put_sealed(r, choice[len(secrets)])
            secrets.append(r)
            await asyncio.sleep_ms(0)
        bases.flush()
        await asyncio.sleep_ms(0)
    return secrets


async def _commitments(sealing: Sealing, t: bytes, seed: bytes, choice: list[int], rho: list[int]) -> list:
    """Fill in all commitments, compressed. Returns per contest and branch the random bytes that it was made from."""
    keyed, bases, shape = extract(t, seed), sealing.bases, sealing.shape
    bases.begin(sealing.commitments, 0)
    start = 0
    drawn = []
    for number, (count, votes) in enumerate(shape):
        many = branches(count, votes)
        nonces: list[bytearray] = []
        bits = choice[start : start + count]
        mine = L - sum([weight * bit for weight, bit in zip(rho[start:], bits)])
        for k, nonce in enumerate(pieces(keyed, b"p" + bytes((number,)), _BRANCH_BYTES, many)):
            nonces.append(nonce)
            u = _wide(nonce)
            if votes == 1:
                bases.put_pair(u, _drawn_challenge(nonce) * (rho[start + k] + mine))
            elif k < many - 1:
                bases.put_pair(u, _drawn_challenge(nonce) * ((k & 1) + L - bits[k >> 1]))
            else:
                bases.put_sealed(u, 0)
            await asyncio.sleep_ms(0)
        bases.flush()
        drawn.append(nonces)
        start += count
        await asyncio.sleep_ms(0)
    return drawn


def _answer_one(record, at: int, c: int, rho: list[int], bits: list[int], r: list[int], nonces: list[bytearray]) -> int:
    """Write the proof of a contest with one vote: all challenges but the first, then all answers. Returns its end."""
    count = len(bits)
    own = [_drawn_challenge(nonce) for nonce in nonces]
    change = c - sum(own)  # to be added to the true branch's challenge
    secret = sum([weight * number for weight, number in zip(rho, r)]) % L
    answers = at + CHALLENGE_BYTES * (count - 1)
    for k in range(count):
        mine = own[k] + bits[k] * change & CHALLENGE_MASK
        if k:
            record[at : at + CHALLENGE_BYTES] = mine.to_bytes(CHALLENGE_BYTES, "little")
            at += CHALLENGE_BYTES
        _put_answer(record, answers, nonces[k], mine, secret)
        answers += ANSWER_BYTES
    return answers


def _answer_many(record, at: int, c: int, bits: list[int], r: list[int], nonces: list[bytearray]) -> int:
    """Write the proof of a contest with several votes: per position the challenge for 1 and two answers, then the
    answer of the sum. Returns its end.
    """
    for i, bit in enumerate(bits):
        of_zero, of_one = _drawn_challenge(nonces[2 * i]), _drawn_challenge(nonces[2 * i + 1])
        change = c - of_zero - of_one
        of_zero = of_zero + (1 - bit) * change & CHALLENGE_MASK
        of_one = of_one + bit * change & CHALLENGE_MASK
        record[at : at + CHALLENGE_BYTES] = of_one.to_bytes(CHALLENGE_BYTES, "little")
        _put_answer(record, at + CHALLENGE_BYTES, nonces[2 * i], of_zero, r[i])
        _put_answer(record, at + CHALLENGE_BYTES + ANSWER_BYTES, nonces[2 * i + 1], of_one, r[i])
        at += CHALLENGE_BYTES + 2 * ANSWER_BYTES
    _put_answer(record, at, nonces[-1], c, sum(r))
    return at + ANSWER_BYTES


def _put_answer(record, at: int, nonce: bytearray, c: int, secret: int) -> None:
    answer = (_wide(nonce) + c * secret) % L
    record[at : at + ANSWER_BYTES] = answer.to_bytes(ANSWER_BYTES, "little")


def _wide(data: bytearray) -> int:
    """A number of 64 bytes, which whoever uses it reduces modulo L."""
    return int.from_bytes(data[:_WIDE_BYTES], "little")


def _drawn_challenge(nonce: bytearray) -> int:
    return int.from_bytes(nonce[_WIDE_BYTES:], "little")
