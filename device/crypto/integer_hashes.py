"""Block functions of SHA-512 (FIPS 180-4), ChaCha20 and Poly1305 (RFC 8439) on big integers, for any processor."""

import struct

_MASK = (1 << 64) - 1
_WORD = 0xFFFFFFFF
_PRIME = (1 << 130) - 5
_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
_QUARTERS = (
    (0, 4, 8, 12),
    (1, 5, 9, 13),
    (2, 6, 10, 14),
    (3, 7, 11, 15),
    (0, 5, 10, 15),
    (1, 6, 11, 12),
    (2, 7, 8, 13),
    (3, 4, 9, 14),
)


def sha512_block(state: bytearray, block: bytes, constants: bytes, work: bytearray) -> None:
    """Process one block.

    state: 8 words of 64 bits, little-endian; updated.
    block: 128 bytes.
    constants: the 80 of the standard, little-endian.
    work: 448 bytes of scratch, used by other implementations.
    """
    # x is rotated by shifting two copies of it side by side and keeping the low 64 bits.
    words = list(struct.unpack(">16Q", block))
    a, b, c, d, e, f, g, h = start = struct.unpack("<8Q", state)
    for i in range(80):
        at = i & 15
        if i >= 16:
            x = words[i + 1 & 15]
            y = words[i + 14 & 15]
            xx = x << 64 | x
            yy = y << 64 | y
            s0 = xx >> 1 ^ xx >> 8 ^ x >> 7
            s1 = yy >> 19 ^ yy >> 61 ^ y >> 6
            words[at] = words[at] + (s0 & _MASK) + words[i + 9 & 15] + (s1 & _MASK) & _MASK
        ee = e << 64 | e
        aa = a << 64 | a
        t = (ee >> 14 ^ ee >> 18 ^ ee >> 41) & _MASK
        t += h + (g ^ e & (f ^ g)) + struct.unpack_from("<Q", constants, 8 * i)[0] + words[at]
        u = ((aa >> 28 ^ aa >> 34 ^ aa >> 39) & _MASK) + (a & b | c & (a | b))
        a, b, c, d, e, f, g, h = t + u & _MASK, a, b, c, d + t & _MASK, e, f, g
    struct.pack_into("<8Q", state, 0, *[x + y & _MASK for x, y in zip(start, (a, b, c, d, e, f, g, h))])


def chacha20_blocks(data: bytearray | memoryview, state: bytearray, blocks: int) -> None:
    """Xor the key stream into data, in place (RFC 8439 2.3).

    data: at least `blocks` * 64 bytes.
    state: 16 words, little-endian: constants, key, counter, nonce. The counter is advanced.
    blocks: how many blocks of 64 bytes.
    """
    for at in range(0, 64 * blocks, 64):
        start = struct.unpack("<16I", state)
        words = list(start)
        for _ in range(10):
            for a, b, c, d in _QUARTERS:
                wa = words[a]
                wb = words[b]
                wc = words[c]
                wd = words[d]
                wa = wa + wb & _WORD
                wd ^= wa
                wd = wd << 16 & _WORD | wd >> 16
                wc = wc + wd & _WORD
                wb ^= wc
                wb = wb << 12 & _WORD | wb >> 20
                wa = wa + wb & _WORD
                wd ^= wa
                words[a] = wa
                wd = wd << 8 & _WORD | wd >> 24
                words[d] = wd
                wc = wc + wd & _WORD
                words[c] = wc
                wb ^= wc
                words[b] = wb << 7 & _WORD | wb >> 25
        stream = struct.pack("<16I", *[x + y & _WORD for x, y in zip(words, start)])
        for i in range(64):
            data[at + i] ^= stream[i]
        struct.pack_into("<I", state, 48, start[12] + 1 & _WORD)


def poly1305_tag(state: bytearray | memoryview, associated: bytes, data: bytes, sizes: bytes) -> None:
    """Poly1305 of two parts and their sizes, each padded with zeros to whole blocks of 16 bytes (RFC 8439 2.8).

    state: 48 bytes. The first 32 are the one-time key, the first 16 become the tag, the others are scratch.
    associated, data: the parts; bytes after their ends are not read.
    sizes: of both, 8 bytes each, little-endian.
    """
    r = int.from_bytes(state[:16], "little") & _CLAMP
    total = 0
    for part, size in zip((associated, data, sizes), struct.unpack("<QQ", sizes) + (16,)):
        for at in range(0, size, 16):
            total = (total + int.from_bytes(part[at : min(at + 16, size)], "little") + (1 << 128)) * r % _PRIME
    total += int.from_bytes(state[16:32], "little")
    state[:16] = (total & (1 << 128) - 1).to_bytes(16, "little")


def sha512_digest(state: bytearray, digest: bytearray) -> None:
    """Convert a state, whose words are little-endian in memory, to the 64 bytes of the digest."""
    struct.pack_into(">8Q", digest, 0, *struct.unpack("<8Q", state))


def sha512_padding(block: bytearray, size: int, before: int) -> None:
    """Write the padding after the last bytes of a message.

    block: 128 bytes that begin with the last `size` bytes.
    size: at most 111.
    before: bytes of the message in earlier blocks.
    """
    block[size] = 0x80
    block[size + 1 :] = bytes(127 - size)
    struct.pack_into(">I", block, 124, (before + size) * 8)


def sha512_key(key: bytes, size: int, pad: int, block: bytearray) -> None:
    """Write the block of an HMAC's key: the key and zeros, each byte xor `pad`.

    key: the key.
    size: of the key in bytes, at most 128.
    pad: 0x36 or 0x5C.
    block: 128 bytes to fill.
    """
    pads = int.from_bytes(bytes((pad,)) * 128, "big")
    block[:] = (int.from_bytes(key, "big") << 8 * (128 - size) ^ pads).to_bytes(128, "big")
