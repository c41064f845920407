"""UF2, the file that a board's boot loader takes: blocks of 512 bytes that say where in flash 256 bytes belong.

Source: microsoft/uf2, README, "File format"; RP2350 datasheet 5.5.3 for the family. A block that is not ours in every
field is refused: what a boot loader skips without a word would be missing on the board.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from host_tools.errors import FirmwareError

RP2350_ARM = 0xE48BFF59  # family: an image for the secure ARM cores of an RP2350
ESP32_S3 = 0xC47E5767  # family; for this chip the file only carries the image, esptool writes it
PAGE_BYTES = 256  # what a block carries, and what flash is programmed by
ERASED = 0xFF
_BLOCK_BYTES, _DATA_BYTES = 512, 476
_FIRST, _SECOND, _LAST = 0x0A324655, 0x9E5D5157, 0x0AB16F30
_FAMILY_IS_THERE = 0x2000
_HEAD = struct.Struct("<8I")


class Uf2Error(FirmwareError):
    """Bytes that are not a UF2 file as `written` makes it. The message says in which block."""


def written(parts: Mapping[int, bytes], family: int = RP2350_ARM) -> bytes:
    """The file that brings parts into flash.

    parts: content by address; addresses are multiples of 256, and the end of a part is filled up as erased flash is.
    ValueError: parts that overlap, or begin within a page.
    """
    pages: dict[int, bytes] = {}
    for start, content in sorted(parts.items()):
        if start % PAGE_BYTES:
            raise ValueError(f"a part begins at {start:#x}, within a page")
        for at in range(0, len(content), PAGE_BYTES):
            if start + at in pages:
                raise ValueError(f"two parts hold address {start + at:#x}")
            pages[start + at] = content[at : at + PAGE_BYTES].ljust(PAGE_BYTES, bytes((ERASED,)))
    return b"".join(
        _block(number, len(pages), address, page, family) for number, (address, page) in enumerate(pages.items())
    )


def _block(number: int, count: int, address: int, page: bytes, family: int) -> bytes:
    head = _HEAD.pack(_FIRST, _SECOND, _FAMILY_IS_THERE, address, PAGE_BYTES, number, count, family)
    return head + page.ljust(_DATA_BYTES, b"\x00") + struct.pack("<I", _LAST)


def family_of(data: bytes) -> int:
    """Which chip a file is for, by its first block. Uf2Error: it has none."""
    if len(data) < _BLOCK_BYTES:
        raise Uf2Error(f"{len(data):,} bytes are no block: the file was cut off; make or copy it again")
    return int(_HEAD.unpack_from(data)[-1])


def parts_of(data: bytes, family: int = RP2350_ARM) -> dict[int, bytes]:
    """What a file brings into flash: contiguous parts by address. Uf2Error: damaged, cut off or for another chip."""
    if not data or len(data) % _BLOCK_BYTES:
        raise Uf2Error(
            f"{len(data):,} bytes are no whole number of blocks: the file was cut off; make or copy it again"
        )
    count = len(data) // _BLOCK_BYTES
    parts: dict[int, bytearray] = {}
    start = end = -1
    for number in range(count):
        block = data[number * _BLOCK_BYTES : (number + 1) * _BLOCK_BYTES]
        address, page = _page_of(block, number, count, family)
        if address < end:
            raise Uf2Error(f"block {number} goes back to {address:#x}, which an earlier block fills; make it again")
        if address != end:
            start = address
            parts[start] = bytearray()
        parts[start] += page
        end = address + PAGE_BYTES
    return {address: bytes(content) for address, content in parts.items()}


def _page_of(block: bytes, number: int, count: int, family: int) -> tuple[int, bytes]:
    first, second, flags, address, size, told_number, told_count, told_family = _HEAD.unpack_from(block)
    if (first, second) != (_FIRST, _SECOND) or block[-4:] != struct.pack("<I", _LAST):
        raise Uf2Error(f"block {number} is no UF2 block; make or copy the file again")
    if flags != _FAMILY_IS_THERE or told_family != family:
        raise Uf2Error(f"block {number} is for another chip ({told_family:#010x}); take the image of this board")
    page = block[_HEAD.size : _HEAD.size + PAGE_BYTES]
    is_ours = size == PAGE_BYTES and address % PAGE_BYTES == 0 and not any(block[_HEAD.size + PAGE_BYTES : -4])
    if not is_ours or (told_number, told_count) != (number, count):
        raise Uf2Error(f"block {number} of {count} says that it is {told_number} of {told_count}, or is damaged")
    return address, page
