"""A request to end (SIGTERM, a closed terminal) is handled like an error, so that what was begun is cleared up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ASKED = (signal.SIGTERM, signal.SIGHUP)
_SIGNALLED = 128  # exit status of a program that a signal ended, as shells count


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(_SIGNALLED + number)


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Turn those signals into SystemExit while the block runs; does nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _end) for number in _ASKED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
