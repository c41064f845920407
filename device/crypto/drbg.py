"""Random numbers: HMAC-DRBG with SHA-256 (NIST SP 800-90A revision 1, 10.1.2)."""

from crypto.curve import L
from crypto.mac import hmac_padded, pads

_MOST_BYTES = 1 << 16  # per request: SP 800-90A table 2
_MOST_REQUESTS = 1 << 48  # between two seeds: the same table


class Drbg:
    """A deterministic random bit generator, as strong as its entropy. Raises ValueError if that is too short.

    entropy: at least 32 bytes that nobody can guess.
    nonce: at least 16 bytes that are never used twice; may come from the same source.
    personalization: bytes that distinguish this device.
    """

    def __init__(self, entropy: bytes, nonce: bytes, personalization: bytes = b""):
        if len(entropy) < 32:
            raise ValueError("too little entropy")
        self._key = pads(bytes(32))  # as HMAC takes it: most keys are used more than once
        self._value = b"\x01" * 32
        self._update(entropy + nonce + personalization)
        self._requests = 1

    def reseed(self, entropy: bytes, additional: bytes = b"") -> None:
        """Mix in at least 32 bytes of fresh entropy. Existing entropy is kept."""
        if len(entropy) < 32:
            raise ValueError("too little entropy")
        self._update(entropy + additional)
        self._requests = 1

    def generate(self, length: int, additional: bytes = b"") -> bytes:
        """Random bytes. length: at most 65,536, else ValueError. additional: mixed in first; may be public."""
        if not 0 <= length <= _MOST_BYTES:
            raise ValueError("length out of range")
        if self._requests > _MOST_REQUESTS:
            raise RuntimeError("reseed needed")
        if additional:
            self._update(additional)
        output = bytearray()
        while len(output) < length:
            self._value = hmac_padded(self._key, self._value)
            output.extend(self._value)
        self._update(additional)
        self._requests += 1
        return bytes(output[:length])

    def below(self, limit: int) -> int:
        """A uniform integer in 0..limit-1, by rejection. limit: 1..2^256, else ValueError."""
        if not 1 <= limit <= 1 << 256:
            raise ValueError("limit out of range")
        size = 1
        while limit > 1 << 8 * size:
            size += 1
        fair = (1 << 8 * size) // limit * limit
        while True:
            value = int.from_bytes(self.generate(size), "big")
            if value < fair:
                return value % limit

    def scalar(self) -> int:
        """A secret scalar in 1..L-1, reduced from 64 bytes, so that the bias is below 2^-250."""
        while True:
            value = int.from_bytes(self.generate(64), "little") % L
            if value:
                return value

    def _update(self, data: bytes) -> None:
        self._key = pads(hmac_padded(self._key, self._value + b"\x00" + data))
        self._value = hmac_padded(self._key, self._value)
        if data:
            self._key = pads(hmac_padded(self._key, self._value + b"\x01" + data))
            self._value = hmac_padded(self._key, self._value)
