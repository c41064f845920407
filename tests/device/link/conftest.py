"""Puts the device's import root in reach: frames and transfer are plain enough for CPython too."""

import sys
from pathlib import Path

_DEVICE = str(Path(__file__).parents[3] / "device")
if _DEVICE not in sys.path:
    sys.path.insert(0, _DEVICE)
