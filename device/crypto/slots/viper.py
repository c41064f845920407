"""The machine for field operations in viper, for processors without an assembler of their own here.

Slots are worked on as 20 limbs of 13 bits, kept here while a program runs: a sum of 20 products of limbs fits 31 bits.
Which slots are read and written as limbs depends on the program alone.
"""

# ruff: noqa: F821  (viper's types)

import micropython

_SLOTS = 32
_LIMBS = 20
_limbs = bytearray((_SLOTS + 4) * _LIMBS * 4)  # the slots, and room for a product
_state = bytearray(_SLOTS)


@micropython.viper
def _product(b: ptr32, r: ptr32, x: int, a: ptr32, d: ptr32):
    """d = a * b, below 2^255 + 2^28. r: room for 40 limbs; x: anything. The first three live in registers."""
    i = 0
    while i < 40:
        r[i] = 0
        i += 1
    i = 0
    while i < 20:
        x = a[i]
        r[0] = r[0] + x * b[0]
        r[1] = r[1] + x * b[1]
        r[2] = r[2] + x * b[2]
        r[3] = r[3] + x * b[3]
        r[4] = r[4] + x * b[4]
        r[5] = r[5] + x * b[5]
        r[6] = r[6] + x * b[6]
        r[7] = r[7] + x * b[7]
        r[8] = r[8] + x * b[8]
        r[9] = r[9] + x * b[9]
        r[10] = r[10] + x * b[10]
        r[11] = r[11] + x * b[11]
        r[12] = r[12] + x * b[12]
        r[13] = r[13] + x * b[13]
        r[14] = r[14] + x * b[14]
        r[15] = r[15] + x * b[15]
        r[16] = r[16] + x * b[16]
        r[17] = r[17] + x * b[17]
        r[18] = r[18] + x * b[18]
        r[19] = r[19] + x * b[19]
        r = ptr32(uint(r) + 4)
        i += 1
    # r stands at the upper half now: carry there, then 2^260 = 608
    x = 0
    i = 0
    while i < 20:
        x += r[i]
        r[i] = x & 8191
        x >>= 13
        i += 1
    b = ptr32(uint(r) - 80)
    x = 0
    i = 0
    while i < 20:
        x += b[i] + 608 * r[i]
        d[i] = x & 8191
        x >>= 13
        i += 1
    # what is above bit 255 times 19
    x = (d[19] >> 8 | x << 5) * 19
    d[19] = d[19] & 255
    i = 0
    while i < 20:
        x += d[i]
        d[i] = x & 8191
        x >>= 13
        i += 1
    d[19] = d[19] + (x << 13)


@micropython.viper
def _sum(d: ptr32, a: ptr32, x: int, b: ptr32, minus: int):
    """d = a + b, or a - b + 4 P, below 2^255 + 2^12. x: anything."""
    i = 0
    if minus:
        x = -75  # 4 P has 1023 in its highest limb, 8191 in the others, and 75 less at the bottom
        while i < 19:
            x += a[i] - b[i] + 8191
            d[i] = x & 8191
            x >>= 13
            i += 1
        x += a[19] - b[19] + 1023
    else:
        x = 0
        while i < 19:
            x += a[i] + b[i]
            d[i] = x & 8191
            x >>= 13
            i += 1
        x += a[19] + b[19]
    d[19] = x & 255
    x = (x >> 8) * 19
    i = 0
    while i < 20:
        x += d[i]
        d[i] = x & 8191
        x >>= 13
        i += 1


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
def _unpack(source: ptr8, d: ptr32):
    """32 bytes as limbs."""
    bits = 0
    have = 0
    at = 0
    i = 0
    while i < 20:
        while have < 13:
            if at < 32:
                bits |= source[at] << have
            at += 1
            have += 8
        d[i] = bits & 8191
        bits >>= 13
        have -= 13
        i += 1


@micropython.viper
def _pack(d: ptr32, target: ptr8):
    bits = 0
    have = 0
    at = 0
    i = 0
    while at < 32:
        if have < 8:
            bits |= d[i] << have
            have += 13
            i += 1
        target[at] = bits
        bits >>= 8
        have -= 8
        at += 1


@micropython.viper
def _pick(d: ptr32, start: ptr32, mask: int, entry: int, entries: int, words: int):
    """d = the entry of a table; every entry is read. mask: anything."""
    i = 0
    while i < words:
        d[i] = 0
        i += 1
    while entries > 0:
        mask = (entry - 1 >> 31) & ~(entry >> 31)  # all ones where entry is 0
        i = 0
        while i < words:
            d[i] = d[i] | start[i] & mask
            i += 1
        start = ptr32(uint(start) + (words << 2))
        entry -= 1
        entries -= 1


@micropython.viper
def run(slots: ptr8, program: ptr8, table: ptr8, digits: ptr8):
    """run(slots, program, table, digits): see `crypto.slots`."""
    limbs = int(ptr8(_limbs))
    state = ptr8(_state)
    room = limbs + 32 * 80
    i = 0
    while i < 32:
        state[i] = 0  # only the bytes are there
        i += 1
    at = int(program)
    base = int(slots)
    next_digit = int(digits)
    counter = 0
    sign = 0
    while True:
        p = ptr8(at)
        at += 4
        code = p[0]
        into = p[1]
        first = p[2]
        last = p[3]
        if code <= 4 or code == 9 or code == 6:
            if code == 0:
                break
            if not state[first]:
                _unpack(base + (first << 5), limbs + first * 80)
                state[first] = 1
            d = limbs + into * 80
            a = limbs + first * 80
            if code == 2:
                _product(a, room, 0, a, d)
                while last > 1:
                    _product(d, room, 0, d, d)
                    last -= 1
            elif code == 9:
                _freeze(d, a)
            elif code == 6:
                if not state[into]:
                    _unpack(base + (into << 5), d)
                x = ptr32(d)
                y = ptr32(a)
                i = 0
                while i < 20:
                    t = (x[i] ^ y[i]) & sign
                    x[i] = x[i] ^ t
                    y[i] = y[i] ^ t
                    i += 1
                state[first] = 2
            else:
                if not state[last]:
                    _unpack(base + (last << 5), limbs + last * 80)
                    state[last] = 1
                b = limbs + last * 80
                if code == 1:
                    _product(b, room, 0, a, d)
                else:
                    _sum(d, a, 0, b, code - 3)
            state[into] = 2  # the limbs are newer than the bytes
        elif code == 5:
            digit = ptr8(next_digit)[0]
            next_digit += 1
            sign = 0 - (digit >> 7)
            size = first & 15
            _pick(base + (into << 5), int(table) + ((first >> 4) * last * size << 5), 0, digit & 127, last, size << 3)
            i = 0
            while i < size:
                state[into + i] = 0
                i += 1
        elif code == 7:
            counter = last
        elif code == 8:
            counter -= 1
            if counter:
                at -= last << 2
    i = 0
    while i < 32:
        if state[i] == 2:
            _pack(limbs + i * 80, base + (i << 5))
        i += 1
