"""Frames that came with one flipped bit or one doubled byte, made good: nothing need be sent again for them.

A frame's CRC-32 finds damage; it also says which single damage it was. For each way in which a frame of n bytes can
have been before one bit flipped (8 n) or one byte came twice (fewer than n), the check value holds by chance once in
2^32: for the longest frame that is one wrong repair in two million damaged ones. Its number, type and length would have
to be right too, and what is kept in the end has to be the object that was offered, by its SHA-256.

Only for lines that damage bytes: a TCP connection does not, and strangers could make its collector search.
"""

from __future__ import annotations

from collections.abc import Iterator

from host_tools.collecting.frames import LONGEST, SHORTEST, Decoder, Frame, decode

_BITS = tuple(1 << bit for bit in range(8))
_MOST = 2 * (LONGEST + 1)  # bytes of two frames whose zero byte between them has changed


class MendingDecoder(Decoder):
    """As Decoder. bad: damaged frames that could not be mended. mended: frames that could."""

    def __init__(self) -> None:
        super().__init__()
        self.mended = 0
        self._before = b""  # the piece before, if nothing could be made of it

    def feed(self, data: bytes) -> list[Frame | None]:
        """What ends in these bytes, in order: a frame, or None for one that is damaged."""
        *ended, rest = (self._rest + data).split(b"\0")
        self._rest = rest[: _MOST + 1]
        return [frame for piece in ended if piece for frame in self._made_of(piece)]

    def _made_of(self, piece: bytes) -> list[Frame | None]:
        before, self._before = self._before, b""
        frame = decode(piece)
        if frame:
            return [frame]
        found: list[Frame | None] = [*_mended(piece, before)]
        if found:
            self.mended += len(found)
            return found
        self.bad += 1
        self._before = piece
        return [None]


def _mended(piece: bytes, before: bytes) -> list[Frame]:
    """The frames that a damaged piece was, or none. before: the damaged piece in front of it, or empty."""
    if len(piece) > LONGEST:
        return _two(piece) if len(piece) <= _MOST else []
    for candidate in (*_undoubled(piece), *_unflipped(piece), *_uncut(piece, before)):
        if SHORTEST < len(candidate) <= LONGEST and (frame := decode(candidate)):
            return [frame]
    return _two(piece)


def _unflipped(piece: bytes) -> Iterator[bytes]:
    whole = bytearray(piece)
    for at, byte in enumerate(piece):
        for bit in _BITS:
            if byte != bit:  # a frame has no zero within
                whole[at] = byte ^ bit
                yield bytes(whole)
        whole[at] = byte


def _undoubled(piece: bytes) -> Iterator[bytes]:
    return (piece[:at] + piece[at + 1 :] for at in range(1, len(piece)) if piece[at] == piece[at - 1])


def _uncut(piece: bytes, before: bytes) -> Iterator[bytes]:
    """One bit made a zero byte of another: in the middle, or of the first or the last."""
    for bit in _BITS:
        byte = bytes([bit])
        yield byte + piece
        yield piece + byte
        if before:
            yield before + byte + piece


def _two(piece: bytes) -> list[Frame]:
    """Two frames whose zero byte between them became another, by one bit."""
    for at, byte in enumerate(piece):
        if byte in _BITS and (first := decode(piece[:at])) and (second := decode(piece[at + 1 :])):
            return [first, second]
    return []
