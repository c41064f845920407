"""Check all supplements of the list (docs/formats.md, section 8) before any is used."""

import hashlib
import os

from desk.roll.supplements import ELSEWHERE_BYTES, ENTRY_BYTES, Supplements
from formats import cose, package, payloads
from formats.refused import Refused
from storage import files

_MAGIC = b"TMSUP1\0"
LARGEST_BYTES = 4096  # checking a signature takes several copies; 6 KiB would just fit a heap of 320 KiB
_MOST_FILES = 99


def take(poll, authority: bytes, most_rows: int) -> Supplements | Refused:
    """The supplements stored next to an election's package, or why the polls cannot open with them.

    poll: the loaded election.
    authority: its public key, 32 bytes.
    most_rows: voters for whom the cartridge has room.
    """
    stem = poll.package.path.rpartition(".")[0] + ".sup-"
    folder, _, prefix = stem.rpartition("/")
    names = [name for name in os.listdir(folder) if name.startswith(prefix)]
    taken = Supplements(poll.voters, _roll_hash(poll.package), poll.voters)
    for number in range(1, len(names) + 1):
        if prefix + str(number) not in names or number > _MOST_FILES:
            return Refused("supplement_missing")
        problem = _take(stem + str(number), number, poll, authority, taken)
        if problem:
            return problem
        if taken.next_row > most_rows:
            return Refused("supplement_too_many")
    return taken


def _roll_hash(opened: package.Package) -> bytes:
    for name, _, digest in opened.manifest.parts:
        if name == "roll":
            return digest
    return b""


def _take(path: str, number: int, poll, authority: bytes, taken: Supplements) -> Refused | None:
    data = files.read(path) or b""
    if data[: len(_MAGIC)] != _MAGIC or len(data) > LARGEST_BYTES:
        return Refused("supplement_damaged")
    state = hashlib.sha256(data).digest()
    signed = data[len(_MAGIC) :]
    encoded = cose.verify1(signed, authority)
    if encoded is None:
        return Refused("supplement_damaged" if cose.peek1(signed) is None else "supplement_signature")
    del signed
    payload = payloads.decode(payloads.SUPPLEMENT, encoded)
    if isinstance(payload, Refused):
        return Refused("supplement_damaged")
    if poll.mismatch(payload):
        return Refused("supplement_foreign")
    if payload.number != number or payload.follows != taken.state:
        return Refused("supplement_order")
    removed_from = data.find(encoded) + payloads.removed_at(payload, encoded)
    for tag in payload.removed:
        taken.add_card(tag, data.find(tag, removed_from))
    for row, sealed, entries in payload.added:
        if sealed is not None:
            if row != taken.next_row:
                return Refused("supplement_damaged")
            taken.add_row(data.find(sealed), len(sealed))
        for entry in entries:
            if row >= taken.next_row or len(entry) != ENTRY_BYTES or int.from_bytes(entry[16:18], "little") != row:
                return Refused("supplement_damaged")
            taken.add_card(entry, data.find(entry))  # after the removed ones: a card may be added back
    for card in payload.elsewhere or ():
        if len(card) != ELSEWHERE_BYTES or not 0 < card[-1] <= len(poll.desks):
            return Refused("supplement_damaged")
        taken.add_elsewhere(card)
    taken.add_file(path, removed_from, state, payload.listed)
    return None
