"""Lines into the collector: TCP connections of the event loop; serial ports and modems, a thread for each direction."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from typing import cast

import serial  # type: ignore[import-untyped]

from host_tools.collecting.answering import Answering
from host_tools.collecting.mending import MendingDecoder
from host_tools.collecting.ports import opened_port, words_of_port
from host_tools.collecting.receiver import Receiver

MOST_CONNECTIONS = 20_000  # the nation's desks twice over
IDLE_S = 180.0  # a desk gives up after a minute without progress
_SWEEP_S = 15.0
_MOST_DAMAGED = 200  # frames of one connection: TCP damages nothing, so these are no frames
_MOST_STRANGE = 8  # offers of one connection that no desk has signed
READ_WAIT_S = 0.2  # how soon a quiet port hears that it is to end
REOPEN_AFTER_S = 2.0  # a port that was pulled out

MakeReceiver = Callable[[str, Callable[[bytes], None]], Receiver]  # (name of the line, what sends) -> its receiver


class TcpLines:
    """All TCP connections of one collector. are_named: by the address of the other end, for people who watch them."""

    def __init__(self, make: MakeReceiver, are_named: bool = True) -> None:
        self.open: set[_Connection] = set()
        self.make, self.are_named = make, are_named

    def connection(self) -> asyncio.Protocol:
        """For `create_server`."""
        return _Connection(self)

    async def sweep(self) -> None:
        """Close what has said nothing for a long time, for ever."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            before = time.monotonic() - IDLE_S
            for connection in [one for one in self.open if one.heard_at < before]:
                connection.end()

    def close(self) -> None:
        """End every connection; what was being written to it is still sent."""
        for connection in list(self.open):
            connection.end()


class _Connection(asyncio.Protocol):
    """One desk, or anybody who can reach the port."""

    def __init__(self, lines: TcpLines) -> None:
        self.heard_at = time.monotonic()
        self._lines = lines
        self._transport: asyncio.Transport | None = None
        self._receiver: Receiver | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        stream = cast(asyncio.Transport, transport)
        if len(self._lines.open) >= MOST_CONNECTIONS:
            stream.abort()
            return
        self._transport = stream
        peer = transport.get_extra_info("peername") if self._lines.are_named else None  # two questions to the kernel
        self._receiver = self._lines.make(f"{peer[0]}:{peer[1]}" if peer else "tcp", self._late)
        self._receiver.loses_nothing = True  # TCP loses nothing
        self._lines.open.add(self)

    def data_received(self, data: bytes) -> None:
        receiver, transport = self._receiver, self._transport
        if receiver is None or transport is None:
            return
        self.heard_at = time.monotonic()
        answer = receiver.receive(data)
        if answer:
            transport.write(answer)
        if receiver.decoder.bad > _MOST_DAMAGED or receiver.strange > _MOST_STRANGE:
            transport.abort()

    def pause_writing(self) -> None:
        """It does not read what it is sent: hear nothing more from it until it does."""
        if self._transport:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        if self._transport:
            self._transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.open.discard(self)
        if self._receiver:
            self._receiver.leave()
        self._receiver = self._transport = None

    def end(self) -> None:
        """Close, after what has been written."""
        if self._transport:
            self._transport.close()

    def _late(self, data: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)


class _Port:
    """A serial port, or a pyserial URL: opened again when it was pulled out, until `close`.

    failed: called in the event loop with a sentence when the port cannot be opened or goes away.
    """

    def __init__(self, port: str, baudrate: int, failed: Callable[[str], None]) -> None:
        self._port, self._baudrate, self._failed = port, baudrate, failed
        self._loop = asyncio.get_running_loop()
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=port, daemon=True)  # whoever inherits starts it

    async def close(self) -> None:
        """Let the port go, after what was to be sent."""
        self._ending.set()
        await asyncio.to_thread(self._thread.join)
        self.left()

    def heard(self, data: bytes) -> bytes:
        """Bytes of the line, or none after a while without any; what to write at once. In the event loop."""
        raise NotImplementedError

    def left(self) -> None:
        """The port is gone, or is to be closed. In the event loop."""
        raise NotImplementedError

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with opened_port(self._port, self._baudrate, READ_WAIT_S) as line:
                    self._serve(line)
            except serial.SerialException as error:
                self._in_loop(self._failed, f"{self._port}: {words_of_port(error)}")
                self._in_loop(self.left)
                self._ending.wait(REOPEN_AFTER_S)

    def _serve(self, line: serial.SerialBase) -> None:
        """Read here and write beside, as writing waits for a slow line."""
        broken = threading.Event()
        writer = threading.Thread(target=self._write, args=(line, broken), daemon=True)
        writer.start()
        try:
            while not self._ending.is_set() and not broken.is_set():
                self._in_loop(self._hear, line.read(max(1, line.in_waiting)))
        finally:
            self._outgoing.put(b"")
            writer.join()

    def _write(self, line: serial.SerialBase, broken: threading.Event) -> None:
        while data := self._outgoing.get():
            try:
                line.write(data)
            except serial.SerialException:
                broken.set()  # reading will say so, or the next opening

    def _hear(self, data: bytes) -> None:
        answer = self.heard(data)
        if answer:
            self._outgoing.put(answer)

    def _in_loop(self, function: Callable[..., None], *arguments: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)


class SerialLine(_Port):
    """A cable to a desk, or anything else that carries bytes as they are."""

    def __init__(self, port: str, baudrate: int, make: MakeReceiver, failed: Callable[[str], None]) -> None:
        super().__init__(port, baudrate, failed)
        self._receiver = _mending(make(port, self._outgoing.put))
        self._thread.start()

    def heard(self, data: bytes) -> bytes:
        """To the receiver, the same for whoever is at the cable."""
        return self._receiver.receive(data) if data else b""

    def left(self) -> None:
        """What came stays for another line."""
        self._receiver.leave()


class ModemLine(_Port):
    """A modem of the pool, which desks call: a receiver per call."""

    def __init__(self, port: str, baudrate: int, make: MakeReceiver, failed: Callable[[str], None]) -> None:
        super().__init__(port, baudrate, failed)
        self.modem = Answering(lambda: _mending(make(port, self._late)), lambda text: failed(f"{port}: {text}"))
        self._thread.start()

    def heard(self, data: bytes) -> bytes:
        """To the modem's state machine, which looks at the clock when nothing came."""
        now_s = time.monotonic()
        answer = self.modem.hear(data, now_s) if data else b""
        return answer + self.modem.due(now_s)

    def left(self) -> None:
        """The modem is set anew when the port is back."""
        self.modem.leave()

    def _late(self, data: bytes) -> None:
        if self.modem.is_carrying:  # else the modem would take it for commands
            self._outgoing.put(data)


def _mending(receiver: Receiver) -> Receiver:
    """For a line that damages bytes."""
    receiver.decoder = MendingDecoder()
    return receiver
