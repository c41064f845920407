"""Frames from the terminals' threads to every browser that watches."""

from __future__ import annotations

import asyncio
import json

from simulator.front.watching import Frame

MOST_WAITING = 5_000  # frames; a browser that is so far behind is let go, and comes again

Wire = str | bytes


def encoded(frame: Frame) -> Wire:
    """A frame as it goes over the WebSocket."""
    return frame if isinstance(frame, bytes) else json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


class Client:
    """One browser: what waits to be sent to it. A None ends it."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[Wire | None] = asyncio.Queue()

    def put(self, wire: Wire) -> bool:
        """False when it is too far behind."""
        if self.waiting.qsize() >= MOST_WAITING:
            self.waiting.put_nowait(None)
            return False
        self.waiting.put_nowait(wire)
        return True


class Hub:
    """All browsers. `send` may be called from any thread, before the server runs and after it has ended too."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server runs on this loop."""
        self._loop = loop

    def close(self) -> None:
        """The server ends: everybody is let go."""
        self._loop = None
        for client in self.clients:
            client.waiting.put_nowait(None)

    def send(self, frame: Frame) -> None:
        """To everybody. Kept by nobody: who comes later gets the whole."""
        loop = self._loop
        if loop and self.clients:
            wire = encoded(frame)
            loop.call_soon_threadsafe(self._deliver, wire)

    def _deliver(self, wire: Wire) -> None:
        self.clients -= {client for client in self.clients if not client.put(wire)}
