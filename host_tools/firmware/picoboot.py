"""The RP2350's boot loader on USB: read, erase and write its flash, and ask which chip it is. By pyusb.

Source: RP2350 datasheet, 5.6 "USB PICOBOOT Interface"; pico-sdk, boot/picoboot.h. A command is 32 bytes on the OUT
pipe; bytes follow in the direction that its number says, and an empty packet the other way ends it. An error stalls a
pipe.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import usb.core
import usb.util

from host_tools.errors import FirmwareError
from host_tools.usb_printing import bus

VENDOR, PRODUCT = 0x2E8A, 0x000F
SECTOR_BYTES, PAGE_BYTES = 4096, 256  # flash is erased by the first and written by the second
MODEL_RP2350 = b"Mu\2"  # at 10h of the boot ROM; its version follows, which tells the stepping
_ROM_WORD = 0x10
_STEPPINGS = {2: "A2", 3: "A3", 4: "A4"}
_MAGIC = 0x431FD10B
_EXCLUSIVE, _REBOOT, _ERASE, _WRITE, _READ, _INFO = 0x01, 0x0A, 0x03, 0x05, 0x84, 0x8B
_RESET, _STATUS = (0x41, 0x41), (0xC1, 0x42)  # control requests of the interface: (type, request)
_VENDOR_CLASS = 0xFF
_CHIP_INFO, _SYSTEM = 0x0001, 1
_IS_SMALL = 1  # of the package's register: QFN-60, an RP2350A
_COMMAND, _RANGE = struct.Struct("<IIBBHI16s"), struct.Struct("<II")
_TIMEOUT_MS = 5_000  # a chip may take 400 ms to erase a sector
_STATUS_WORDS = {4: "has no such address", 5: "wants whole pages", 10: "does not permit it: this flash is protected"}


class BootError(FirmwareError):
    """The boot loader refuses, or is gone. The message says what to do next."""


class Chip(NamedTuple):
    """A chip. stepping: A2, A3, A4, or a number that is not known here. is_large: RP2350B. number: of the chip."""

    stepping: str
    is_large: bool
    number: str


def boards(backend: bus.Backend | None = None) -> list[bus.Device] | None:
    """Every RP2350 in its boot loader; None if libusb is missing."""
    found = bus.devices(backend)
    return found and [device for device in found if (device.idVendor, device.idProduct) == (VENDOR, PRODUCT)]


class Bootloader:
    """One chip in its boot loader, from `opened` to its end. Addresses are the chip's, flash begins at 10000000h."""

    def __init__(self, device: bus.Device, interface: Any) -> None:
        self._device, self._number = device, interface.bInterfaceNumber
        ends = [endpoint.bEndpointAddress for endpoint in interface]
        self._out, self._in = (next(end for end in ends if bool(end & 0x80) == is_in) for is_in in (False, True))
        self._token = 0

    def chip(self) -> Chip:
        """Which chip it is. BootError: none that is known here."""
        word = self.read(_ROM_WORD, 4)
        if word[:3] != MODEL_RP2350:
            raise BootError("this is no RP2350; take the board that the image is for")
        answer = self._command(_INFO, struct.pack("<BBHI", _SYSTEM, 0, 0, _CHIP_INFO), 5 * 4)
        _, flags, package, low, high = struct.unpack("<5I", answer)
        if not flags & _CHIP_INFO:
            raise BootError("the chip does not say what it is; unplug it, hold BOOT and plug it in again")
        return Chip(_STEPPINGS.get(word[3], f"boot ROM {word[3]}"), not package & _IS_SMALL, f"{high:08x}{low:08x}")

    def read(self, address: int, count: int) -> bytes:
        """Bytes of flash or boot ROM."""
        return self._command(_READ, _RANGE.pack(address, count), count)

    def erase(self, address: int, count: int) -> None:
        """Erase whole sectors."""
        self._command(_ERASE, _RANGE.pack(address, count))

    def write(self, address: int, content: bytes) -> None:
        """Write whole pages, erased before."""
        self._command(_WRITE, _RANGE.pack(address, len(content)), content=content)

    def restart(self) -> None:
        """Start what is in flash; the boot loader goes away."""
        with suppress(BootError):  # some are gone before they have answered
            self._command(_REBOOT, struct.pack("<4I", 0, 500, 0, 0))

    def _command(self, number: int, arguments: bytes, count: int = 0, content: bytes = b"") -> bytes:
        self._token += 1
        size = count or len(content)
        head = _COMMAND.pack(_MAGIC, self._token, number, len(arguments), 0, size, arguments)
        try:
            self._device.write(self._out, head, _TIMEOUT_MS)
            answer = bytearray()
            if number & 0x80:
                while len(answer) < count:
                    piece = bytes(self._device.read(self._in, count - len(answer), _TIMEOUT_MS))
                    if not piece:
                        break
                    answer += piece
                self._device.write(self._out, b"", _TIMEOUT_MS)
            else:
                if content:
                    self._device.write(self._out, content, _TIMEOUT_MS)
                self._device.read(self._in, 1, _TIMEOUT_MS)
        except usb.core.USBError:
            raise BootError(self._why()) from None
        if len(answer) != count:
            raise BootError(
                "the board sent less than it was asked for; use another cable or socket, and run this again"
            )
        return bytes(answer)

    def _why(self) -> str:
        """What the boot loader says of a command that failed; the pipes are free again then."""
        try:
            status = bytes(self._device.ctrl_transfer(*_STATUS, 0, self._number, 16, _TIMEOUT_MS))
            for end in (self._out, self._in):
                with suppress(usb.core.USBError):
                    self._device.clear_halt(end)
            self._device.ctrl_transfer(*_RESET, 0, self._number, b"", _TIMEOUT_MS)
            code = struct.unpack_from("<II", status)[1]
            return f"the board {_STATUS_WORDS.get(code, f'refuses, with status {code}')}; nothing was started"
        except (usb.core.USBError, struct.error):
            return "the board is gone: its cable or its supply; hold BOOT, plug it in again, and run this again"


@contextmanager
def opened(device: bus.Device) -> Iterator[Bootloader]:
    """The boot loader of a device, alone: its drive takes nothing meanwhile. BootError: it cannot be opened."""
    try:
        interface = next(one for one in device.get_active_configuration() if one.bInterfaceClass == _VENDOR_CLASS)
        usb.util.claim_interface(device, interface.bInterfaceNumber)
    except StopIteration:
        raise BootError("the boot loader has no interface for this; was it switched off by a fuse?") from None
    except usb.core.USBError:
        raise BootError("the board cannot be opened: another program has it, or see docs/usb.md for the rule") from None
    try:
        loader = Bootloader(device, interface)
        loader._command(_EXCLUSIVE, b"\1")
        yield loader
    finally:
        usb.util.dispose_resources(device)
