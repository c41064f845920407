"""The bulk link to a printer's interface: taken from the kernel for a while and given back."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import Any

import usb.core
import usb.util

from host_tools.usb_printing import bus
from host_tools.usb_printing.status import MAY_PRINT, Status, of_error, of_port

_PRINTER_CLASS = 7
_BIDIRECTIONAL, _UNIDIRECTIONAL = 2, 1  # interface protocols; 3 (1284.4) and 4 (IPP) wrap the bytes
_GET_PORT_STATUS = (0xA1, 1, 0)  # request type, request, value
WRITE_TIMEOUT_MS = 2_000  # a chunk of 85 rows takes half a second to print
STATUS_TIMEOUT_MS = 1_000


def is_printer(device: bus.Device) -> bool:
    """Whether a device has an interface that takes plain bytes to print."""
    try:
        return any(_interface(configuration) is not None for configuration in device)
    except usb.core.USBError:  # its descriptors cannot be read: it is on its way out
        return False


class Link:
    """One printer's interface. Between `open` and `close` nobody else has it."""

    def __init__(self, device: bus.Device) -> None:
        self._device = device
        self._number = 0
        self._driver_detached = False
        self._out: Any = None
        self._in: Any = None

    def open(self) -> Status | None:
        """Take the interface from the kernel and claim it. The status that prevents it, or None."""
        try:
            interface = _interface(_active(self._device))
            if interface is None:
                return Status.ERROR
            self._number = interface.bInterfaceNumber
            with suppress(NotImplementedError):  # not every system has kernel drivers to detach
                if self._device.is_kernel_driver_active(self._number):
                    self._device.detach_kernel_driver(self._number)
                    self._driver_detached = True
            usb.util.claim_interface(self._device, self._number)
            if interface.bAlternateSetting:
                interface.set_altsetting()
            self._out, self._in = (_bulk(interface, way) for way in (usb.util.ENDPOINT_OUT, usb.util.ENDPOINT_IN))
        except usb.core.USBError as error:
            return of_error(error)
        return None

    def close(self) -> None:
        """Release, then give the interface back: the kernel does not take one that is claimed."""
        with suppress(usb.core.USBError):
            usb.util.release_interface(self._device, self._number)
        if self._driver_detached:
            with suppress(usb.core.USBError):
                self._device.attach_kernel_driver(self._number)
            self._driver_detached = False
        usb.util.dispose_resources(self._device)

    @property
    def answers(self) -> bool:
        """Whether the printer has a way to say something."""
        return self._in is not None

    def status(self) -> Status:
        """What GET_PORT_STATUS says. Many printers never answer it: UNKNOWN."""
        try:
            answer = self._device.ctrl_transfer(*_GET_PORT_STATUS, self._number, 1, STATUS_TIMEOUT_MS)
        except usb.core.USBError as error:
            return Status.UNPLUGGED if error.errno == errno.ENODEV else Status.UNKNOWN
        return of_port(answer[0]) if len(answer) else Status.UNKNOWN

    def write(self, data: bytes) -> tuple[int, Status | None]:
        """Send once. How many bytes were taken, 0 after a time-out, and the status that ends the job, or None.

        A transfer that failed is not repeated: bytes of it may be in the printer, and sent twice they shift a picture.
        """
        try:
            return self._out.write(data, WRITE_TIMEOUT_MS), None
        except usb.core.USBTimeoutError:
            return 0, None
        except usb.core.USBError as error:
            if error.errno == errno.EPIPE:
                with suppress(usb.core.USBError):
                    self._out.clear_halt()
            said = self.status()
            return 0, of_error(error) if said in MAY_PRINT else said

    def read(self, timeout_ms: int) -> bytes | None:
        """What the printer sends, which may be nothing; None after a time-out or an error."""
        try:
            return bytes(self._in.read(self._in.wMaxPacketSize, timeout_ms)) if self.answers else None
        except usb.core.USBError:
            return None


def _active(device: bus.Device) -> Any:
    try:
        return device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
        device.set_configuration()  # nobody has configured it
        return device.get_active_configuration()


def _interface(configuration: Any) -> Any:
    """The setting to print through: one that can answer rather than one that cannot."""
    plain = [
        interface
        for interface in configuration
        if interface.bInterfaceClass == _PRINTER_CLASS
        and interface.bInterfaceProtocol in (_BIDIRECTIONAL, _UNIDIRECTIONAL)
        and _bulk(interface, usb.util.ENDPOINT_OUT) is not None
    ]
    return min(plain, key=lambda one: (-one.bInterfaceProtocol, one.bAlternateSetting), default=None)


def _bulk(interface: Any, direction: int) -> Any:
    for endpoint in interface:
        address, kind = endpoint.bEndpointAddress, usb.util.endpoint_type(endpoint.bmAttributes)
        if kind == usb.util.ENDPOINT_TYPE_BULK and usb.util.endpoint_direction(address) == direction:
            return endpoint
    return None
