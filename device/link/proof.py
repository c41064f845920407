"""Both ends of a line prove who they are before an object moves (docs/formats.md section 10).

The desk signs its offer together with a challenge that the centre has just drawn, and the centre signs that offer
back. So a stranger can neither fill a store nor take a protocol in; what was heard on a line is of no use on another.
"""

import struct

from crypto import ed25519

HELLO_SIZE, SIGNATURE_SIZE, KEY_SIZE = 16, 64, 32

_OFFER, _RESUME, _DISTRICT = b"TM1 offer", b"TM1 resume", b"TM1 district"


class Proof:
    """The desk's side of it.

    election, precinct: hash and number, of this poll.
    key: crypto.ed25519.SigningKey of the desk.
    centre: public key of the centre, from the precinct definition.
    random: function of a number of bytes.
    """

    def __init__(self, election: bytes, precinct: int, key, centre: bytes, random):
        self._election, self._precinct, self._key, self._centre = election, precinct, key, centre
        self._random = random

    def nonce(self) -> bytes:
        """What the centre's challenge must repeat, so that it is of this call."""
        return self._random(HELLO_SIZE)

    def offer(self, nonce: bytes, challenge: bytes, what: bytes) -> bytes:
        """The payload of an offer. what: kind, size and hash of the object."""
        said = what + struct.pack("<I", self._precinct) + challenge
        return said + self._key.sign(_OFFER, nonce, said)

    def holds(self, offer: bytes, proof: bytes) -> bool:
        """Whether the centre, or a district that it vouches for, has signed an offer back.

        offer: its payload.
        proof: a signature; of a district also its key, and the centre's signature of that.
        """
        signature, district = proof[:SIGNATURE_SIZE], proof[SIGNATURE_SIZE : SIGNATURE_SIZE + KEY_SIZE]
        key = self._centre
        if district:
            vouched = (_DISTRICT, self._election, district)
            if not ed25519.verify(self._centre, vouched, proof[SIGNATURE_SIZE + KEY_SIZE :]):
                return False
            key = district
        return ed25519.verify(key, (_RESUME, offer), signature)
