"""One image beside the register, slips that terminals signed, and a board's flash as it was read back."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.boards import uf2
from host_tools.boards.flash_layout import LAYOUTS, Layout, processor_of
from host_tools.findings import Report
from host_tools.firmware.making import Made
from host_tools.formats import cose
from host_tools.formats.objects import SLIP_KINDS
from host_tools.formats.payload import PayloadError
from host_tools.verifying.images import Register


def with_register(made: Made, register: Register | None, report: Report) -> None:
    """Whether an image stands in the register. None: it was not given."""
    if register is None:
        report.absent.append("the register of images")
        return
    found = next((one for one in register.content.images if one.image.hex() == made.image), None)
    if found is None:
        report.bad(f"It is not in the register: number {register.content.number} has {len(register.hashes)} others.")
    elif found.program.hex() != made.program or found.rom.hex() != made.rom or found.firmware.hex() != made.firmware:
        report.bad("The register names this image with other parts than are in it.")
    else:
        report.good(f"It is in the register since {found.date}: {found.reason}.")


def with_slips(made: Made, objects: Sequence[tuple[str, bytes]], report: Report) -> None:
    """Whether slips name the firmware of an image. Who signed them is asked by `tamga slip verify`."""
    if not objects:
        report.absent.append("a slip of the terminal")
    for kind, data in objects:
        try:
            said = SLIP_KINDS[kind].from_cbor((cose.peek1(data) or (b"", b""))[1])
        except (KeyError, PayloadError):
            report.bad("A slip cannot be read.")
            continue
        told = getattr(said, "firmware", None)
        if told is None:
            report.bad(f"A slip of kind {kind} names no firmware: give a zero report, sealed totals or a protocol.")
        elif told.hex() != made.firmware:
            report.bad(f"The slip names other firmware: {told.hex()}.")
        else:
            report.good(f"The slip names its firmware: {made.firmware[:16]}.")


def with_flash(image: bytes, flash: bytes | None, report: Report) -> None:
    """Whether a board's flash holds an image, byte for byte, and nothing else up to the writable file system.

    image: the .uf2. flash: read from the board's first address on; None where nothing was.
    """
    if flash is None:
        report.absent.append("the board's flash, read back")
        return
    layout = LAYOUTS[processor_of(image)]
    for start, content in uf2.parts_of(image, layout.family).items():
        at = start - layout.flash
        found = flash[at : at + len(content)]
        if found == content:
            report.good(f"{_what(start, layout)}: {len(content):,} bytes as in the image.")
            continue
        if len(found) < len(content):
            report.bad(f"{_what(start, layout)}: the flash that was read ends at {len(flash):,}; read it again.")
            continue
        first = next(place for place, (one, other) in enumerate(zip(found, content, strict=True)) if one != other)
        report.bad(f"{_what(start, layout)}: differs from {start + first:#x} on; write it again, then read it again.")


def _what(start: int, layout: Layout) -> str:
    return "ROM partition" if start == layout.flash + layout.rom_at else "MicroPython"
