"""The secrets of each desk, derived from one master key file: a supplement to a roll packed weeks ago needs them.

secret = HKDF-SHA256 (RFC 5869), no salt, info "TM1 roll" ‖ election (16) ‖ precinct u32 ‖ mode u8 ‖ number in
`Secrets` u8. Whoever has the master key and a roll can guess numbers, as the thief of a desk can: keep it where the
authority's key is.
"""

from __future__ import annotations

import struct

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from host_tools.formats.definitions import Secrets

SECRET_SIZE = 32


def desk_secrets(master: bytes, election: bytes, precinct: int, mode: int) -> Secrets:
    """The four secrets of a precinct's desk. election: its 16 bytes."""
    where = b"TM1 roll" + election + struct.pack("<IB", precinct, mode)

    def secret(key: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=SECRET_SIZE, salt=None, info=where + bytes((key,))).derive(master)

    return Secrets(role_secret=secret(1), card_secret=secret(2), lookup_key=secret(3), wrap_key=secret(4))
