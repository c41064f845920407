"""Encrypt a voter's selections (docs/formats.md, section 4)."""

import asyncio

from crypto import elgamal

_TOGETHER = 8


def positions(contests) -> int:
    """The number of ciphertexts per ballot: one per option, plus one blank per vote allowed."""
    return sum(len(contest.options) + contest.votes_allowed for contest in contests)


def marks(contests, selections: list[list[int]]) -> list[int]:
    """0 or 1 per position. selections: per contest, the numbers of the chosen options.

    Raises ValueError if a ballot with these contests cannot hold the selections.
    """
    if len(selections) != len(contests):
        raise ValueError("selections do not fit these contests")
    result = []
    for contest, chosen in zip(contests, selections):
        options, allowed = len(contest.options), contest.votes_allowed
        if (
            len(chosen) > allowed
            or len(set(chosen)) != len(chosen)
            or any(not 0 <= option < options for option in chosen)
        ):
            raise ValueError("selection is not allowed in this contest")
        result += [int(option in chosen) for option in range(options)]
        result += [int(blank < allowed - len(chosen)) for blank in range(allowed)]
    return result


async def seal(values: list[int], table_g, table_h, drbg, result) -> None:
    """Write 128 bytes per position into `result`: each value encrypted to the key of `table_h` with fresh randomness.

    Other tasks run between positions, so that the slip keeps printing. Points are converted to bytes in groups: one
    field inversion per group, and the heap never holds a whole ballot of big integers.

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
