"""Both ends of a line prove who they are before an object moves (formats, section 10); the collector's side.

A desk signs its offer together with a challenge that was drawn for its call. So a stranger fills no store, and what was
heard on a line is of no use on another. The collector signs that offer back, and nothing that no desk has signed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from nacl.signing import SigningKey

from host_tools.collecting.checks import Reason, Refusal
from host_tools.collecting.precincts import Precincts
from host_tools.errors import CollectingError, os_words
from host_tools.formats import ed25519

NONCE_SIZE, SIGNATURE_SIZE, KEY_SIZE = 16, 64, 32
_DRAWN = 64  # challenges at a time
OFFER_LABEL, RESUME_LABEL, DISTRICT_LABEL = b"TM1 offer", b"TM1 resume", b"TM1 district"
WHAT_SIZE = 37  # kind, size and hash of the object
SAID_SIZE = WHAT_SIZE + 4 + NONCE_SIZE
OFFER_SIZE = SAID_SIZE + SIGNATURE_SIZE
UNKNOWN = Refusal(Reason.CHALLENGE, "This challenge is not of this call. Begin again.")


class VoucherError(CollectingError):
    """A district's voucher that the desks would not take. The message says why."""


class LineKey(NamedTuple):
    """What a collector proves itself with. voucher: a district's key and the centre's signature of it, else empty."""

    key: SigningKey
    voucher: bytes = b""


class Proof:
    """precincts: whose desks may offer."""

    def __init__(self, precincts: Precincts, line_key: LineKey) -> None:
        self._precincts, self._line_key = precincts, line_key
        self._sign = ed25519.signer(line_key.key)
        self._drawn = b""  # for the next challenges: asking the kernel lets another thread in, which takes its time

    def challenge(self) -> bytes:
        """For one hello; no two are the same."""
        if not self._drawn:
            self._drawn = os.urandom(_DRAWN * NONCE_SIZE)
        challenge, self._drawn = self._drawn[:NONCE_SIZE], self._drawn[NONCE_SIZE:]
        return challenge

    def refusal(self, nonce: bytes, challenge: bytes, offer: bytes, voucher: bytes = b"") -> Refusal | None:
        """Why an offer is not the one of a desk in this call; None where it is.

        nonce: of the terminal's hello. challenge: what it was answered with; b"" before any hello. offer: its payload.
        voucher: of a district that offers what desks brought it, and names no precinct.
        """
        if not challenge or offer[WHAT_SIZE + 4 : SAID_SIZE] != challenge:
            return UNKNOWN
        number = int.from_bytes(offer[WHAT_SIZE : WHAT_SIZE + 4], "little")
        said, signature = OFFER_LABEL + nonce + offer[:SAID_SIZE], offer[SAID_SIZE:]
        if voucher:
            if not is_vouched(voucher, self._precincts.centre, self._precincts.election):
                return Refusal(Reason.SIGNATURE, "This centre does not vouch for the district in this election.")
            if number or not ed25519.is_signed(said, signature, voucher[:KEY_SIZE]):
                return Refusal(Reason.SIGNATURE, "The offer is not signed by the district of its voucher.")
            return None
        precinct = self._precincts.by_number.get(number)
        if precinct is None:
            return Refusal(Reason.PRECINCT, f"Precinct {number} does not report to this centre.")
        if not ed25519.is_signed(said, signature, precinct.desk):
            return Refusal(Reason.SIGNATURE, f"The offer is not signed by the desk of precinct {number}.")
        return None

    def answer(self, offer: bytes) -> bytes:
        """What signs an offer back."""
        return self._sign(RESUME_LABEL + offer) + self._line_key.voucher


def is_vouched(voucher: bytes, centre: bytes, election: bytes) -> bool:
    """Whether a centre vouches for a district in an election. voucher: of `vouch`, from anybody."""
    district, signature = voucher[:KEY_SIZE], voucher[KEY_SIZE:]
    return len(district) == KEY_SIZE and ed25519.is_signed(DISTRICT_LABEL + election + district, signature, centre)


def vouch(centre: SigningKey, election: bytes, district: bytes) -> bytes:
    """The centre's voucher for a district's public key, for the desks of one election."""
    return district + centre.sign(DISTRICT_LABEL + election + district).signature


def read_voucher(path: Path, key: SigningKey, precincts: Precincts) -> LineKey:
    """A district's voucher from a file, checked as a desk checks it. VoucherError if it is not for this key."""
    try:
        voucher = path.read_bytes()
    except OSError as error:
        raise VoucherError(f"{path}: cannot be read: {os_words(error)}") from error
    public, signature = voucher[:KEY_SIZE], voucher[KEY_SIZE:]
    if len(signature) != SIGNATURE_SIZE:
        raise VoucherError(f"{path}: is no voucher; the centre makes one with tamga collect vouch")
    if public != bytes(key.verify_key):
        raise VoucherError(f"{path}: vouches for another key than this district's")
    if not is_vouched(voucher, precincts.centre, precincts.election):
        raise VoucherError(f"{path}: is not by the centre of these precincts, or of another election")
    return LineKey(key, voucher)
