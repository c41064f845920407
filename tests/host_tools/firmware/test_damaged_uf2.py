"""A file for a boot loader that is cut off, damaged or for another chip; and that other programs read it as we do."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.boards.uf2 import PAGE_BYTES, RP2350_ARM, Uf2Error, parts_of, written

FLASH = 0x10000000
PARTS = {FLASH: bytes(range(256)) * 3, FLASH + 0x300000: b"rom" * 100}


def test_a_block_is_as_the_specification_says() -> None:
    block = written({FLASH: b"\x01" * 256, FLASH + 0x1000: b"\x02"})[512:]
    assert len(block) == 512
    assert struct.unpack("<8I", block[:32]) == (
        0x0A324655, 0x9E5D5157, 0x2000, FLASH + 0x1000, 256, 1, 2, 0xE48BFF59,
    )  # fmt: skip
    assert block[32:288] == b"\x02" + b"\xff" * 255
    assert block[288:] == bytes(220) + b"\x30\x6f\xb1\x0a"


@given(st.lists(st.tuples(st.integers(1, 40), st.binary(min_size=1, max_size=700)), max_size=4))
def test_what_is_written_is_read(pieces: list[tuple[int, bytes]]) -> None:
    at, parts = FLASH, {}
    for gap, content in pieces:
        at += gap * PAGE_BYTES
        parts[at] = content
        at += -(-len(content) // PAGE_BYTES) * PAGE_BYTES
    if not parts:
        return
    whole = {at: content.ljust(-(-len(content) // PAGE_BYTES) * PAGE_BYTES, b"\xff") for at, content in parts.items()}
    assert parts_of(written(parts)) == whole


def test_every_changed_byte_outside_of_the_content_is_noticed() -> None:
    """Addresses that still rise in whole pages are content too: the register's hash covers them."""
    good = written(PARTS)
    tried = 0
    for at in range(len(good)):
        within = at % 512
        if 12 <= within < 16 or 32 <= within < 288:
            continue
        with pytest.raises(Uf2Error):
            parts_of(good[:at] + bytes((good[at] ^ 0x55,)) + good[at + 1 :])
        tried += 1
    assert tried == len(good) // 512 * (512 - 4 - 256)


@pytest.mark.parametrize("data", [b"", written(PARTS)[:-1], written(PARTS)[:512], written(PARTS)[512:], bytes(512)])
def test_a_part_of_a_file_is_refused(data: bytes) -> None:
    with pytest.raises(Uf2Error):
        parts_of(data)


def test_an_image_of_an_rp2040_is_refused() -> None:
    with pytest.raises(Uf2Error, match="another chip"):
        parts_of(written(PARTS, family=0xE48BFF56))
    assert RP2350_ARM == 0xE48BFF59


def test_parts_that_overlap_or_begin_within_a_page_are_not_written() -> None:
    for parts in ({FLASH: b"a" * 257, FLASH + 256: b"b"}, {FLASH + 1: b"a"}):
        with pytest.raises(ValueError, match=r"a part begins|two parts"):
            written(parts)
