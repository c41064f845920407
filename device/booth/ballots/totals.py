"""Sums of sealed ballots, taken without opening one."""

from crypto import elgamal
from storage.layout import CIPHERTEXT_BYTES

_NUMBER_BYTES = 32
_POINT_BYTES = 4 * _NUMBER_BYTES  # X, Y, Z, T


class Totals:
    """Running sums, one a position.

    They lie in one piece of memory: as integers, made anew by every ballot, they would come to lie all over a small
    heap.
    """

    def __init__(self, positions: int):
        self._sums = bytearray(positions * 2 * _POINT_BYTES)
        self._encoded = bytearray(positions * elgamal.COMPRESSED_SIZE)
        self._positions = positions
        self.ballots = 0
        for position in range(positions):
            self._put(position, elgamal.ZERO)

    def add(self, record: bytes) -> bool:
        """One record more; False, with nothing added, when it does not hold points of the curve."""
        for position in range(self._positions):
            if self._part(record, position) is None:
                return False
        for position in range(self._positions):
            part = self._part(record, position)
            self._put(position, elgamal.add_ciphertexts(self._get(position), part))  # type: ignore[arg-type]  # seen above
        self.ballots += 1
        return True

    def encoded(self) -> bytes:
        """64 bytes a position, compressed."""
        size = elgamal.COMPRESSED_SIZE
        for position in range(self._positions):
            self._encoded[position * size : (position + 1) * size] = elgamal.to_compressed(self._get(position))
        return bytes(self._encoded)

    def _part(self, record: bytes, position: int) -> tuple | None:
        return elgamal.from_affine(record[position * CIPHERTEXT_BYTES : (position + 1) * CIPHERTEXT_BYTES])

    def _get(self, position: int) -> tuple:
        return self._point(2 * position), self._point(2 * position + 1)

    def _point(self, number: int) -> tuple:
        begin, sums = number * _POINT_BYTES, self._sums
        return tuple(
            int.from_bytes(sums[at : at + _NUMBER_BYTES], "little")
            for at in range(begin, begin + _POINT_BYTES, _NUMBER_BYTES)
        )

    def _put(self, position: int, ciphertext: tuple) -> None:
        at = position * 2 * _POINT_BYTES
        for point in ciphertext:
            for number in point:
                self._sums[at : at + _NUMBER_BYTES] = number.to_bytes(_NUMBER_BYTES, "little")
                at += _NUMBER_BYTES
