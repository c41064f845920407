"""Sums of sealed ballots, taken without opening one."""

from crypto import elgamal
from storage.layout import CIPHERTEXT_BYTES


class Totals:
    """Running sums, one a position."""

    def __init__(self, positions: int):
        self.sums = [elgamal.ZERO] * positions
        self.ballots = 0

    def add(self, record: bytes) -> bool:
        """One record more; False, with nothing added, when it does not hold points of the curve."""
        parts = [
            elgamal.from_affine(record[at : at + CIPHERTEXT_BYTES])
            for at in range(0, len(self.sums) * CIPHERTEXT_BYTES, CIPHERTEXT_BYTES)
        ]
        if None in parts:
            return False
        for position, part in enumerate(parts):
            self.sums[position] = elgamal.add_ciphertexts(self.sums[position], part)
        self.ballots += 1
        return True

    def encoded(self) -> bytes:
        """64 bytes a position, compressed."""
        return b"".join(elgamal.to_compressed(ciphertext) for ciphertext in self.sums)
