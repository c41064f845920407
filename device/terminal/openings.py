"""The openings of this terminal and their identities, kept in its own files: cartridges can be exchanged.

One file for each mode (docs/cast-protocol.md, section 5), with a checksum: a bit that turns must not make another
opening of it. A number goes up only when the last opening stands, so one that the power interrupted takes the same
number again, under a new identity.
"""

from hashlib import sha256

from formats import cbor
from storage import files
from storage.layout import IDENTITY_BYTES

_BEGUN, _STANDS = 0, 1
_UNKNOWN = b""  # identity of an opening before the one that a terminal without its file took up
_CHECK_BYTES = 8  # of SHA-256, behind the rest


class Openings:
    """The openings of one poll.

    number: of the last one, 0 before the first. standing: how many came to stand: voting was possible in them.
    identity, reason: of the last one; the reason is "" of a first one.

    `is_damaged`: the file is not as it was written. Polls were opened here then, as far as this terminal knows, and
    perhaps this very poll: a cartridge says which opening it is of, and a blank one opens a second time.
    """

    def __init__(self, poll):
        self._path = "data/opening-%d" % poll.mode
        self._poll = [poll.election_hash, poll.precinct_number]
        self._identities: list[bytes] = []
        self._stands, self.reason = True, ""
        found = self._read()
        self.is_damaged = found is not None and not _is_sound(found)
        if self.is_damaged:
            self._identities = [_UNKNOWN]
        elif found and found[:2] == self._poll:
            _, _, self._identities, state, self.reason = found
            self._stands = state == _STANDS

    def _read(self):
        """What the file holds; None if there is none."""
        data = files.read(self._path)
        if data is None:
            return None
        try:
            return cbor.decode(data[:-_CHECK_BYTES]) if _check(data[:-_CHECK_BYTES]) == data[-_CHECK_BYTES:] else False
        except cbor.CborError:
            return False

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
        """What the cartridge says, where this terminal has lost its file, or has a damaged one."""
        self._identities = [_UNKNOWN] * (header.openings - 1) + [header.opening]
        try:
            self._keep(_STANDS)
        except OSError:
            pass  # the cartridge says it at the next start, too

    def _keep(self, state: int) -> None:
        self._stands = state == _STANDS
        content = cbor.encode(self._poll + [self._identities, state, self.reason])
        files.replace(self._path, content + _check(content))


def _check(content: bytes) -> bytes:
    return sha256(content).digest()[:_CHECK_BYTES]


def _is_sound(found) -> bool:
    """True if a value has the shape of what is kept here: poll, identities, state, reason."""
    if not isinstance(found, list) or len(found) != 5:
        return False
    _, _, identities, state, reason = found
    if not isinstance(identities, list) or not identities or state not in (_BEGUN, _STANDS):
        return False
    sizes = [len(one) for one in identities if isinstance(one, bytes)]
    are_whole = len(sizes) == len(identities) and all([size in (0, IDENTITY_BYTES) for size in sizes])
    return are_whole and isinstance(reason, str)
