"""The field machine in viper, for processors without an assembler version.

While a program runs, slots are 20 limbs of 13 bits, so that a sum of 20 products of limbs fits 31 bits. Which slots are
converted to and from limbs depends on the program alone.
"""

# ruff: noqa: F821  (viper's types)

import micropython

from crypto.slots.viper_limbs import add, pack, pick_slot, product, square, subtract, swap, unpack

_SLOTS = 32
_LIMBS = 20
_limbs = bytearray((_SLOTS + 3) * _LIMBS * 4)  # the slots, room for a product, and arguments
_state = bytearray(_SLOTS)


@micropython.viper
def _freeze(d: ptr32, a: ptr32):
    """d = a below P."""
    x = (a[19] >> 8) * 19
    i = 0
    while i < 20:
        x += a[i] if i < 19 else a[i] & 255
        d[i] = x & 8191
        x >>= 13
        i += 1
    x = 19
    i = 0
    while i < 19:
        x = x + d[i] >> 13
        i += 1
    x = (x + d[19] >> 8) * 19  # minus P when 19 more would carry into bit 255
    i = 0
    while i < 20:
        x += d[i]
        d[i] = x & 8191
        x >>= 13
        i += 1
    d[19] = d[19] & 255


@micropython.viper
def run(slots: ptr8, program: ptr8, table: ptr8, digits: ptr8):
    """run(slots, program, table, digits): see `crypto.slots`."""
    limbs = int(ptr8(_limbs))
    state = ptr8(_state)
    arguments = limbs + 34 * 80
    given = ptr32(arguments)
    i = 0
    while i < 32:
        state[i] = 0  # only the bytes are valid
        i += 1
    at = int(program)
    base = int(slots)
    next_digit = int(digits)
    counter = 0
    while True:
        p = ptr8(at)
        at += 4
        code = p[0]
        into = p[1]
        first = p[2]
        last = p[3]
        if code == 5:
            digit = ptr8(next_digit)[0]
            next_digit += 1
            given[3] = digit >> 7
            size = first & 15
            start = int(table) + ((first >> 4) * last * size << 5)
            given[0] = digit & 127
            given[1] = last
            given[2] = size << 3
            i = 0
            while i < size:
                pick_slot(base + (into + i << 5), start + (i << 5), arguments)
                state[into + i] = 0
                i += 1
        elif code == 7:
            counter = last
        elif code == 8:
            counter -= 1
            if counter:
                at -= last << 2
        elif code == 0:
            break
        else:
            if not state[first]:
                unpack(limbs + first * 80, base + (first << 5))
                state[first] = 1
            given[0] = first * 80
            given[2] = into * 80
            if code == 2:
                square(arguments)
                given[0] = into * 80
                while last > 1:
                    square(arguments)
                    last -= 1
            elif code == 9:
                _freeze(limbs + into * 80, limbs + first * 80)
            elif code == 6:
                if not state[into]:
                    unpack(limbs + into * 80, base + (into << 5))
                swap(arguments)
                state[first] = 2
            else:
                if not state[last]:
                    unpack(limbs + last * 80, base + (last << 5))
                    state[last] = 1
                given[1] = last * 80
                if code == 1:
                    product(arguments)
                elif code == 3:
                    add(arguments)
                else:
                    subtract(arguments)
            state[into] = 2  # the limbs are newer than the bytes
    i = 0
    while i < 32:
        if state[i] == 2:
            pack(limbs + i * 80, base + (i << 5))
        i += 1
