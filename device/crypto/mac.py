"""Message authentication and key derivation on SHA-256: HMAC, HKDF."""

from hashlib import sha256

_BLOCK = 64
_INNER = int.from_bytes(b"\x36" * _BLOCK, "big")
_OUTER = int.from_bytes(b"\x5c" * _BLOCK, "big")


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """The 32 bytes of HMAC-SHA256 (RFC 2104)."""
    return hmac_padded(pads(key), message)


def pads(key: bytes) -> tuple[bytes, bytes]:
    """A key prepared for `hmac_padded`, for use with several messages."""
    if len(key) > _BLOCK:
        key = sha256(key).digest()
    number = int.from_bytes(bytes(key), "big") << 8 * (_BLOCK - len(key))
    return (number ^ _INNER).to_bytes(_BLOCK, "big"), (number ^ _OUTER).to_bytes(_BLOCK, "big")


def hmac_padded(padded: tuple[bytes, bytes], message: bytes) -> bytes:
    """HMAC-SHA256 with a key prepared by `pads`."""
    digest = sha256(padded[0])
    digest.update(message)
    result = sha256(padded[1])
    result.update(digest.digest())
    return result.digest()


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256, extract and expand (RFC 5869).

    secret: input keying material.
    salt, info: as in the RFC.
    length: of the result in bytes, at most 8160, else ValueError.
    """
    if not 0 <= length <= 255 * 32:
        raise ValueError("length out of range")
    padded = pads(hmac_sha256(salt, secret))
    block = output = b""
    for counter in range(1, (length + 31) // 32 + 1):
        block = hmac_padded(padded, block + info + bytes((counter,)))
        output += block
    return output[:length]


def equal_bytes(a: bytes, b: bytes) -> bool:
    """True if a and b are equal, in a time that depends only on their lengths."""
    if len(a) != len(b):
        return False
    # Not in a loop, which takes longer: a leading byte keeps both numbers, and what differs, equally long, and `sum`
    # adds every byte.
    difference = int.from_bytes(b"\1" + a, "big") ^ int.from_bytes(b"\2" + b, "big")
    return sum(difference.to_bytes(len(a) + 1, "big")) == 1 ^ 2
