"""Ed25519 signatures (RFC 8032 5.1)."""

from crypto.curve import IDENTITY, L, add, base_table, compress, decompress, double, equal, multiply, negate
from crypto.sha512 import sha512


class SigningKey:
    """A private key, expanded once.

    seed: 32 secret bytes (RFC 8032 calls them the private key); ValueError when it has another length.
    public: the 32 bytes of the public key.
    """

    def __init__(self, seed: bytes):
        if len(seed) != 32:
            raise ValueError("a seed has 32 bytes")
        digest = sha512(seed)
        self._prefix = digest[32:]
        # Bits 0 to 2 clear, bit 255 clear, bit 254 set (RFC 8032 5.1.5).
        self._scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.public = compress(base_table().multiply(self._scalar))

    def sign(self, *message: bytes) -> bytes:
        """The 64 bytes of the signature of a message (RFC 8032 5.1.6), given in one piece or several."""
        nonce = int.from_bytes(sha512(self._prefix, *message), "little") % L
        commitment = compress(base_table().multiply(nonce))
        answer = (nonce + _challenge(commitment, self.public, message) * self._scalar) % L
        return commitment + answer.to_bytes(32, "little")


def public_key(seed: bytes) -> bytes:
    """The 32 bytes of the public key of a 32-byte seed."""
    return SigningKey(seed).public


def sign(seed: bytes, message: bytes) -> bytes:
    """One signature of 64 bytes; for more than one with the same seed keep a `SigningKey`."""
    return SigningKey(seed).sign(message)


def verify(public: bytes, message: bytes | tuple, signature: bytes) -> bool:
    """Whether signature is valid for message under the 32-byte public key. Malformed input of any length is False.

    message: bytes, or a tuple of pieces.

    The rule is the strict one: s < L; the public key canonical and not of small order; and the encoding of
    [s]B - [k]A equal, byte by byte, to the first half of the signature (RFC 8032 5.1.7 without the cofactor).
    A key outside the prime-order subgroup that is not of small order is taken; no key made by the RFC is one.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    commitment = bytes(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if answer >= L:
        return False
    key = decompress(public)
    if key is None or equal(double(double(double(key))), IDENTITY):
        return False
    challenge = _challenge(commitment, public, message if isinstance(message, tuple) else (message,))
    expected = add(base_table().multiply(answer), multiply(negate(key), challenge))
    return compress(expected, public=True) == commitment


def _challenge(commitment: bytes, public: bytes, message: tuple) -> int:
    return int.from_bytes(sha512(commitment, public, *message), "little") % L
