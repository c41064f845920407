"""PBKDF2-HMAC-SHA256 (RFC 8018 5.2), for PINs and typed numbers."""

from crypto.layer import NAME
from crypto.mac import hmac_padded, pads

if NAME.startswith("thumb"):
    from crypto.slots.iterated import iterated
else:
    from crypto.iterated import iterated


def pbkdf2_sha256(password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
    """The derived key.

    password, salt: as in the RFC.
    iterations: at least 1, else ValueError.
    length: of the result in bytes.
    """
    if iterations < 1:
        raise ValueError("iterations out of range")
    padded, output = pads(password), b""
    for number in range(1, (length + 31) // 32 + 1):
        output += iterated(padded, hmac_padded(padded, salt + number.to_bytes(4, "big")), iterations - 1)
    return output[:length]
