"""The block functions of `crypto.integer_hashes` in viper. No branch and no address depends on a value.

Viper's integers have 32 bits on a microcontroller and 64 on a PC: sums and left shifts are cut to 32 where it matters.
"""

# ruff: noqa: F821  (viper's types)

import micropython

from crypto.integer_hashes import poly1305_tag

__all__ = ("chacha20_blocks", "poly1305_tag", "sha512_block")


@micropython.viper
def sha512_block(state: ptr32, block: ptr8, constants: ptr32, work: ptr32):
    """As in `crypto.integer_hashes`, with constants aligned to 4 bytes. Words are halves: h high, l low."""
    all_ones = (uint(1) << 31 << 1) - uint(1)
    i = 0
    while i < 16:
        j = i << 3
        work[2 * i + 1] = block[j] << 24 | block[j + 1] << 16 | block[j + 2] << 8 | block[j + 3]
        work[2 * i] = block[j + 4] << 24 | block[j + 5] << 16 | block[j + 6] << 8 | block[j + 7]
        i += 1
    al = uint(state[0])
    ah = uint(state[1])
    bl = uint(state[2])
    bh = uint(state[3])
    cl = uint(state[4])
    ch = uint(state[5])
    dl = uint(state[6])
    dh = uint(state[7])
    el = uint(state[8])
    eh = uint(state[9])
    fl = uint(state[10])
    fh = uint(state[11])
    gl = uint(state[12])
    gh = uint(state[13])
    hl = uint(state[14])
    hh = uint(state[15])
    i = 0
    while True:  # its end: a conditional branch back over all of it is too far for an Xtensa
        at = (i & 15) << 1
        tl = uint(work[at])
        th = uint(work[at + 1])
        if i >= 16:
            j = (i + 1 & 15) << 1
            xl = uint(work[j])
            xh = uint(work[j + 1])
            q = (xl >> 1 ^ xh << 31 ^ xl >> 8 ^ xh << 24 ^ xl >> 7 ^ xh << 25) & all_ones
            tl = tl + q & all_ones
            th += (xh >> 1 ^ xl << 31 ^ xh >> 8 ^ xl << 24 ^ xh >> 7) + uint(tl < q)
            j = (i + 14 & 15) << 1
            xl = uint(work[j])
            xh = uint(work[j + 1])
            q = (xl >> 19 ^ xh << 13 ^ xh >> 29 ^ xl << 3 ^ xl >> 6 ^ xh << 26) & all_ones
            tl = tl + q & all_ones
            th += (xh >> 19 ^ xl << 13 ^ xl >> 29 ^ xh << 3 ^ xh >> 6) + uint(tl < q)
            j = (i + 9 & 15) << 1
            q = uint(work[j])
            tl = tl + q & all_ones
            th += uint(work[j + 1]) + uint(tl < q)
            work[at] = int(tl)
            work[at + 1] = int(th)
        q = uint(constants[2 * i])
        tl = tl + q & all_ones
        th += uint(constants[2 * i + 1]) + uint(tl < q)
        tl = tl + hl & all_ones
        th += hh + uint(tl < hl)
        q = (el >> 14 ^ eh << 18 ^ el >> 18 ^ eh << 14 ^ eh >> 9 ^ el << 23) & all_ones
        tl = tl + q & all_ones
        th += (eh >> 14 ^ el << 18 ^ eh >> 18 ^ el << 14 ^ el >> 9 ^ eh << 23) + uint(tl < q)
        q = gl ^ el & (fl ^ gl)
        tl = tl + q & all_ones
        th += (gh ^ eh & (fh ^ gh)) + uint(tl < q)
        hl = gl
        hh = gh
        gl = fl
        gh = fh
        fl = el
        fh = eh
        el = dl + tl & all_ones
        eh = dh + th + uint(el < dl) & all_ones
        dl = cl
        dh = ch
        q = (al >> 28 ^ ah << 4 ^ ah >> 2 ^ al << 30 ^ ah >> 7 ^ al << 25) & all_ones
        tl = tl + q & all_ones
        th += (ah >> 28 ^ al << 4 ^ al >> 2 ^ ah << 30 ^ al >> 7 ^ ah << 25) + uint(tl < q)
        q = al & bl | cl & (al | bl)
        tl = tl + q & all_ones
        th += (ah & bh | ch & (ah | bh)) + uint(tl < q)
        cl = bl
        ch = bh
        bl = al
        bh = ah
        al = tl
        ah = th & all_ones
        i += 1
        if i == 80:
            break
    work[0] = int(al)
    work[1] = int(ah)
    work[2] = int(bl)
    work[3] = int(bh)
    work[4] = int(cl)
    work[5] = int(ch)
    work[6] = int(dl)
    work[7] = int(dh)
    work[8] = int(el)
    work[9] = int(eh)
    work[10] = int(fl)
    work[11] = int(fh)
    work[12] = int(gl)
    work[13] = int(gh)
    work[14] = int(hl)
    work[15] = int(hh)
    i = 0
    while i < 16:
        q = uint(work[i])
        tl = uint(state[i]) + q & all_ones
        state[i] = int(tl)
        state[i + 1] = int(uint(state[i + 1]) + uint(work[i + 1]) + uint(tl < q))
        i += 2


_working = bytearray(64)
_quarters = bytes((
    0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 5, 10, 15, 1, 6, 11, 12, 2, 7, 8, 13, 3, 4, 9, 14
))  # fmt: skip


@micropython.viper
def chacha20_blocks(data: ptr8, state: ptr32, blocks: int):
    """As in `crypto.integer_hashes`."""
    all_ones = (uint(1) << 31 << 1) - uint(1)
    words = ptr32(_working)
    quarters = ptr8(_quarters)
    while blocks > 0:
        i = 0
        while i < 16:
            words[i] = state[i]
            i += 1
        turn = 0
        while turn < 80:
            j = (turn & 7) << 2
            pa = quarters[j]
            pb = quarters[j + 1]
            pc = quarters[j + 2]
            pd = quarters[j + 3]
            a = uint(words[pa])
            b = uint(words[pb])
            c = uint(words[pc])
            d = uint(words[pd])
            a = a + b & all_ones
            d ^= a
            d = (d << 16 | d >> 16) & all_ones
            c = c + d & all_ones
            b ^= c
            b = (b << 12 | b >> 20) & all_ones
            a = a + b & all_ones
            d ^= a
            d = (d << 8 | d >> 24) & all_ones
            c = c + d & all_ones
            b ^= c
            b = (b << 7 | b >> 25) & all_ones
            words[pa] = int(a)
            words[pb] = int(b)
            words[pc] = int(c)
            words[pd] = int(d)
            turn += 1
        i = 0
        while i < 64:
            a = uint(words[i >> 2]) + uint(state[i >> 2])
            data[i] = data[i] ^ int(a >> ((i & 3) << 3) & uint(255))
            i += 1
        state[12] = state[12] + 1
        data = ptr8(uint(data) + uint(64))
        blocks -= 1
