"""Place the modules of a QR symbol (ISO/IEC 18004); `paper.qr` computes the codewords."""

import micropython

MASK = 0  # (row + column) even; `place` supports no other


@micropython.viper
def place(modules: ptr8, taken: ptr8, codewords: ptr8, size: int, count: int):  # noqa: F821
    """Place codewords in the free modules along the zigzag (7.7.3), masked. The remainder bits are zeros.

    modules, taken: rows of (size + 7) // 8 bytes; `taken` marks function patterns.
    codewords, count: to place.
    size: in modules.
    """
    stride = (size + 7) >> 3
    bit, bits = 0, count * 8
    column = size - 1
    upward = 1
    while column > 0:
        if column == 6:  # the timing column is not part of the zigzag
            column = 5
        for step in range(size):
            row = size - 1 - step if upward else step
            for x in range(column, column - 2, -1):
                at = row * stride + (x >> 3)
                mask = 0x80 >> (x & 7)
                if not taken[at] & mask:
                    dark = 0
                    if bit < bits:
                        dark = codewords[bit >> 3] >> (7 - (bit & 7)) & 1
                        bit += 1
                    if dark ^ ((row + x + 1) & 1):
                        modules[at] |= mask
        upward = 1 - upward
        column -= 2


def draw_functions(modules: bytearray, taken: bytearray, version: int, format_data: int) -> None:
    """Draw finders, timing, alignment patterns, format and version information (6.3, 7.9, 7.10).

    modules, taken: rows of (size + 7) // 8 bytes.
    version: 1 to 17.
    format_data: correction level and mask, five bits.
    """
    size = 17 + 4 * version
    stride = (size + 7) // 8

    def put(row: int, column: int, dark: int) -> None:
        at, mask = row * stride + (column >> 3), 0x80 >> (column & 7)
        taken[at] |= mask
        if dark:
            modules[at] |= mask
        else:
            modules[at] &= ~mask

    def square(row: int, column: int, reach: int, light: tuple) -> None:
        """Draw rings around a centre, dark except at the distances in `light`, clipped at the edge."""
        for y in range(max(row - reach, 0), min(row + reach + 1, size)):
            for x in range(max(column - reach, 0), min(column + reach + 1, size)):
                put(y, x, max(abs(y - row), abs(x - column)) not in light)

    for i in range(size):
        put(6, i, i + 1 & 1)
        put(i, 6, i + 1 & 1)
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        square(row, column, 4, (2, 4))
    centres = _alignment(version)
    last = len(centres) - 1
    for i, row in enumerate(centres):
        for j, column in enumerate(centres):
            if (i, j) not in ((0, 0), (0, last), (last, 0)):  # where the finders are
                square(row, column, 2, (1,))
    word = (format_data << 10 | _remainder(format_data, 10, 0x537)) ^ 0x5412
    for i in range(15):
        dark = word >> i & 1
        put(i if i < 6 else i + 1 if i < 8 else size - 15 + i, 8, dark)
        put(8, size - 1 - i if i < 8 else 7 if i == 8 else 14 - i, dark)
    put(size - 8, 8, 1)
    if version >= 7:
        word = version << 12 | _remainder(version, 12, 0x1F25)
        for i in range(18):
            put(size - 11 + i % 3, i // 3, word >> i & 1)
            put(i // 3, size - 11 + i % 3, word >> i & 1)


def _alignment(version: int) -> list[int]:
    """Rows and columns of the centres of alignment patterns (annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6] + [10 + 4 * version - i * step for i in range(count - 2, -1, -1)]


def _remainder(value: int, degree: int, polynomial: int) -> int:
    """Remainder of value * x^degree over GF(2) (annexes C and D)."""
    remainder = value
    for _ in range(degree):
        remainder = remainder << 1 ^ (remainder >> degree - 1) * polynomial
    return remainder
