"""The port loop: a pyserial port (or anything that reads and writes like one) with a receiver behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from host_tools.collecting.receiver import Receiver

READ_WAIT_S = 0.2  # how soon `until` is asked on a quiet line


class Port(Protocol):
    """The part of pyserial's interface that is used. `read` waits at most the timeout that the port was opened with."""

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read at once."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""

    def write(self, data: bytes) -> int | None:
        """Send all."""


def serve_line(port: Port, receiver: Receiver, until: Callable[[], bool]) -> None:
    """Serve one line. What the port raises goes to the caller.

    port: open.
    receiver: answers what it hears.
    until: asked after every read; ends the loop.
    """
    while not until():
        data = port.read(max(1, port.in_waiting))
        answer = receiver.receive(data) if data else b""
        if answer:
            port.write(answer)
