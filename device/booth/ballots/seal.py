"""A voter's selections as a sealed ballot that anybody would take for a valid one: docs/formats.md, section 4."""

import os

from booth.ballots.own_check import is_valid
from booth.ballots.prove import own_part, prove, seed_of
from booth.ballots.sealing import Sealing

_RANDOM_BYTES = 32  # of each source
_ATTEMPTS = 2  # a bit that turned by itself does not turn twice


def marks(shape: list[tuple[int, int]], selections: list[list[int]]) -> list[int]:
    """0 or 1 per position. ValueError if a ballot of this shape cannot hold the selections.

    shape: of the ballot, from `Contests.shape`.
    selections: per contest, the numbers of the chosen options.
    """
    if len(selections) != len(shape):
        raise ValueError("selections do not fit these contests")
    result = []
    for (positions, allowed), chosen in zip(shape, selections):
        options = positions - allowed
        if (
            len(chosen) > allowed
            or len(set(chosen)) != len(chosen)
            or any(not 0 <= option < options for option in chosen)
        ):
            raise ValueError("selection is not allowed in this contest")
        result += [int(option in chosen) for option in range(options)]
        result += [int(blank < allowed - len(chosen)) for blank in range(allowed)]
    return result


async def seal(sealing: Sealing, choice: list[int], nonce: bytes, into: memoryview) -> bool:
    """Seal a ballot and check it. False if it is not valid even at a second attempt: then it must not be cast.

    The seed is fresh for every attempt and overwritten as soon as the record is complete. What the booth added to it
    stays in `sealing.own` until the voter has decided, since a challenge shows it. Lets other tasks run.

    choice: 0 or 1 per position, from `marks`.
    nonce: 16 bytes of the activation slip.
    into: for the record and then the x coordinates of its points.
    """
    record, xs = into[: sealing.record_bytes], into[sealing.record_bytes :]
    for _ in range(_ATTEMPTS):
        drawn = sealing.drbg.generate(_RANDOM_BYTES) + os.urandom(_RANDOM_BYTES)
        sealing.own[:] = own_part(sealing.secret, drawn)
        seed = seed_of(sealing.own, nonce, sealing.context)
        await prove(sealing, seed, choice, record, xs)
        seed[:] = bytes(len(seed))
        if await is_valid(sealing, record, xs):
            return True
    sealing.forget_own()
    return False
