"""`crypto.slots.bases` on big integers."""

from crypto.fixed_base import FixedBase, base_table
from crypto.integer_curve import batch_affine_bytes, pack, unpack
from crypto.points import BASE, IDENTITY, add

_POINT = 128  # bytes; points of the largest contest as integers would be three times as long, and fragment the heap
_AT_ONCE = 32  # points with one inversion: as integers they lie in the heap together with their inverses
_NOTHING = bytes(_POINT)


class Bases:
    """See `crypto.slots.bases`."""

    def __init__(self, key: tuple, most: int):
        self._of_h, self._of_g = FixedBase(key), base_table()
        self._points, self._count = memoryview(bytearray(most * _POINT)), 0
        self.scratch = None  # weighted sums need none
        self.begin(bytearray(0), 0)

    def begin(self, into: bytearray, at: int, xs: bytearray | None = None, xs_at: int = 0) -> None:
        self._clear()
        self._into, self._at, self._xs, self._xs_at = into, at, xs, xs_at

    def put_sealed(self, r: int, bit: int) -> None:
        self._make_room()
        self._put(self._of_g.multiply(r))
        self._put(self._of_h.multiply(r), (IDENTITY, BASE)[bit])

    def put_pair(self, scalar: int, of_g: int, plus_a: tuple | None = None, plus_b: tuple | None = None) -> None:
        self._make_room()
        self._put(self._of_g.multiply(scalar), plus_a)
        self._put(add(self._of_h.multiply(scalar), self._of_g.multiply(of_g)), plus_b)

    def flush(self) -> None:
        into, at, xs, xs_at = self._into, self._at, self._xs, self._xs_at
        if at + 32 * self._count > len(into):
            raise ValueError("too many points")
        for begin in range(0, self._count, _AT_ONCE):
            numbers = range(begin, min(begin + _AT_ONCE, self._count))
            for pair in batch_affine_bytes([unpack(self._place(number)) for number in numbers]):
                into[at : at + 32] = pair[32:]
                into[at + 31] |= (pair[0] & 1) << 7
                at += 32
                if xs is not None:
                    xs[xs_at : xs_at + 32] = pair[:32]
                    xs_at += 32
        self._at, self._xs_at = at, xs_at
        self._clear()

    def _clear(self) -> None:
        for number in range(self._count):
            self._place(number)[:] = _NOTHING  # before the inversion a point tells more than its encoding does
        self._count = 0

    def close(self) -> None:
        pass

    def _make_room(self) -> None:
        if _POINT * (self._count + 2) > len(self._points):
            self.flush()

    def _put(self, point: tuple, plus: tuple | None = None) -> None:
        self._place(self._count)[:] = pack(point if plus is None else add(point, plus))
        self._count += 1

    def _place(self, number: int) -> memoryview:
        return self._points[_POINT * number : _POINT * (number + 1)]
