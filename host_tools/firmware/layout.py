"""Where things lie in a board's flash. A test holds that the boards' headers say the same (hw/rp2350/board)."""

from __future__ import annotations

from typing import NamedTuple

from host_tools.firmware import uf2

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


LAYOUTS = {"rp2350b": Layout(0x10000000, 3 * _MIB, _MIB, 4 * _MIB, 16 * _MIB, uf2.RP2350_ARM)}
