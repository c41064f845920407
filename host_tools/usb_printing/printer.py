"""A USB printer: USB Device Class Definition for Printing Devices 1.1, with ESC/POS as its language."""

from __future__ import annotations

import time
from collections.abc import Callable

from host_tools.usb_printing import bus
from host_tools.usb_printing.link import Link, is_printer
from host_tools.usb_printing.status import MAY_PRINT, Printed, Status

CHUNK_BYTES = 4_096  # what cheap printers hold; a multiple of every bulk packet size
IDLE_WRITES = 5  # in a row without one byte taken, then the printer counts as silent
DRAIN_TIMEOUT_MS = 20  # an old answer is there already, no printer has to make it
DRAIN_READS = 8
CONFIRM_MS = 10_000  # a full buffer of black rows, with pauses to cool
CONFIRM_READ_MS = 500
EMPTY_READ_PAUSE_MS = 50  # some printers answer a read at once with nothing

_TELL_PAPER = b"\x1dr\x01"  # GS r 1: queued, so its answer comes after all that was sent before
_ANSWER_FIXED = 0x90  # both 0 in an answer to GS r; bit 4 is 1 in answers to DLE EOT, in XON and in XOFF
_PAPER_END = 0x0C

Progress = Callable[[int, int], None]


class UsbPrinter:
    """One printer that was plugged in when it was found. Held only while a call lasts."""

    def __init__(self, device: bus.Device, wait: Callable[[float], None] = time.sleep) -> None:
        """device: one with a printer interface. wait: pauses for seconds."""
        self.about = bus.describe(device)
        self._link = Link(device)
        self._wait = wait

    @classmethod
    def find(
        cls,
        backend: bus.Backend | None = None,
        vendor: int | None = None,
        product: int | None = None,
        serial: str | None = None,
        port: str | None = None,
    ) -> list[UsbPrinter] | None:
        """The printers that match; None if libusb is missing.

        backend: libusb, or another in tests.
        vendor, product: USB numbers.
        serial: its serial number.
        port: its socket.
        """
        devices = bus.devices(backend)
        if devices is None:
            return None
        wanted = {"vendor": vendor, "product": product, "serial": serial, "port": port}
        return [
            printer
            for printer in map(cls, filter(is_printer, devices))
            if all(value in (None, getattr(printer.about, name)) for name, value in wanted.items())
        ]

    def status(self) -> Status:
        """Ask the printer how it is."""
        try:
            return self._link.open() or self._link.status()
        finally:
            self._link.close()

    def print(self, job: bytes, progress: Progress = lambda sent, total: None) -> Printed:
        """Send ESC/POS bytes and wait for the printer's word that it worked through them.

        progress: bytes taken and bytes in all, after each transfer. Nothing is sent to a printer that says it cannot.
        A job that broke off may leave the printer waiting for the rest of a picture: it must be switched off and on.
        """
        sent, confirmed = 0, False
        try:
            status = self._link.open() or self._link.status()
            if status in MAY_PRINT:
                self._drain()
                sent, error = self._send(job, progress)
                status, confirmed = (error, False) if error else self._confirm()
        finally:
            self._link.close()
        return Printed(status, sent, len(job), confirmed)

    def _send(self, job: bytes, progress: Progress) -> tuple[int, Status | None]:
        """Bytes taken, and the status that ended it early or None."""
        sent = idle_writes = 0
        while sent < len(job):
            taken, error = self._link.write(job[sent : sent + CHUNK_BYTES])
            if taken:
                sent, idle_writes = sent + taken, 0
                progress(sent, len(job))
                continue
            idle_writes += 1
            status = error or self._link.status()
            if error or status not in MAY_PRINT:
                return sent, status
            if idle_writes == IDLE_WRITES:
                return sent, Status.UNKNOWN
        return sent, None

    def _drain(self) -> None:
        """Forget answers that nobody read: an old one must not confirm this job."""
        for _ in range(DRAIN_READS):
            if not self._link.read(DRAIN_TIMEOUT_MS):
                return

    def _confirm(self) -> tuple[Status, bool]:
        left_ms = CONFIRM_MS
        if not self._link.answers or self._send(_TELL_PAPER, lambda sent, total: None)[1]:
            left_ms = 0
        while left_ms > 0:
            data = self._link.read(CONFIRM_READ_MS)
            for byte in data or b"":
                if not byte & _ANSWER_FIXED:
                    return (Status.PAPER_OUT, False) if byte & _PAPER_END else (Status.READY, True)
            status = self._link.status()
            if status not in MAY_PRINT:
                return status, False
            if data == b"":
                self._wait(EMPTY_READ_PAUSE_MS / 1_000)
            left_ms -= EMPTY_READ_PAUSE_MS if data == b"" else CONFIRM_READ_MS
        return self._link.status(), False
