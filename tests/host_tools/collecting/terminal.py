"""A terminal's side of the line without a terminal: the device's own transfer, on CPython, over a line without time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_DEVICE = str(Path(__file__).parents[3] / "device")
if _DEVICE not in sys.path:
    sys.path.insert(0, _DEVICE)

frames = importlib.import_module("link.frames")
transfer = importlib.import_module("link.transfer")


def deliver(receive: Callable[[bytes], bytes], data: bytes, kind: str = "P", rounds: int = 3) -> Any:
    """Send an object to a receiver; the Transfer when it is over, or after so many rounds without an answer."""
    sending, decoder = transfer.Transfer(kind, data), frames.Decoder()
    for _ in range(rounds):
        waiting = [bytes(sending.offer())]
        while waiting:
            for frame in decoder.feed(receive(waiting.pop(0))):
                waiting += map(bytes, sending.hear(frame))
        if sending.is_over:
            break
    return sending
