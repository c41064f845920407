"""Hands on the lines of a display that lies on a table: chip select, data line, bytes."""

from __future__ import annotations

from simulator.hardware.parts.st7796_display import St7796Display


def command(panel: St7796Display, code: int, *chunks: bytes) -> None:
    """Write a command and its data, torn between the chunks."""
    panel.select()
    panel.data_pin(0)
    panel.receive(bytes((code,)))
    panel.data_pin(1)
    for chunk in chunks:
        panel.receive(chunk)
    panel.deselect()


def ask(panel: St7796Display, code: int, count: int) -> bytes:
    """Write a command and read so many bytes."""
    panel.select()
    panel.data_pin(0)
    panel.receive(bytes((code,)))
    panel.data_pin(1)
    answer = panel.transfer(bytes(count))
    panel.deselect()
    return answer
