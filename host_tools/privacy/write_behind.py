"""A writer that lets a thread do the writing, so that sealing runs beside the computing that makes the data."""

from __future__ import annotations

import io
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

PIECE_BYTES = 1 << 20  # small writes wait for so many bytes: handing over costs more than copying
WAITING_PIECES = 16  # bounds the memory that a slow disk fills; Polars hands over about 2 MB at a time


class Target(Protocol):
    """Whatever takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Take all of them."""
        ...


class WriteBehind(io.RawIOBase):
    """Writes to `target` in a thread, in order. What goes wrong there is raised by the next `write` or by `finish`."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._thread = ThreadPoolExecutor(1)
        self._small = bytearray()
        self._running: list[Future[int]] = []

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; waits only when too many pieces are under way."""
        size = len(data)
        if size + len(self._small) < PIECE_BYTES:
            self._small += data
            return size
        self._hand_over(self._take_small())
        self._hand_over(bytes(data))
        return size

    def finish(self) -> None:
        """Everything is written, or the reason why not is raised."""
        self._hand_over(self._take_small())
        while self._running:
            self._running.pop(0).result()
        self._thread.shutdown()

    def stop(self) -> None:
        """Forget what waits; the thread has ended when this returns."""
        self._thread.shutdown(cancel_futures=True)

    def _take_small(self) -> bytes:
        piece = bytes(self._small)
        self._small.clear()
        return piece

    def _hand_over(self, piece: bytes) -> None:
        while self._running and (self._running[0].done() or len(self._running) >= WAITING_PIECES):
            self._running.pop(0).result()
        if piece:
            self._running.append(self._thread.submit(self._target.write, piece))
