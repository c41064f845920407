"""Serial ports, opened for one program alone, in a process that has any number of files open."""

from __future__ import annotations

import errno
import os
import select
import time

import serial  # type: ignore[import-untyped]

_OF_PORTS = {
    errno.ENOENT: "there is no such port; is the cable in?",
    errno.EACCES: "you may not open this port; join the group that owns it",
    errno.EBUSY: "another program has this port",
    errno.EAGAIN: "another program has this port",  # it has locked it
}
_GONE = "the port is gone"


def opened_port(port: str, baudrate: int, timeout_s: float | None = None) -> serial.SerialBase:
    """A serial port, or a pyserial URL, for this program alone: two would each get a part of every answer.

    timeout_s: of a read; None: it waits for all of its bytes. serial.SerialException: `words_of_port` knows why.
    """
    is_here = os.name == "posix" and "://" not in port
    line = _PolledPort() if is_here else serial.serial_for_url(port, do_not_open=True)  # noqa: TID251
    line.port, line.baudrate, line.timeout, line.exclusive = port, baudrate, timeout_s, True
    line.open()
    return line


def words_of_port(error: serial.SerialException) -> str:
    """Why a serial port cannot be used, and the way out."""
    return _OF_PORTS.get(error.errno or 0, "the port has failed; is the cable in?")


class _PolledPort(serial.Serial):  # type: ignore[misc]  # noqa: TID251
    """pyserial waits with select, which takes no file number above 1023; a collector has 10,000 connections."""

    def read(self, size: int = 1) -> bytes:
        """What came before `timeout`, `size` bytes at most. SerialException: the port is gone."""
        ends = None if self.timeout is None else time.monotonic() + self.timeout
        data = bytearray()
        while len(data) < size and self._is_ready(select.POLLIN, ends):
            try:
                piece = os.read(self.fd, size - len(data))
            except BlockingIOError:
                continue
            except OSError as error:
                raise serial.SerialException(error.errno, _GONE) from error
            if not piece:
                raise serial.SerialException(errno.EIO, _GONE)
            data += piece
        return bytes(data)

    def write(self, data: bytes) -> int:
        """All bytes, however slow the line is; their number. SerialException: the port is gone."""
        left = memoryview(data)
        while left:
            self._is_ready(select.POLLOUT)
            try:
                left = left[os.write(self.fd, left) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise serial.SerialException(error.errno, _GONE) from error
        return len(data)

    def _is_ready(self, event: int, ends: float | None = None) -> bool:
        """Wait until the port is ready, or gone: the next read or write says which. False: the time is over."""
        waiting = select.poll()
        waiting.register(self.fd, event)
        return bool(waiting.poll(None if ends is None else 1000 * max(0.0, ends - time.monotonic())))
