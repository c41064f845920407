"""The secrets of each desk, derived from one master key file: a supplement to a roll packed weeks ago needs them.

secret = HKDF-SHA256 (RFC 5869), no salt, info "TM1 roll" ‖ election (16) ‖ precinct u32 ‖ mode u8 ‖ number in
`Secrets` u8. The mode of the role secret is 255: one role card is good for the test and for the day.
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


def desk_secrets(master: bytes, election: bytes, precinct: int, mode: int) -> Secrets:
    """The four secrets of a precinct's desk. election: its 16 bytes."""

    def secret(key: int, mode: int = mode) -> bytes:
        info = b"TM1 roll" + election + struct.pack("<IBB", precinct, mode, key)
        return HKDF(algorithm=SHA256(), length=SECRET_SIZE, salt=None, info=info).derive(master)

    return Secrets(role_secret=secret(1, _EVERY_MODE), card_secret=secret(2), lookup_key=secret(3), wrap_key=secret(4))
