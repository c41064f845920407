"""How often this terminal was opened, and under which identity: kept in its own files, since cartridges are exchanged.

One file for each mode (docs/cast-protocol.md, section 5). A number goes up only when the last opening stands, so one
that the power interrupted takes the same number again, under a new identity.
"""

import os

from formats import cbor

IDENTITY_BYTES = 16
_BEGUN, _STANDS = 0, 1


class Openings:
    """The openings of one poll. number: of the last one, 0 before the first. identity: of the last one."""

    def __init__(self, poll):
        self._path = "data/opening-%d" % poll.mode
        self._poll = [poll.election_hash, poll.precinct_number]
        self.number, self.identity, self.stands = 0, b"", True
        found = self._read()
        if found and found[:2] == self._poll:
            _, _, self.number, self.identity, state = found
            self.stands = state == _STANDS

    def _read(self) -> list | None:
        try:
            with open(self._path, "rb") as file:
                found = cbor.decode(file.read())
        except (OSError, cbor.CborError):
            return None
        return found if isinstance(found, list) and len(found) == 5 else None

    def is_of(self, opening: tuple[int, bytes] | None) -> bool:
        """Is a cartridge with this number and identity the one of the last opening?"""
        return opening == (self.number, self.identity)

    def begin(self, drbg) -> None:
        """An opening is about to happen, under a new identity."""
        if self.stands:
            self.number += 1
        self.identity, self.stands = bytes(drbg.generate(IDENTITY_BYTES)), False
        self._keep(_BEGUN)

    def stand(self) -> None:
        """Its zero slip is on paper: it counts."""
        self.stands = True
        self._keep(_STANDS)

    def adopt(self, number: int, identity: bytes) -> None:
        """What the cartridge says, where this terminal has lost its file."""
        self.number, self.identity = number, identity
        self.stand()

    def _keep(self, state: int) -> None:
        """Written beside, then renamed, so it is there whole or not at all."""
        with open(self._path + ".new", "wb") as file:
            file.write(cbor.encode(self._poll + [self.number, self.identity, state]))
        os.rename(self._path + ".new", self._path)
