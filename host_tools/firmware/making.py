"""An image for a board: MicroPython as it was built, and in the ROM partition a role's firmware as it ships.

Beside it go what it consists of (`.json`), its bill of materials (`.cdx.json`) and the ROM image itself, byte for byte
the one that provisioning ships and the emulated chip runs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from host_tools.boards import uf2
from host_tools.boards.board_file import value_of
from host_tools.boards.connections import PROCESSOR
from host_tools.boards.flash_layout import LAYOUTS, Layout
from host_tools.errors import FirmwareError
from host_tools.firmware import esp_image, materials
from host_tools.formats.definitions import Role
from host_tools.provisioning import firmware
from host_tools.text_files import TextFileError, json_of
from host_tools.whole_files import atomic_file, write_text

Kind = Literal["production", "development"]
_PROMPT_BANNER = b'Type "help()" for more information'  # MicroPython's, in every image with a prompt


class ImageError(FirmwareError):
    """No image can be made, or a file is none. The message names the file and the way out."""


@dataclass(frozen=True)
class Made:
    """What an image is. Hashes are SHA-256 in hexadecimal.

    image: of the .uf2. program: of MicroPython's part of flash; rom: of the ROM image. firmware: what slips name.
    """

    board: str
    role: Role
    kind: Kind
    version: str
    image: str
    program: str
    rom: str
    firmware: str


def layout_for(board: Path) -> Layout:
    """Where things lie in the flash of a board. ImageError: nothing here builds images for its processor."""
    processor = value_of(board, PROCESSOR)
    if processor not in LAYOUTS:
        raise ImageError(f"{board}: images for {processor} are not made here; those for {', '.join(LAYOUTS)} are")
    return LAYOUTS[processor]


def make(device: Path, board: Path, role: Role, version: str, kind: Kind, program: bytes) -> tuple[Made, bytes, bytes]:
    """(what it is, the .uf2, the ROM image). ImageError, CompilingError, BoardError: why there is none.

    device: the folder of the firmware's sources.
    board: the board file. role, version: what the firmware's signed list says.
    program: MicroPython as build_firmware.sh made it, or hw/esp32s3/README.md says. A prompt in an image for
        production is refused.
    """
    layout = layout_for(board)
    if kind == "production" and _PROMPT_BANNER in program:
        raise ImageError("this MicroPython has a prompt: it is a development build; build it anew with KIND=production")
    if layout.family == uf2.ESP32_S3 and (fault := esp_image.fault_of(program, layout)):
        raise ImageError(f"{board}: {fault}; hw/esp32s3/README.md has partition table, board header and recipe")
    files, payload = firmware.contents(device, board, role, version)
    rom = firmware.rom_image(files)
    for what, content, most in (("MicroPython", program, layout.rom_at), ("the firmware", rom, layout.rom_bytes)):
        if len(content) > most:
            raise ImageError(f"{board}: {what} has {len(content):,} bytes, and {most:,} is what the layout leaves")
    image = uf2.written({layout.flash: program, layout.flash + layout.rom_at: rom}, layout.family)
    hashes = [sha256(part).hexdigest() for part in (image, program, rom, payload)]
    return Made(value_of(board, "NAME"), role, kind, version, *hashes), image, rom


def write(made: Made, image: bytes, rom: bytes, sources: materials.Sources, folder: Path) -> Path:
    """Write an image and what belongs to it; the path of the .uf2.

    sources: what MicroPython was built from. folder: where, locked by the caller. The name says board and role, and
    whether it is no image for production.
    """
    name = f"{made.board}-{made.role}" + ("" if made.kind == "production" else "-DEVELOPMENT")
    path = folder / f"{name}.uf2"
    _write(folder / f"{name}.romfs", rom)
    write_text(folder / f"{name}.cdx.json", materials.bill(asdict(made), rom, sources))
    write_text(folder / f"{name}.json", json.dumps(asdict(made), indent=1) + "\n")
    _write(path, image)
    return path


def _write(path: Path, content: bytes) -> None:
    with atomic_file(path) as stream:
        stream.write(content)


def read(path: Path) -> Made:
    """What an image is, by the file beside it, compared with the image itself. ImageError: they do not belong together.

    path: the .uf2.
    """
    beside = path.with_suffix(".json")
    try:
        made = Made(**json_of(beside.read_bytes(), beside))
    except (TextFileError, TypeError):
        raise ImageError(f"{path.with_suffix('.json')}: does not describe an image; run make firmware again") from None
    data = path.read_bytes()
    if sha256(data).hexdigest() != made.image:
        raise ImageError(f"{path}: is not the image that {path.with_suffix('.json').name} describes; make both again")
    return made
