"""A voter's selections as sealed numbers: docs/formats.md, section 4."""

import asyncio

from crypto import elgamal

_TOGETHER = 8


def positions(contests) -> int:
    """How many ciphertexts a ballot has: every option, and as many blanks as votes are allowed."""
    return sum(len(contest.options) + contest.votes_allowed for contest in contests)


def marks(contests, selections: list[list[int]]) -> list[int]:
    """0 or 1 for each position. selections: numbers of the chosen options, per contest in order.

    ValueError for a selection that a ballot of these contests cannot hold.
    """
    if len(selections) != len(contests):
        raise ValueError("selections for another ballot")
    result = []
    for contest, chosen in zip(contests, selections):
        options, allowed = len(contest.options), contest.votes_allowed
        if (
            len(chosen) > allowed
            or len(set(chosen)) != len(chosen)
            or any(not 0 <= option < options for option in chosen)
        ):
            raise ValueError("no such selection")
        result += [int(option in chosen) for option in range(options)]
        result += [int(blank < allowed - len(chosen)) for blank in range(allowed)]
    return result


async def seal(values: list[int], table_g, table_h, drbg, result) -> None:
    """Write 128 bytes per position into `result`, each sealed to the key of `table_h` with its own random number.

    Lets other tasks run between two positions, so that the slip goes on printing. Converts a few points at a time to
    bytes: one inversion per few, and never a whole ballot of big integers on the heap.

    values: 0 or 1 per position, from `marks`.
    table_g, table_h: `FixedBase` of the base point and of the key.
    drbg: crypto.drbg.Drbg.
    result: a bytearray or memoryview.
    """
    for begin in range(0, len(values), _TOGETHER):
        sealed = []
        for value in values[begin : begin + _TOGETHER]:
            sealed.append(elgamal.encrypt(table_g, table_h, value, drbg.scalar()))
            await asyncio.sleep_ms(0)
        at = begin * elgamal.AFFINE_SIZE
        for data in elgamal.to_affine(sealed):
            result[at : at + elgamal.AFFINE_SIZE] = data
            at += elgamal.AFFINE_SIZE
