"""The group of edwards25519 on slots: `crypto.curve` for boards with the field machine.

A point is 128 bytes: X, Y, Z, T, each little-endian and below 2^256. All functions share one register file, which keeps
nothing between calls; do not call them from an interrupt.
"""

from crypto.layer import NAME
from crypto.slots import programs
from crypto.slots.digits import comb, window

if NAME == "thumb":
    from crypto.slots.thumb import run
elif NAME == "thumb_dsp":
    from crypto.slots.thumb_dsp import run  # type: ignore[assignment]
else:
    from crypto.slots.viper import run  # type: ignore[assignment]

P = (1 << 255) - 19
L = (1 << 252) + 27742317777372353535851937790883648493


def _bytes(*values: int) -> bytes:
    return b"".join([value.to_bytes(32, "little") for value in values])


IDENTITY = _bytes(0, 1, 1, 0)
BASE = programs.BASE
_ZERO = bytes(32)
_ORDER = _bytes(L)

_POINT_SIZE = _CACHED_SIZE = 128
ENTRIES = 9
_WINDOW = 4
_SUM_WINDOW, _SUM_ENTRIES, _SUM_POINTS = 3, 5, 4
SCRATCH_BYTES = _SUM_POINTS * _SUM_ENTRIES * _CACHED_SIZE
_STEPS_AT = 19  # in the program of a window: the number of steps
_COMB_BLOCK = 16  # entries
_COMB_DIGITS = 52
COMB_BYTES = 2 * _COMB_BLOCK * 96

# The register file: constants, the point, and the slots where programs leave their results.
_file = bytearray(32 * 32)
_view = memoryview(_file)
_file[:160] = programs.CONSTANTS
_point = _view[5 * 32 : 9 * 32]
_y = _view[6 * 32 : 7 * 32]
_cached = _view[17 * 32 : 21 * 32]
_entry = _view[17 * 32 : 20 * 32]
_pair = _view[22 * 32 : 24 * 32]
_product, _before, _off_curve, _prefix = [_view[32 * slot : 32 * slot + 32] for slot in range(22, 26)]
_batch_pair = _view[23 * 32 : 25 * 32]
_reduced = _view[25 * 32 : 27 * 32]
_scalar = bytearray(34)
_digits = bytearray(2 * _COMB_DIGITS)
_variable = bytearray(programs.VARIABLE)
_table = bytearray(ENTRIES * _CACHED_SIZE)  # of `multiply`; a full heap has no such block when a signature is verified

_base_table = None
_base_room: memoryview | None = None  # for it


def add(p: bytes, q: bytes) -> bytes:
    """p + q, two points."""
    _point[:] = q
    run(_file, programs.CACHE, _file, _digits)
    _point[:] = p
    run(_file, programs.ADD, _file, _digits)
    return bytes(_point)


def double(p: bytes) -> bytes:
    """p + p."""
    _point[:] = p
    run(_file, programs.DOUBLE, _file, _digits)
    return bytes(_point)


def negate(p: bytes) -> bytes:
    """-p."""
    _point[:] = p
    run(_file, programs.NEGATE, _file, _digits)
    return bytes(_point)


def equal(p: bytes, q: bytes) -> bool:
    """True if p and q are the same point, with any Z."""
    _view[17 * 32 : 20 * 32] = q[:96]
    _point[:] = p
    run(_file, programs.EQUAL, _file, _digits)
    return _pair == _ZERO + _ZERO


def multiply(point: bytes, scalar: int, bits: int = 255) -> bytes:
    """scalar * point, for any point of the curve.

    Signed window of 4 bits, reading every entry of the table. The number of operations depends on `bits` alone: 256
    doublings and 64 additions for 255 bits.

    point: of the curve.
    scalar: 0..2^bits-1, else ValueError.
    bits: of the scalar.
    """
    _put_scalar(scalar, bits)
    _multiples(point, _table, 0, ENTRIES)
    count = bits // _WINDOW + 1
    _variable[_STEPS_AT] = count
    window(_scalar, _WINDOW, count, _digits, 1)  # type: ignore[arg-type]  # viper: addresses
    run(_file, _variable, _table, _digits)
    return bytes(_point)


def sum_of_multiples(
    points: list, scalars: list[int], bits: int = 255, scratch: bytearray | None = None
) -> bytes:
    """The sum of scalar * point, with doublings shared by four points.

    points, scalars: equally many.
    bits: all scalars are in 0..2^bits-1, else ValueError.
    scratch: SCRATCH_BYTES, for callers who cannot hope for long blocks of memory.
    """
    count = bits // _SUM_WINDOW + 1
    program = bytearray(programs.SUM_OF_MULTIPLES)
    program[_STEPS_AT] = count
    table = bytearray(SCRATCH_BYTES) if scratch is None else scratch
    digits = bytearray(_SUM_POINTS * count)
    total = IDENTITY
    for begin in range(0, len(points), _SUM_POINTS):
        for number in range(_SUM_POINTS):
            given = begin + number < len(points)
            _put_scalar(scalars[begin + number] if given else 0, bits)
            window(_scalar, _SUM_WINDOW, count, memoryview(digits)[number:], _SUM_POINTS)  # type: ignore[arg-type]  # viper: addresses
            at = number * _SUM_ENTRIES * _CACHED_SIZE
            _multiples(points[begin + number] if given else IDENTITY, table, at, _SUM_ENTRIES)
        run(_file, program, table, digits)
        total = add(total, bytes(_point)) if begin else bytes(_point)
    return total


def _put_scalar(scalar: int, bits: int = 255) -> None:
    if scalar < 0 or scalar >> bits:
        raise ValueError("scalar out of range")
    _scalar[:32] = scalar.to_bytes(32, "little")


def _multiples(point: bytes, table: bytearray, at: int, entries: int) -> None:
    """Write 0, 1, 2, ... times the point to a table.

    point: 128 bytes.
    table: of 128 bytes per entry.
    at: offset of the first entry.
    entries: how many.
    """
    table[at : at + _CACHED_SIZE] = _IDENTITY_CACHED
    _point[:] = point
    run(_file, programs.CACHE, _file, _digits)
    first = at + _CACHED_SIZE
    end = at + entries * _CACHED_SIZE
    once = memoryview(table)[first : first + _CACHED_SIZE]
    at = first
    while True:
        table[at : at + _CACHED_SIZE] = _cached
        at += _CACHED_SIZE
        if at == end:
            return
        _cached[:] = once
        run(_file, programs.NEXT_MULTIPLE, _file, _digits)


_IDENTITY_CACHED = _bytes(1, 1, 2, 0)


class FixedBase:
    """Multiples of one point of the prime-order subgroup (`in_prime_subgroup`): 32 points of 96 bytes.

    Signed all-bits-set comb (M. Hamburg, "Fast and compact elliptic-curve cryptography", 2012, 3.3).
    """

    def __init__(self, point: bytes, table: memoryview | None = None, scratch: bytearray | None = None):
        """table: COMB_BYTES for the result; newly allocated if None. scratch: SCRATCH_BYTES; the same."""
        table = memoryview(bytearray(COMB_BYTES)) if table is None else table  # allocated before points fill the heap
        self._table = table
        # Each by itself would be a search for room.
        sums = memoryview(bytearray(_COMB_BLOCK * _POINT_SIZE) if scratch is None else scratch)
        tooth = point
        for block in range(2):
            sums[:_POINT_SIZE], sums[_POINT_SIZE : 2 * _POINT_SIZE] = negate(tooth), tooth
            for number in range(5):
                if number:
                    half = _POINT_SIZE << number
                    # The highest tooth is positive in the table; its sign is the sign of the entry.
                    _add_to_each(sums, half, tooth, half if number < 4 else 0)
                    if number < 4:
                        _add_to_each(sums, half, negate(tooth), 0)
                _point[:] = tooth
                run(_file, programs.DOUBLE_26, _file, _digits)
                tooth = bytes(_point)
            _write_entries(sums, table[COMB_BYTES // 2 * block : COMB_BYTES // 2 * (block + 1)])

    def multiply(self, scalar: int) -> bytes:
        """scalar * point, with the scalar modulo L. Always 26 doublings and 52 additions."""
        _scalar[:32] = (scalar % L).to_bytes(32, "little")
        comb(_scalar, _ORDER, _comb_bits, _digits, 2)  # type: ignore[arg-type]  # viper: addresses
        run(_file, programs.FIXED, self._table, _digits)
        return bytes(_point)


def _add_to_each(points: memoryview, size: int, point: bytes, to: int) -> None:
    """Add a point to each of those in the first `size` bytes; the sums begin at `to`."""
    _point[:] = point
    run(_file, programs.CACHE, _file, _digits)
    for at in range(0, size, _POINT_SIZE):
        _point[:] = points[at : at + _POINT_SIZE]
        run(_file, programs.ADD, _file, _digits)
        points[to + at : to + at + _POINT_SIZE] = _point


def _write_entries(points: memoryview, table: memoryview) -> None:
    """Write points as affine entries, with one inversion. Until then an entry's place holds a product of Zs."""
    _product[:] = _file[32:64]
    for i in range(_COMB_BLOCK):
        _point[:] = points[_POINT_SIZE * i : _POINT_SIZE * i + _POINT_SIZE]
        run(_file, programs.BATCH_FORTH, _file, _digits)
        table[96 * i : 96 * i + 32] = _before
    run(_file, programs.BATCH_TURN, _file, _digits)
    for i in range(_COMB_BLOCK - 1, -1, -1):
        _point[:] = points[_POINT_SIZE * i : _POINT_SIZE * i + _POINT_SIZE]
        _prefix[:] = table[96 * i : 96 * i + 32]
        run(_file, programs.BATCH_BACK, _file, _digits)
        product, pair = bytes(_product), bytes(_batch_pair)
        _pair[:] = pair
        run(_file, programs.AFFINE_ENTRY, _file, _digits)
        _product[:] = product  # the pair lies where it was
        table[96 * i : 96 * i + 96] = _entry


_comb_bits = bytearray(33)


def base_table() -> FixedBase:
    """The table of the base point, built at the first call. Signatures and sealing share it."""
    global _base_table
    if _base_table is None:
        _base_table = FixedBase(BASE, _base_room)
    return _base_table


def make_room_for_base_table(table: memoryview) -> None:
    """Where the table of the base point is to be built. table: COMB_BYTES."""
    global _base_room
    _base_room = table


def lend_base_table(table: memoryview) -> None:
    """Move the table of the base point to this buffer of COMB_BYTES, so that there is only one."""
    table[:] = base_table()._table
    base_table()._table = table


def forget_base_table() -> None:
    """Free the table of the base point, unless somebody keeps it."""
    global _base_table, _base_room
    _base_table = _base_room = None


def cached(point: bytes) -> bytes:
    """The point as a table entry that the field machine adds."""
    _point[:] = point
    run(_file, programs.CACHE, _file, _digits)
    return bytes(_cached)


# --- points as bytes ---


def compress(point: bytes, public: bool = False) -> bytes:
    """The 32 bytes of a point (RFC 8032 5.1.2). public: ignored, since the operations are always the same."""
    return _compressed(affine_bytes(point))


def _compressed(pair: bytes) -> bytes:
    data = bytearray(pair[32:])
    data[31] |= (pair[0] & 1) << 7
    return bytes(data)


def batch_compress(points: list) -> list[bytes]:
    """The 32 bytes of each point, with one inversion for all."""
    return [_compressed(pair) for pair in batch_affine_bytes(points)]


def decompress(data: bytes) -> bytes | None:
    """The point encoded in 32 bytes, or None if they are not the canonical encoding of one (RFC 8032 5.1.3).

    The point may be outside the prime-order subgroup. Not for secret points.
    """
    if len(data) != 32:
        return None
    y = bytearray(data)
    sign = y[31] >> 7
    y[31] &= 127
    if int.from_bytes(y, "little") >= P:
        return None
    _y[:] = y
    run(_file, programs.ROOT, _file, _digits)
    for root, difference in ((24, 26), (25, 27)):
        if _view[32 * difference : 32 * difference + 32] == _ZERO:
            x = int.from_bytes(_view[32 * root : 32 * root + 32], "little")
            if not x and sign:
                return None
            return from_affine_bytes((P - x if x & 1 != sign else x).to_bytes(32, "little") + y)
    return None


def affine_bytes(point: bytes, public: bool = False) -> bytes:
    """The 64 bytes of a point. public: as for `compress`."""
    _point[:] = point
    file = _file
    run(file, programs.AFFINE, file, file)
    return bytes(_pair)


def batch_affine_bytes(points: list) -> list[bytes]:
    """The 64 bytes of each point, with one inversion for all (Montgomery's trick)."""
    prefixes = []
    _product[:] = _file[32:64]
    for point in points:
        _point[:] = point
        run(_file, programs.BATCH_FORTH, _file, _digits)
        prefixes.append(bytes(_before))
    run(_file, programs.BATCH_TURN, _file, _digits)
    for i in range(len(points) - 1, -1, -1):
        _point[:] = points[i]
        _prefix[:] = prefixes[i]
        run(_file, programs.BATCH_BACK, _file, _digits)
        prefixes[i] = bytes(_batch_pair)
    return prefixes


def from_affine_bytes(data: bytes) -> bytes | None:
    """The point encoded in 64 bytes, or None if a coordinate is not reduced or the point is not on the curve.

    The point may be outside the prime-order subgroup.
    """
    if len(data) != 64:
        return None
    _pair[:] = data
    run(_file, programs.FROM_AFFINE, _file, _digits)
    return bytes(_point) if _off_curve == _ZERO and _reduced == data else None


def add_affine(total: bytearray, data: bytes) -> bool:
    """Add the point in 64 bytes to the packed point in `total`. False, with nothing added, if it is invalid."""
    if len(data) != 64:
        return False
    # Looked up together: this runs for each sum of each ballot, and a look-up takes as long as six field operations.
    execute, file, program, point, pair, off_curve, zero, reduced = _sum_step
    point[:] = total
    pair[:] = data
    execute(file, program, file, file)
    if off_curve != zero or reduced != data:
        return False
    total[:] = point
    return True


_sum_step = run, _file, programs.ADD_FROM_AFFINE, _point, _pair, _off_curve, _ZERO, _reduced


def pack(point: bytes) -> bytes:
    """128 bytes of a point, for storage in a buffer; not canonical."""
    return point


def unpack(data: bytes) -> bytes:
    """The inverse of `pack`."""
    return bytes(data)


def in_prime_subgroup(point: bytes) -> bool:
    """True if L * point is the identity. As slow as any `multiply`."""
    return equal(multiply(point, L), IDENTITY)
