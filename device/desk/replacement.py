"""The seal of a replacement slip: what a desk gives to the district's spare, and nobody else (docs/formats.md)."""

from crypto.aead import NONCE_SIZE
from crypto.hkdf512 import expand, extract

SPARE = "spare"  # part of the desk's package: the spare's public key
NO_NONCE = bytes(NONCE_SIZE)  # each key seals once


def key_of(shared: bytes, point: bytes, spare: bytes, poll) -> bytes:
    """The key that seals a slip: only who knows what the point was multiplied by, and the spare, come to `shared`.

    shared, point, spare: compressed points: what both come to, the slip's, and the spare's public key.
    poll: of the desk.
    """
    place = poll.precinct_number.to_bytes(4, "little") + bytes((poll.mode,)) + poll.terminal.to_bytes(4, "little")
    secret = extract(b"TM2 replacement" + poll.election_hash, shared, point, spare)
    return bytes(expand(secret, place, 32))
