"""An image onto a board: the right chip, only what differs, read back, and once more where it differs.

What was written stays and is looked at first, so the whole may be begun again after any interruption.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from host_tools.boards import uf2
from host_tools.boards.flash_layout import Layout
from host_tools.firmware.picoboot import PAGE_BYTES, SECTOR_BYTES, BootError, Bootloader, Chip

GOOD_STEPPINGS = ("A4",)
# Source: RP2350 datasheet, appendix C.
_ERRATA = {
    "A2": "E9 (its inputs leak) and E16, E20, E21, E24 (it starts images with a forged signature)",
    "A3": "E16, E20, E21, E24 (it starts images with a forged signature)",
}
_ERASED = b"\xff"
_BLOCK_BYTES = 64 << 10  # erased in one go


def refuse_chip(chip: Chip, needs_large: bool, may_be_old: bool) -> str:
    """A sentence about an old chip that is allowed, or "". BootError: not a chip for this image.

    may_be_old: for a workbench; a polling station gets A4.
    """
    if needs_large and not chip.is_large:
        raise BootError("this is an RP2350A with 30 pins, and the board needs an RP2350B; take the right board")
    if chip.stepping in GOOD_STEPPINGS:
        return ""
    faults = _ERRATA.get(chip.stepping, "errata that are not known here")
    text = f"the chip is stepping {chip.stepping}, with {faults}"
    if not may_be_old:
        raise BootError(f"{text}: not for a polling station; take a board with A4, or give --old-chip for a workbench")
    return text


def refuse_image(image: bytes, layout: Layout) -> None:
    """BootError, Uf2Error: an image for another chip, or one that does not lie where this board has its programs."""
    for start, content in uf2.parts_of(image, layout.family).items():
        if not layout.flash <= start <= start + len(content) <= layout.flash + layout.files_at:
            raise BootError(
                f"the image has {len(content):,} bytes at {start:#x}, which is no place of programs on this board; "
                "take the image of this board"
            )


def sectors_of(image: bytes) -> dict[int, bytes]:
    """What an image brings into flash, by whole sectors; the rest of a sector is erased."""
    sectors: dict[int, bytearray] = {}
    for start, content in uf2.parts_of(image).items():
        for at in range(0, len(content), PAGE_BYTES):
            address = start + at
            sector = sectors.setdefault(address - address % SECTOR_BYTES, bytearray(_ERASED * SECTOR_BYTES))
            sector[address % SECTOR_BYTES : address % SECTOR_BYTES + PAGE_BYTES] = content[at : at + PAGE_BYTES]
    return {address: bytes(sector) for address, sector in sectors.items()}


def flash(image: bytes, board: Bootloader, progress: Callable[[int], None]) -> int:
    """Write an image; how many sectors were written, the others were there. progress: takes sectors done.

    BootError: a sector that reads back otherwise twice, the second time written page by page; nothing is started then.
    """
    written = 0
    sectors = sectors_of(image)
    for done, (address, content) in enumerate(sectors.items()):
        progress(done)
        if board.read(address, SECTOR_BYTES) == content:
            continue
        written += 1
        _write(board, address, content, SECTOR_BYTES)
        if board.read(address, SECTOR_BYTES) != content:
            _write(board, address, content, PAGE_BYTES)
            _look(board, address, content)
    progress(len(sectors))
    return written


def _write(board: Bootloader, address: int, content: bytes, piece_bytes: int) -> None:
    board.erase(address, SECTOR_BYTES)
    for at in range(0, SECTOR_BYTES, piece_bytes):
        board.write(address + at, content[at : at + piece_bytes])


def _look(board: Bootloader, address: int, content: bytes) -> None:
    found = board.read(address, SECTOR_BYTES)
    if found != content:
        first = next(at for at, (one, other) in enumerate(zip(found, content, strict=True)) if one != other)
        raise BootError(
            f"flash differs from {address + first:#x} on after it was written twice, the second time slowly: a weak "
            "supply, a protected or a worn chip; use another cable, and if that does not help, another board. Nothing "
            "was started, and the terminal is in no book"
        )


def read_back(image: bytes, board: Bootloader) -> str:
    """The SHA-256 of what flash holds where the image belongs, read once more as a whole."""
    parts = uf2.parts_of(image)
    held = {}
    for start, content in parts.items():
        pieces = range(0, len(content), SECTOR_BYTES)
        held[start] = b"".join(board.read(start + at, min(SECTOR_BYTES, len(content) - at)) for at in pieces)
    return sha256(uf2.written(held)).hexdigest()


def erase_files(board: Bootloader, layout: Layout, progress: Callable[[int], None]) -> None:
    """Erase the whole writable file system: name, key, packages. progress: takes bytes done."""
    for at in range(layout.files_at, layout.flash_bytes, _BLOCK_BYTES):
        progress(at - layout.files_at)
        board.erase(layout.flash + at, _BLOCK_BYTES)
