"""An RP2350 in its boot loader on a USB bus for pyusb: pipes, stalls, flash that only erasing sets, and its faults."""

from __future__ import annotations

import array
import errno
import struct
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import usb.backend
from usb.core import USBError

OUT, IN, FLASH = 0x03, 0x84, 0x10000000
SECTOR = 4096


@dataclass
class Chip:
    """One chip. fault fields: `dead_after` commands its cable is pulled; `weak` addresses keep bits that they lose."""

    rom: bytes = b"Mu\2\4"
    package: int = 0
    product: int = 0x000F
    vendor: int = 0x2E8A
    flash: dict[int, bytearray] = field(default_factory=dict)  # by sector; erased where none is
    weak: dict[int, int] = field(default_factory=dict)  # address -> how many writes go wrong there
    protected: bool = False
    dead_after: int | None = None
    claimed: bool = False
    taken: bool = False  # by another program
    commands: list[int] = field(default_factory=list)
    restarted: bool = False
    answer: bytes = b""
    stalled: int = 0  # status of the last command
    waits_for: tuple[int, int] | None = None  # (address, bytes) of a write

    def sector(self, address: int) -> bytearray:
        return self.flash.setdefault((address - FLASH) // SECTOR, bytearray(b"\xff" * SECTOR))

    def command(self, packet: bytes) -> None:
        magic, _, number, _, _, size, arguments = struct.unpack("<IIBBHI16s", packet)
        assert magic == 0x431FD10B
        self.commands.append(number)
        self.answer, self.stalled = b"", 0
        address, count = struct.unpack_from("<II", arguments)
        if number == 0x84 and address < 0x8000:
            self.answer = self.rom[address - 0x10 :][:size]
        elif number == 0x84:
            at = (address - FLASH) % SECTOR
            self.answer = bytes(self.sector(address)[at : at + size])
        elif number == 0x8B:
            self.answer = struct.pack("<5I", 4, 1, self.package, 0x1234, 0xABCD)
        elif number in (0x03, 0x05) and self.protected:
            self.stalled = 10
        elif number == 0x03:
            assert address % SECTOR == 0 and count % SECTOR == 0
            for at in range(address, address + count, SECTOR):
                self.flash.pop((at - FLASH) // SECTOR, None)
        elif number == 0x05:
            assert address % 256 == 0 and size % 256 == 0 and count == size
            self.waits_for = address, size
        elif number == 0x0A:
            self.restarted = True

    def program(self, data: bytes) -> None:
        assert self.waits_for
        address, size = self.waits_for
        assert len(data) == size
        self.waits_for = None
        for place, byte in enumerate(data):
            sector, at = self.sector(address + place), (address + place - FLASH) % SECTOR
            sector[at] &= byte  # programming clears bits and sets none
            if self.weak.get(address + place):
                self.weak[address + place] -= 1
                sector[at] ^= 0x10


class BootBus(usb.backend.IBackend):
    """What pyusb asks of libusb."""

    def __init__(self, *chips: Chip) -> None:
        super().__init__()
        self.chips = chips

    def enumerate_devices(self) -> Any:
        return iter(self.chips)

    def get_parent(self, device: Chip) -> None:
        return None

    def get_device_descriptor(self, device: Chip) -> SimpleNamespace:
        address = self.chips.index(device) + 4
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=device.vendor, idProduct=device.product, bcdDevice=0x100,
            iManufacturer=0, iProduct=0, iSerialNumber=0, bNumConfigurations=1,
            address=address, bus=1, port_number=address, port_numbers=(1, address), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, device: Chip, index: int) -> SimpleNamespace:
        if index:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=2, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, device: Chip, interface: int, alternate: int, configuration: int) -> Any:
        if interface > 1 or alternate:
            raise IndexError
        kind = (0x08, 0xFF)[interface]  # its drive, and the interface for programs
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=interface, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=kind, bInterfaceSubClass=0, bInterfaceProtocol=0, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, device: Chip, index: int, interface: int, *_: int) -> SimpleNamespace:
        ends = ((0x02, 0x81), (OUT, IN))[interface]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=ends[index], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def _alive(self, device: Chip) -> None:
        if device.dead_after is not None and len(device.commands) > device.dead_after:
            raise USBError("made to fail", -4, errno.ENODEV)

    def open_device(self, device: Chip) -> Chip:
        self._alive(device)
        return device

    def close_device(self, device: Chip) -> None:
        pass

    def get_configuration(self, device: Chip) -> int:
        return 1

    def claim_interface(self, device: Chip, interface: int) -> None:
        if device.taken:
            raise USBError("made to fail", -6, errno.EBUSY)
        assert interface == 1
        device.claimed = True

    def release_interface(self, device: Chip, interface: int) -> None:
        device.claimed = False

    def clear_halt(self, device: Chip, endpoint: int) -> None:
        pass

    def bulk_write(self, device: Chip, endpoint: int, interface: int, data: Any, timeout: int) -> int:
        assert endpoint == OUT and device.claimed
        content = bytes(data)
        if device.waits_for:
            device.program(content)
        elif content:
            device.command(content)
        self._alive(device)
        return len(content)

    def bulk_read(self, device: Chip, endpoint: int, interface: int, buffer: Any, timeout: int) -> int:
        assert endpoint == IN and device.claimed
        self._alive(device)
        if device.stalled:
            raise USBError("made to fail", -9, errno.EPIPE)
        piece = device.answer[: len(buffer)]
        device.answer = device.answer[len(piece) :]
        buffer[: len(piece)] = array.array("B", piece)
        return len(piece)

    def ctrl_transfer(
        self, device: Chip, kind: int, request: int, value: int, index: int, data: Any, timeout: int
    ) -> int:
        self._alive(device)
        assert index == 1
        if (kind, request) == (0xC1, 0x42):
            data[:16] = array.array("B", struct.pack("<IIBB6x", 1, device.stalled, 0, 0))
            return 16
        assert (kind, request) == (0x41, 0x41)
        device.stalled = 0
        return 0
