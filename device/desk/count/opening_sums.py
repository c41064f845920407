"""Open the sums over all booths with the precinct's key, and prove each; or name the booth that sealed no votes."""

import asyncio

import memory
from crypto import elgamal
from crypto.curve import base_table
from crypto.discrete_log import open_sum
from desk.count import proof
from formats import payloads

# Details of count_failed: a sum does not decrypt to a plausible count; a proof does not verify.
NOT_SMALL, NOT_PROVED = 1, 2
_SHOWN_EACH = 4


async def opened(
    desk, secret: int, sums: list[bytes], lines: list[payloads.BoothLine], left_out: list, sizes: list
) -> tuple[list, bytes] | list | int:
    """(counts per contest and position, proofs); else [the booth to leave out], or why none can be named.

    Only the sums over all booths are opened. Where one holds no number of votes, or a contest has other votes than its
    ballots, a booth lied.

    desk: the desk.
    secret: the precinct's secret key.
    sums: 64 bytes per position.
    lines: of the protocol, in its order.
    left_out: the booths that are left out so far, in the order of the protocol.
    sizes: (positions, votes allowed) of each contest.
    """
    memory.usual()
    poll, dialog, texts = desk.terminal.poll, desk.terminal.dialog, desk.terminal.texts
    ballots = sum([line.cast for line in lines])
    counts = []
    for number, ciphertext in enumerate(sums):
        if number % _SHOWN_EACH == 0:  # a page takes as long as a sum
            dialog.show(texts("opening_sums"), [texts("progress", number + 1, len(sums))])
        await asyncio.sleep_ms(0)
        count = open_sum(secret, elgamal.from_compressed(ciphertext), ballots)
        if count is None:
            return await _named(desk, secret, lines, left_out, sizes)
        counts.append(count)
    by_contest, at = [], 0
    for positions, allowed in sizes:
        by_contest.append(counts[at : at + positions])
        at += positions
        if sum(by_contest[-1]) != ballots * allowed:
            return await _named(desk, secret, lines, left_out, sizes)
    where = proof.place(poll.election_hash, poll.precinct_number, poll.mode, poll.key)
    hashes = [line.totals for one in left_out for line in lines if _is_of(line, one)]
    about = proof.transcript(where, hashes, sums, counts)  # type: ignore[arg-type]  # a booth left out has totals
    proofs = bytearray()
    for number, ciphertext in enumerate(sums):
        await asyncio.sleep_ms(0)
        shown = proof.prove(about, number, secret, ciphertext, desk.terminal.drbg.generate(32))
        await asyncio.sleep_ms(0)
        held = base_table().multiply(counts[number])
        if not proof.verify(about, number, shown, poll.key, ciphertext, held):
            return NOT_PROVED
        proofs.extend(shown)
    return by_contest, bytes(proofs)


def _is_of(line: payloads.BoothLine, left_out: payloads.LeftOut) -> bool:
    return (line.booth, line.opening) == (left_out.booth, left_out.opening)


async def _named(desk, secret: int, lines: list, left_out: list, sizes: list) -> list | int:
    from desk.count.nonsense import look

    counted = [
        (place, line)
        for place, line in enumerate(lines, 1)
        if line.totals is not None and not any([_is_of(line, one) for one in left_out])
    ]
    found = await look(desk, secret, counted, sizes)
    return NOT_SMALL if found is None else [found]
