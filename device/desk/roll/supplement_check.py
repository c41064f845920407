"""Supplements of the list (docs/formats.md, section 8), checked whole before any of them is used."""

import hashlib
import os

from desk.roll.supplements import ENTRY_BYTES, Supplements
from formats import cbor, cose, package
from formats.election import LISTED

MAGIC = b"TMSUP1\0"
LARGEST_BYTES = 4096  # checking a signature takes several copies; half as much again just fits a heap of 320 KiB
_MOST_FILES = 99
_NUMBER, _ADDED, _REMOVED, _FOLLOWS, _LISTED = 4, 5, 6, 7, 8


def take(poll, authority: bytes, most_rows: int) -> Supplements | str:
    """The supplements that lie beside a poll's package, or the reason why polls cannot open on them.

    most_rows: for how many voters the cartridge has room.
    """
    stem = poll.package.path.rpartition(".")[0] + ".sup-"
    folder, _, prefix = stem.rpartition("/")
    names = [name for name in os.listdir(folder) if name.startswith(prefix)]
    taken = Supplements(poll.precinct[LISTED], _roll_hash(poll.package), poll.precinct[LISTED])
    for number in range(1, len(names) + 1):
        if prefix + str(number) not in names or number > _MOST_FILES:
            return "supplement_missing"
        problem = _take(stem + str(number), number, poll, authority, taken)
        if problem:
            return problem
        if taken.next_row > most_rows:
            return "supplement_too_many"
    return taken


def _roll_hash(opened: package.Package) -> bytes:
    for name, _, digest in opened.manifest[package.PARTS]:
        if name == "roll":
            return digest
    return b""


def _take(path: str, number: int, poll, authority: bytes, taken: Supplements) -> str | None:
    with open(path, "rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    if data[: len(MAGIC)] != MAGIC or len(data) > LARGEST_BYTES:
        return "supplement_damaged"
    state = hashlib.sha256(data).digest()
    signed = data[len(MAGIC) :]
    encoded = cose.verify1(signed, authority)
    if encoded is None:
        return "supplement_damaged" if cose.peek1(signed) is None else "supplement_signature"
    del signed
    payload = cbor.decode(encoded)
    if payload.get(0) != "U1":
        return "supplement_damaged"
    if poll.mismatch(payload):
        return "supplement_foreign"
    if payload[_NUMBER] != number or payload[_FOLLOWS] != taken.state:
        return "supplement_order"
    tail = cbor.encode({key: payload[key] for key in (_REMOVED, _FOLLOWS, _LISTED)})
    removed_at = data.find(encoded) + len(encoded) - len(tail) + 1  # without the head of the map
    for tag in payload[_REMOVED]:
        taken.add_card(tag, data.find(tag, removed_at))
    for row, sealed, entries in payload[_ADDED]:
        if sealed is not None:
            if row != taken.next_row:
                return "supplement_damaged"
            taken.add_row(data.find(sealed), len(sealed))
        for entry in entries:
            if row >= taken.next_row or len(entry) != ENTRY_BYTES or int.from_bytes(entry[16:18], "little") != row:
                return "supplement_damaged"
            taken.add_card(entry, data.find(entry))  # behind the removed ones: a card may come back
    taken.add_file(path, removed_at, state, payload[_LISTED])
    return None
