"""The openings of this terminal and their identities, kept in its own files: cartridges can be exchanged.

One file for each mode (docs/cast-protocol.md, section 5). A number goes up only when the last opening stands, so one
that the power interrupted takes the same number again, under a new identity.
"""

import os

from formats import cbor
from storage.layout import IDENTITY_BYTES

_BEGUN, _STANDS = 0, 1
_UNKNOWN = b""  # identity of an opening before the one that a terminal without its file took up


class Openings:
    """The openings of one poll.

    number: of the last one, 0 before the first. standing: how many came to stand: voting was possible in them.
    identity, reason: of the last one; the reason is "" of a first one.
    """

    def __init__(self, poll):
        self._path = "data/opening-%d" % poll.mode
        self._poll = [poll.election_hash, poll.precinct_number]
        self._identities: list[bytes] = []
        self._stands, self.reason = True, ""
        found = self._read()
        if found and found[:2] == self._poll:
            _, _, self._identities, state, self.reason = found
            self._stands = state == _STANDS

    def _read(self) -> list | None:
        try:
            with open(self._path, "rb") as file:
                found = cbor.decode(file.read())
        except (OSError, cbor.CborError):
            return None
        return found if isinstance(found, list) and len(found) == 5 and isinstance(found[2], list) else None

    @property
    def number(self) -> int:
        return len(self._identities)

    @property
    def standing(self) -> int:
        return self.number if self._stands else self.number - 1

    @property
    def identity(self) -> bytes:
        return self._identities[-1]

    def is_last(self, header) -> bool:
        """Is a cartridge with this header the one of the last opening?"""
        return header.openings == self.number and header.opening == self.identity

    def is_earlier(self, header) -> bool:
        """Is it one of an opening before the last?"""
        return 0 < header.openings < self.number and header.opening == self._identities[header.openings - 1]

    def begin(self, drbg, reason: str) -> None:
        """An opening is about to happen, under a new identity. reason: of a second one, and of any after that."""
        if not self._stands:
            self._identities.pop()
        self._identities.append(bytes(drbg.generate(IDENTITY_BYTES)))
        self.reason = reason
        self._keep(_BEGUN)

    def stand(self) -> None:
        """Its zero slip is on paper: it counts."""
        self._keep(_STANDS)

    def adopt(self, header) -> None:
        """What the cartridge says, where this terminal has lost its file."""
        self._identities = [_UNKNOWN] * (header.openings - 1) + [header.opening]
        self._keep(_STANDS)

    def _keep(self, state: int) -> None:
        """Written beside, then renamed, so it is there whole or not at all."""
        self._stands = state == _STANDS
        with open(self._path + ".new", "wb") as file:
            file.write(cbor.encode(self._poll + [self._identities, state, self.reason]))
        os.rename(self._path + ".new", self._path)
