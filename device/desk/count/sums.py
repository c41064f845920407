"""The sealed sums over booths: 64 bytes per position, since as integers the points would fill the heap."""

import asyncio

from crypto import elgamal
from crypto.curve import negate


async def added(sums: list[bytes], totals: bytes) -> list[bytes] | None:
    """The sums with the totals of one booth added; None if one of its ciphertexts is invalid.

    Points outside the prime-order subgroup are found here, while their booth can be named: in the sum over all booths
    they could not be attributed.

    sums: so far; empty before the first booth.
    totals: 64 bytes per position.
    """
    found = []
    for position, at in enumerate(range(0, len(totals), elgamal.COMPRESSED_SIZE)):
        ciphertext = elgamal.from_compressed(totals[at : at + elgamal.COMPRESSED_SIZE])
        await asyncio.sleep_ms(0)
        if ciphertext is None or not elgamal.is_sound(ciphertext):
            return None
        if sums:
            ciphertext = elgamal.add_ciphertexts(ciphertext, elgamal.from_compressed(sums[position]))
        found.append(elgamal.to_compressed(ciphertext))
    return found


async def without(sums: list[bytes], totals: bytes) -> list[bytes]:
    """The sums without the totals of a booth that were added before. The arguments are those of `added`."""
    found = []
    for position, at in enumerate(range(0, len(totals), elgamal.COMPRESSED_SIZE)):
        a, b = elgamal.from_compressed(totals[at : at + elgamal.COMPRESSED_SIZE])
        await asyncio.sleep_ms(0)
        whole = elgamal.from_compressed(sums[position])
        found.append(elgamal.to_compressed(elgamal.add_ciphertexts(whole, (negate(a), negate(b)))))
    return found
