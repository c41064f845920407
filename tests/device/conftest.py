"""Runs what the terminal runs: on MicroPython, and what is plain enough on CPython too, by the device's import root."""

import sys
from pathlib import Path

from tests.device.micropython_runner import micropython

__all__ = ["micropython"]

_DEVICE = str(Path(__file__).parents[2] / "device")
if _DEVICE not in sys.path:
    sys.path.insert(0, _DEVICE)
