"""Multiples of the base point G and of a key H, collected and then converted to bytes together.

Until then they are secret: the operations are the same for every scalar, and every entry of a table is read. Points
are kept in one buffer that is allocated once, so that sealing a ballot leaves little on the heap.
"""

from crypto.slots import programs
from crypto.slots.curve import (
    _ORDER,
    BASE,
    COMB_BYTES,
    IDENTITY,
    SCRATCH_BYTES,
    FixedBase,
    L,
    _before,
    _comb_bits,
    _digits,
    _file,
    _point,
    _prefix,
    _product,
    _scalar,
    _view,
    cached,
    forget_base_table,
    lend_base_table,
    make_room_for_base_table,
    run,
)
from crypto.slots.digits import comb, every_other_pair

_POINT, _NUMBER = 128, 32
_BITS = bytearray(cached(IDENTITY) + cached(BASE))  # what a sealed 0 and a sealed 1 add
_x, _y = _view[23 * 32 : 24 * 32], _view[24 * 32 : 25 * 32]
_second = memoryview(_digits)[2:]
_once = bytearray(len(_digits) // 2)
_bit = bytearray(1)


def _long_blocks() -> tuple:
    """For both tables, H's first, and for points and weighted sums."""
    return memoryview(bytearray(2 * COMB_BYTES)), bytearray(SCRATCH_BYTES)


_kept = [_long_blocks()]  # this module is loaded at the start, when the heap still has such pieces
make_room_for_base_table(_kept[0][0][COMB_BYTES:])


class Bases:
    """Both tables, and room for points.

    key: H, of the prime-order subgroup.
    most: how many points are converted together, at least 2: room does not grow with a contest. No more than 20 are.

    scratch: SCRATCH_BYTES for weighted sums, as long as no point is collected.
    """

    def __init__(self, key: bytes, most: int):
        self._both, self.scratch = _kept.pop() if _kept else _long_blocks()
        FixedBase(key, self._both[:COMB_BYTES], self.scratch)
        self._of_g = self._both[COMB_BYTES:]
        lend_base_table(self._of_g)
        most = min(most, SCRATCH_BYTES // _POINT)
        self._points = memoryview(self.scratch)
        self._prefixes = memoryview(bytearray(most * _NUMBER))
        self._count, self._most = 0, most
        self.begin(bytearray(0), 0)

    def begin(self, into: bytearray, at: int, xs: bytearray | None = None, xs_at: int = 0) -> None:
        """Say where the next points go. Points that an invalid record left here are dropped.

        into, at: buffer and offset for 32 compressed bytes per point.
        xs, xs_at: buffer and offset for 32 bytes of x per point, or None.
        """
        self._count = 0
        self._into, self._at, self._xs, self._xs_at = into, at, xs, xs_at

    def put_sealed(self, r: int, bit: int) -> None:
        """Collect a ciphertext: r G, and r H + bit G without a branch on the bit. Scalars are taken modulo L."""
        self._make_room()
        _put_digits(r, _digits, 2)
        run(_file, programs.FIXED, self._of_g, _digits)
        self._keep()
        run(_file, programs.FIXED, self._both, _digits)
        _bit[0] = bit
        run(_file, programs.ADD_PICKED, _BITS, _bit)
        self._keep()

    def put_pair(self, scalar: int, of_g: int, plus_a: bytes | None = None, plus_b: bytes | None = None) -> None:
        """Collect two points: scalar G + plus_a, and scalar H + of_g G + plus_b.

        scalar, of_g: taken modulo L.
        plus_a, plus_b: points to add, or None.
        """
        self._make_room()
        _put_digits(scalar, _digits, 4)
        _put_digits(of_g, _second, 4)
        every_other_pair(_digits, _once)  # type: ignore[arg-type]  # viper: addresses
        run(_file, programs.FIXED, self._of_g, _once)
        self._keep(plus_a)
        run(_file, programs.TWO_FIXED, self._both, _digits)
        self._keep(plus_b)

    def close(self) -> None:
        """Give the tables up. That of the base point is built again when it is needed, in memory that is free then."""
        forget_base_table()

    def _make_room(self) -> None:
        """For two points. Between two pairs, since converting needs the registers that a pair is computed in."""
        if self._count + 2 > self._most:
            self.flush()

    def _keep(self, plus: bytes | None = None) -> None:
        place = self._points[_POINT * self._count : _POINT * (self._count + 1)]
        place[:] = _point
        if plus is not None:
            _point[:] = plus
            run(_file, programs.CACHE, _file, _digits)
            _point[:] = place
            run(_file, programs.ADD, _file, _digits)
            place[:] = _point
        self._count += 1

    def flush(self) -> None:
        """Convert all collected points to bytes, with one inversion, and forget them. ValueError beyond the buffer."""
        into, at, xs, xs_at = self._into, self._at, self._xs, self._xs_at
        end = at + _NUMBER * self._count
        if end > len(into):
            raise ValueError("too many points")
        points, prefixes = self._points, self._prefixes
        _product[:] = _file[32:64]
        for i in range(self._count):
            _point[:] = points[_POINT * i : _POINT * i + _POINT]
            run(_file, programs.BATCH_FORTH, _file, _digits)
            prefixes[_NUMBER * i : _NUMBER * i + _NUMBER] = _before
        run(_file, programs.BATCH_TURN, _file, _digits)
        for i in range(self._count - 1, -1, -1):
            _point[:] = points[_POINT * i : _POINT * i + _POINT]
            _prefix[:] = prefixes[_NUMBER * i : _NUMBER * i + _NUMBER]
            run(_file, programs.BATCH_BACK, _file, _digits)
            begin = at + _NUMBER * i
            into[begin : begin + _NUMBER] = _y
            into[begin + _NUMBER - 1] |= (_x[0] & 1) << 7
            if xs is not None:
                xs[xs_at + _NUMBER * i : xs_at + _NUMBER * i + _NUMBER] = _x
        self._at, self._xs_at, self._count = end, xs_at + _NUMBER * self._count, 0


def _put_digits(scalar: int, digits: bytearray | memoryview, stride: int) -> None:
    _scalar[:32] = (scalar % L).to_bytes(32, "little")
    comb(_scalar, _ORDER, _comb_bits, digits, stride)  # type: ignore[arg-type]  # viper: addresses
