"""Sums of sealed ballots, computed without opening any."""

from crypto import curve, elgamal

_COMPRESSED_BYTES = elgamal.COMPRESSED_SIZE // 2
_SIGN = 0x80  # in the last byte of a compressed point: whether x is odd
_TOGETHER = 8  # points that share an inversion


class Totals:
    """Running sums, one per position. A long ballot is summed in several rounds.

    Each sum lies in a block of its own: as integers, replaced by every ballot, they would fragment a small heap. Blocks
    for all positions of a long ballot would not fit into it, hence the rounds.

    positions: how many to sum in this round.
    xs_at: where the x coordinates stand in what a slot holds, behind the record.
    first: number of the first position.
    """

    def __init__(self, positions: int, xs_at: int, first: int = 0):
        self._points, self._first, self._xs_at = 2 * positions, 2 * first, xs_at
        self._affine = bytearray(2 * _COMPRESSED_BYTES)
        self._sums = [bytearray(curve.pack(curve.IDENTITY)) for _ in range(self._points)]
        self._encoded = bytearray(self._points * _COMPRESSED_BYTES)
        self.ballots = 0

    def add(self, record: bytes) -> bool:
        """Add one record. False, with nothing added, if it does not hold points of the curve."""
        record = memoryview(record)
        if len(record) < self._xs_at + (self._first + self._points) * _COMPRESSED_BYTES:
            return False
        for number in range(self._points):
            if not self._read(record, number) or not curve.add_affine(self._sums[number], self._affine):
                self._take_back(record, number)
                return False
        self.ballots += 1
        return True

    def _read(self, record: memoryview, number: int) -> bool:
        """Put together a point's coordinates. False if they contradict each other: x is not as the sign says."""
        at, size, affine = (self._first + number) * _COMPRESSED_BYTES, _COMPRESSED_BYTES, self._affine
        affine[:size] = record[self._xs_at + at : self._xs_at + at + size]
        affine[size:] = record[at : at + size]
        is_odd = affine[-1] // _SIGN
        affine[-1] &= _SIGN - 1
        return affine[0] & 1 == is_odd

    def _take_back(self, record: memoryview, count: int) -> None:
        """Subtract the first `count` points of a record that turned out to be invalid."""
        for number in range(count):
            self._read(record, number)
            point = curve.from_affine_bytes(self._affine)
            self._sums[number][:] = curve.pack(curve.add(self._point(number), curve.negate(point)))  # type: ignore[arg-type]  # it was one

    def encoded(self) -> bytes:
        """The sums, compressed: 64 bytes per position."""
        size = _COMPRESSED_BYTES
        for begin in range(0, self._points, _TOGETHER):
            points = [self._point(number) for number in range(begin, min(begin + _TOGETHER, self._points))]
            for number, data in enumerate(curve.batch_compress(points), begin):
                self._encoded[number * size : (number + 1) * size] = data
        return bytes(self._encoded)

    def _point(self, number: int):
        return curve.unpack(self._sums[number])
