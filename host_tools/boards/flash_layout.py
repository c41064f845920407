"""Where things lie in a board's flash. A test holds that the boards' own files say the same (hw/*/board)."""

from __future__ import annotations

from typing import NamedTuple

from host_tools.boards import uf2

_MIB = 1 << 20


class Layout(NamedTuple):
    """Flash of a processor. flash: its first address. rom_at: of the ROM partition, from there. family: of UF2.

    files_at: of the writable file system, which goes to the end, flash_bytes.
    """

    flash: int
    rom_at: int
    rom_bytes: int
    files_at: int
    flash_bytes: int
    family: int


LAYOUTS = {
    "rp2350b": Layout(0x10000000, 3 * _MIB, _MIB, 4 * _MIB, 16 * _MIB, uf2.RP2350_ARM),
    "esp32s3": Layout(0, 3 * _MIB, _MIB, 4 * _MIB, 16 * _MIB, uf2.ESP32_S3),
}


def processor_of(image: bytes) -> str:
    """Which processor an image is for. Uf2Error: none that is known here.

    image: a .uf2.
    """
    family = uf2.family_of(image)
    found = [processor for processor, layout in LAYOUTS.items() if layout.family == family]
    if not found:
        raise uf2.Uf2Error(f"block 0 is for another chip ({family:#010x}); take the image of this board")
    return found[0]
