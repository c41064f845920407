"""What is plugged in, by descriptor. Nothing is opened except to read a device's own words about itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import usb.core
import usb.util

Device = Any  # usb.core.Device: pyusb has no types
Backend = Any  # usb.backend.IBackend


class Plugged(NamedTuple):
    """One device as a person tells it apart. port: bus and hub sockets, "1-1.2"; serial: None when it has none
    or this user may not read it."""

    vendor: int
    product: int
    port: str
    name: str
    serial: str | None

    @property
    def identifier(self) -> str:
        """vendor:product as lsusb writes it."""
        return f"{self.vendor:04x}:{self.product:04x}"


def devices(backend: Backend | None = None) -> list[Device] | None:
    """Everything on the bus, in the bus's order; None when libusb is missing. backend: libusb-1.0 without it."""
    try:
        return list(usb.core.find(find_all=True, backend=backend))
    except usb.core.NoBackendError:
        return None


def port(device: Device) -> str:
    """The socket a device is in: it stays the same when the device is plugged in again."""
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or ())) or device.address}"


def describe(device: Device) -> Plugged:
    """Who a device says it is. Opens it for a moment when it has strings."""
    names = (_string(device, device.iManufacturer), _string(device, device.iProduct))
    serial = _string(device, device.iSerialNumber)
    usb.util.dispose_resources(device)
    return Plugged(device.idVendor, device.idProduct, port(device), " ".join(filter(None, names)), serial)


def _string(device: Device, index: int) -> str | None:
    try:
        text = usb.util.get_string(device, index) or ""
    except (usb.core.USBError, ValueError, IndexError):  # not permitted, no language, not UTF-16, empty
        return None
    return "".join(letter for letter in text if letter.isprintable()).strip() or None
