"""The field machine in viper, for processors without an assembler version.

While a program runs, slots are 20 limbs of 13 bits, so that a sum of 20 products of limbs fits 31 bits. Which slots are
converted to and from limbs depends on the program alone.
"""

# ruff: noqa: F821  (viper's types)

import micropython

from crypto.slots.viper_limbs import add, pack, pick, product, reduce, square, subtract, swap, unpack

_SLOTS = 32
_LIMBS = 20
_limbs = bytearray((_SLOTS + 5) * _LIMBS * 4)  # the slots, room for a product, and arguments
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
    # Viper keeps the first two locals in registers, which from here on are the state of the slots and the operation;
    # and it looks a function up at every call, unless a local holds it.
    base = int(slots)
    slots = ptr8(_state)
    multiply = product
    multiply_by_itself = square
    finish = reduce
    plus = add
    minus = subtract
    exchange = swap
    to_limbs = unpack
    limbs = int(ptr8(_limbs))
    arguments = limbs + 36 * 80
    given = ptr32(arguments)
    i = 0
    while i < 32:
        slots[i] = 0  # only the bytes are valid
        i += 1
    next_digit = int(digits)
    counter = 0
    while True:
        code = program[0]
        into = program[1]
        first = program[2]
        last = program[3]
        if code < 7 and code != 5:
            if code == 0:
                break
            if not slots[first]:
                to_limbs(limbs + first * 80, base + (first << 5))
                slots[first] = 1
            given[0] = first * 80
            given[2] = into * 80
            if code == 2:
                multiply_by_itself(arguments)
                finish(arguments)
                given[0] = into * 80
                while last > 1:
                    multiply_by_itself(arguments)
                    finish(arguments)
                    last -= 1
            elif code == 6:
                if not slots[into]:
                    to_limbs(limbs + into * 80, base + (into << 5))
                exchange(arguments)
                slots[first] = 2
            else:
                if not slots[last]:
                    to_limbs(limbs + last * 80, base + (last << 5))
                    slots[last] = 1
                given[1] = last * 80
                if code == 1:
                    multiply(arguments)
                    finish(arguments)
                elif code == 3:
                    plus(arguments)
                else:
                    minus(arguments)
            slots[into] = 2  # the limbs are newer than the bytes
        elif code == 5:
            digit = ptr8(next_digit)[0]
            next_digit += 1
            given[3] = digit >> 7
            size = first & 15
            given[0] = digit & 127
            given[1] = last
            given[2] = size
            pick(base + (into << 5), int(table) + ((first >> 4) * last * size << 5), arguments)
            while size:
                slots[into] = 0
                into += 1
                size -= 1
        elif code == 7:
            counter = last
        elif code == 8:
            counter -= 1
            if counter:
                program = ptr8(int(program) - (last << 2))
        else:
            if not slots[first]:
                to_limbs(limbs + first * 80, base + (first << 5))
                slots[first] = 1
            _freeze(limbs + into * 80, limbs + first * 80)
            slots[into] = 2
        program = ptr8(int(program) + 4)
    i = 0
    while i < 32:
        if slots[i] == 2:
            pack(limbs + i * 80, base + (i << 5))
        i += 1
