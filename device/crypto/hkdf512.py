"""HMAC and HKDF on SHA-512 (RFC 2104, RFC 5869), for the short secrets and infos of a sealed ballot.

Messages of at most 111 bytes fit one block after the padded key, so an HMAC with a prepared key takes two compressions.
"""

from crypto.blocks import sha512_block, sha512_digest, sha512_key, sha512_padding
from crypto.sha512 import INITIAL, ROUND, work

_BLOCK = 128
_MOST_BYTES = 111  # of a message; the rest of its block is padding
_INNER, _OUTER = 0x36, 0x5C
_block = bytearray(_BLOCK)
_state = bytearray(64)


def _half(key: bytes, pad: int) -> bytes:
    """The state of SHA-512 after the key's block."""
    sha512_key(key, len(key), pad, _block)
    _state[:] = INITIAL
    sha512_block(_state, _block, ROUND, work)
    return bytes(_state)


def _finish(half: bytes, size: int, digest: bytearray) -> None:
    """Compute the digest of a key's block and the first `size` bytes of the shared block.

    half: state after the key's block.
    size: at most 111.
    digest: 64 bytes to fill.
    """
    sha512_padding(_block, size, _BLOCK)
    _state[:] = half
    sha512_block(_state, _block, ROUND, work)
    sha512_digest(_state, digest)


class Keyed:
    """HMAC-SHA512 with one key. key: at most 128 bytes, else ValueError."""

    def __init__(self, key: bytes):
        if len(key) > _BLOCK:
            raise ValueError("key too long")
        self._inner, self._outer = _half(key, _INNER), _half(key, _OUTER)

    def digest(self, *pieces: bytes) -> bytearray:
        """The 64 bytes of the HMAC. pieces: the message, together at most 111 bytes, else ValueError."""
        size = 0
        for piece in pieces:
            end = size + len(piece)
            if end > _MOST_BYTES:
                raise ValueError("message too long")
            _block[size:end] = piece
            size = end
        digest = bytearray(64)
        _finish(self._inner, size, digest)
        _block[:64] = digest
        _finish(self._outer, 64, digest)
        return digest


def extract(salt: bytes, *secret: bytes) -> Keyed:
    """The pseudo-random key of HKDF. secret: pieces of at most 111 bytes together."""
    return Keyed(Keyed(salt).digest(*secret))


def expand(keyed: Keyed, info: bytes, length: int) -> bytearray:
    """HKDF-Expand.

    keyed: from `extract`.
    info: at most 46 bytes, or 110 if `length` is at most 64.
    length: of the result in bytes, at most 16,320, else ValueError.
    """
    return next(pieces(keyed, info, length, 1))


def pieces(keyed: Keyed, info: bytes, size: int, count: int):
    """Yield what `expand` gives for `size * count` bytes, in pieces of `size`: no long block of memory is needed."""
    if not 0 <= size * count <= 255 * 64:
        raise ValueError("length out of range")
    block: bytes = b""
    counter = used = 0
    for _ in range(count):
        piece = bytearray(size)
        at = 0
        while at < size:
            if used == len(block):
                counter += 1
                block, used = keyed.digest(block, info, bytes((counter,))), 0
            taken = min(size - at, len(block) - used)
            piece[at : at + taken] = block[used : used + taken]
            at, used = at + taken, used + taken
        yield piece
