"""Ed25519 signatures (RFC 8032 5.1)."""

from crypto.curve import IDENTITY, L, add, base_table, compress, decompress, double, equal, multiply, negate
from crypto.sha512 import sha512


class SigningKey:
    """A private key, expanded once. `public` holds the 32 bytes of the public key.

    seed: 32 secret bytes, RFC 8032's private key; ValueError for another length.
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
        """The signature of a message, 64 bytes (RFC 8032 5.1.6). message: one piece or several."""
        nonce = int.from_bytes(sha512(self._prefix, *message), "little") % L
        commitment = compress(base_table().multiply(nonce))
        answer = (nonce + _challenge(commitment, self.public, message) * self._scalar) % L
        return commitment + answer.to_bytes(32, "little")

    def shared(self, point) -> bytes:
        """What Diffie-Hellman comes to with the point of the other side, compressed: it multiplied `public` itself."""
        return compress(multiply(point, self._scalar))


def public_key(seed: bytes) -> bytes:
    """The public key of a 32-byte seed, 32 bytes."""
    return SigningKey(seed).public


def sign(seed: bytes, message: bytes) -> bytes:
    """A signature, 64 bytes. To sign more than once with a seed, keep a `SigningKey`."""
    return SigningKey(seed).sign(message)


def verify(public: bytes, message: bytes | tuple, signature: bytes) -> bool:
    """True if a signature is valid. Malformed input of any length is False.

    The strict rule: s < L; the public key is canonical and not of small order; and the encoding of [s]B - [k]A equals
    the first half of the signature, byte by byte (RFC 8032 5.1.7 without the cofactor). A key outside the prime-order
    subgroup is accepted unless it is of small order; keys generated as in the RFC are always inside.

    public: 32 bytes.
    message: bytes, or a tuple of pieces.
    signature: 64 bytes.
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
