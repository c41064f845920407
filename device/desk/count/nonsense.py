"""A booth whose totals cannot be right: which one it is, and what shows it to anyone, without opening a right sum."""

import asyncio
from hashlib import sha256

from crypto import elgamal
from crypto.curve import add, base_table, compress, equal, multiply, negate
from crypto.discrete_log import open_sum
from desk.count import proof
from formats import payloads


async def look(desk, secret: int, named: list, sizes: list) -> payloads.LeftOut | None:
    """The first booth whose totals hold no votes, with the proof; None if there is none, or its totals are not there.

    Each sum of each booth is opened in memory alone. What is kept of it is whether it is a number of votes; only a sum
    that is none is shown.

    desk: the desk.
    secret: the precinct's secret key.
    named: (place among the stored totals, line of the protocol) of each booth that is counted.
    sizes: (positions, votes allowed) of each contest.
    """
    for place, line in named:
        data = desk.kept("totals", place)
        if data is None or sha256(data).digest() != line.totals:
            continue
        totals = _totals(data)
        found = await _looked(secret, totals, line, sizes)
        if found is not None:
            return await _shown(desk.terminal, secret, line, *found)
    return None


def _totals(data: bytes) -> bytes:
    from formats import cose

    return payloads.decode(payloads.SEALED_TOTALS, cose.payload_of(data)).totals


async def _looked(secret: int, totals: bytes, line: payloads.BoothLine, sizes: list) -> tuple | None:
    """(first position, how many, their ciphertext) of the first sum that is not a number of this booth's votes."""
    at = 0
    for count, allowed in sizes:
        contest = None
        for number in range(at, at + count):
            await asyncio.sleep_ms(0)
            one = elgamal.from_compressed(totals[64 * number : 64 * number + 64])
            if open_sum(secret, one, line.cast) is None:
                return number, 1, one
            contest = one if contest is None else elgamal.add_ciphertexts(contest, one)
        if not equal(_held(secret, contest), base_table().multiply(line.cast * allowed)):
            return at, count, contest
        at += count
    return None


def _held(secret: int, ciphertext: tuple):
    """The point that a ciphertext holds."""
    return add(ciphertext[1], negate(multiply(ciphertext[0], secret)))


async def _shown(terminal, secret: int, line: payloads.BoothLine, first: int, count: int, ciphertext: tuple):
    """The line that leaves this booth out."""
    poll = terminal.poll
    point, sealed = compress(_held(secret, ciphertext)), elgamal.to_compressed(ciphertext)
    where = proof.place(poll.election_hash, poll.precinct_number, poll.mode, poll.key)
    about = proof.nonsense(where, line.totals, first, count, point)
    await asyncio.sleep_ms(0)
    shown = proof.prove(about, 0, secret, sealed, terminal.drbg.generate(32))
    return payloads.LeftOut(line.booth, line.opening, first, count, point, shown)
