"""The two ends of an HTTP request prove who they are with the offer of a line, in its headers (formats, section 10).

    401  WWW-Authenticate: Tamga challenge="<16 bytes>"
    PUT  Authorization: Tamga nonce="<16 bytes>", offer="<121 bytes>", voucher="<96 bytes, of a district>"
    any  Authentication-Info: Tamga proof="<what signs the offer back>"

All in hexadecimal. Nothing is kept of a request that has no proof, and its body is not read.
"""

from __future__ import annotations

import hmac
import os
import re
import time
from collections.abc import Callable
from typing import NamedTuple

from host_tools.collecting.checks import Refusal
from host_tools.collecting.desk_proof import DeskProof
from host_tools.collecting.proof import NONCE_SIZE, OFFER_SIZE, SAID_SIZE, UNKNOWN, WHAT_SIZE, LineKey, Proof

CHALLENGE_S = 300  # how long one is answered; replaying what was heard meanwhile sends the same object again
ASKED, GIVEN, ANSWERED = "WWW-Authenticate", "Authorization", "Authentication-Info"
_SCHEME = "Tamga "
_PARAMETER = re.compile(r'([a-z]+)="([0-9a-f]*)"')
_TIME_SIZE = 4
_NO_PRECINCT = 0  # in the offer of a district


class Credentials(NamedTuple):
    """What came with a request. offer: as on a line, `OFFER_SIZE` bytes. voucher: of a district, else empty."""

    nonce: bytes
    offer: bytes
    voucher: bytes = b""

    @property
    def digest(self) -> bytes:
        """Of the object that is offered."""
        return self.offer[5:WHAT_SIZE]

    @property
    def size(self) -> int:
        """Bytes of the object that is offered."""
        return int.from_bytes(self.offer[1:5], "little")


class Gate:
    """A collector's side. Challenges are not kept: each says when it was given, and nobody else can make one.

    clock: seconds of any beginning.
    """

    def __init__(self, proof: Proof, clock: Callable[[], float] = time.monotonic) -> None:
        self._proof, self._clock = proof, clock
        self._secret = os.urandom(32)

    def challenge(self) -> str:
        """For a response of status 401."""
        return _header(challenge=self._challenge_of(int(self._clock()).to_bytes(_TIME_SIZE, "little")))

    def refusal(self, given: Credentials | None) -> Refusal | None:
        """Why a request is not by a desk or a district of this centre; None where it is."""
        if given is None or len(given.nonce) != NONCE_SIZE or len(given.offer) != OFFER_SIZE:
            return UNKNOWN
        challenge = given.offer[WHAT_SIZE + 4 : SAID_SIZE]
        when = challenge[:_TIME_SIZE]
        age_s = int(self._clock()) - int.from_bytes(when, "little")
        if not hmac.compare_digest(challenge, self._challenge_of(when)) or not 0 <= age_s <= CHALLENGE_S:
            return UNKNOWN
        return self._proof.refusal(given.nonce, challenge, given.offer, given.voucher)

    def answer(self, offer: bytes) -> str:
        """For the response to a request that had its proof."""
        return _header(proof=self._proof.answer(offer))

    def _challenge_of(self, when: bytes) -> bytes:
        return when + hmac.digest(self._secret, when, "sha256")[: NONCE_SIZE - _TIME_SIZE]


class Sender:
    """The side of whoever puts objects: a desk's key with its precinct, or a district's with its voucher."""

    def __init__(self, election: bytes, centre: bytes, key: LineKey, precinct: int = _NO_PRECINCT) -> None:
        self._proof = DeskProof(election, precinct, key.key, centre)
        self._voucher, self._challenge = key.voucher, b""

    def is_challenged(self, asked: str) -> bool:
        """Take the challenge of a response; False where there is none."""
        self._challenge = _parameters(asked).get("challenge", b"")
        return len(self._challenge) == NONCE_SIZE

    @property
    def has_challenge(self) -> bool:
        """Whether anything can be offered; else a request without a body asks for a challenge."""
        return bool(self._challenge)

    def offer(self, kind: str, data: bytes) -> Credentials:
        """What goes with an object."""
        return Credentials(self._proof.nonce, self._proof.offer(self._challenge, kind, data), self._voucher)

    def holds(self, given: Credentials, answered: str) -> bool:
        """Whether the centre signed an offer back. answered: the header of its response."""
        return self._proof.holds(given.offer, _parameters(answered).get("proof", b""))


def given_header(given: Credentials) -> str:
    """The header of a request."""
    return _header(**given._asdict())


def read_given(header: str) -> Credentials | None:
    """What a request's header says; None if it is of another form."""
    found = _parameters(header)
    if not {"nonce", "offer"} <= set(found):
        return None
    return Credentials(found["nonce"], found["offer"], found.get("voucher", b""))


def _header(**parameters: bytes) -> str:
    return _SCHEME + ", ".join(f'{name}="{value.hex()}"' for name, value in parameters.items() if value)


def _parameters(header: str) -> dict[str, bytes]:
    if not header.startswith(_SCHEME):
        return {}
    found = _PARAMETER.findall(header[len(_SCHEME) :])
    return {name: bytes.fromhex(value) for name, value in found if len(value) % 2 == 0}
