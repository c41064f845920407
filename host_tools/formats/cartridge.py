"""Where things are on a ballot cartridge (formats, section 6), and its header."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, TypeVar

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Shape
from host_tools.formats.definitions import CartridgeHeader, OpenedHeader
from host_tools.formats.payload import Payload, PayloadError

CHIP_BYTES = 16 * 1024 * 1024  # W25Q128
SECTOR_BYTES, PAGE_BYTES = 4096, 256
MAGIC = b"TAMGACT1"
_ONE_BYTE_NUMBERS = 24  # a larger one takes more bytes in CBOR: so often no booth is opened
_BODY_AT = len(MAGIC) + 2  # behind the length of the header's CBOR
STATE_AT, MARK_BYTES = 2048, 16
MARKS = ("opened", "closing", "sorted", "cleared", "closed")
XS_BYTES = 64  # of a position: the x coordinates of A and B
TAG_BYTES, INTENT_BYTES, LOG_ENTRY_BYTES = 16, 64, 64

# Layout of a booth for a number of slots.
SLIPS_PER_SLOT, INTENTS_PER_SLOT = 2, 4
LOG_ENTRIES = 1024
RECORD_VERSION = 2
MOST_SLOTS = 8192  # a booth sorts by 13 bits of slot number
MOST_FALLEN = 8  # bits of a header that may have fallen by themselves (formats, section 6)


Header = TypeVar("Header", bound=Payload)
Opened = TypeVar("Opened", bound=OpenedHeader)


class Opening(NamedTuple):
    """An opening of a terminal. number: 1 and up; identity: 16 random bytes."""

    number: int
    identity: bytes


# Stands for whatever opening it is where a header is made from the definitions alone.
ANY_OPENING = Opening(1, b"any opening ....")


@dataclass(frozen=True)
class Region:
    """Part of a chip. begin, size: bytes; size without the rounding to sectors."""

    name: str
    begin: int
    size: int


def slot_bytes(shape: Shape) -> int:
    """Bytes of a slot: a record, the x coordinates of its points, and a tag over both."""
    return ballot_record.record_bytes(shape) + ballot_record.positions(shape) * XS_BYTES + TAG_BYTES


def published(header: CartridgeHeader, slot: bytes) -> bytes:
    """The record in a slot."""
    return slot[: header.slot_bytes - TAG_BYTES - header.positions * XS_BYTES]


def booth_header(
    election: bytes,
    precinct: int,
    mode: int,
    booth: int,
    slots: int,
    shape: Shape,
    opening: Opening = ANY_OPENING,
    indices: int | None = None,
    styles: int | None = None,
) -> CartridgeHeader:
    """The header that a booth writes.

    election: its 16 bytes.
    precinct, mode, booth: whose cartridge it is.
    slots: ballots that it can store.
    shape: of a ballot.
    opening: of the booth.
    indices: of activations, if there are more than slots.
    styles: how many ballot styles the election has, if any.
    """
    return CartridgeHeader(
        election=election,
        precinct=precinct,
        mode=mode,
        terminal=booth,
        slots=slots,
        slot_bytes=slot_bytes(shape),
        positions=ballot_record.positions(shape),
        indices=slots if indices is None else indices,
        slips=slots * SLIPS_PER_SLOT,
        intents=slots * INTENTS_PER_SLOT,
        log_entries=LOG_ENTRIES,
        opening=opening.identity,
        openings=opening.number,
        record_version=RECORD_VERSION,
        styles=styles,
    )


def regions(header: CartridgeHeader) -> dict[str, Region]:
    """Every region behind the header sector, by name, in order."""
    slots_size = header.slots * header.slot_bytes
    sizes = {
        "slips": (header.slips + 1) // 2,
        "in use": (header.indices + 7) // 8,
        "cast": (header.indices + 7) // 8,
        "cancelled": (header.indices + 7) // 8,
        "intents": header.intents * INTENT_BYTES,
        "log": header.log_entries * LOG_ENTRY_BYTES,
        "ballots": slots_size,
        "sorted": slots_size,
    }
    return placed(sizes)


def placed(sizes: dict[str, int]) -> dict[str, Region]:
    """Regions of so many bytes one after the other, each from a sector on, behind the header sector."""
    found, begin = {}, SECTOR_BYTES
    for name, size in sizes.items():
        found[name] = Region(name, begin, size)
        begin += -(-size // SECTOR_BYTES) * SECTOR_BYTES
    return found


def end_of(header: CartridgeHeader) -> int:
    """Bytes of a chip that the layout takes."""
    last = regions(header)["sorted"]
    return last.begin + -(-last.size // SECTOR_BYTES) * SECTOR_BYTES


def most_slots(shape: Shape) -> int:
    """Ballots that a booth can store."""
    slots = min(MOST_SLOTS, CHIP_BYTES // (2 * slot_bytes(shape)))
    while slots and end_of(booth_header(bytes(16), 0, 0, 1, slots, shape)) > CHIP_BYTES:
        slots -= 1
    return slots


def header_page(header: Payload) -> bytes:
    """The bytes at address 0."""
    body = header.to_cbor()
    return MAGIC + struct.pack("<H", len(body)) + body + sha256(body).digest()[:8]


def header_of(image: bytes, kind: type[Header]) -> tuple[Header, bytes] | None:
    """(header of a kind, its page) of a chip image; None if none is complete."""
    if len(image) < _BODY_AT or image[:8] != MAGIC:
        return None
    (size,) = struct.unpack_from("<H", image, 8)
    body, digest = image[_BODY_AT : _BODY_AT + size], image[_BODY_AT + size : _BODY_AT + size + 8]
    if sha256(body).digest()[:8] != digest:
        return None
    try:
        return kind.from_cbor(body), image[: _BODY_AT + size + 8]
    except PayloadError:
        return None


def read_header(image: bytes) -> tuple[CartridgeHeader, bytes] | None:
    """(header, its page) of a chip image; None if none is complete or the layout does not fit the image."""
    found = header_of(image, CartridgeHeader)
    if found is None:
        return None
    header = found[0]
    least = header.positions * (ballot_record.PAIR_BYTES + XS_BYTES) + TAG_BYTES
    if header.slot_bytes < least or end_of(header) > len(image):
        return None
    return found


def recognise(image: bytes, known: Sequence[CartridgeHeader]) -> tuple[CartridgeHeader, bytes] | None:
    """Which of the known headers an image begins with, but for a few bits that fell from one to zero."""
    for expected in known:
        header = in_opening_of(image, expected)
        page = header_page(header)
        here = image[: len(page)]
        if len(here) == len(page) and fallen_bits(here, page) is not None and end_of(header) <= len(image):
            return header, page
    return None


def in_opening(expected: Opened, of: OpenedHeader) -> Opened:
    """A header that a definition asks for, in the opening of another one."""
    return expected.model_copy(update={"opening": of.opening, "openings": of.openings})


def in_opening_of(image: bytes, header: Opened) -> Opened:
    """A header that a definition asks for, with the opening found on an image, put where it belongs."""
    page = header_page(header)
    at = page.index(header.opening)
    identity, number = image[at : at + len(header.opening)], image[at + len(header.opening) + 1 :][:1]
    if len(identity) < len(header.opening) or not number or not 0 < number[0] < _ONE_BYTE_NUMBERS:
        return header
    return header.model_copy(update={"opening": bytes(identity), "openings": number[0]})


def fallen_bits(found: bytes, page: bytes) -> int | None:
    """How many bits of a header page fell by themselves; None where others changed, or more than MOST_FALLEN fell."""
    there, meant = int.from_bytes(found, "big"), int.from_bytes(page, "big")
    fallen = (meant & ~there).bit_count()
    return fallen if not there & ~meant and fallen <= MOST_FALLEN else None
