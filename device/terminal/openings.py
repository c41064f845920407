"""How often this terminal was opened, and the identity of the last opening.

Kept in the terminal's own files, one per mode, since cartridges can be exchanged (docs/cast-protocol.md, section 5).
The number rises only after a completed opening. One interrupted by a power cut is repeated under the same number with
a new identity.
"""

import os

from formats import cbor

IDENTITY_BYTES = 16
_BEGUN, _STANDS = 0, 1


class Openings:
    """The openings of one poll.

    `number` and `identity` are those of the last one; the number is 0 before the first. `stands`: it is complete.
    """

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
        """True if this number and identity, read from a cartridge, are those of the last opening."""
        return opening == (self.number, self.identity)

    def begin(self, drbg) -> None:
        """Begin an opening with a new identity."""
        if self.stands:
            self.number += 1
        self.identity, self.stands = bytes(drbg.generate(IDENTITY_BYTES)), False
        self._keep(_BEGUN)

    def stand(self) -> None:
        """Complete the opening, now that its zero report is printed."""
        self.stands = True
        self._keep(_STANDS)

    def adopt(self, number: int, identity: bytes) -> None:
        """Take number and identity from the cartridge, if this terminal has lost its file."""
        self.number, self.identity = number, identity
        self.stand()

    def _keep(self, state: int) -> None:
        """Write a new file and rename it, so that a power cut leaves the old one or the new one."""
        with open(self._path + ".new", "wb") as file:
            file.write(cbor.encode(self._poll + [self.number, self.identity, state]))
        os.rename(self._path + ".new", self._path)
