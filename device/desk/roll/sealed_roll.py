"""The sealed roll: without the digits of a card it reveals neither name nor number (docs/formats.md, section 8)."""

from crypto.aead import unseal
from crypto.mac import hmac_sha256
from formats import cbor, payloads
from formats.refused import Refused

_MAGIC = b"TMROLL1\0"
_HEAD_BYTES, _ENTRY_BYTES, _TAG_BYTES = 16, 64, 16
_DESKS_HEAD, _DESK_BYTES = 8, 9  # of the part that says which cards are other desks': the begin of a tag, the desk
_NONCE = bytes(12)  # a row key is used once


class SealedRoll:
    """Looks voters up in the roll part of a package file.

    path, begin, size: the file, and offset and size of the part.
    lookup_key, wrap_key: 32 bytes each, of this precinct.
    supplements: changes after packing; None if there are none.
    other_desks: offset and size of the part that says which desk has the cards of the others; None if there is one.
    """

    def __init__(
        self, path: str, begin: int, size: int, lookup_key: bytes, wrap_key: bytes, supplements=None, other_desks=None
    ):
        self._path, self._begin = path, begin
        self._lookup_key, self._wrap_key, self._supplements = lookup_key, wrap_key, supplements
        self._other_desks = other_desks
        with open(path, "rb") as file:
            file.seek(begin)
            head = file.read(_HEAD_BYTES)
        self._entries = int.from_bytes(head[8:10], "little")
        self.rows = int.from_bytes(head[10:12], "little")
        self._row_bytes = int.from_bytes(head[12:14], "little")
        if head[:8] != _MAGIC or _HEAD_BYTES + self._entries * _ENTRY_BYTES + self.rows * self._row_bytes != size:
            raise ValueError("the roll is invalid")  # its hash was right, so the packing was wrong

    def find(self, digits: str) -> tuple[int, payloads.RollRow] | Refused | None:
        """(row number, row) of the voter with this card, or None.

        `Refused` if it was taken off the list, or is another desk's: which one, and nothing else, is known of it here.
        """
        tag = hmac_sha256(self._lookup_key, digits.encode())[:_TAG_BYTES]
        if self._supplements:
            changed = self._supplements.find(tag)
            if changed is not None:
                return self._opened_change(changed, digits) if changed else Refused("taken_off")
        with open(self._path, "rb") as file:
            entry = _found(file, self._begin + _HEAD_BYTES, self._entries, _ENTRY_BYTES, tag)
            if entry:
                return self._open(entry, digits, self._row(file, entry))
            if self._other_desks:
                begin, size = self._other_desks
                count = (size - _DESKS_HEAD) // _DESK_BYTES
                entry = _found(file, begin + _DESKS_HEAD, count, _DESK_BYTES, tag[: _DESK_BYTES - 1])
                if entry:
                    return Refused("other_desk", entry[-1])
        number = self._supplements.elsewhere(tag) if self._supplements else 0
        return Refused("other_desk", number) if number else None

    def _opened_change(self, entry: bytes, digits: str) -> tuple[int, payloads.RollRow] | None:
        number = _number(entry)
        if number >= self.rows:
            return self._open(entry, digits, self._supplements.row(number))
        with open(self._path, "rb") as file:
            return self._open(entry, digits, self._row(file, entry))

    def _row(self, file, entry: bytes) -> bytes:
        file.seek(self._begin + _HEAD_BYTES + self._entries * _ENTRY_BYTES + _number(entry) * self._row_bytes)
        return file.read(self._row_bytes)

    def _open(self, entry: bytes, digits: str, sealed: bytes) -> tuple[int, payloads.RollRow] | None:
        mask = hmac_sha256(self._wrap_key, digits.encode())
        key = bytes(a ^ b for a, b in zip(entry[18:50], mask))
        plain = unseal(key, _NONCE, sealed, entry[16:18])
        return None if plain is None else (_number(entry), _decode_padded(plain))


def _found(file, begin: int, count: int, size: int, tag: bytes) -> bytes | None:
    """The entry that begins with a tag, or None: binary search.

    begin: of the entries in the file, which are sorted. count, size: of them.
    """
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        file.seek(begin + middle * size)
        entry = file.read(size)
        if entry[: len(tag)] == tag:
            return entry
        if entry[: len(tag)] < tag:
            low = middle + 1
        else:
            high = middle
    return None


def _number(entry: bytes) -> int:
    return int.from_bytes(entry[16:18], "little")


def _decode_padded(plain: bytes) -> payloads.RollRow:
    """CBOR followed by zeros; the last number of the map may itself end in one."""
    end = len(plain)
    while end and not plain[end - 1]:
        end -= 1
    for length in (end, end + 1, end + 2):
        try:
            return payloads.named("RollRow", cbor.decode(plain[:length]))
        except cbor.CborError:
            pass
    raise ValueError("the row is invalid")
