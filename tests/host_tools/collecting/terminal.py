"""A terminal's side of the line without a terminal: the device's own transfer, on CPython, over a line without time."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from host_tools.formats import cbor, cose
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, ELECTION, PRECINCT, desk_key

_DEVICE = str(Path(__file__).parents[3] / "device")
if _DEVICE not in sys.path:
    sys.path.insert(0, _DEVICE)

frames = importlib.import_module("formats.frames")
transfer = importlib.import_module("link.transfer")
proof = importlib.import_module("link.proof")


class Signs:
    """A desk's key with the methods of the firmware's; PyNaCl computes, so that many transfers take little time."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def sign(self, *message: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(b"".join(message)).signature


def proof_of(data: bytes = b"", by: int | None = None) -> Any:
    """The proof of the desk whose object this is, or of the first made-up one. by: precinct of another desk."""
    if by is not None:
        return proof.Proof(ELECTION, by, Signs(desk_key(by)), bytes(CENTRE_KEY.verify_key), os.urandom)
    peeked = cose.peek1(data)
    try:
        content = cbor.decode(peeked[1]) if peeked else {}
    except cbor.CborError:
        content = {}
    number = content.get(2) if isinstance(content, dict) else None
    precinct = number if isinstance(number, int) and 0 <= number < 1 << 32 else PRECINCT
    return proof_of(by=precinct)


def offer_of(sending: Any) -> bytes:
    """The frame by which a Transfer offers its object, once more."""
    sending.offer()
    return bytes(sending.due())


def due_after(sending: Any, frame: object) -> list[bytes]:
    """The frames that a Transfer sends when it has heard one."""
    sending.hear(frame)
    return [bytes(one) for one in iter(sending.due, None)]


def deliver(
    receive: Callable[[bytes], bytes], data: bytes, kind: str = "P", rounds: int = 3, by: int | None = None
) -> Any:
    """Send an object to a receiver; the Transfer when it is over, or after so many rounds without an answer.

    by: precinct of the desk that brings it, where it is not its own.
    """
    sending, decoder = transfer.Transfer(kind, data, proof_of(data, by)), frames.Decoder()
    for _ in range(rounds):
        waiting = [offer_of(sending)]
        while waiting:
            for frame in decoder.feed(receive(waiting.pop(0))):
                waiting += due_after(sending, frame)
        if sending.is_over:
            break
    return sending


def offer_for(receive: Callable[[bytes], bytes], data: bytes, kind: str = "P") -> bytes:
    """Say hello, and the frame that offers an object in answer to the challenge."""
    sending, decoder = transfer.Transfer(kind, data, proof_of(data)), frames.Decoder()
    (challenge,) = decoder.feed(receive(offer_of(sending)))
    (offer,) = due_after(sending, challenge)
    return offer
