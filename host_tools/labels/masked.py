"""Serials as the register of labels stores them: masked with bytes that only the key gives.

A serial beside its district would let a thief of a desk and of the register try only the serials of that district. So a
stored serial is one of 2^27 values that follow evenly from any serial. A person is HMAC-SHA256(register key, id type ‖
":" ‖ id value), 32 bytes: the register stores the first 16, the others are four masks.

    stored = n · 2^27 + (serial XOR mask n)
    n = number of the person's earlier labels mod 4, mask n = low 27 bits of the big-endian word n of the last 16 bytes

A person's fifth label has the mask of the first again: who knows one of these two serials learns the other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.privacy.keyed_hash import keyed_hash, keyed_hashes

PERSON_BYTES = 32
STORED_PERSON_BYTES = 16
MASK_BITS = 27  # 10^8 serials fit
_MASKS = 4
_LOW = (1 << MASK_BITS) - 1


def person_of(key: bytes) -> Callable[[str, str], bytes]:
    """(id type, id value) → the 32 bytes that stand for a person, under a register key."""
    digest = keyed_hash(key)

    def person(id_type: str, id_value: str) -> bytes:
        return digest(f"{id_type}:{id_value}".encode())

    return person


def people_of(key: bytes) -> Callable[[pl.Series, pl.Series], bytes]:
    """(id types, id values) → 32 bytes after 32 bytes, as `person_of` gives them."""
    digests = keyed_hashes(key)

    def people(id_types: pl.Series, id_values: pl.Series) -> bytes:
        texts = id_types.cast(pl.String) + ":" + id_values
        return b"".join(digests(texts.cast(pl.Binary).to_list()))

    return people


def stored_person(person: bytes) -> bytes:
    """What the register keeps of a person."""
    return person[:STORED_PERSON_BYTES]


def masked(person: bytes, earlier: int, serial: int) -> int:
    """A serial as it is stored. earlier: number of labels that the person had before."""
    place = earlier % _MASKS
    return place << MASK_BITS | serial ^ _mask(person, place)


def unmasked(person: bytes, stored: int) -> int:
    """The serial again."""
    return stored & _LOW ^ _mask(person, stored >> MASK_BITS)


def unmasked_many(people: bytes, stored: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """The same for many: people, 32 bytes after 32 bytes, and one stored serial each."""
    words = np.frombuffer(people, ">u4").reshape(-1, PERSON_BYTES // 4)[:, -_MASKS:]
    masks = words[np.arange(len(stored)), stored >> MASK_BITS].astype(np.int64) & _LOW
    serials: npt.NDArray[np.int32] = (stored & _LOW ^ masks).astype(np.int32)
    return serials


def masked_many(people: bytes, serials: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """First labels of many people as they are stored; people as in `unmasked_many`."""
    return unmasked_many(people, serials)  # the first mask has number 0, and XOR undoes itself


def _mask(person: bytes, place: int) -> int:
    start = STORED_PERSON_BYTES + 4 * place
    return int.from_bytes(person[start : start + 4], "big") & _LOW
