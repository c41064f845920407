"""A serial cable out of the simulator: the terminal's UART at one end, a pseudo-terminal of this computer at the other.

Any program may sit there that can use a serial port. It lives in real time, and so does the bench while the cable is
plugged in. A program of this process may sit there too, and then no time of the world is needed.
"""

from __future__ import annotations

import contextlib
import os
import select
import tty
from collections.abc import Callable

from simulator.hardware.bench import Bench
from simulator.hardware.parts.line_faults import TO_CENTRE, LineFaults
from simulator.hardware.parts.serial_wire import SerialWire

_READ_BYTES = 4096


class SerialCable(SerialWire):
    """path: what the other program opens as its port. It begins unplugged and stays plugged through a power cut."""

    def __init__(self, baudrate: int = 115200, faults: LineFaults | None = None) -> None:
        super().__init__(baudrate, faults)
        # The far end stays open here too, so that programs may come and go without the near end hearing a hang-up.
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        os.set_blocking(self._near, False)
        self.path = os.ttyname(self._far)
        self._bench: Bench | None = None
        self._peer: Callable[[bytes], bytes] | None = None

    def answered_by(self, peer: Callable[[bytes], bytes] | None) -> None:
        """Have a program of this process at the far end, on the bench's time; None: nobody.

        peer: takes bytes of the terminal, returns bytes for it.
        """
        self._peer = peer

    def plug(self, bench: Bench) -> None:
        """Connect; from here on the bench waits with the world."""
        self._bench = bench
        bench.real_line = self.wait

    def unplug(self) -> None:
        """Disconnect; what is sent meanwhile is lost, and the bench runs ahead of the world again."""
        if self._bench:
            self._bench.real_line = None
        self._bench = None

    def close(self) -> None:
        """Take the pseudo-terminal away."""
        self.unplug()
        os.close(self._near)
        os.close(self._far)

    def receive(self, data: bytes) -> None:
        data = self.faults.through(TO_CENTRE, data) if self._bench or self._peer else b""
        if data:
            self.clock.call_later(self.faults.delay_ms * 1000, lambda: self._to_world(data))

    def wait(self, seconds: float) -> bool:
        """Wait for bytes of the far end and pass them on; True if any came."""
        ready, _, _ = select.select([self._near], [], [], seconds)
        if not ready:
            return False
        self.to_terminal(os.read(self._near, _READ_BYTES))
        return True

    def _to_world(self, data: bytes) -> None:
        if self._peer:
            self.to_terminal(self._peer(data))
            return
        with contextlib.suppress(BlockingIOError):  # nobody reads: a wire does not wait for them
            os.write(self._near, data)
