"""An HMAC-SHA256 of an HMAC and so on, with `hashlib`: where a chip or C does the work."""

from hashlib import sha256


def iterated(padded: tuple[bytes, bytes], block: bytes, times: int) -> bytes:
    """The exclusive or of a block and of the HMACs after it, each of the one before.

    padded: the key, from `mac.pads`.
    block: 32 bytes.
    times: how many HMACs.
    """
    inner, outer = padded
    total = int.from_bytes(block, "big")
    for _ in range(times):  # mac.hmac_padded, without a call and a tuple each time
        digest = sha256(inner)
        digest.update(block)
        result = sha256(outer)
        result.update(digest.digest())
        block = result.digest()
        total ^= int.from_bytes(block, "big")
    return total.to_bytes(32, "big")
