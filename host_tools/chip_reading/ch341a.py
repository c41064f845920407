"""A CH341A programmer in its SPI mode (1a86:5512), by pyusb.

Source: WCH's interface library for the CH341 (commands A8h and ABh). A packet has 32 bytes: A8h and up to 31 bytes of
SPI, which go out lowest bit first, so each byte is turned around; as many bytes come back. ABh sets the pins D0 to D5:
D0 to D2 are chip selects, D3 the clock, D5 the chip's input; D7 reads its output.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import usb.core
import usb.util

from host_tools.usb_printing import bus

VENDOR, PRODUCT = 0x1A86, 0x5512
SELECTS = 3  # D0, D1, D2
_OUT, _IN = 0x02, 0x82
_SPI, _PINS = 0xA8, 0xAB
_SET, _DIRECTION, _END = 0x80, 0x40, 0x20  # of the pins' stream
_IDLE, _OUTPUTS = 0x37, 0x3F  # every chip select high, clock low
_DATA_BYTES = 31
_TIMEOUT_MS = 1_000
_INTERFACE = 0
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def programmers(backend: bus.Backend | None = None) -> list[bus.Device] | None:
    """Every CH341A on the bus in SPI mode; None if libusb is missing."""
    found = bus.devices(backend)
    if found is None:
        return None
    return [device for device in found if (device.idVendor, device.idProduct) == (VENDOR, PRODUCT)]


class Ch341a:
    """One programmer, from `open` to `close`. select: 0 to 2, the pin of the chip's socket; most have only 0."""

    def __init__(self, device: bus.Device, select: int = 0) -> None:
        self._device: Any = device
        self._chosen = _IDLE & ~(1 << select)
        self._kernel_had_it = False

    def open(self) -> bool:
        """Take the interface. False if another program has it, or this user may not."""
        try:
            with suppress(NotImplementedError):
                if self._device.is_kernel_driver_active(_INTERFACE):
                    self._device.detach_kernel_driver(_INTERFACE)
                    self._kernel_had_it = True
            usb.util.claim_interface(self._device, _INTERFACE)
            self._pins(_IDLE)
        except usb.core.USBError:
            return False
        return True

    def close(self) -> None:
        """Let go of the interface."""
        with suppress(usb.core.USBError):
            self._pins(_IDLE)
            usb.util.release_interface(self._device, _INTERFACE)
        if self._kernel_had_it:
            with suppress(usb.core.USBError):
                self._device.attach_kernel_driver(_INTERFACE)
        usb.util.dispose_resources(self._device)

    def exchange(self, command: bytes, count: int = 0) -> bytes | None:
        """Send a command to the chip, and return the `count` bytes that come after it; None if the bus failed."""
        try:
            self._pins(self._chosen)
            answer = b"".join(self._pieces(command + bytes(count)))
            self._pins(_IDLE)
        except usb.core.USBError:
            return None
        return answer[len(command) :] if len(answer) == len(command) + count else None

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), _DATA_BYTES):
            piece = data[at : at + _DATA_BYTES]
            self._device.write(_OUT, bytes((_SPI,)) + piece.translate(_TURNED), _TIMEOUT_MS)
            yield bytes(self._device.read(_IN, len(piece), _TIMEOUT_MS)).translate(_TURNED)

    def _pins(self, levels: int) -> None:
        self._device.write(_OUT, bytes((_PINS, _SET | levels, _DIRECTION | _OUTPUTS, _END)), _TIMEOUT_MS)
