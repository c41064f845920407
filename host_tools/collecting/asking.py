"""One request to a terminal at a serial port, and the frames that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import serial  # type: ignore[import-untyped]

from host_tools.collecting.frames import Decoder, Frame, encode

SILENT_S = 1.0  # without a byte: the request or the rest of the answer is lost


class Line(Protocol):
    """A serial port as pyserial has it. read: what came in `timeout` seconds; SerialException: it is gone."""

    timeout: float | None

    @property
    def in_waiting(self) -> int: ...
    def read(self, size: int = 1) -> bytes: ...
    def write(self, data: bytes) -> int | None: ...


def answers(line: Line, request: Frame, patience_s: float = SILENT_S) -> Iterator[Frame]:
    """Send a request; whole frames with its sequence number, until the line falls silent or the cable is pulled.

    patience_s: until the first byte.
    """
    decoder = Decoder()
    try:
        line.timeout = patience_s
        line.write(b"\0" + encode(request))
        while data := line.read(max(1, line.in_waiting)):
            line.timeout = SILENT_S
            for frame in decoder.feed(data):
                if frame is not None and frame.sequence == request.sequence:
                    yield frame
    except serial.SerialException:
        return
