"""QR Code Model 2 (ISO/IEC 18004) of upper-case text, versions 1 to 17: those that fit 384 dots at 4 dots per module.

The mask is always the same. The standard chooses it by a score, but every symbol names its mask and readers accept any;
scoring all eight would take seconds on a microcontroller. Base45 of signed bytes looks random, so no mask is much
better than another.
"""

import micropython

from formats.base45 import value  # QR's alphanumeric characters
from paper.galois import EXPONENTS, LOGARITHMS
from paper.qr_modules import MASK, draw_functions, place

VERSION_MAX = 17
QUIET_MODULES = 4  # white margin on every side
_MODE_ALPHANUMERIC = 0b0010
# Table 9, by version from 1: error correction codewords per block, number of blocks.
_CORRECTION = {
    "L": (
        b"\x07\x0a\x0f\x14\x1a\x12\x14\x18\x1e\x12\x14\x18\x1a\x1e\x16\x18\x1c",
        b"\1\1\1\1\1\2\2\2\2\4\4\4\4\4\6\6\6",
    ),
    "M": (
        b"\x0a\x10\x1a\x12\x18\x10\x12\x16\x16\x1a\x1e\x16\x16\x18\x18\x1c\x1c",
        b"\1\1\1\2\2\4\4\4\5\5\5\x08\x09\x09\x0a\x0a\x0b",
    ),
}
_LEVEL_BITS = {"L": 0b01, "M": 0b00}


def version_for(length: int, level: str = "M") -> int | None:
    """The smallest version that holds this many characters; None if even the largest does not."""
    for version in range(1, VERSION_MAX + 1):
        bits = 4 + _count_bits(version) + length // 2 * 11 + length % 2 * 6
        if bits <= _data_codewords(version, level) * 8:
            return version
    return None


def encode(text: str, level: str = "M") -> tuple[int, bytearray]:
    """The symbol of `text`: its size in modules, and its rows of (size + 7) // 8 bytes, left module highest, 1 dark.

    Raises ValueError if the text is too long or has a character outside QR's alphanumeric mode.

    level: "M" tolerates 15 % of damage, "L" 7 %.
    """
    version = version_for(len(text), level)
    if version is None:
        raise ValueError("too long for a QR code")
    size = 17 + 4 * version
    stride = (size + 7) // 8
    modules, taken = bytearray(stride * size), bytearray(stride * size)
    draw_functions(modules, taken, version, _LEVEL_BITS[level] << 3 | MASK)
    codewords = _with_correction(_data(text, version, level), version, level)
    place(modules, taken, codewords, size, len(codewords))  # type: ignore[arg-type]  # viper: addresses
    return size, modules


def _count_bits(version: int) -> int:
    return 9 if version < 10 else 11


def _total_codewords(version: int) -> int:
    """Modules that are not function patterns, in bytes."""
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        along = version // 7 + 2
        modules -= (25 * along - 10) * along - 55
        if version >= 7:
            modules -= 36
    return modules // 8


def _data_codewords(version: int, level: str) -> int:
    correction, blocks = _CORRECTION[level]
    return _total_codewords(version) - correction[version - 1] * blocks[version - 1]


def _data(text: str, version: int, level: str) -> bytearray:
    """Mode, count, characters, terminator and padding as codewords (7.4)."""
    capacity, characters = _data_codewords(version, level), text.encode()
    data = bytearray(capacity)
    held, bits, at = _MODE_ALPHANUMERIC << _count_bits(version) | len(text), 4 + _count_bits(version), 0
    for position in range(0, len(characters), 2):
        first = value(characters[position])
        if position + 1 < len(characters):
            held, bits = held << 11 | first * 45 + value(characters[position + 1]), bits + 11
        else:
            held, bits = held << 6 | first, bits + 6
        while bits >= 8:
            bits -= 8
            data[at] = held >> bits & 0xFF
            at += 1
        held &= 0xFF
    if bits and at < capacity:
        data[at] = held << 8 - bits & 0xFF
        spare, at = 8 - bits, at + 1
    else:
        spare = 0
    if spare < 4 and at < capacity:  # the terminator's four zeros need one more byte
        at += 1
    pad = 0xEC
    while at < capacity:
        data[at] = pad
        pad ^= 0xEC ^ 0x11
        at += 1
    return data


def _with_correction(data: bytearray, version: int, level: str) -> bytearray:
    """Data and error correction codewords of all blocks, interleaved (7.5, 7.6)."""
    per_block, blocks = (table[version - 1] for table in _CORRECTION[level])
    generator = _generator(per_block)
    short = len(data) // blocks
    longer_from = blocks - len(data) % blocks  # blocks from here on hold one more codeword
    result = bytearray(len(data) + per_block * blocks)
    view = memoryview(data)
    remainder = bytearray(per_block)
    start = 0
    for block in range(blocks):
        length = short + (1 if block >= longer_from else 0)
        part = view[start : start + length]
        start += length
        for i in range(length):
            result[i * blocks + block if i < short else short * blocks + block - longer_from] = part[i]
        _divide(part, length, generator, per_block, remainder, EXPONENTS, LOGARITHMS)  # type: ignore[arg-type]  # viper: addresses
        for i in range(per_block):
            result[len(data) + i * blocks + block] = remainder[i]
    return result


def _generator(degree: int) -> bytearray:
    """Logarithms of the coefficients of (x - 1)(x - 2)...(x - 2^(degree-1)), highest first, without the leading one."""
    coefficients = bytearray(degree)
    coefficients[degree - 1] = 1
    for root in range(degree):
        for i in range(degree):
            value = coefficients[i]
            if value:
                value = EXPONENTS[LOGARITHMS[value] + root]
            if i + 1 < degree:
                value ^= coefficients[i + 1]
            coefficients[i] = value
    for i in range(degree):
        coefficients[i] = LOGARITHMS[coefficients[i]]
    return coefficients


@micropython.viper
def _divide(data: ptr8, length: int, generator: ptr8, degree: int, remainder: ptr8, exponents: ptr8, logarithms: ptr8):  # noqa: F821
    """Reed-Solomon remainder of one block. No coefficient of a generator is zero, so all have a logarithm."""
    for i in range(degree):
        remainder[i] = 0
    for position in range(length):
        factor = data[position] ^ remainder[0]
        for i in range(degree - 1):
            remainder[i] = remainder[i + 1]
        remainder[degree - 1] = 0
        if factor:
            logarithm = logarithms[factor]
            for i in range(degree):
                remainder[i] ^= exponents[logarithm + generator[i]]
