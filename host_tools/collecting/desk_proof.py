"""A desk's side of the line's proof, for programs that speak to a collector as a desk does."""

from __future__ import annotations

import os
import struct
from hashlib import sha256

import nacl.exceptions
from nacl.signing import SigningKey, VerifyKey

from host_tools.collecting.proof import (
    DISTRICT_LABEL,
    KEY_SIZE,
    NONCE_SIZE,
    OFFER_LABEL,
    RESUME_LABEL,
    SIGNATURE_SIZE,
)  # fmt: skip


class DeskProof:
    """For one object on one connection. key: the desk's. centre: public key of the centre."""

    def __init__(self, election: bytes, precinct: int, key: SigningKey, centre: bytes) -> None:
        self._election, self._precinct, self._key, self._centre = election, precinct, key, centre
        self.nonce = os.urandom(NONCE_SIZE)

    def offer(self, challenge: bytes, kind: str, data: bytes) -> bytes:
        """The payload of an offer. challenge: the second half of what the hello was answered with."""
        what = struct.pack("<cI32s", kind.encode(), len(data), sha256(data).digest())
        said = what + struct.pack("<I", self._precinct) + challenge
        return said + self._key.sign(OFFER_LABEL + self.nonce + said).signature

    def holds(self, offer: bytes, proof: bytes) -> bool:
        """Whether the centre, or a district that it vouches for, signed an offer back. proof: the end of a resume."""
        signature, district = proof[:SIGNATURE_SIZE], proof[SIGNATURE_SIZE:][:KEY_SIZE]
        try:
            if district:
                voucher = proof[SIGNATURE_SIZE + KEY_SIZE :]
                VerifyKey(self._centre).verify(DISTRICT_LABEL + self._election + district, voucher)
            VerifyKey(district or self._centre).verify(RESUME_LABEL + offer, signature)
        except (nacl.exceptions.BadSignatureError, nacl.exceptions.ValueError):
            return False
        return True
