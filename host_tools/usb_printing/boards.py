"""Boards whose boot loader is on the bus, and what a technician does with each."""

from __future__ import annotations

from typing import NamedTuple

from host_tools.usb_printing import bus


class Board(NamedTuple):
    """A boot loader by its USB numbers. next_step: one sentence for the technician."""

    vendor: int
    product: int
    chip: str
    next_step: str


_UF2 = "Copy MicroPython's .uf2 for this board to the drive {}; it restarts and shows up as a serial port."
_ESP = (
    "Write the image with tamga flash and the serial port that this is. The chip's own USB port shows these numbers "
    "while it runs, too: if no boot loader answers, hold BOOT, tap RESET, let go of BOOT."
)

# The numbers of each chip's boot ROM; the ESP32-S3's are those of its USB Serial/JTAG controller.
BOARDS = (
    Board(0x2E8A, 0x0003, "RP2040", _UF2.format("RPI-RP2")),
    Board(0x2E8A, 0x000F, "RP2350", "Write the image with tamga flash: it checks the chip and reads everything back."),
    Board(0x303A, 0x1001, "ESP32-S3", _ESP),
)


def plugged_boards(backend: bus.Backend | None = None) -> list[tuple[str, Board]] | None:
    """Boards with the socket each is in; None when libusb is missing. Nothing is opened, so nobody needs a right."""
    devices = bus.devices(backend)
    if devices is None:
        return None
    known = {(board.vendor, board.product): board for board in BOARDS}
    numbered = [(bus.port(device), (device.idVendor, device.idProduct)) for device in devices]
    return [(port, known[numbers]) for port, numbers in numbered if numbers in known]
