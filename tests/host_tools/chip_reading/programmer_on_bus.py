"""A CH341A on pyusb's bus, with the simulator's chips in its sockets: what WCH's interface library says it does."""

from __future__ import annotations

import array
import errno
from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.hardware.clock import Clock
from simulator.hardware.parts.w25q128 import W25Q128
from tests.host_tools.usb_printing.fake_bus import FakeBus, FakeDevice, _error

OUT, IN = 0x02, 0x82
PACKET_BYTES, TRANSFER_US = 32, 125
SPI, PINS, SET, DIRECTION, END = 0xA8, 0xAB, 0x80, 0x40, 0x20


@dataclass
class Programmer(FakeDevice):
    """chips: in the sockets of chip select 0 to 2. Faults: those of FakeDevice, and what follows `chips`."""

    vendor: int = 0x1A86
    product: int = 0x5512
    settings: tuple = ((0xFF, 1, 2),)
    endpoints: tuple = (OUT, IN)
    kernel_driver: bool = False
    chips: Sequence[W25Q128] = ()
    unplugged_after: int | None = None  # packets
    lifted: range = range(0)  # packets during which the clip has no contact
    packets: int = 0
    levels: int = 0x3F
    directions: int = 0
    waiting: bytearray = field(default_factory=bytearray)

    def heard(self, packet: bytes) -> None:
        """One packet of the bus; SPI leaves its answer waiting."""
        assert 0 < len(packet) <= PACKET_BYTES, "longer than a packet: the chip would take the rest for a command"
        self.packets += 1
        if packet[0] == PINS:
            for command in packet[1:]:
                if command & 0xC0 == SET:
                    self._set(command & 0x3F)
                elif command & 0xC0 == DIRECTION:
                    self.directions = command & 0x3F
                elif command == END:
                    break
        elif packet[0] == SPI:
            assert not self.waiting, "an answer was left in the chip"
            assert self.directions & 0x28 == 0x28, "clock and data are no outputs"
            self.waiting += self._shifted(packet[1:])

    def _set(self, levels: int) -> None:
        for number, chip in enumerate(self.chips):
            before, after = self.levels >> number & 1, levels >> number & 1
            if before and not after:
                chip.select()
            elif after and not before:
                chip.deselect()
        self.levels = levels

    def _shifted(self, data: bytes) -> bytes:
        """Lowest bit first on the wire."""
        sent = bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)
        chosen = [chip for number, chip in enumerate(self.chips) if not self.levels >> number & 1]
        answer = b"\xff" * len(sent)
        if len(chosen) == 1 and self.packets not in self.lifted:
            answer = chosen[0].transfer(sent)
        return bytes(int(f"{byte:08b}"[::-1], 2) for byte in answer)


class Bus(FakeBus):
    """The bus with programmers on it; their chips share one clock, which every transfer moves."""

    def __init__(self, *devices: FakeDevice) -> None:
        super().__init__(*devices)
        self.clock = Clock()
        for device in devices:
            for chip in getattr(device, "chips", ()):
                chip.clock = self.clock
                chip.power_on()

    def bulk_write(self, device, endpoint, interface, data, timeout):
        self._present(device, must_claim=True)
        assert endpoint == OUT
        if device.unplugged_after is not None and device.packets >= device.unplugged_after:
            device.unplugged = True
            raise _error(errno.ENODEV)
        self.clock.advance_to(self.clock.now_us + TRANSFER_US)
        device.heard(bytes(data))
        return len(data)

    def bulk_read(self, device, endpoint, interface, buffer, timeout):
        self._present(device, must_claim=True)
        assert endpoint == IN
        if not device.waiting:
            raise _error(errno.ETIMEDOUT)
        count = min(len(buffer), len(device.waiting))
        buffer[:count] = array.array("B", device.waiting[:count])
        del device.waiting[:count]
        return count
