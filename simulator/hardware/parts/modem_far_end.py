"""Where a modem's connections lead: to a program of this process, on the bench's time, or to a real TCP port."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Protocol

from simulator.hardware.lines import Wires, has_come

_READ_BYTES = 4096
_CONNECT_S = 5.0


class FarEnd(Protocol):
    """The centre's side of one connection after the other."""

    def opened(self, arrive: Callable[[bytes], None]) -> bool:
        """Somebody connects. arrive: takes what comes back. False where nobody takes the call."""

    def take(self, data: bytes) -> None:
        """Bytes of the terminal have come."""

    def closed(self) -> None:
        """The connection is over."""


class Program:
    """A program of this process. make: called for each connection; what it returns turns bytes heard into bytes said.

    calls: how many connections there were.
    """

    def __init__(self, make: Callable[[], Callable[[bytes], bytes]]) -> None:
        self.make = make
        self.calls = 0
        self._peer: Callable[[bytes], bytes] | None = None
        self._arrive: Callable[[bytes], None] | None = None

    def opened(self, arrive: Callable[[bytes], None]) -> bool:
        """It always takes the call."""
        self.calls += 1
        self._peer, self._arrive = self.make(), arrive
        return True

    def take(self, data: bytes) -> None:
        """Its answer goes back at once."""
        if self._peer and self._arrive:
            answer = self._peer(data)
            if answer:
                self._arrive(answer)

    def closed(self) -> None:
        """It forgets the line, not what it has kept."""
        self._peer = self._arrive = None


class TcpPort:
    """A TCP port on which a real program listens, such as `tamga collect serve`. It lives in real time, and so does the
    bench while there is a connection.
    """

    def __init__(self, wires: Wires, host: str, port: int) -> None:
        self._wires, self._address = wires, (host, port)
        self._socket: socket.socket | None = None
        self._arrive: Callable[[bytes], None] = lambda data: None

    def opened(self, arrive: Callable[[bytes], None]) -> bool:
        """Connect; False where nobody listens."""
        try:
            self._socket = socket.create_connection(self._address, _CONNECT_S)
        except OSError:
            return False
        self._arrive = arrive
        self._wires.real_line = self._wait
        return True

    def take(self, data: bytes) -> None:
        """Carry bytes on."""
        if self._socket:
            try:
                self._socket.sendall(data)
            except OSError:
                self.closed()

    def closed(self) -> None:
        """Close the connection; the bench runs ahead of the world again."""
        if self._socket:
            self._socket.close()
        self._socket = self._wires.real_line = None

    def _wait(self, seconds: float) -> bool:
        """Wait for bytes; True if any came."""
        if not self._socket or not has_come(self._socket.fileno(), seconds):
            return False
        data = self._socket.recv(_READ_BYTES)
        if data:
            self._arrive(data)
        else:
            self.closed()
        return bool(data)
