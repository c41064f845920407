"""What a USB printer says about itself, as values."""

from __future__ import annotations

import errno
from enum import Enum
from typing import NamedTuple

# GET_PORT_STATUS, one byte (USB Device Class Definition for Printing Devices 1.1, 4.2.2)
_PAPER_EMPTY = 0x20
_SELECTED = 0x10
_NOT_ERROR = 0x08


class Status(Enum):
    """The state of a printer in words for a person. UNKNOWN is silence: it never means printed."""

    READY = "ready"
    PAPER_OUT = "out of paper"
    NOT_SELECTED = "off line: close its cover, press its button"
    ERROR = "reports an error: look at its lights"
    UNKNOWN = "does not say"
    UNPLUGGED = "not plugged in"
    NO_ACCESS = "this user may not open it: see the udev rule in docs/usb.md"
    BUSY = "held by another program"


MAY_PRINT = (Status.READY, Status.UNKNOWN)  # many printers never answer GET_PORT_STATUS and print all the same


class Printed(NamedTuple):
    """How a job ended.

    sent_bytes: taken by the printer for certain; when it stops, up to one more chunk may have gone out.
    confirmed: the printer answered a question that stood in the queue behind the job's last byte.
    """

    status: Status
    sent_bytes: int
    total_bytes: int
    confirmed: bool = False

    @property
    def complete(self) -> bool:
        """Every byte was taken and nothing is known to be wrong."""
        return self.sent_bytes == self.total_bytes and self.status in MAY_PRINT


def of_port(bits: int) -> Status:
    """The meaning of a GET_PORT_STATUS byte; 0x18 is all well."""
    if bits & _PAPER_EMPTY:
        return Status.PAPER_OUT
    if not bits & _NOT_ERROR:
        return Status.ERROR
    return Status.READY if bits & _SELECTED else Status.NOT_SELECTED


_OF_ERRNO = {
    errno.ENODEV: Status.UNPLUGGED,
    errno.EACCES: Status.NO_ACCESS,
    errno.EPERM: Status.NO_ACCESS,
    errno.EBUSY: Status.BUSY,
    errno.ETIMEDOUT: Status.UNKNOWN,
}


def of_error(error: OSError) -> Status:
    """The meaning of what libusb reports."""
    return _OF_ERRNO.get(error.errno or 0, Status.ERROR)
