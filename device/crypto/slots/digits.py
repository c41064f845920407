"""Digits of scalars for the programs of the field machine. Instructions and addresses do not depend on the scalar."""

# ruff: noqa: F821  (viper's types)

import micropython


@micropython.viper
def comb(scalar: ptr8, order: ptr8, bits: ptr8, digits: ptr8, stride: int):
    """Write the 52 digits of a comb with 5 teeth, 26 apart, in 2 blocks, highest step first. All bits are +1 or -1.

    Only an odd number can be written so; hence the order, which is odd, is added to an even scalar. Bit b of
    (odd number + 2^260) / 2 stands for 2 b - 1.

    scalar, order: 32 bytes, little-endian, scalar < order.
    bits: 33 bytes of scratch.
    digits: the result, two per step.
    stride: bytes from one step to the next.
    """
    mask = (scalar[0] & 1) - 1
    carry = 0
    for i in range(32):
        carry += scalar[i] + (order[i] & mask)
        bits[i] = carry & 255
        carry >>= 8
    bits[32] = carry | 16
    for i in range(32):
        bits[i] = bits[i] >> 1 | (bits[i + 1] & 1) << 7
    bits[32] = bits[32] >> 1
    at = 0
    step = 25
    while step >= 0:
        position = step
        for block in range(2):
            index = bits[position >> 3] >> (position & 7) & 1
            position += 26
            index |= (bits[position >> 3] >> (position & 7) & 1) << 1
            position += 26
            index |= (bits[position >> 3] >> (position & 7) & 1) << 2
            position += 26
            index |= (bits[position >> 3] >> (position & 7) & 1) << 3
            position += 26
            index |= (bits[position >> 3] >> (position & 7) & 1) << 4
            position += 26
            minus = 1 - (index >> 4)
            digits[at + block] = (index ^ (0 - minus)) & 15 | minus << 7
        at += stride
        step -= 1


@micropython.viper
def every_other_pair(digits: ptr8, into: ptr8):
    """Copy the digits of the first of two interleaved combs (stride 4) so that they stand alone (stride 2)."""
    i = 0
    while i < 52:
        into[i] = digits[i + (i & 62)]
        i += 1


@micropython.viper
def window(scalar: ptr8, width: int, count: int, digits: ptr8, stride: int):
    """Write signed digits, highest first.

    scalar: little-endian, with one byte more than its digits cover; below half of 2^(width * count), so that the
    highest digit needs no sign.
    width: bits per digit.
    count: number of digits.
    digits: the result.
    stride: bytes from one digit to the next.
    """
    half = 1 << width - 1
    mask = (1 << width) - 1
    carry = 0
    position = 0
    at = (count - 1) * stride
    while at >= 0:
        byte = position >> 3
        digit = ((scalar[byte] | scalar[byte + 1] << 8) >> (position & 7) & mask) + carry
        carry = digit + half >> width
        if at < stride:
            carry = 0
        digit -= carry << width
        minus = digit >> 31 & 1
        digits[at] = (digit ^ (0 - minus)) + minus | minus << 7
        at -= stride
        position += width
