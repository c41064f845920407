"""The secrets of each desk, derived from one master key file: a supplement to a roll packed weeks ago needs them.

secret = HKDF-SHA256 (RFC 5869), no salt, info "TM1 roll" ‖ election (16) ‖ precinct u32 ‖ mode u8 ‖ number in
`Secrets` u8, and behind them of the second to the sixth desk its number u8. The mode of the role secret is 255: one
role card is good for the test and for the day. It is the same at all desks; only the first one has a card secret.
Whoever has the master key and a roll can guess numbers, as the thief of a desk can: keep it where the
authority's key is.
"""

from __future__ import annotations

import struct

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from host_tools.formats.definitions import Secrets

SECRET_SIZE = 32
_EVERY_MODE = 255


def desk_secrets(master: bytes, election: bytes, precinct: int, mode: int, desk: int = 1) -> Secrets:
    """The secrets of one of a precinct's desks: four of the first one, three of another. election: its 16 bytes."""

    def secret(key: int, mode: int = mode, which: bytes = b"") -> bytes:
        info = b"TM1 roll" + election + struct.pack("<IBB", precinct, mode, key) + which
        return HKDF(algorithm=SHA256(), length=SECRET_SIZE, salt=None, info=info).derive(master)

    which = b"" if desk == 1 else bytes((desk,))
    return Secrets(
        role_secret=secret(1, _EVERY_MODE),
        card_secret=secret(2) if desk == 1 else None,
        lookup_key=secret(3, which=which),
        wrap_key=secret(4, which=which),
    )
