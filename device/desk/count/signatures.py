"""The signatures of people under a protocol: one object of the desk for each protocol, with everybody on the list."""

from hashlib import sha256

from desk import signers
from formats import cose, payloads
from formats.refused import Refused

AGREES, DISSENTS = 0, 1
_FILE = "signatures"


def standing(desk, number: int, signed: bytes) -> payloads.Signatures | None:
    """Who has signed a protocol and who has not; None if nobody may sign with a card.

    number: of the protocol.
    signed: the protocol.
    """
    known, poll, digest = signers.listed(desk), desk.terminal.poll, sha256(signed).digest()
    if known is None:
        return None
    said = _kept(desk, number)
    if said is not None and said.protocol == digest:
        return said
    people = [payloads.Signer(one.role, one.holder, one.public_key, None, None, None) for one in known.signers]
    return payloads.Signatures(poll.election_hash, poll.precinct_number, poll.mode, digest, people)


def _kept(desk, number: int) -> payloads.Signatures | None:
    encoded = cose.verify1(desk.kept(_FILE, number) or b"", desk.terminal.signing_key.public)
    said = None if encoded is None else payloads.decode(payloads.SIGNATURES, encoded)
    return None if said is None or isinstance(said, Refused) or desk.terminal.poll.mismatch(said) else said


def agreeing(said: payloads.Signatures) -> int:
    """How many have signed and agree."""
    return sum([one.verdict == AGREES for one in said.signers])


def statement(protocol: bytes, signer: payloads.Signer) -> bytes:
    """The bytes that a person signs.

    protocol: SHA-256 of the protocol.
    signer: with role, holder, verdict and time.
    """
    said = bytes((signer.role,)) + signer.holder.to_bytes(4, "little") + bytes((signer.verdict,))
    return b"TM2 person" + protocol + said + signer.signed_s.to_bytes(4, "little")


def keep(desk, number: int, said: payloads.Signatures) -> None:
    """Store the signatures under a protocol. number: of the protocol."""
    desk.keep(_FILE, desk.terminal.sign(payloads.SIGNATURES, said), number)
