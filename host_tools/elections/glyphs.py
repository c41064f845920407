"""Which characters the terminal's fonts can print."""

from __future__ import annotations

import struct
from pathlib import Path

FONTS = Path(__file__).parents[2] / "device" / "text"
_MAGIC, _HEADER_SIZE, _ENTRY_SIZE = b"TMGF", 10, 9


def printable_characters(folder: Path = FONTS) -> set[str] | None:
    """The characters that every font file of a folder has; None if there is no font file."""
    common: set[str] | None = None
    for path in sorted(folder.glob("font*.bin")):
        found = _characters(path.read_bytes())
        common = found if common is None else common & found
    return common


def _characters(font: bytes) -> set[str]:
    if font[:4] != _MAGIC or font[4] != 1:
        raise ValueError("no font file of version 1")
    (count,) = struct.unpack_from("<H", font, 8)
    codes = (struct.unpack_from("<H", font, _HEADER_SIZE + i * _ENTRY_SIZE)[0] for i in range(count))
    return {chr(code) for code in codes}
