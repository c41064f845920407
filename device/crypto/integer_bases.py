"""`crypto.slots.bases` on big integers."""

from crypto.fixed_base import FixedBase, base_table
from crypto.integer_curve import batch_affine_bytes
from crypto.points import BASE, IDENTITY, add


class Bases:
    """See `crypto.slots.bases`."""

    def __init__(self, key: tuple, most: int):
        self._of_h, self._of_g, self._most = FixedBase(key), base_table(), most
        self._points: list[tuple] = []

    def put_sealed(self, r: int, bit: int) -> None:
        self._put(self._of_g.multiply(r))
        self._put(self._of_h.multiply(r), (IDENTITY, BASE)[bit])

    def put_pair(self, scalar: int, of_g: int, plus_a: tuple | None = None, plus_b: tuple | None = None) -> None:
        self._put(self._of_g.multiply(scalar), plus_a)
        self._put(add(self._of_h.multiply(scalar), self._of_g.multiply(of_g)), plus_b)

    def flush(self, into: bytearray, at: int, xs: bytearray | None = None, xs_at: int = 0) -> None:
        for number, pair in enumerate(batch_affine_bytes(self._points)):
            begin = at + 32 * number
            into[begin : begin + 32] = pair[32:]
            into[begin + 31] |= (pair[0] & 1) << 7
            if xs is not None:
                xs[xs_at + 32 * number : xs_at + 32 * number + 32] = pair[:32]
        self._points.clear()

    def clear(self) -> None:
        self._points.clear()

    def close(self) -> None:
        pass

    def _put(self, point: tuple, plus: tuple | None = None) -> None:
        if len(self._points) == self._most:
            raise ValueError("too many points")
        self._points.append(point if plus is None else add(point, plus))
