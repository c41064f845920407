"""The terminal's serial line to the centre, as a wire to a program of this process or a cable to this computer.

At the other end of a cable, a pseudo-terminal, any program may sit that can use a serial port. It lives in real time,
and so does the bench while the cable is plugged in. A program of this process needs no time of the world.
"""

from __future__ import annotations

import contextlib
import os
import tty
from collections.abc import Callable
from functools import cached_property, partial
from weakref import finalize

from simulator.hardware.lines import UartPart, Wires, has_come
from simulator.hardware.parts.line_faults import TO_CENTRE, TO_TERMINAL, LineFaults

_READ_BYTES = 4096


class SerialWire(UartPart):
    """The part of a line that all its kinds share.

    faults: set by a test or a person. piece_bytes: how many bytes arrive at one instant, 0 for all that were sent
    together; 1 where whoever hears them has room for few.
    """

    def __init__(self, baudrate: int = 115200, faults: LineFaults | None = None) -> None:
        self.baudrate = baudrate
        self.piece_bytes = 0
        self.faults = faults or LineFaults()
        self._free_at_us = 0  # when the wire to the terminal has carried everything so far

    def power_off(self) -> None:
        """The wire to the terminal carries nothing any more."""
        self._free_at_us = 0

    def to_terminal(self, data: bytes) -> None:
        """Put bytes on the wire to the terminal; they arrive when the last of them has come through."""
        data = self.faults.through(TO_TERMINAL, data)
        if not data:
            return
        size = self.piece_bytes or len(data)
        self._free_at_us = max(self._free_at_us, self.clock.now_us + self.faults.delay_ms * 1000)
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            self._free_at_us += len(piece) * 10_000_000 // self.baudrate
            self.clock.call_later(self._free_at_us - self.clock.now_us, partial(self.send, piece))


class SerialPeer(SerialWire):
    """peer: takes bytes of the terminal, returns bytes for it; may be exchanged while the line is in use."""

    def __init__(
        self, peer: Callable[[bytes], bytes], baudrate: int = 115200, faults: LineFaults | None = None
    ) -> None:
        super().__init__(baudrate, faults)
        self.peer = peer

    def receive(self, data: bytes) -> None:
        """Bytes of the terminal, for the peer; its answer goes back."""
        data = self.faults.through(TO_CENTRE, data)
        if data:
            self.clock.call_later(self.faults.delay_ms * 1000, lambda: self.to_terminal(self.peer(data)))


class SerialCable(SerialWire):
    """It begins unplugged and stays plugged through a power cut."""

    def __init__(self, baudrate: int = 115200, faults: LineFaults | None = None) -> None:
        super().__init__(baudrate, faults)
        self._wires: Wires | None = None
        self._peer: Callable[[bytes], bytes] | None = None
        self._close: Callable[[], object] | None = None

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """File numbers of the near and the far end of a pseudo-terminal, closed with the cable.

        The far one stays open here too: programs may come and go without the near end hearing a hang-up.
        """
        near, far = os.openpty()
        tty.setraw(far)
        os.set_blocking(near, False)
        self._close = finalize(self, _close_both, near, far)
        return near, far

    @property
    def path(self) -> str:
        """What the other program opens."""
        return os.ttyname(self._ends[1])

    def answered_by(self, peer: Callable[[bytes], bytes] | None) -> None:
        """Have a program of this process at the far end, on the bench's time; None: nobody.

        peer: takes bytes of the terminal, returns bytes for it.
        """
        self._peer = peer

    def plug(self, wires: Wires) -> None:
        """Connect; from here on the bench waits with the world."""
        self._wires = wires
        wires.real_line = self.wait

    def unplug(self) -> None:
        """Disconnect; what is sent meanwhile is lost, and the bench runs ahead of the world again."""
        if self._wires:
            self._wires.real_line = None
        self._wires = None

    def close(self) -> None:
        """Take the pseudo-terminal away."""
        self.unplug()
        if self._close:
            self._close()

    def receive(self, data: bytes) -> None:
        """Bytes of the terminal, for the far end."""
        data = self.faults.through(TO_CENTRE, data) if self._wires or self._peer else b""
        if data:
            self.clock.call_later(self.faults.delay_ms * 1000, lambda: self._to_world(data))

    def wait(self, seconds: float) -> bool:
        """Wait for bytes of the far end and pass them on; True if any came."""
        if not has_come(self._ends[0], seconds):
            return False
        self.to_terminal(os.read(self._ends[0], _READ_BYTES))
        return True

    def _to_world(self, data: bytes) -> None:
        if self._peer:
            self.to_terminal(self._peer(data))
            return
        with contextlib.suppress(BlockingIOError):  # nobody reads: a wire does not wait for them
            os.write(self._ends[0], data)


def _close_both(near: int, far: int) -> None:
    os.close(near)
    os.close(far)
